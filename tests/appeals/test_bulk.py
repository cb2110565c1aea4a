"""Many at once: one act each, the skipped named, and a minute in which it can be taken back."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Answer, Appeal, Batch
from appeals.services import bulk, triage
from tests.factories import people
from tests.factories.appeals import AT, CITY_HALL, Town, register
from tests.factories.crowds import copies
from tests.threads import at_once
from workflow import outbox
from workflow.actor import Actor
from workflow.models import Act, Delivery
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=5)
TELLING = "Аулада ағаш құлады, 12-үй, 45-пәтерде тұрамын, кіре алмаймын."
ANSWER = "Сұрағыңыз бойынша жауап: жұмыс осы аптада аяқталады."
# What an act in a bulk of 500 may cost, as a share of the same act done alone. The two seconds for all of them are
# measured by script/bench appeals, on a machine that does nothing else.
SHARE = {"route": 0.25, "categorise": 0.25, "publish": 0.33, "answer_at_once": 0.5}


def seen(*appeals: Appeal) -> dict[int, int]:
    return {each.pk: each.seq for each in appeals}


def do(town: Town, deed: bulk.Deed, *appeals: Appeal, at: datetime = LATER, who: Actor | None = None) -> bulk.Report:
    return bulk.do(deed, seen=seen(*appeals), actor=who or town.actor("moderator"), at=at)


def undo(town: Town, report: bulk.Report, *, after_s: int = 30, who: Actor | None = None) -> bulk.Report:
    actor = who or town.actor("moderator")
    return bulk.undo(report.batch, actor=actor, at=LATER + timedelta(seconds=after_s))


def columns(appeal: Appeal) -> dict:
    """Everything but the number of the newest act and the moment of the newest state."""
    fresh = Appeal.objects.get(pk=appeal.pk)
    names = {field.attname for field in Appeal._meta.concrete_fields} - {"seq", "status_since"}
    return {name: getattr(fresh, name) for name in names}


def codes(report: bulk.Report) -> dict[str, str]:
    return {one.number: one.code for one in report.skipped}


def deed(name: str, town: Town, at: datetime = LATER) -> bulk.Deed:
    return {
        "route": lambda: bulk.route(at=at),
        "categorise": lambda: bulk.categorise(category="roads-pavement", at=at),
        "publish": lambda: bulk.publish(at=at),
        "answer_at_once": lambda: bulk.answer(
            texts={"kk": ANSWER}, decision="explained", actor=town.actor("moderator"), at=at
        ),
    }[name]()


DEEDS = ("route", "categorise", "publish", "answer_at_once")


def test_good_ones_are_done_and_each_other_is_named_with_its_reason(town):
    good, other = register().appeal, register(place=CITY_HALL).appeal
    without = register(category="").appeal
    ended = town.appeal(Status.WITHDRAWN)
    overtaken = register().appeal
    triage.categorise(overtaken.pk, category="roads-pavement", actor=town.actor("operator"), at=AT)
    report = do(town, bulk.route(at=LATER), good, without, ended, overtaken, other)
    assert [one.number for one in report.done] == [good.number, other.number]
    assert codes(report) == {
        without.number: "organisation_needed",
        ended.number: "state",
        overtaken.number: "stale",
    }
    assert set(Appeal.objects.filter(status=Status.ROUTED)) == {good, other}
    assert Act.objects.filter(name="route", subject_id__in=[good.pk, other.pk]).count() == 2


def test_a_rehearsal_says_what_the_deed_then_does_and_leaves_nothing(town):
    appeals = [register().appeal, register(category="").appeal, register(text=TELLING).appeal]
    before = [columns(each) for each in appeals], Act.objects.count(), Delivery.objects.count(), Answer.objects.count()
    for name in DEEDS:
        told = bulk.rehearse(deed(name, town), seen=seen(*appeals), actor=town.actor("moderator"), at=LATER)
        now = [columns(each) for each in appeals], Act.objects.count(), Delivery.objects.count(), Answer.objects.count()
        assert now == before
        assert len(told.done) + len(told.skipped) == 3
    told = bulk.rehearse(bulk.publish(at=LATER), seen=seen(*appeals), actor=town.actor("moderator"), at=LATER)
    done = do(town, bulk.publish(at=LATER), *appeals)
    assert (told.done, told.skipped) == (done.done, done.skipped)
    assert codes(done) == {appeals[2].number: "signs"}


@pytest.mark.parametrize("name", DEEDS)
def test_what_was_done_is_taken_back_whole(town, name):
    appeals = [register().appeal, town.appeal(Status.REGISTERED, language="ru")]
    before = [columns(each) for each in appeals]
    report = do(town, deed(name, town), *appeals)
    assert len(report.done) == 2
    assert [columns(each) for each in appeals] != before

    back = undo(town, report)

    assert [one.number for one in back.done] == [each.number for each in appeals]
    assert [columns(each) for each in appeals] == before
    assert Answer.objects.count() == 0
    told = list(Act.objects.filter(subject_id=appeals[0].pk).order_by("seq").values_list("name", "after"))
    assert told[-2:] == [(name, told[-2][1]), ("undo", "registered")]


def test_nobody_gets_a_letter_of_what_was_taken_back(town):
    appeal = town.appeal()
    outbox.drain()
    before = Notice.objects.count()
    report = do(town, bulk.route(at=LATER), appeal)
    outbox.drain()
    assert Notice.objects.count() == before, "the letters wait"
    undo(town, report)
    Delivery.objects.filter(done_at=None).update(due_at=AT)
    outbox.drain()
    assert Notice.objects.count() == before
    recalled = Delivery.objects.filter(error=outbox.RECALLED)
    assert ("route", "letters") in set(recalled.values_list("act__name", "handler"))
    assert set(recalled.values_list("act__name", flat=True)) == {"route"}


def test_after_the_minute_the_letters_go_and_nothing_is_taken_back(town):
    appeal = town.appeal()
    outbox.drain()
    report = do(town, bulk.route(at=LATER), appeal)
    with pytest.raises(Refused) as late:
        undo(town, report, after_s=61)
    Delivery.objects.filter(done_at=None).update(due_at=AT)
    outbox.drain()
    assert Notice.objects.filter(code="appeal_routed").count() > 0
    back = undo(town, report)
    assert (late.value.code, codes(back)) == ("undo_late", {appeal.number: "letter_left"})
    assert Appeal.objects.get(pk=appeal.pk).status == Status.ROUTED


def test_what_somebody_has_worked_on_since_stays(town):
    first, second = town.appeal(), town.appeal()
    report = do(town, bulk.route(at=LATER), first, second)
    triage.categorise(first.pk, category="roads-pavement", actor=town.actor("operator"), at=LATER)
    back = undo(town, report)
    assert codes(back) == {first.number: "stale"}
    assert [one.number for one in back.done] == [second.number]


def test_only_who_did_it_takes_it_back_and_only_once(town):
    report = do(town, bulk.route(at=LATER), town.appeal())
    with pytest.raises(Refused) as foreign:
        undo(town, report, who=town.actor("operator"))
    undo(town, report)
    with pytest.raises(Refused) as twice:
        undo(town, report)
    assert (foreign.value.code, twice.value.code) == ("not_found", "undone_already")


def test_appeals_of_another_district_do_not_exist(town):
    here, there = register().appeal, register(place=CITY_HALL).appeal
    clerk = people.acting(people.officer("moderator", "open-almaty", "turksib"), AT)
    report = do(town, bulk.route(at=LATER), here, there, who=clerk)
    assert ([one.number for one in report.done], report.skipped) == ([here.number], [])
    assert Appeal.objects.get(pk=there.pk).status == Status.REGISTERED


def test_none_and_too_many_are_refused_whole(town):
    original = register().appeal
    many = copies(original, bulk.MOST)
    with pytest.raises(Refused) as none:
        do(town, bulk.route(at=LATER))
    with pytest.raises(Refused) as over:
        do(town, bulk.route(at=LATER), original, *many)
    assert (none.value.code, over.value.code) == ("nothing_chosen", "too_many")
    assert Act.objects.filter(name="route").count() == 0


def test_an_answer_goes_in_the_language_of_the_appeal(town):
    kazakh, russian, english = register().appeal, register(language="ru").appeal, register(language="en").appeal
    texts = {"ru": "Ответ по вашему вопросу: работы закончат на этой неделе."}
    some = bulk.answer(texts=texts, decision="explained", actor=town.actor("moderator"), at=LATER)
    report = do(town, some, kazakh, russian, english)
    assert codes(report) == {kazakh.number: "no_text", english.number: "no_text"}
    both = bulk.answer(texts=texts | {"kk": ANSWER}, decision="explained", actor=town.actor("moderator"), at=LATER)
    do(town, both, kazakh, english)
    assert dict(Answer.objects.values_list("appeal__number", "language")) == {
        kazakh.number: "kk",
        russian.number: "ru",
        english.number: "kk",
    }


def test_a_longer_choice_costs_little_more_each(town):
    many = copies(register().appeal, 60)

    def cost(some: list[Appeal]) -> int:
        with CaptureQueriesContext(connection) as queries:
            report = do(town, bulk.route(at=LATER), *some)
        assert len(report.done) == len(some)
        return len(queries)

    ten, fifty = cost(many[:10]), cost(many[10:])
    assert (fifty - ten) / 40 <= 9


@pytest.mark.django_db(transaction=True)
def test_two_moderators_on_the_same_appeals_share_them(town):
    appeals = [register().appeal for _one in range(12)]
    actors = [town.actor("moderator"), town.actor("operator")]

    def work(number: int) -> bulk.Report:
        chosen = seen(*(appeals if number else reversed(appeals)))
        return bulk.do(bulk.route(at=LATER), seen=chosen, actor=actors[number], at=LATER)

    first, second = at_once(2, work)
    done = [one.number for one in (*first.done, *second.done)]
    assert sorted(done) == sorted(each.number for each in appeals)
    assert set(codes(first).values()) | set(codes(second).values()) == {"stale"}
    assert Act.objects.filter(name="route").count() == 12


@pytest.mark.django_db(transaction=True)
def test_an_undo_and_a_colleagues_act_leave_one_winner(town):
    appeal = register().appeal
    report = do(town, bulk.route(at=LATER), appeal)
    clerk, mover = town.actor("moderator"), town.actor("operator")

    def work(number: int):
        if number:
            return bulk.undo(report.batch, actor=clerk, at=LATER)
        return triage.categorise(appeal.pk, category="roads-pavement", seq=2, actor=mover, at=LATER)

    categorised, undone = at_once(2, work)
    names = list(Act.objects.filter(subject_id=appeal.pk).order_by("seq").values_list("name", flat=True))
    if isinstance(categorised, Refused):
        assert (names, codes(undone)) == (["register", "route", "undo"], {})
    else:
        assert (names, codes(undone)) == (["register", "route", "categorise"], {appeal.number: "stale"})


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEDS)
def test_five_hundred_cost_a_fraction_of_as_many_alone(town, name):
    original = register().appeal
    crowd = copies(original, 520)
    alone, many = crowd[:20], crowd[20:]
    what = deed(name, town)
    do(town, what, alone.pop())  # what is kept from act to act is read once
    each_s = _took_s(lambda: [do(town, what, one) for one in alone]) / len(alone)
    reports: list[bulk.Report] = []
    in_bulk_s = _took_s(lambda: reports.append(do(town, what, *many))) / len(many)
    assert [len(report.done) for report in reports] == [500]
    assert in_bulk_s < SHARE[name] * each_s
    assert Batch.objects.get(pk=reports[0].batch).items.count() == 500
    assert timezone.is_aware(Batch.objects.get(pk=reports[0].batch).at)


def _took_s(work: Callable[[], object]) -> float:
    """Seconds of this process's processor, so that its neighbours count little."""
    began = time.process_time()
    work()
    return time.process_time() - began
