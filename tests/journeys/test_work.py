"""Two stories in a real browser: a refusal waits for the hearing; a solution that is none goes back to the body."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from appeals.enums import Status
from appeals.models import Appeal, Hearing
from tests.conftest import House
from tests.factories import people
from tests.factories.appeals import Town, photo
from tests.journeys.people import Street, Tongue

pytestmark = pytest.mark.slow

WHY = "Ағаш сау, апаттық емес: кесуге негіз жоқ. Маман қарап шықты."
OBJECTION = "Ағаш қисайып тұр, астында балалар ойнайды."
KK = Tongue("kk")


@pytest.fixture
def windows(chromium: Browser, house: House, street: Town, settings) -> Iterator[Street]:
    settings.STAFF_SECOND_FACTOR = "off"
    opened = Street(chromium, house.url, street, KK)
    yield opened
    opened.close()
    assert opened.complaints == []


def lately(town: Town, status: str) -> Appeal:
    return town.appeal(status, at=timezone.now() - timedelta(days=1))


def send(page: Page, act: str) -> None:
    page.locator(f'form[action$="/{act}/"] button[type="submit"], form[action$="/{act}/"] .govuk-button').last.click()


def unfold(page: Page, title: str) -> None:
    page.locator("summary", has_text=KK.say(title)).click()


def test_a_refusal_waits_for_the_hearing(windows: Street, street: Town) -> None:
    appeal = lately(street, Status.IN_WORK)
    executor, resident = windows.official("executor"), windows.official("resident")
    executor.goto(f"/kk/desk/{appeal.number}/")
    unfold(executor, "Hear the author before a refusal")
    executor.locator("#propose-text").fill(WHY)
    send(executor, "propose")
    expect(executor.get_by_text(KK.say("No objection yet."))).to_be_visible()

    resident.goto(f"/kk/appeals/{appeal.number}/")
    expect(resident.get_by_text(WHY)).to_be_visible()
    resident.locator("#id_objection").fill(OBJECTION)
    send(resident, "object")
    expect(resident.locator(".b-speech", has_text=OBJECTION)).to_be_visible()

    executor.reload()
    executor.locator("#report-decision_2").check(force=True)
    executor.locator("#report-text").fill(WHY)
    unfold(executor, "No photo, a refusal, another language")
    executor.locator("#report-reasons").fill(WHY)
    executor.locator("#report-norm").fill("ҚР ӘРПК 84-бап")
    send(executor, "report")
    expect(executor.locator("form[action$='/report/']")).to_have_count(0)

    controller = windows.official("controller")
    controller.goto(f"/kk/desk/{appeal.number}/")
    expect(controller.locator(".b-speech", has_text=OBJECTION)).to_be_visible()
    expect(controller.locator("form[action$='/answer/']")).to_have_count(0)
    assert Appeal.objects.get(pk=appeal.pk).status == Status.REPORTED

    # The working days pass.
    today = timezone.localdate()
    Hearing.objects.update(object_until=today - timedelta(days=1), sign_from=today)
    controller.reload()
    send(controller, "answer")
    expect(controller.locator("form[action$='/answer/']")).to_have_count(0)
    resident.reload()
    expect(resident.get_by_role("link", name="PDF")).to_be_visible()
    assert Appeal.objects.get(pk=appeal.pk).status == Status.ANSWERED


def test_a_resident_rejects_a_solution_and_it_returns_to_the_body(
    windows: Street, street: Town, tmp_path: Path
) -> None:
    appeal = lately(street, Status.ANSWERED)
    resident = windows.official("resident")
    resident.set_viewport_size({"width": 360, "height": 740})
    resident.goto(f"/kk/appeals/{appeal.number}/")
    unfold(resident, "Rate the answer")
    resident.locator("#id_stars").check(force=True)
    resident.locator("#reason-half-done").check(force=True)
    send(resident, "rate")
    resident.locator("summary", has_text=KK.say("No, it is not fixed")).click()
    resident.locator("#id_reason").fill("Шұңқырдың жартысы ғана жамалған.")
    send(resident, "reopen")
    expect(resident.get_by_text(KK.say("You opened the appeal again")).first).to_be_visible()

    executor = windows.official("executor")
    executor.context.grant_permissions(["geolocation"])
    executor.context.set_geolocation({"longitude": 77.0405, "latitude": 43.3521, "accuracy": 10})
    executor.goto("/kk/desk/?show=returned")
    executor.locator(f'a[href$="/desk/{appeal.number}/"]').click()
    send(executor, "accept")
    after = tmp_path / "after.jpg"
    after.write_bytes(photo("black").read())
    executor.locator("#report-text").fill("Шұңқырдың қалған бөлігі де асфальтпен жамалды.")
    executor.locator("#report-photos").set_input_files(after)
    executor.locator("[data-taken-locate]").click()
    expect(executor.locator("#report-photo_place")).to_have_value("43.352100, 77.040500")
    send(executor, "report")
    expect(executor.locator("form[action$='/report/']")).to_have_count(0)

    first = windows.official("controller")
    first.goto(f"/kk/desk/{appeal.number}/")
    said = "You sent the answer that the author did not accept: another controller has to decide this time."
    expect(first.get_by_text(KK.say(said))).to_be_visible()
    street.__dict__["another"] = people.officer("controller", "city-akimat")
    second = windows.official("another")
    second.goto(f"/kk/desk/{appeal.number}/")
    send(second, "answer")
    expect(second.locator("form[action$='/answer/']")).to_have_count(0)
    kept = Appeal.objects.get(pk=appeal.pk)
    photo_after = kept.photos.filter(moment="after").latest("pk")
    assert (kept.status, kept.number, kept.reopened) == (Status.ANSWERED, appeal.number, 1)
    assert (photo_after.place_source, photo_after.distance_m) == ("device", 0)
