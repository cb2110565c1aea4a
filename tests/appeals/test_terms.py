"""What the clock does to an appeal, and what a head may do to the clock."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.enums import NoticeState, Role
from accounts.models import Notice
from appeals.enums import BreachKind, Kind, Status
from appeals.models import Appeal, Breach, Escalation, Extension
from appeals.rules.report import NO_CONTACT, Contact
from appeals.services import author, terms, triage
from appeals.workflow import APPEAL
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


class TestExtension:
    def test_a_head_puts_the_last_day_off_and_the_author_is_told_in_the_same_transaction(self, town):
        appeal = town.appeal(Status.IN_WORK)
        act = extend(town, appeal)
        told = Notice.objects.filter(code="appeal_extended")
        assert [(one.user, one.channel) for one in told] == [(town.resident, "inbox")]
        assert all(words in told.get().body for words in ("23 февраля 2026", "12 марта 2026", WHY))
        appeal.refresh_from_db()
        assert (appeal.due_on, appeal.first_due_on, appeal.extended_at, appeal.status) == (LATER, DUE, AT, "in_work")
        assert (act.basis, act.note, act.public, act.actor_role) == ("APPC art. 76", WHY, True, "head")
        decided = Extension.objects.get()
        assert (decided.before, decided.until, decided.cap_on, decided.notice_due_on, decided.decided_by) == (
            DUE,
            LATER,
            date(2026, 4, 2),
            date(2026, 2, 5),
            town.head,
        )
        assert act.data == {
            "due_on": "2026-03-12",
            "due_on_before": "2026-02-23",
            "cap_on": "2026-04-02",
            "notice_due_on": "2026-02-05",
            "extension": decided.pk,
        }

    @pytest.mark.parametrize(
        ("words", "code", "field"),
        [
            ({"reason": " "}, "reason_needed", "reason"),
            ({"until": DUE}, "until_early", "until"),
            ({"until": date(2026, 2, 20)}, "until_early", "until"),
            ({"until": date(2026, 4, 3)}, "until_late", "until"),
            ({"until": date(2026, 3, 14)}, "until_not_working", "until"),
            ({"until": date(2026, 3, 9)}, "until_not_working", "until"),
        ],
    )
    def test_what_is_refused_writes_nothing(self, town, words, code, field):
        appeal = town.appeal(Status.IN_WORK)
        seq = appeal.seq
        with pytest.raises(Refused) as refusal:
            extend(town, appeal, **words)
        appeal.refresh_from_db()
        assert (refusal.value.code, refusal.value.field) == (code, field)
        assert (appeal.due_on, appeal.seq, Extension.objects.count(), Notice.objects.count()) == (DUE, seq, 0, 0)

    @pytest.mark.parametrize("by", ["executor", "controller", "moderator", "operator", "resident"])
    def test_nobody_but_a_head_extends(self, town, by):
        appeal = town.appeal(Status.IN_WORK)
        with pytest.raises(Refused) as refusal:
            extend(town, appeal, by=by)
        assert (refusal.value.code, Extension.objects.count()) == ("role", 0)

    def test_the_head_of_another_body_does_not_extend(self, town):
        appeal = town.appeal(Status.IN_WORK)
        stranger = people.acting(people.officer("head", "akimat-medeu"), AT)
        with pytest.raises(Refused) as refusal:
            terms.extend(appeal.pk, until=LATER, reason=WHY, actor=stranger, at=AT)
        assert refusal.value.code == "role"

    def test_a_complaint_is_extended_by_nobody(self, town):
        appeal = town.appeal(kind="complaint")
        triage.route(appeal.pk, actor=town.actor("moderator"), at=AT)
        with pytest.raises(Refused) as refusal:
            extend(town, appeal)
        assert refusal.value.code == "complaint_not_extended"

    def test_it_is_extended_on_the_last_day_and_not_after(self, town):
        on_time, late = town.appeal(Status.IN_WORK), town.appeal(Status.IN_WORK)
        extend(town, on_time, at=datetime(2026, 2, 23, 23, 59, tzinfo=ALMATY))
        with pytest.raises(Refused) as refusal:
            extend(town, late, at=datetime(2026, 2, 24, 0, 0, tzinfo=ALMATY))
        assert refusal.value.code == "term_over"

    def test_once_more_takes_a_reason_of_its_own(self, town):
        appeal = town.appeal(Status.IN_WORK)
        extend(town, appeal)
        with pytest.raises(Refused) as refusal:
            extend(town, appeal, date(2026, 3, 20))
        assert (refusal.value.code, refusal.value.field) == ("already_extended", "override")
        act = extend(town, appeal, date(2026, 3, 20), override="Сараптама кешігіп жатыр.")
        assert (act.data["override"], act.data["due_on_before"]) == ("Сараптама кешігіп жатыр.", "2026-03-12")
        appeal.refresh_from_db()
        assert (appeal.due_on, appeal.first_due_on) == (date(2026, 3, 20), DUE)

    def test_no_extension_reaches_past_two_months_even_with_an_override(self, town):
        appeal = town.appeal(Status.IN_WORK)
        extend(town, appeal, date(2026, 4, 2))
        with pytest.raises(Refused) as refusal:
            extend(town, appeal, date(2026, 4, 6), override="Тағы уақыт керек.")
        assert refusal.value.code == "until_late"

    def test_the_database_holds_the_cap_the_reason_and_the_once(self, town):
        appeal = town.appeal(Status.IN_WORK)
        extend(town, appeal)
        kept = Extension.objects.get()
        same = {
            name: getattr(kept, name)
            for name in ("appeal", "counted_from", "before", "until", "cap_on", "reason", "decided_at", "notice_due_on")
        }
        broken = {
            "extension_stays_within_its_cap": {"until": date(2026, 4, 3), "override": "x"},
            "extension_has_a_reason": {"reason": "", "override": "x"},
            "extension_moves_the_last_day_on": {"until": DUE, "override": "x"},
            "one_extension_per_term_without_override": {},
        }
        for name, change in broken.items():
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Extension.objects.create(**same | change)

    def test_a_reopened_appeal_has_a_new_term_that_may_be_extended(self, town):
        appeal = town.appeal(Status.IN_WORK)
        extend(town, appeal, at=AT + timedelta(hours=3))
        moment = AT + timedelta(days=2)
        town._report(appeal.pk, moment)
        town._answer(appeal.pk, moment)
        town._reopen(appeal.pk, moment)
        appeal.refresh_from_db()
        new_due = date(2026, 2, 25)
        assert (appeal.counted_from, appeal.due_on, appeal.first_due_on, appeal.extended_at) == (
            date(2026, 2, 4),
            new_due,
            new_due,
            None,
        )
        extend(town, appeal, at=moment)
        assert Extension.objects.filter(override="").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_at_once_one_extends(busy_town):
    appeal = busy_town.appeal(Status.IN_WORK)
    second = people.officer("head", "akimat-turksib")
    actors = [busy_town.actor("head"), people.acting(second, AT)]
    days = [date(2026, 3, 12), date(2026, 3, 16)]
    results = at_once(
        2, lambda number: terms.extend(appeal.pk, until=days[number], reason=WHY, actor=actors[number], at=AT)
    )
    won = [number for number, result in enumerate(results) if isinstance(result, Act)]
    lost = [result.code for result in results if isinstance(result, Refused)]
    appeal.refresh_from_db()
    assert (len(won), lost, Extension.objects.count()) == (1, ["already_extended"], 1)
    assert appeal.due_on == days[won[0]]
    assert Notice.objects.filter(code="appeal_extended").count() == 1


class TestNotice:
    def extended(self, town) -> Extension:
        appeal = town.appeal(Status.IN_WORK, actor=people.acting(town.resident, AT))
        Appeal.objects.filter(pk=appeal.pk).update(author=None, contact_email="aigul@example.kz")
        extend(town, appeal)
        return Extension.objects.get()

    def test_a_letter_that_does_not_arrive_in_three_working_days_is_a_breach(self, town):
        decided = self.extended(town)
        assert decided.notice_due_on == date(2026, 2, 5)
        assert terms.watch_notices(at=noon(date(2026, 2, 5))) == 0
        assert terms.watch_notices(at=noon(date(2026, 2, 6))) == 1
        assert terms.watch_notices(at=noon(date(2026, 2, 7))) == 0
        breach = Breach.objects.get()
        assert (breach.kind, breach.appeal_id, breach.details) == (
            BreachKind.NOTICE_LATE,
            decided.appeal_id,
            {"notice_due_on": "2026-02-05", "told_at": None},
        )

    def test_a_letter_that_arrived_is_noted_and_no_breach(self, town):
        decided = self.extended(town)
        arrived = noon(date(2026, 2, 4))
        Notice.objects.filter(code="appeal_extended").update(state=NoticeState.SENT, sent_at=arrived)
        assert terms.watch_notices(at=noon(date(2026, 2, 20))) == 0
        decided.refresh_from_db()
        assert (decided.told_at, Breach.objects.count()) == (arrived, 0)

    def test_a_letter_that_arrived_too_late_is_a_breach(self, town):
        self.extended(town)
        Notice.objects.filter(code="appeal_extended").update(
            state=NoticeState.SENT, sent_at=datetime(2026, 2, 6, 0, 1, tzinfo=ALMATY)
        )
        assert terms.watch_notices(at=noon(date(2026, 2, 20))) == 1

    def test_who_left_no_way_to_be_told_is_not_waited_for(self, town):
        appeal = town.appeal(Status.IN_WORK)
        Appeal.objects.filter(pk=appeal.pk).update(author=None)
        extend(town, appeal)
        assert (terms.watch_notices(at=noon(date(2026, 3, 1))), Breach.objects.count()) == (0, 0)


class TestDeemedRefusal:
    def test_it_comes_on_the_day_after_the_last_one_and_once(self, town):
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


class TestPermissions:
    OPEN = {"registered", "asked", "routed", "in_work", "reported", "split", "lodged", "reopened"}
    TABLE = {
        "extend": ({"asked", "routed", "in_work", "reported", "reopened"}, {"head"}),
        "deem_refused": (OPEN, {"system"}),
        "recalculate": (OPEN, {"system"}),
        "warn": (OPEN, {"system"}),
    }

    @pytest.mark.parametrize("name", TABLE)
    def test_who_may_touch_the_clock_in_which_status(self, name):
        """Every role in every status, for every act of the clock."""
        statuses, roles = self.TABLE[name]
        admitted = {
            (str(status), str(role))
            for status in Status
            for role in Role
            if name in APPEAL.open_to(Appeal(status=status, due_on=DUE), roles=frozenset({role}), at=AT)
        }
        assert admitted == {(status, role) for status in statuses for role in roles}
