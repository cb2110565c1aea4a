"""Residents at their phones: the form, the receipt, the code, the page that moves by itself."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect

from appeals.enums import Status
from appeals.models import Appeal, Draft, Photo
from appeals.services import claims, triage, work
from geo.selectors import district_at
from tests.factories.appeals import Town, photo
from workflow import outbox

pytestmark = pytest.mark.slow

TEXT = "Аулада екі аптадан бері шам жанбайды, кешке қараңғы."


@pytest.fixture
def shot(tmp_path: Path) -> str:
    path = tmp_path / "shot.jpg"
    path.write_bytes(photo("navy", (1200, 900)).read())
    return str(path)


def tell_everybody() -> None:
    """What the worker does after an act; in a thread of its own, because Playwright's loop runs in this one."""

    def drain() -> None:
        outbox.drain(50)
        connections.close_all()

    worker = threading.Thread(target=drain)
    worker.start()
    worker.join(10)


def go_on(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Жалғастыру").click()


def answer_all(page: Page, shot: str) -> None:
    """From the home page to the check, by what stands on the pages."""
    page.goto("/kk/")
    page.get_by_role("link", name="Мәселе туралы хабарлау").click()
    page.get_by_role("button", name="Бастау").or_(page.get_by_role("link", name="Бастау")).click()
    page.get_by_label("Не болды?").fill(TEXT)
    page.locator("#id_photos").set_input_files(shot)
    go_on(page)
    page.locator("#id_address").fill("Тимирязев көшесі, 42")
    page.locator("#id_district").select_option("bostandyk")
    go_on(page)
    page.get_by_role("radio", name="Шам жанбайды").check(force=True)
    go_on(page)
    page.get_by_role("radio", name="Бүкіл көше").check(force=True)
    go_on(page)
    page.get_by_label("Аты-жөніңіз").fill("Әлия Серікова")
    go_on(page)


def send(page: Page) -> Appeal:
    page.locator("#id_consent").check(force=True)
    page.get_by_role("button", name="Өтінішті жіберу").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Өтінішіңіз қабылданды")
    return Appeal.objects.get()


def test_a_resident_files_with_a_photo(street, shot, phone):
    _files_with_a_photo(phone, shot)


def test_a_resident_files_with_a_photo_without_javascript(street, shot, plain_phone):
    _files_with_a_photo(plain_phone, shot)


def _files_with_a_photo(page: Page, shot: str) -> None:
    answer_all(page, shot)
    appeal = send(page)
    assert (appeal.text, appeal.district_id, appeal.category.code, appeal.contact_name, Photo.objects.count()) == (
        TEXT,
        "bostandyk",
        "lighting-off",
        "Әлия Серікова",
        1,
    )
    expect(page.get_by_text(appeal.number, exact=True)).to_be_visible()
    expect(page.get_by_text(claims.code_for(appeal.intake_key).replace("-", " "), exact=True)).to_be_visible()


def test_a_pin_on_the_map_finds_its_district(street, phone):
    phone.goto("/kk/appeals/new/what/")
    phone.get_by_label("Не болды?").fill(TEXT)
    go_on(phone)
    phone.wait_for_selector("[data-map-ready=true]")
    phone.locator("canvas.maplibregl-canvas").click()
    expect(phone.get_by_text("Орны картада белгіленді")).to_be_visible()
    expect(phone.locator("#id_district")).not_to_have_value("")
    chosen = phone.locator("#id_district").input_value()
    go_on(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Мәселе не туралы?")
    draft = Draft.objects.get().answers
    assert (district_at(draft["lon"], draft["lat"]).code, draft["district"]) == (chosen, chosen)


def test_back_and_forward_lose_nothing(street, shot, phone):
    answer_all(phone, shot)
    for step in ("check", "contact", "details", "category", "where"):
        phone.wait_for_url(f"**/appeals/new/{step}/")
        if step != "where":
            # As the person's button does it: the driver's own go_back fails where a page is just being left.
            phone.evaluate("history.back()")
    expect(phone.locator("#id_address")).to_have_value("Тимирязев көшесі, 42")
    phone.goto("/ru/appeals/new/what/")
    expect(phone.locator("#id_text")).to_have_value(TEXT)
    phone.goto("/kk/appeals/new/check/")
    send(phone)


def test_the_qr_code_opens_the_appeal_on_another_phone(street, shot, plain_phone, phone):
    answer_all(plain_phone, shot)
    appeal = send(plain_phone)
    code = claims.code_for(appeal.intake_key).replace("-", "")
    phone.goto(f"/kk/appeals/follow/#{appeal.number}.{code}")
    phone.wait_for_url(f"**/kk/appeals/{appeal.number}/")
    expect(phone.get_by_text("Сіздің өтінішіңіз, жарияланбаған")).to_be_visible()


def test_a_resident_without_javascript_follows_by_the_code(street: Town, plain_phone):
    appeal = street.appeal(at=timezone.now())
    plain_phone.goto("/kk/appeals/follow/")
    plain_phone.get_by_label("Өтініш нөмірі").fill(appeal.number)
    plain_phone.get_by_label("Бақылау коды").fill(claims.code_for(appeal.intake_key).lower())
    plain_phone.get_by_role("button", name="Өтінішті ашу").click()
    expect(plain_phone.get_by_role("listitem").filter(has_text="Өтінішіңіз тіркелді")).to_be_visible()


def test_an_open_page_moves_by_itself(street: Town, phone):
    appeal = street.appeal(at=timezone.now() - timedelta(hours=3))
    at = timezone.now()
    triage.publish(appeal.pk, public_title="Шұңқыр", public_text=TEXT, actor=street.actor("moderator", at), at=at)
    phone.goto(f"/kk/appeals/{appeal.number}/")
    path = phone.locator("ol.b-flow")
    expect(path.get_by_text("Модератор оны жауапты мекемеге жібереді")).to_be_visible()
    phone.wait_for_selector("[data-live-mark][data-state=live]", state="attached")
    triage.route(appeal.pk, actor=street.actor("moderator", at), at=timezone.now())
    tell_everybody()
    expect(path.get_by_text("Жауапты мекемеге жіберілді")).to_be_visible()
    work.accept(appeal.pk, actor=street.actor("executor", at), at=timezone.now())
    tell_everybody()
    expect(path.get_by_text("Мекеме өтінішті жұмысқа алды")).to_be_visible()


def test_the_author_says_that_it_is_not_fixed(street: Town, plain_phone, shot):
    appeal = street.appeal(Status.ANSWERED, at=timezone.now() - timedelta(days=2))
    plain_phone.goto("/kk/appeals/follow/")
    plain_phone.get_by_label("Өтініш нөмірі").fill(appeal.number)
    plain_phone.get_by_label("Бақылау коды").fill(claims.code_for(appeal.intake_key))
    plain_phone.get_by_role("button", name="Өтінішті ашу").click()
    plain_phone.get_by_text("Жоқ, шешілген жоқ").click()
    plain_phone.get_by_label("Не түзелмеді?").fill("Шұңқыр қайта ойылды.")
    plain_phone.locator("#id_photos").set_input_files(shot)
    plain_phone.get_by_role("button", name="Өтінішті қайта ашу").click()
    expect(plain_phone.get_by_text("Өтініш қайта ашылып, жауапты мекемеге жіберілді.")).to_be_visible()
    appeal.refresh_from_db()
    assert (appeal.status, appeal.reopened) == (Status.REOPENED, 1)
