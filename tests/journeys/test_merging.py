"""A moderator merges eleven duplicates by keyboard and takes it back, in a real browser."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Appeal
from appeals.rules.report import Contact
from appeals.services import triage
from tests.conftest import House
from tests.factories import city
from tests.factories.appeals import TEXT, Town, register
from tests.journeys.people import Street, Tongue

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ELEVEN = 11


@pytest.fixture
def desk(house: House, chromium: Browser) -> Iterator[Street]:
    city.load()
    street = Street(chromium, house.url, Town(), Tongue("kk"))
    yield street
    street.close()
    assert street.complaints == []


def file_twelve(town: Town) -> Appeal:
    """The same pothole, told by twelve people in turn; the first is public and stays. Answers the first."""
    now = timezone.now()
    for number in range(ELEVEN + 1):
        at = now - timedelta(minutes=90 - number)
        register(key=uuid.uuid4(), contact=Contact(email=f"author{number}@example.kz"), at=at)
    first = Appeal.objects.earliest("received_at")
    triage.publish(first.pk, public_title=TEXT[:60], public_text=TEXT, actor=town.actor("moderator", now), at=now)
    return first


def statuses() -> dict[str, int]:
    found = Appeal.objects.values_list("status", flat=True)
    return {status: list(found).count(status) for status in set(found)}


def choose_all(page: Page) -> None:
    page.locator("[data-queue-all]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-queue-count]")).to_contain_text(str(ELEVEN + 1))
    page.locator("body").click(position={"x": 2, "y": 2})


def test_a_moderator_merges_eleven_duplicates_and_undoes_it(desk: Street):
    first = file_twelve(desk.town)
    page = desk.official("moderator")
    page.goto("/admin/appeals/appeal/")
    choose_all(page)

    page.keyboard.press("m")
    expect(page.locator(".b-deed__lines li")).to_have_count(ELEVEN + 1)
    page.locator("[data-deed-do]").click()

    expect(page.locator("[data-last]")).to_contain_text(first.number)
    assert statuses() == {Status.REGISTERED: 1, Status.MERGED: ELEVEN}

    page.keyboard.press("u")
    expect(page.locator("[data-undo]")).to_have_count(0)
    assert statuses() == {Status.REGISTERED: ELEVEN + 1}
    assert not Notice.objects.filter(code="appeal_merged").exists()
