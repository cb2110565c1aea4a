"""What the clock does to an appeal: it refuses, follows the calendar, warns those above, asks for what is missing."""

from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Notice
from appeals import tasks
from appeals.enums import BreachKind, Kind, Status
from appeals.models import Appeal, Breach, Escalation
from appeals.rules.report import NO_CONTACT, Contact
from appeals.selectors import figures, lists, queue, tiles
from appeals.services import author, terms, triage
from tests.factories import people
from tests.factories.appeals import ALMATY, AT, register
from tests.threads import at_once
from workflow import outbox
from workflow.models import Act, CalendarDay, DayKind
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

DUE = date(2026, 2, 23)
LATER = date(2026, 3, 12)
WHY = "Құбырды тексеру керек, қорытындысы екі аптада шығады."


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, 0, tzinfo=ALMATY)


def journal(appeal: Appeal, name: str) -> list[Act]:
    return list(Act.objects.filter(kind="appeal", subject_id=appeal.pk, name=name).order_by("seq"))


def extend(town, appeal: Appeal, until: date = LATER, *, by: str = "head", at: datetime = AT, **words) -> Act:
    words = {"reason": WHY, **words}
    return terms.extend(appeal.pk, until=until, actor=town.actor(by, at), at=at, **words)


class TestDeemedRefusal:
    def test_it_comes_on_the_day_after_the_last_one_and_once(self, town):
        """Rule 14 of the reference."""
        appeal = town.appeal(Status.IN_WORK)
        assert terms.deem_refused(at=datetime(2026, 2, 23, 23, 59, tzinfo=ALMATY)) == 0
        midnight = datetime(2026, 2, 24, 0, 0, tzinfo=ALMATY)
        assert [terms.deem_refused(at=midnight), terms.deem_refused(at=noon(date(2026, 2, 25)))] == [1, 0]
        appeal.refresh_from_db()
        assert (appeal.deemed_refused_at, appeal.status) == (midnight, Status.IN_WORK)
        (act,) = journal(appeal, "deem_refused")
        assert (act.basis, act.public, act.actor_role, act.data) == (
            "APPC art. 91",
            True,
            "system",
            {"due_on": "2026-02-23", "organisation": "akimat-turksib", "expired_on": "2026-02-24"},
        )
        breach = Breach.objects.get()
        assert (breach.kind, breach.details) == (
            BreachKind.TERM_MISSED,
            {"due_on": "2026-02-23", "organisation": "akimat-turksib"},
        )

    def test_the_applicant_is_told_how_to_appeal(self, town):
        town.appeal(Status.IN_WORK)
        terms.deem_refused(at=noon(date(2026, 2, 24)))
        outbox.drain()
        body = Notice.objects.get(code="appeal_deemed_refused").body
        assert all(
            words in body
            for words in ("считается отказом", "в течение трёх месяцев", "Акимат города Алматы", "Акимат Турксибского")
        )

    def test_a_late_answer_goes_out_and_is_counted_late(self, town):
        appeal = town.appeal(Status.IN_WORK)
        terms.deem_refused(at=noon(date(2026, 2, 24)))
        moment = noon(date(2026, 2, 26))
        town._report(appeal.pk, moment)
        town._answer(appeal.pk, moment)
        appeal.refresh_from_db()
        (act,) = journal(appeal, "answer")
        assert (appeal.status, act.data["late"], act.data["late_days"]) == (Status.ANSWERED, True, 3)
        assert Breach.objects.filter(kind=BreachKind.TERM_MISSED).count() == 1

    def test_an_answer_within_the_term_is_not_late(self, town):
        appeal = town.appeal(Status.ANSWERED)
        assert "late" not in journal(appeal, "answer")[0].data
        assert terms.deem_refused(at=noon(date(2026, 6, 1))) == 0

    def test_an_extended_term_runs_to_its_new_end(self, town):
        appeal = town.appeal(Status.IN_WORK)
        extend(town, appeal)
        assert terms.deem_refused(at=noon(LATER)) == 0
        assert terms.deem_refused(at=noon(date(2026, 3, 13))) == 1

    def test_a_reopened_appeal_has_a_term_of_its_own(self, town):
        appeal = town.appeal(Status.IN_WORK)
        terms.deem_refused(at=noon(date(2026, 2, 24)))
        moment = noon(date(2026, 2, 26))
        town._report(appeal.pk, moment)
        town._answer(appeal.pk, moment)
        town._reopen(appeal.pk, moment)
        appeal.refresh_from_db()
        assert (appeal.deemed_refused_at, appeal.due_on) == (None, date(2026, 3, 20))
        assert terms.deem_refused(at=noon(date(2026, 3, 24))) == 1
        assert Breach.objects.filter(kind=BreachKind.TERM_MISSED).count() == 2


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_refuse_each_appeal_once(busy_town):
    appeals = [busy_town.appeal(Status.IN_WORK) for _ in range(4)]
    done = at_once(3, lambda number: terms.deem_refused(at=noon(date(2026, 2, 24))))
    assert sum(done) == 4
    assert [len(journal(appeal, "deem_refused")) for appeal in appeals] == [1, 1, 1, 1]


class TestCalendar:
    def test_a_moved_day_moves_open_terms_and_the_journal_keeps_both_days(self, town):
        """Rule 5 of the reference."""
        still_open, answered = town.appeal(Status.IN_WORK), town.appeal(Status.ANSWERED)
        CalendarDay.objects.create(date=date(2026, 2, 16), kind=DayKind.MOVED_OFF, source="Қаулы № 1")
        assert [terms.recalculate(at=AT, by="Айгүл"), terms.recalculate(at=AT)] == [1, 0]
        still_open.refresh_from_db()
        answered.refresh_from_db()
        assert (still_open.due_on, still_open.first_due_on, answered.due_on) == (
            date(2026, 2, 24),
            date(2026, 2, 24),
            DUE,
        )
        (act,) = journal(still_open, "recalculate")
        assert act.data == {
            "due_on": "2026-02-24",
            "due_on_before": "2026-02-23",
            "first_due_on": "2026-02-24",
            "first_due_on_before": "2026-02-23",
            "by": "Айгүл",
        }

    def test_a_repealed_day_gives_the_old_last_day_back(self, town):
        appeal = town.appeal(Status.IN_WORK)
        day = CalendarDay.objects.create(date=date(2026, 2, 16), kind=DayKind.MOVED_OFF, valid_from=date(2026, 2, 1))
        terms.recalculate(at=AT)
        CalendarDay.objects.filter(pk=day.pk).update(valid_to=date(2026, 2, 3))
        assert terms.recalculate(at=AT) == 1
        appeal.refresh_from_db()
        assert appeal.due_on == DUE

    def test_an_extended_day_that_is_no_longer_worked_is_rolled_on_but_not_past_the_cap(self, town):
        rolled, capped = town.appeal(Status.IN_WORK), town.appeal(Status.IN_WORK)
        extend(town, rolled, LATER)
        extend(town, capped, date(2026, 4, 2))
        for day in (LATER, date(2026, 4, 2)):
            CalendarDay.objects.create(date=day, kind=DayKind.MOVED_OFF)
        assert terms.recalculate(at=AT) == 2
        assert [Appeal.objects.get(pk=one.pk).due_on for one in (rolled, capped)] == [
            date(2026, 3, 13),
            date(2026, 4, 1),
        ]
        assert terms.recalculate(at=AT) == 0

    def test_a_reopened_term_is_counted_from_the_reopening(self, town):
        appeal = town.appeal(Status.REOPENED)
        assert terms.recalculate(at=AT) == 0
        CalendarDay.objects.create(date=date(2026, 2, 16), kind=DayKind.MOVED_OFF)
        assert terms.recalculate(at=AT) == 1
        appeal.refresh_from_db()
        assert appeal.due_on == date(2026, 2, 24)

    def test_the_command_says_what_it_did(self, town, capsys):
        town.appeal(Status.IN_WORK)
        CalendarDay.objects.create(date=date(2026, 2, 16), kind=DayKind.MOVED_OFF)
        call_command("recalculate_terms", "--dry-run")
        call_command("recalculate_terms")
        call_command("recalculate_terms")
        assert capsys.readouterr().out.splitlines() == [
            "1 last days would move.",
            "1 last days moved.",
            "0 last days moved.",
        ]


class TestHours:
    def test_an_emergency_is_counted_by_the_hour_of_day_and_night(self, town):
        """Rule 23 of the reference."""
        night = datetime(2026, 2, 7, 23, 30, tzinfo=ALMATY)  # a Saturday
        appeal = register(category="gas-smell", at=night).appeal
        assert (appeal.due_at, appeal.due_on, appeal.registered_on, appeal.first_due_on) == (
            datetime(2026, 2, 8, 1, 30, tzinfo=ALMATY),
            date(2026, 2, 8),
            date(2026, 2, 9),
            date(2026, 3, 2),
        )
        assert journal(appeal, "register")[0].data["due_at"] == appeal.due_at.isoformat()

    def test_a_calendar_does_not_touch_it_and_no_head_extends_it(self, town):
        appeal = register(category="roads-manhole").appeal
        triage.route(appeal.pk, actor=town.actor("moderator"), at=AT)
        CalendarDay.objects.create(date=date(2026, 2, 16), kind=DayKind.MOVED_OFF)
        terms.recalculate(at=AT)
        before = appeal.due_at
        appeal.refresh_from_db()
        assert (appeal.due_at, appeal.first_due_on) == (before, date(2026, 2, 24))
        head = people.acting(people.officer("head", appeal.organisation.code), AT)
        with pytest.raises(Refused) as refusal:
            terms.extend(appeal.pk, until=LATER, reason=WHY, actor=head, at=AT)
        assert refusal.value.code == "hours_not_extended"

    def test_it_is_deemed_refused_by_the_term_of_law_and_not_by_its_hours(self, town):
        register(category="gas-smell")
        assert terms.deem_refused(at=noon(DUE)) == 0
        assert terms.deem_refused(at=noon(date(2026, 2, 24))) == 1

    def test_a_danger_recognised_later_begins_its_hours_then(self, town):
        appeal = town.appeal()
        moment = AT + timedelta(hours=5)
        triage.categorise(appeal.pk, category="gas-smell", actor=town.actor("moderator"), at=moment)
        appeal.refresh_from_db()
        assert (appeal.due_at, appeal.due_on) == (moment + timedelta(hours=2), date(2026, 2, 2))
        triage.categorise(appeal.pk, category="electricity-wire", actor=town.actor("moderator"), at=moment)
        appeal.refresh_from_db()
        assert appeal.due_at == moment + timedelta(hours=2)
        triage.categorise(appeal.pk, category="roads-pothole", actor=town.actor("moderator"), at=moment)
        appeal.refresh_from_db()
        assert (appeal.due_at, appeal.due_on) == (None, DUE)


class TestLadder:
    def climbed(self) -> list[tuple[int, str]]:
        return list(Escalation.objects.order_by("fired_at", "pk").values_list("step__offset", "step__recipient"))

    def test_a_late_one_climbs_the_ladder_as_the_clock_moves(self, town):
        district = people.officer("district_akimat", "akimat-turksib", "turksib")
        city = people.officer("city_akimat", "city-akimat")
        people.officer("district_akimat", "akimat-medeu", "medeu")
        appeal = town.appeal(Status.IN_WORK)
        _ = town.head
        outbox.drain()
        seen = {}
        for day in range(2, 32):
            at = noon(date(2026, 2, 1) + timedelta(days=day))
            terms.climb(at=at)
            if new := self.climbed()[len(seen) :]:
                seen |= {step: at.date() for step in new}
        assert seen == {
            (-3, "doer"): date(2026, 2, 18),
            (-1, "head"): date(2026, 2, 20),
            (1, "head"): date(2026, 2, 24),
            (3, "district_akimat"): date(2026, 2, 26),
            (5, "city_akimat"): date(2026, 3, 2),
        }
        outbox.drain()
        letters = Notice.objects.filter(code__in=("term_ending", "term_missed"), channel="inbox")
        assert {(one.code, one.user) for one in letters} == {
            ("term_ending", town.executor),
            ("term_ending", town.head),
            ("term_missed", town.head),
            ("term_missed", district),
            ("term_missed", city),
        }
        assert [act.public for act in journal(appeal, "warn")] == [False] * 5

    def test_a_moved_day_moves_the_steps_ahead_and_repeats_none(self, town):
        appeal = town.appeal(Status.IN_WORK)
        terms.climb(at=noon(date(2026, 2, 18)))
        extend(town, appeal, LATER, at=noon(date(2026, 2, 18)))
        for day in range(19, 28):
            terms.climb(at=noon(date(2026, 2, day)))
        assert self.climbed() == [(-3, "doer")]
        terms.climb(at=noon(date(2026, 3, 11)))
        assert self.climbed() == [(-3, "doer"), (-1, "head")]

    def test_no_step_before_the_term_is_climbed_after_it(self, town):
        town.appeal(Status.IN_WORK)
        assert terms.climb(at=noon(date(2026, 2, 24))) == 1
        assert self.climbed() == [(1, "head")]

    def test_an_answered_appeal_climbs_no_further_and_a_reopened_one_begins_anew(self, town):
        town.appeal(Status.ANSWERED)
        reopened = town.appeal(Status.REOPENED)
        terms.climb(at=noon(date(2026, 2, 18)))
        assert {one.appeal_id for one in Escalation.objects.all()} == {reopened.pk}

    def test_an_emergency_climbs_by_the_hour(self, town):
        appeal = register(category="gas-smell").appeal
        for minutes in (59, 61, 119, 120, 239, 240, 479, 480):
            terms.climb(at=AT + timedelta(minutes=minutes))
        fired = Escalation.objects.filter(appeal=appeal).order_by("pk")
        assert [(one.step.offset, one.fired_at - AT) for one in fired] == [
            (-1, timedelta(minutes=61)),
            (0, timedelta(minutes=120)),
            (2, timedelta(minutes=240)),
            (6, timedelta(minutes=480)),
        ]

    def test_whoever_is_complained_of_is_not_told(self, town):
        appeal = town.appeal(Status.IN_WORK)
        Appeal.objects.filter(pk=appeal.pk).update(complained_official=town.head)
        terms.climb(at=noon(date(2026, 2, 20)))
        outbox.drain()
        assert not Notice.objects.filter(user=town.head, code="term_ending").exists()


class TestCorrection:
    def test_a_legal_appeal_without_a_name_waits_for_it_and_its_term_does_not_move(self, town):
        filed = register(kind=Kind.APPLICATION, contact=Contact(email="a@example.kz"), language="ru").appeal
        assert (filed.status, filed.due_on, filed.seq) == (Status.ASKED, DUE, 2)
        asked = filed.questions.get()
        assert (asked.text, asked.back_to, asked.reply_until) == (
            "Закон требует указать больше, чем есть в вашем обращении. Напишите здесь: ваши фамилия, имя и отчество.",
            Status.REGISTERED,
            datetime(2026, 2, 10, 0, 0, tzinfo=ALMATY),
        )
        author.reply(filed.pk, text="Серікова Айгүл", claimed={filed.pk}, actor=people.acting(town.resident, AT), at=AT)
        filed.refresh_from_db()
        assert (filed.status, filed.due_on) == (Status.REGISTERED, DUE)

    def test_a_complete_one_a_quick_report_and_an_emergency_do_not_wait(self, town):
        complete = register(kind=Kind.APPLICATION, contact=Contact(name="Айгүл Серікова", phone="+7 701 234 56 78"))
        quick = register(contact=NO_CONTACT)
        danger = register(kind=Kind.APPLICATION, category="gas-smell")
        account = town.appeal(kind=Kind.PROPOSAL)
        found = {one.status for one in (complete.appeal, quick.appeal, danger.appeal, account)}
        assert found == {Status.REGISTERED}


def test_the_tasks_keep_the_clocks_of_today(town):
    """What the scheduler calls, by the clock of the machine."""
    appeal = town.appeal(Status.IN_WORK, at=timezone.now() - timedelta(days=60))
    tasks.keep_terms()
    tasks.keep_terms()
    tasks.watch_terms()
    appeal.refresh_from_db()
    assert appeal.deemed_refused_at is not None
    assert [len(journal(appeal, name)) for name in ("warn", "deem_refused", "recalculate")] == [3, 1, 0]


def test_the_scheduler_knows_the_tasks():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.keep_terms.name, tasks.watch_terms.name} <= scheduled


def test_one_row_that_fails_stops_none_of_the_others(town):
    first, second = town.appeal(Status.IN_WORK), town.appeal(Status.IN_WORK)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE appeals_breach ADD CONSTRAINT out_of_order CHECK (appeal_id <> %s) NOT VALID", [first.pk]
        )
    assert terms.deem_refused(at=noon(date(2026, 2, 24))) == 1
    assert [len(journal(one, "deem_refused")) for one in (first, second)] == [0, 1]


def test_an_emergency_is_late_by_its_hour_in_lists_figures_queue_and_on_the_map(town):
    """Its day is today; its hour was an hour ago, or will be in one."""
    now = timezone.now()
    today = timezone.localdate(now)
    late, not_yet = (town.appeal("routed", at=now - timedelta(hours=3)) for _one in range(2))
    moderator = town.actor("moderator", now)
    for each, moment in ((late, now - timedelta(minutes=5)), (not_yet, now + timedelta(hours=30))):
        triage.publish(each.pk, public_title="Люк ашық", public_text=each.text, actor=moderator, at=now)
        Appeal.objects.filter(pk=each.pk).update(due_at=moment, due_on=today)

    wanted = queue.Wanted(part="open", risk=queue.Risk.LATE)
    marks = dict(Appeal.objects.annotate(mark=tiles.state_on(today)).values_list("pk", "mark"))
    assert {
        "list": set(lists.public(lists.Filters(overdue_on=today))),
        "figures": figures.week(since=now, today=today).late,
        "district": figures.of_district(late.district_id, since=now, today=today).late,
        "queue": set(queue.narrowed(moderator, wanted, on=today, soon=today)),
        "map": (marks[late.pk], marks[not_yet.pk]),
    } == {"list": {late}, "figures": 1, "district": 1, "queue": {late}, "map": ("late", "work")}
