"""A refusal waits for the hearing: clocks by the work calendar, objection, protocol, listed exceptions."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals.enums import Kind, LimitCode, Status
from appeals.models import Answer, Appeal, Hearing, Limit
from appeals.rules import hearing as rules
from appeals.services import hearings, work
from appeals.services.hearings import Protocol
from tests.factories.appeals import ALMATY, AT
from workflow.models import Act
from workflow.refusals import Refused
from workflow.workdays import Calendar

WHY = "Ағаш сау, апаттық емес: кесуге негіз жоқ. Маман 2 ақпанда қарап шықты."
REFUSAL = {"text": WHY, "decision": "refused", "reasons": WHY, "norm": "ҚР ӘРПК 84-бап"}
OUT = Calendar()


def on(day: date, hour: int = 11) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ALMATY)


@pytest.fixture
def refusal(town):
    """An appeal in work with a preliminary refusal given on Thursday 5 March 2026: 9 March is a day off."""
    appeal = town.appeal(Status.IN_WORK, at=AT + timedelta(days=28))
    hearings.propose(appeal.pk, decision="refused", text=WHY, actor=town.actor("executor"), at=on(date(2026, 3, 5)))
    return appeal


def sign(town, appeal: Appeal, at: datetime):
    return work.answer(appeal.pk, actor=town.actor("controller"), at=at)


def report(town, appeal: Appeal, at: datetime, **words):
    return work.report(appeal.pk, **{**REFUSAL, **words}, actor=town.actor("executor"), at=at)


def test_both_clocks_follow_the_work_calendar(refusal):
    hearing = refusal.hearings.get()
    # Fri 6, then Mon 9 is off, Tue 10, Wed 11.
    assert (hearing.object_until, hearing.sign_from) == (date(2026, 3, 10), date(2026, 3, 11))


def test_a_refusal_is_signed_on_the_first_day_and_not_before(town, refusal):
    """Rule 16 of the reference."""
    report(town, refusal, on(date(2026, 3, 6)))
    with pytest.raises(Refused) as no:
        sign(town, refusal, on(date(2026, 3, 10), 23))
    assert (no.value.code, Answer.objects.get().sent_at) == ("hearing_early", None)
    assert sign(town, refusal, on(date(2026, 3, 11), 0)).after == "answered"


def test_without_a_preliminary_decision_it_is_not_signed_at_all(town):
    appeal = town.appeal(Status.IN_WORK)
    report(town, appeal, AT + timedelta(days=1))
    with pytest.raises(Refused) as no:
        sign(town, appeal, AT + timedelta(days=30))
    assert (no.value.code, Appeal.objects.get().status) == ("hearing_needed", "reported")


def test_a_milder_decision_is_covered_and_a_harder_is_not(town, refusal):
    report(town, refusal, on(date(2026, 3, 6)), decision="partly", no_photo_reason="Жер асты.")
    assert sign(town, refusal, on(date(2026, 3, 11))).after == "answered"
    assert (rules.covers("partly", "refused"), rules.covers("refused", "partly")) == (False, True)


def test_the_days_are_rows_of_the_table(town):
    Limit.objects.filter(code=LimitCode.HEARING_NOTICE_DAYS).update(value=10)
    Limit.objects.filter(code=LimitCode.HEARING_OBJECTION_DAYS).update(value=4)
    appeal = town.appeal(Status.IN_WORK)
    hearings.propose(appeal.pk, decision="refused", text=WHY, actor=town.actor("head"), at=AT + timedelta(hours=4))
    hearing = appeal.hearings.get()
    assert (hearing.object_until, hearing.sign_from) == (date(2026, 2, 6), date(2026, 2, 16))


@given(
    told_on=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    notice=st.integers(1, 15),
    objection=st.integers(1, 15),
    off=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30),
)
def test_the_clocks_leave_the_author_all_the_days(told_on, notice, objection, off):
    calendar = Calendar(holidays=off)
    clocks = rules.clocks(told_on, notice_days=notice, objection_days=objection, calendar=calendar)
    workdays = [told_on + timedelta(days=n) for n in range(1, 120) if calendar.is_working(told_on + timedelta(days=n))]
    assert clocks.object_until == workdays[objection - 1]
    assert clocks.sign_from == workdays[max(notice - 1, objection)]


def test_the_author_objects_on_the_last_day_and_not_after(town, refusal):
    with pytest.raises(Refused) as no:
        hearings.object_(refusal.pk, text="Ағаш қисайған.", actor=town.actor("resident"), at=on(date(2026, 3, 11), 0))
    assert (no.value.code, refusal.hearings.get().objection) == ("objection_late", "")
    act = hearings.object_(
        refusal.pk, text="Ағаш қисайған.", actor=town.actor("resident"), at=on(date(2026, 3, 10), 23)
    )
    hearing = refusal.hearings.get()
    assert (hearing.objection, act.actor_role, act.after) == ("Ағаш қисайған.", "author", "in_work")


def protocol(**fields) -> Protocol:
    day = on(date(2026, 3, 10), 9)
    whole = {
        "place": "Түрксіб ауданы әкімдігі, 12-кабинет",
        "begun_at": day,
        "ended_at": day + timedelta(minutes=40),
        "body": "Түрксіб ауданының әкімдігі",
        "official": "Ахметов Д.",
        "secretary": "Оспанова Г.",
        "participants": "Өтініш иесі; маман Ким В.",
        "question": "Ағашты кесуден бас тарту",
        "said": "Өтініш иесі: ағаш қауіпті.\nКим В.: ағаш сау.",
        "added_facts": "Өтініш иесінің суреті",
    }
    return Protocol(**{**whole, **fields})


def test_the_protocol_has_the_fields_of_the_law(town, refusal):
    act = hearings.minute(refusal.pk, protocol=protocol(), actor=town.actor("head"), at=on(date(2026, 3, 10)))
    kept = Hearing.objects.values(*rules.PROTOCOL, "added_facts").get()
    assert kept == vars(protocol())
    assert (act.basis, act.public) == ("APPC art. 74", False)


@pytest.mark.parametrize("name", rules.PROTOCOL)
def test_no_field_of_the_protocol_is_left_out(town, refusal, name):
    empty = None if name.endswith("_at") else " "
    with pytest.raises(Refused) as no:
        hearings.minute(
            refusal.pk, protocol=protocol(**{name: empty}), actor=town.actor("head"), at=on(date(2026, 3, 10))
        )
    assert (no.value.code, no.value.field, refusal.hearings.get().minuted_at) == ("protocol_field", name, None)


def test_a_listed_exception_with_its_facts_lets_the_refusal_go_at_once(town):
    appeal = town.appeal(Status.IN_WORK)
    at = AT + timedelta(days=1)
    hearings.waive(
        appeal.pk,
        decision="refused",
        exception="waived-by-author",
        reason="Арыз 3 ақпанда келді.",
        actor=town.actor("head"),
        at=at,
    )
    report(town, appeal, at)
    assert sign(town, appeal, at).after == "answered"


def test_the_simplified_procedure_is_no_way_round_the_hearing_of_an_application(town):
    fitting = {kind for kind in Kind.values if rules.fits("simplified", kind)}
    assert fitting == {"quick_report", "notification", "proposal", "response", "request"}
    appeal = town.appeal(Status.IN_WORK, kind="application")
    words = {"decision": "refused", "exception": "simplified", "reason": "Оңайлатылған рәсім."}
    with pytest.raises(Refused) as no:
        hearings.waive(appeal.pk, **words, actor=town.actor("head"), at=AT + timedelta(days=1))
    assert (no.value.code, no.value.field, Hearing.objects.count()) == ("exception_unfit", "exception", 0)


def test_a_hearing_of_the_round_before_does_not_count(town, refusal):
    from appeals.services import author
    from tests.factories import people

    report(town, refusal, on(date(2026, 3, 6)))
    sign(town, refusal, on(date(2026, 3, 11)))
    author.reopen(refusal.pk, reason="Келіспеймін.", actor=town.actor("resident"), at=on(date(2026, 3, 12)))
    work.accept(refusal.pk, actor=town.actor("executor"), at=on(date(2026, 3, 13)))
    report(town, refusal, on(date(2026, 3, 16)))
    other = people.acting(people.officer("controller", "city-akimat"), AT)
    with pytest.raises(Refused) as no:
        work.answer(refusal.pk, actor=other, at=on(date(2026, 4, 1)))
    assert no.value.code == "hearing_needed"


BAD = {
    "a favourable decision": ("executor", hearings.propose, {"decision": "satisfied", "text": WHY}, "not_adverse"),
    "a word": ("executor", hearings.propose, {"decision": "refused", "text": "Жоқ."}, "text_short"),
    "by the controller": ("controller", hearings.propose, {"decision": "refused", "text": WHY}, "role"),
    "an exception of one's own": (
        "head",
        hearings.waive,
        {"decision": "refused", "exception": "busy", "reason": "Уақыт жоқ."},
        "exception_unknown",
    ),
    "an exception without facts": (
        "head",
        hearings.waive,
        {"decision": "refused", "exception": "urgent-danger", "reason": " "},
        "reason_needed",
    ),
    "an exception by the executor": (
        "executor",
        hearings.waive,
        {"decision": "refused", "exception": "urgent-danger", "reason": "Қауіп."},
        "role",
    ),
    "an objection to nothing": ("resident", hearings.object_, {"text": "Қарсымын."}, "no_hearing"),
    "an empty objection": ("resident", hearings.object_, {"text": " "}, "objection_needed"),
    "a protocol of nothing": ("head", hearings.minute, {"protocol": protocol()}, "no_hearing"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_refusal_of_the_hearing_writes_nothing(town, name):
    who, do, words, code = BAD[name]
    appeal = town.appeal(Status.IN_WORK)
    acts = Act.objects.count()
    with pytest.raises(Refused) as no:
        do(appeal.pk, **words, actor=town.actor(who), at=on(date(2026, 3, 10)))
    assert (no.value.code, len(str(no.value)) > 10) == (code, True)
    assert (Hearing.objects.count(), Act.objects.count()) == (0, acts)
