"""Terms on the pages of officials and residents, in the office, and to other programs."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appeals.enums import Status
from appeals.models import Appeal, Breach, Escalation, Extension
from appeals.selectors import desk
from appeals.services import terms
from appeals.views import words
from tests.doors.visitors import of
from tests.factories import people
from tests.factories.appeals import ALMATY, AT, register
from workflow import calendar
from workflow.models import Act, CalendarDay, DayKind

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
WHY = "Құбырды тексеру керек, қорытындысы екі аптада шығады."


@pytest.fixture
def late(town) -> Appeal:
    """An appeal that was extended, missed its day all the same, and climbed the ladder."""
    filed = timezone.now() - timedelta(days=60)
    appeal = town.appeal(Status.IN_WORK, at=filed)
    until = calendar.current().add(appeal.due_on, 3)
    terms.extend(appeal.pk, until=until, reason=WHY, actor=town.actor("head", filed), at=filed)
    for days in (-5, -1, 2, 5, 9):
        terms.climb(at=datetime(until.year, until.month, until.day, 12, tzinfo=ALMATY) + timedelta(days=days))
    terms.deem_refused(at=timezone.now())
    appeal.refresh_from_db()
    return appeal


def test_no_page_of_it_asks_too_much(town, late):
    visits = {
        f"/kk/desk/{late.number}/journal/": of(town.head),
        f"/kk/appeals/{late.number}/": of(town.resident),
        f"/kk/appeals/{late.number}/fragment/": of(town.resident),
    }
    counted = {}
    for address, client in visits.items():
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        counted[address] = len(asked)
    assert {address: count for address, count in counted.items() if count > MOST_QUERIES} == {}


def test_the_page_of_a_late_one_names_both_days_and_the_way_of_appeal(town, late):
    page = of(town.resident).get(f"/ru/appeals/{late.number}/").content.decode()
    assert all(
        told in page
        for told in (
            "Руководитель органа продлил срок",
            "Срок прошёл без ответа: по закону это отказ",
            "Ответа в срок нет: по закону это отказ",
            "Кому: Акимат города Алматы. Через кого: Акимат Турксибского района.",
            WHY,
        )
    )


def test_a_stranger_reads_the_days_but_not_the_reason(client, town, late):
    Appeal.objects.filter(pk=late.pk).update(
        published_at=timezone.now(), public_title="Шұңқыр", public_text="Аялдама жанында шұңқыр бар."
    )
    page = client.get(f"/ru/appeals/{late.number}/").content.decode()
    assert ("Руководитель органа продлил срок" in page, WHY in page, "Ступень лестницы" in page) == (True, False, False)


def test_a_head_is_offered_the_form_and_an_executor_is_not(town):
    appeal = town.appeal(Status.IN_WORK, at=timezone.now() - timedelta(days=1))
    offered = {name: f"/kk/desk/{appeal.number}/extend/" in _desk(town, name, appeal) for name in ("head", "executor")}
    assert offered == {"head": True, "executor": False}


def _desk(town, name: str, appeal: Appeal) -> str:
    return of(getattr(town, name)).get(f"/kk/desk/{appeal.number}/").content.decode()


def test_what_the_form_refuses_is_said_in_words_and_kept(town):
    appeal = town.appeal(Status.IN_WORK, at=timezone.now() - timedelta(days=1))
    refused = of(town.head).post(
        f"/ru/desk/{appeal.number}/extend/", {"until": "2030-01-09", "reason": WHY, "seq": appeal.seq}
    )
    assert (refused.status_code, Extension.objects.count()) == (422, 0)
    page = refused.content.decode()
    assert ("Закон даёт всего два месяца" in page, WHY in page, "2030-01-09" in page) == (True, True, True)
    missing = of(town.head).post(f"/ru/desk/{appeal.number}/extend/", {"reason": WHY, "seq": appeal.seq})
    assert (missing.status_code, "Выберите новый последний день" in missing.content.decode()) == (422, True)


def test_another_program_extends_and_reads_the_clock(town):
    appeal = town.appeal(Status.IN_WORK, at=timezone.now() - timedelta(days=1))
    until = calendar.current().add(appeal.due_on, 2)
    head = of(town.head)
    done = head.post(
        f"/api/v1/appeals/{appeal.number}/extend/",
        {"until": until.isoformat(), "reason": WHY},
        content_type="application/json",
    )
    assert done.status_code == 200, done.content
    told = head.get(f"/api/v1/appeals/{appeal.number}/").json()
    assert (told["due_on"], told["first_due_on"], told["due_at"], bool(told["extended_at"])) == (
        until.isoformat(),
        appeal.first_due_on.isoformat(),
        None,
        True,
    )


class TestHours:
    def told(self, appeal: Appeal, at: datetime) -> tuple[str, str, bool]:
        clock = words.clock(appeal, timezone.localdate(at), calendar.current(), at)
        return clock.word, clock.tone, words.is_late(appeal, timezone.localdate(at), at)

    def test_the_clock_of_an_emergency_in_words(self, town):
        appeal = register(category="gas-smell").appeal
        found = [
            self.told(appeal, AT + timedelta(minutes=minutes))
            for minutes in (0, 30, 61, 120, 121, 185, 60 * 50, 60 * 99)
        ]
        assert found == [
            ("2 сағат қалды", "wait", False),
            ("1 сағат қалды", "wait", False),
            ("59 минут қалды", "wait", False),
            ("0 минут қалды", "wait", False),
            ("Мерзімі өтіп кетті", "late", True),
            ("1 сағат кешікті", "late", True),
            ("48 сағат кешікті", "late", True),
            ("4 күн кешікті", "late", True),
        ]

    def test_the_receipt_and_the_desk_name_the_moment(self, town):
        filed_at = timezone.now()
        appeal = register(category="water-burst", at=filed_at, actor=town.actor("resident")).appeal
        page = of(town.resident).get(f"/ru/appeals/{appeal.number}/").content.decode()
        assert ("Устранить до:" in page, f"{timezone.localtime(appeal.due_at):%H:%M}" in page) == (True, True)


class TestOffice:
    def test_the_calendar_page_recalculates_open_terms_at_once(self, town):
        appeal = town.appeal(Status.IN_WORK)
        day = CalendarDay.objects.create(date=date(2026, 2, 16), kind=DayKind.MOVED_OFF)
        keeper = people.officer("administrator", "open-almaty", is_superuser=True)
        page = of(keeper).post(
            "/admin/workflow/calendarday/",
            {"action": "recount_terms", "_selected_action": [day.pk]},
            follow=True,
        )
        appeal.refresh_from_db()
        act = Act.objects.get(kind="appeal", subject_id=appeal.pk, name="recalculate")
        assert (page.status_code, appeal.due_on, act.data["by"]) == (200, date(2026, 2, 24), str(keeper))
        assert "1 соңғы күн ауысты." in page.content.decode()

    def test_breaches_extensions_and_the_ladder_are_read_by_posts(self, town, late):
        assert (Breach.objects.count(), Extension.objects.count(), Escalation.objects.count() > 3) == (1, 1, True)
        pages = ("breach", "extension", "ladderstep")
        moderator = of(town.moderator)
        shown = {page: moderator.get(f"/admin/appeals/{page}/") for page in pages}
        assert {page: response.status_code for page, response in shown.items()} == dict.fromkeys(pages, 200)
        assert all(late.number in shown[page].content.decode() for page in ("breach", "extension"))
        elsewhere = of(people.officer("moderator", "akimat-medeu", "medeu"))
        assert not any(late.number in elsewhere.get(f"/admin/appeals/{page}/").content.decode() for page in pages)


def test_an_emergency_is_overdue_from_its_hour_on_and_not_from_midnight(town):
    now = timezone.now()
    fresh = register(category="gas-smell", at=now - timedelta(minutes=5)).appeal
    missed = register(category="gas-smell", at=now - timedelta(minutes=5)).appeal
    today = timezone.localdate(now)
    hour_ago = max(now - timedelta(hours=1), timezone.make_aware(datetime(today.year, today.month, today.day)))
    Appeal.objects.filter(pk=missed.pk).update(due_at=hour_ago, due_on=today)
    Appeal.objects.filter(pk=fresh.pk).update(due_at=now + timedelta(hours=1))
    found = desk.queue(town.actor("moderator", now), "overdue", on=today)
    assert set(found) == {missed}
