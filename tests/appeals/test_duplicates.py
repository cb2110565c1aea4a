"""Several appeals about one thing become one, nobody is forgotten, and it can be taken back."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Appeal
from appeals.rules.report import Contact
from appeals.services import bulk, duplicates, repeats, triage
from tests.factories.appeals import AT, TEXT, Town, register
from tests.threads import at_once
from workflow import outbox
from workflow.models import Act, Delivery
from workflow.refusals import Refused

NOON = AT + timedelta(hours=2)
LATER = NOON + timedelta(minutes=2)


def filed(number: int, *, public: bool = False, town: Town) -> Appeal:
    """One of several appeals about the pothole, from an author of its own, each an hour after the one before."""
    at = AT - timedelta(hours=40 - number)
    appeal = register(key=uuid.uuid4(), contact=Contact(email=f"author{number}@example.kz"), at=at).appeal
    if public:
        triage.publish(appeal.pk, public_title=TEXT[:60], public_text=TEXT, actor=town.actor("moderator"), at=at)
    return Appeal.objects.get(pk=appeal.pk)


def seen(*appeals: Appeal) -> dict[int, int]:
    return {appeal.pk: Appeal.objects.get(pk=appeal.pk).seq for appeal in appeals}


def merge(town: Town, *appeals: Appeal, kept: str = "", at=NOON) -> bulk.Report:
    return bulk.do(bulk.merge(kept=kept, at=at), seen=seen(*appeals), actor=town.actor("moderator"), at=at)


def told(code: str) -> list[str]:
    return sorted(Notice.objects.filter(code=code).values_list("address", flat=True))


def drain() -> None:
    while outbox.drain(500):
        pass


def states(*appeals: Appeal) -> list[tuple[str, int | None]]:
    return [(row.status, row.merged_into_id) for row in (Appeal.objects.get(pk=appeal.pk) for appeal in appeals)]


def test_eleven_are_merged_into_the_earliest_and_taken_back(town):
    first = filed(0, public=True, town=town)
    others = [filed(number, town=town) for number in range(1, 12)]
    before = Appeal.objects.order_by("pk").values("pk", "status", "due_on", "ended_at", "merged_into")
    was = list(before)

    report = merge(town, first, *others)

    assert [row.number for row in report.done] == [appeal.number for appeal in others]
    assert [(row.number, row.code) for row in report.skipped] == [(first.number, "kept")]
    assert states(first, *others) == [(Status.REGISTERED, None), *[(Status.MERGED, first.pk)] * 11]
    drain()
    assert told("appeal_merged") == []  # letters wait for the minute in which it may be undone

    back = bulk.undo(report.batch, actor=town.actor("moderator"), at=NOON + timedelta(seconds=30))

    assert len(back.done) == 11
    assert list(before) == was
    drain()
    assert told("appeal_merged") == []


def test_every_author_is_told_once_and_hears_of_each_later_step(town):
    first, *others = [filed(number, public=number == 0, town=town) for number in range(3)]
    merge(town, first, *others)
    _let_letters_go()
    assert told("appeal_merged") == ["author1@example.kz", "author2@example.kz"]

    triage.route(first.pk, actor=town.actor("moderator"), at=LATER)
    _let_letters_go()

    assert told("merged_moved") == ["author1@example.kz", "author2@example.kz"]
    assert told("appeal_routed") == ["author0@example.kz"]


def test_the_earliest_last_day_holds_and_goes_back_when_parted(town):
    """Rule 19 of the reference."""
    late, early = filed(1, public=True, town=town), filed(0, town=town)
    Appeal.objects.filter(pk=late.pk).update(due_on=late.due_on + timedelta(days=5))
    own = Appeal.objects.get(pk=late.pk).due_on

    merge(town, early, kept=late.number)
    assert Appeal.objects.get(pk=late.pk).due_on == early.due_on
    act = Act.objects.get(kind="appeal", subject_id=late.pk, name="absorb")
    assert act.data["due_on_before"] == own.isoformat()

    duplicates.unmerge(early.pk, actor=town.actor("moderator"), at=LATER)

    assert states(early) == [(Status.REGISTERED, None)]
    assert Appeal.objects.get(pk=late.pk).due_on == own
    _let_letters_go()
    assert told("appeal_unmerged") == ["author0@example.kz"]


@pytest.mark.parametrize(
    ("kept", "code"), [("hidden", "kept_hidden"), ("ended", "kept_ended"), ("nothing", "kept_unknown")]
)
def test_refusals_of_the_whole_write_nothing(town, kept, code):
    one, two = filed(0, public=kept == "ended", town=town), filed(1, town=town)
    if kept == "ended":
        triage.answer_at_once(
            one.pk, text="Жауап берілді, рақмет.", decision="explained", actor=town.actor("moderator"), at=NOON
        )
    number = "2026-999999" if kept == "nothing" else one.number
    acts = Act.objects.count()

    with pytest.raises(Refused) as refused:
        merge(town, two, kept=number)

    assert refused.value.code == code
    assert (Act.objects.count(), states(two)) == (acts, [(Status.REGISTERED, None)])


def test_what_holds_others_is_not_merged_away(town):
    first, second, third = (filed(number, public=True, town=town) for number in range(3))
    merge(town, third, kept=second.number)

    report = merge(town, second, kept=first.number)

    assert ([row.code for row in report.skipped], report.done) == (["has_merged"], [])


@pytest.mark.parametrize("name", ["resident", "executor", "head", "controller"])
def test_only_the_first_line_merges(town, name):
    first, second = filed(0, public=True, town=town), filed(1, town=town)
    report = bulk.do(bulk.merge(kept=first.number, at=NOON), seen=seen(second), actor=town.actor(name), at=NOON)

    assert report.done == []
    assert states(second) == [(Status.REGISTERED, None)]


@pytest.mark.django_db(transaction=True)
def test_two_moderators_merge_crossing_sets(busy_town):
    town = busy_town
    appeals = [filed(number, public=True, town=town) for number in range(6)]
    versions = seen(*appeals)
    actor = town.actor("moderator")

    def do(number: int) -> bulk.Report:
        kept, chosen = (appeals[0], appeals[1:]) if number % 2 else (appeals[5], appeals[:5])
        return bulk.do(
            bulk.merge(kept=kept.number, at=NOON), seen={each.pk: versions[each.pk] for each in chosen}, actor=actor,
            at=NOON,
        )  # fmt: skip

    results = at_once(4, do)

    assert all(isinstance(result, bulk.Report | Refused) for result in results), results
    rows = list(Appeal.objects.all())
    merged = [row for row in rows if row.status == Status.MERGED]
    assert len(merged) == 5
    assert {row.merged_into_id for row in merged} == {row.pk for row in rows if row.status != Status.MERGED}
    assert Act.objects.filter(name="merge").count() == 5


def test_the_page_of_a_merged_appeal_leads_to_the_one_that_stays(town, client):
    first, second = filed(0, public=True, town=town), filed(1, public=True, town=town)
    merge(town, second, kept=first.number)

    page = client.get(f"/ru/appeals/{second.number}/").content.decode()

    assert f'<a href="/ru/appeals/{first.number}/">№ {first.number}</a>' in page


def _let_letters_go() -> None:
    """Let the minute of undoing pass for whatever waits."""
    Delivery.objects.filter(done_at__isnull=True).update(due_at=AT - timedelta(days=3))
    drain()


def test_a_repeat_is_stopped_with_a_notice_in_the_same_breath(town):
    """Rule 19 of the reference."""
    first = town.appeal(Status.ANSWERED)
    again = town.appeal(key=uuid.uuid4(), at=AT + timedelta(days=3))

    repeats.stop(
        again.pk, earlier=first.number, text="Осы өтінішке бұрын жауап берілген, жаңа дерек жоқ.",
        actor=town.actor("moderator"), at=AT + timedelta(days=3, hours=1),
    )  # fmt: skip

    again = Appeal.objects.get(pk=again.pk)
    answer = again.answers.get()
    assert (again.status, answer.norm, bool(answer.sent_at)) == (Status.ANSWERED, repeats.NORM, True)
    assert again.reopen_until is not None
    assert Notice.objects.filter(code="appeal_answered", user=town.resident, subject__contains=again.number).exists()


@pytest.mark.parametrize("earlier", ["", "2026-999999", "open", "of another"])
def test_without_an_answered_appeal_of_the_same_person_nothing_is_stopped(town, earlier):
    again = town.appeal(key=uuid.uuid4(), at=AT + timedelta(days=3))
    number = earlier
    if earlier == "open":
        number = town.appeal(key=uuid.uuid4()).number
    if earlier == "of another":
        number = filed(1, town=town).number
    acts = Act.objects.count()

    with pytest.raises(Refused) as refused:
        repeats.stop(
            again.pk, earlier=number, text="Осы өтінішке бұрын жауап берілген, жаңа дерек жоқ.",
            actor=town.actor("moderator"), at=AT + timedelta(days=3, hours=1),
        )  # fmt: skip

    assert refused.value.code == "earlier_needed"
    assert (Act.objects.count(), Appeal.objects.get(pk=again.pk).status) == (acts, Status.REGISTERED)
