"""What a head may do to the clock of an appeal, and whether its author is told of it."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import NoticeState, Role
from accounts.models import Absence, Notice
from accounts.selectors import actor_of
from appeals.enums import BreachKind, Status
from appeals.models import Appeal, Breach, Extension
from appeals.services import terms, triage
from appeals.workflow import APPEAL
from tests.factories import people
from tests.factories.appeals import ALMATY, AT
from tests.threads import at_once
from workflow.models import Act
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
    def test_who_stands_in_for_an_absent_head_extends_in_the_heads_name(self, town):
        deputy = people.resident(full_name="Орынбасар")
        away = {"valid_from": AT.date(), "valid_to": AT.date() + timedelta(days=7)}
        Absence.objects.create(user=town.head, deputy=deputy, **away)
        appeal = town.appeal(Status.IN_WORK)
        act = terms.extend(appeal.pk, until=LATER, reason=WHY, actor=actor_of(deputy, AT), at=AT)
        assert (act.actor_id, act.actor_role, act.actor_name) == (deputy.pk, "head", f"Орынбасар ({town.head})")
        back = AT + timedelta(days=7)
        other = town.appeal(Status.IN_WORK)
        with pytest.raises(Refused) as no:
            terms.extend(other.pk, until=LATER, reason=WHY, actor=actor_of(deputy, back), at=back)
        assert (no.value.code, journal(other, "extend")) == ("role", [])

    def test_a_head_puts_the_last_day_off_and_the_author_is_told_in_the_same_transaction(self, town):
        """Rule 8 of the reference."""
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
        """Rule 7 of the reference."""
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
        """Rule 8 of the reference."""
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
