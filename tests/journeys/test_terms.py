"""The clock of an appeal in a real browser: a head moves its last day, and a late one climbs the ladder."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import Browser, Page, expect

from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Appeal
from appeals.services import terms
from tests.conftest import House
from tests.factories import people
from tests.factories.appeals import ALMATY, Town
from tests.journeys.people import PHONE, Street, Tongue
from workflow import calendar, outbox

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WHY = "Жол астындағы құбырды тексеру керек, қорытындысы екі аптада шығады."


@pytest.fixture
def windows(street: Town, chromium: Browser, house: House) -> Iterator[Street]:
    """Browser windows of the town's people, in Kazakh."""
    opened = Street(chromium, house.url, street, Tongue("kk"))
    yield opened
    opened.close()
    assert opened.complaints == []


def tell_everybody() -> None:
    """What the worker does after an act; in a thread of its own, because Playwright's loop runs in this one."""

    def drain() -> None:
        outbox.drain(200)
        connections.close_all()

    worker = threading.Thread(target=drain)
    worker.start()
    worker.join(20)


def written(day: date, language: str = "kk") -> str:
    with translation.override(language):
        return date_format(day)


def residents_page(windows: Street, appeal: Appeal) -> Page:
    page = windows.official("resident")
    page.set_viewport_size(PHONE)
    page.goto(f"/kk/appeals/{appeal.number}/")
    return page


def test_a_head_extends_a_term_and_the_notice_is_on_the_citizens_page(street, windows):
    appeal = street.appeal(Status.IN_WORK, at=timezone.now() - timedelta(days=1))
    before, until = appeal.due_on, calendar.current().add(appeal.due_on, 5)
    desk = windows.official("head")
    desk.goto(f"/kk/desk/{appeal.number}/")
    desk.locator("summary", has_text="Мерзімді ұзарту").click()
    form = desk.locator("form[action$='/extend/']")
    form.get_by_label("Жаңа соңғы күн").fill(until.isoformat())
    form.get_by_role("button").click()
    expect(desk.get_by_role("alert")).to_contain_text("Себебін жазыңыз")
    form = desk.locator("form[action$='/extend/']")
    form.get_by_label("Қандай мән-жайды анықтау керек").fill(WHY)
    form.get_by_role("button").click()
    expect(desk.get_by_text("Мерзім ұзартылды. Өтініш иесіне")).to_be_visible()
    assert Notice.objects.filter(user=street.resident, code="appeal_extended", channel="inbox").count() == 1
    page = residents_page(windows, appeal)
    term = page.locator("section[aria-labelledby='clock']")
    for day in (before, until):
        expect(term).to_contain_text(written(day).removeprefix(f"{day.year} ж. "))
    path = page.locator("section[aria-labelledby='path']")
    expect(path).to_contain_text("Мекеме басшысы мерзімді ұзартты")
    expect(path).to_contain_text(f"Бұрынғы соңғы күн: {written(before)}; жаңа соңғы күн: {written(until)}")
    expect(path).to_contain_text(WHY)
    page.goto("/kk/me/inbox/")
    expect(page.get_by_role("main")).to_contain_text(f"Срок ответа на обращение № {appeal.number} продлён")


def test_a_late_one_climbs_the_ladder_as_the_clock_moves(street, windows):
    people.officer("district_akimat", "akimat-turksib", "turksib")
    people.officer("city_akimat", "city-akimat")
    filed_at = timezone.now() - timedelta(days=45)
    appeal = street.appeal(Status.IN_WORK, at=filed_at)
    _ = street.head
    moment = datetime.combine(appeal.due_on - timedelta(days=8), datetime.min.time(), ALMATY) + timedelta(hours=12)
    told = []
    while moment < timezone.now():
        terms.climb(at=moment)
        terms.deem_refused(at=moment)
        tell_everybody()
        letters = Notice.objects.filter(code__in=("term_ending", "term_missed"), channel="inbox").order_by("pk")
        told = [(one.code, one.user.appointments.get().role) for one in letters.select_related("user")]
        moment += timedelta(days=1)
    assert told == [
        ("term_ending", "executor"),
        ("term_ending", "head"),
        ("term_missed", "head"),
        ("term_missed", "district_akimat"),
        ("term_missed", "city_akimat"),
    ]
    desk = windows.official("head")
    desk.goto(f"/kk/desk/{appeal.number}/")
    journal = desk.locator("section[aria-labelledby='journal']")
    expect(journal.get_by_text("Ескерту сатысы", exact=True)).to_have_count(5)
    ladder = desk.locator("section[aria-labelledby='ladder']")
    expect(ladder.get_by_text("хабарланды")).to_have_count(5)
    page = residents_page(windows, appeal)
    deemed = page.locator("section[aria-labelledby='deemed']")
    expect(deemed).to_contain_text("Кімге: Алматы қаласының әкімдігі. Кім арқылы: Түрксіб ауданының әкімдігі")
    expect(page.locator("section[aria-labelledby='path']")).to_contain_text("Мерзім жауапсыз өтті")
    assert Notice.objects.filter(user=street.resident, code="appeal_deemed_refused", channel="inbox").count() == 1
