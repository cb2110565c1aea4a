"""One appeal in several parts: cut, worked on by several bodies, closed only when all are answered."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from accounts.models import Notice, Organisation
from appeals import policy
from appeals.enums import Status
from appeals.handlers import tell_of_part
from appeals.models import Answer, Appeal, Breach, Forwarding, Part, Photo
from appeals.policy import Viewer
from appeals.selectors.parts import living
from appeals.services import author, part_work, parts, triage
from appeals.services.parts import Wanted
from tests.factories import people
from tests.factories.appeals import AIRPORT, AT, photo, register
from tests.threads import at_once
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

HOLE = Wanted(title="Шұңқырды жамау", text="Аялдама жанындағы шұңқыр.", organisation="akimat-turksib")
LIGHT = Wanted(title="Бағдаршамды жөндеу", category="traffic-lights")
POLICE = Wanted(title="Тәртіпті қадағалау", outside="Алматы облысының Полиция департаменті")
DONE = "Шұңқыр асфальтпен жамалды, жол ашық."
LATER = AT + timedelta(hours=3)
# Five working days after AT: the three days for forwarding have passed.
TOO_LATE = AT + timedelta(days=7)


def snapshot() -> dict[str, list]:
    models = (Appeal, Part, Act, Answer, Photo, Forwarding, Breach, Notice)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def cut(town, *wanted: Wanted, at=LATER, **given) -> tuple[Appeal, list[Part]]:
    """A fresh appeal, split by the moderator."""
    appeal = town.appeal(**given)
    parts.split(appeal.pk, parts=wanted or (HOLE, LIGHT), actor=town.actor("moderator"), at=at)
    appeal.refresh_from_db()
    return appeal, list(living(appeal))


@pytest.fixture
def lights(town):
    """The executor of the body that answers for traffic lights."""
    return people.acting(people.officer("executor", "dept-traffic"), AT)


def answered(part: Part, doer, town, *, at=LATER, by=None) -> None:
    part_work.accept(part.pk, actor=doer, at=at)
    part_work.report(part.pk, text=DONE, photos=[photo("black")], photo_place=AIRPORT, actor=doer, at=at)
    part_work.answer(part.pk, actor=by or town.actor("controller"), at=at)


def test_split_gives_each_part_its_body_and_term(town):
    """Rule 10 of the reference."""
    appeal, (hole, light) = cut(town)
    assert (appeal.status, appeal.organisation, appeal.part_count) == (Status.SPLIT, None, 2)
    assert [(part.number, part.organisation.code, part.status) for part in (hole, light)] == [
        (1, "akimat-turksib", Status.ROUTED),
        (2, "dept-traffic", Status.ROUTED),  # as the routing table says
    ]
    assert {part.due_on for part in (hole, light)} == {date(2026, 2, 23)} == {appeal.due_on}
    assert set(appeal.part_bodies) == {hole.organisation_id, light.organisation_id}
    act = Act.objects.get(kind="appeal", subject_id=appeal.pk, name="split")
    assert [(each["part"], each["organisation"]) for each in act.data["parts"]] == [
        (1, "akimat-turksib"),
        (2, "dept-traffic"),
    ]


def test_the_author_is_told_of_the_split_in_the_same_transaction(town):
    cut(town)
    letters = Notice.objects.filter(user=town.resident, code="appeal_split")
    assert letters.count() >= 1
    assert "Шұңқырды жамау" in letters.first().body and "Бағдаршамды жөндеу" in letters.first().body


def test_terms_begin_on_the_bodies_own_registration_within_three_days_only(town):
    soon, parts_soon = cut(town, at=AT + timedelta(days=3))  # Thursday, the third working day
    late, parts_late = cut(town, at=TOO_LATE)
    assert {part.due_on for part in parts_soon} == {date(2026, 2, 26)}
    assert (soon.registered_on, soon.due_on) == (date(2026, 2, 2), date(2026, 2, 26))
    assert {part.due_on for part in parts_late} == {date(2026, 2, 23)} == {late.due_on}


def test_the_appeal_closes_only_when_all_parts_are_answered(town, lights):
    appeal, (hole, light) = cut(town)
    answered(hole, town.actor("executor"), town)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.ended_at) == (Status.SPLIT, None)
    answered(light, lights, town, at=LATER + timedelta(hours=1))
    appeal.refresh_from_db()
    assert (appeal.status, appeal.ended_at) == (Status.ANSWERED, LATER + timedelta(hours=1))
    assert appeal.reopen_until is not None
    told = [(act.name, act.data.get("part"), act.data.get("step")) for act in _journal(appeal)]
    assert told[2:] == [
        ("part_moved", 1, "accept"),
        ("part_moved", 1, "report"),
        ("part_moved", 1, "answer"),
        ("part_moved", 2, "accept"),
        ("part_moved", 2, "report"),
        ("conclude", 2, "answer"),
    ]
    assert {(answer.part_id, answer.sent_at is not None) for answer in appeal.answers.all()} == {
        (hole.pk, True),
        (light.pk, True),
    }


def test_the_letter_about_a_part_says_how_to_complain_like_any_answer(town):
    _appeal, (hole, _light) = cut(town)
    answered(hole, town.actor("executor"), town)
    tell_of_part(Act.objects.get(kind="part", subject_id=hole.pk, name="answer"))
    letters = Notice.objects.filter(code="part_answered")
    remedy = hole.answers.get().remedy
    assert "үш ай ішінде" in remedy
    assert letters.count() > 0 and all(DONE in letter.body and remedy in letter.body for letter in letters)


def _journal(appeal: Appeal) -> list[Act]:
    return list(Act.objects.filter(kind="appeal", subject_id=appeal.pk).order_by("seq"))


def test_a_part_for_a_body_outside_is_forwarded_and_waits_for_nothing_here(town):
    appeal, (hole, police) = cut(town, HOLE, POLICE)
    assert (police.status, police.organisation, police.outside) == (Status.FORWARDED, None, POLICE.outside)
    sent = Forwarding.objects.get()
    assert (sent.part_id, sent.outside, sent.last_day, sent.late) == (
        police.pk,
        POLICE.outside,
        date(2026, 2, 5),
        False,
    )
    answered(hole, town.actor("executor"), town)
    appeal.refresh_from_db()
    assert appeal.status == Status.ANSWERED


def test_who_does_the_work_of_a_part_is_of_its_own_body(town, lights):
    _appeal, (hole, light) = cut(town)
    before = snapshot()
    for part, doer in ((hole, lights), (light, town.actor("executor"))):
        with pytest.raises(Refused) as refusal:
            part_work.accept(part.pk, actor=doer, at=LATER)
        assert refusal.value.code == "role"
    assert snapshot() == before


def test_join_undoes_the_split_while_nobody_has_accepted(town):
    appeal = town.appeal(Status.ROUTED)
    parts.split(appeal.pk, parts=(HOLE, LIGHT), actor=town.actor("moderator"), at=LATER)
    parts.join(appeal.pk, reason="Бір мәселе екен.", actor=town.actor("moderator"), at=LATER)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code, appeal.part_count, appeal.part_bodies) == (
        Status.ROUTED,
        "akimat-turksib",
        0,
        [],
    )
    assert set(Part.objects.values_list("status", flat=True)) == {Status.WITHDRAWN}
    parts.split(appeal.pk, parts=(LIGHT, HOLE), actor=town.actor("moderator"), at=LATER)
    appeal.refresh_from_db()
    assert [part.title for part in living(appeal)] == [LIGHT.title, HOLE.title]


def test_join_is_refused_once_a_body_has_taken_its_part(town):
    appeal, (hole, _light) = cut(town)
    part_work.accept(hole.pk, actor=town.actor("executor"), at=LATER)
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        parts.join(appeal.pk, reason="Бір мәселе екен.", actor=town.actor("moderator"), at=LATER)
    assert (refusal.value.code, refusal.value.conflict) == ("part_taken", True)
    assert snapshot() == before


def test_a_part_given_back_is_sent_elsewhere_with_its_last_day(town):
    appeal, (hole, _light) = cut(town)
    part_work.give_back(hole.pk, reason="Бұл жол басқармасының міндеті.", actor=town.actor("executor"), at=LATER)
    appeal.refresh_from_db()
    hole.refresh_from_db()
    assert (hole.status, hole.organisation_id) == (Status.REGISTERED, None)
    assert Organisation.objects.get(code="akimat-turksib").pk not in appeal.part_bodies
    assert not policy.may_see(Viewer(town.actor("executor")), appeal.pk)
    parts.route(hole.pk, organisation="dept-roads", actor=town.actor("moderator"), at=LATER)
    hole.refresh_from_db()
    assert (hole.status, hole.organisation.code, hole.due_on) == (Status.ROUTED, "dept-roads", date(2026, 2, 23))


def test_the_author_opens_one_part_again(town, lights):
    appeal, (hole, light) = cut(town)
    answered(hole, town.actor("executor"), town)
    answered(light, lights, town)
    resident = town.actor("resident")
    author.reopen(appeal.pk, reason="Қайта ойылып кетті.", parts=[1], actor=resident, at=LATER + timedelta(days=1))
    appeal.refresh_from_db()
    assert (appeal.status, appeal.reopened, appeal.ended_at) == (Status.SPLIT, 1, None)
    assert [part.status for part in living(appeal)] == [Status.REOPENED, Status.ANSWERED]
    before = snapshot()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        answered(hole, town.actor("executor"), town, at=LATER + timedelta(days=2))
    assert refusal.value.code == "same_approver"
    assert snapshot() == before
    other = people.acting(people.officer("controller", "city-akimat"), AT)
    answered(hole, town.actor("executor"), town, at=LATER + timedelta(days=2), by=other)
    appeal.refresh_from_db()
    assert appeal.status == Status.ANSWERED


def test_withdrawal_ends_the_parts_too(town):
    appeal, _parts = cut(town)
    author.withdraw(appeal.pk, actor=town.actor("resident"), at=LATER)
    assert [part.status for part in living(Appeal.objects.get(pk=appeal.pk))] == [Status.WITHDRAWN] * 2


# name -> (parts, moment, code, field)
REFUSED = {
    "one part is none": ((HOLE,), LATER, "parts_few", "title_1"),
    "seven are too many": ((HOLE,) * 7, LATER, "parts_many", "title_1"),
    "each has a title": ((HOLE, Wanted(title=" ", organisation="dept-roads")), LATER, "title_needed", "title_2"),
    "of a certain length": ((HOLE, Wanted(title="а" * 141, organisation="dept-roads")), LATER, "title_long", "title_2"),
    "each has a body": ((Wanted(title="Не?"), HOLE), LATER, "organisation_needed", "organisation_1"),
    "that exists": (
        (HOLE, Wanted(title="Не?", organisation="nobody")),
        LATER,
        "organisation_unknown",
        "organisation_2",
    ),
    "and one only": (
        (HOLE, Wanted(title="Не?", organisation="dept-roads", outside="Полиция")),
        LATER,
        "two_receivers",
        "outside_2",
    ),
    "with a known category": (
        (HOLE, Wanted(title="Не?", category="nothing", organisation="dept-roads")),
        LATER,
        "category_unknown",
        "category_2",
    ),
    "one part stays": ((POLICE, POLICE), LATER, "parts_outside", ""),
    "outside in time": ((HOLE, POLICE), TOO_LATE, "forward_late", ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_split_is_refused_and_nothing_is_written(town, name):
    wanted, at, code, field = REFUSED[name]
    appeal = town.appeal()
    actor = town.actor("moderator")
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        parts.split(appeal.pk, parts=wanted, actor=actor, at=at)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert snapshot() == before


def test_a_report_on_a_part_is_not_accepted_by_whoever_wrote_it(town):
    _appeal, (hole, _light) = cut(town)
    doer = town.executor
    people.appoint(doer, "controller", "akimat-turksib")
    both = people.acting(doer, AT)
    part_work.accept(hole.pk, actor=both, at=LATER)
    part_work.report(hole.pk, text=DONE, photos=[photo()], photo_place=AIRPORT, actor=both, at=LATER)
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        part_work.answer(hole.pk, actor=both, at=LATER)
    assert refusal.value.code == "same_person"
    assert snapshot() == before


def test_a_body_sees_the_appeal_through_its_part_and_both_faces_agree(town):
    appeal, found = cut(town)
    other = register().appeal
    for post in (
        ("executor", "akimat-turksib", None),
        ("head", "dept-traffic", None),
        ("controller", "city-akimat", None),
        ("executor", "akimat-medeu", None),
        ("executor", "dept-traffic", "medeu"),
        ("moderator", "open-almaty", "turksib"),
        ("moderator", "open-almaty", "medeu"),
        ("district_akimat", "akimat-turksib", "turksib"),
    ):
        actor = people.acting(people.officer(*post), AT)
        held = {part.pk for part in found if policy.roles_on_part(actor, part)}
        assert set(policy.parts_worked_by(actor).values_list("pk", flat=True)) == held, post
        assert policy.may_see(Viewer(actor), appeal.pk) == bool(policy.roles_on(actor, appeal)) == bool(held), post
        assert policy.may_see(Viewer(actor), other.pk) == bool(policy.roles_on(actor, other)), post


@pytest.mark.django_db(transaction=True)
def test_the_last_two_answers_at_once_close_the_appeal_once(busy_town):
    town = busy_town
    appeal, (hole, light) = cut(town)
    for part, doer in (
        (hole, town.actor("executor")),
        (light, people.acting(people.officer("executor", "dept-traffic"), AT)),
    ):
        part_work.accept(part.pk, actor=doer, at=LATER)
        part_work.report(part.pk, text=DONE, photos=[photo()], photo_place=AIRPORT, actor=doer, at=LATER)
    controller = town.actor("controller")
    found = at_once(2, lambda n: part_work.answer((hole, light)[n].pk, actor=controller, at=LATER))
    assert [type(each) for each in found] == [Act, Act]
    appeal.refresh_from_db()
    names = [act.name for act in _journal(appeal)]
    assert (appeal.status, names.count("conclude"), names[-1]) == (Status.ANSWERED, 1, "conclude")


@pytest.mark.django_db(transaction=True)
def test_undo_and_acceptance_at_once(busy_town):
    town = busy_town
    appeal, (hole, _light) = cut(town)
    moderator, doer = town.actor("moderator"), town.actor("executor")
    deeds = (
        lambda: parts.join(appeal.pk, reason="Бір мәселе екен.", actor=moderator, at=LATER),
        lambda: part_work.accept(hole.pk, actor=doer, at=LATER),
    )
    found = at_once(2, lambda n: deeds[n]())
    refused = [each.code for each in found if isinstance(each, Refused)]
    assert len(refused) == 1 and refused[0] in {"part_taken", "state", "role"}
    appeal.refresh_from_db()
    assert appeal.status == (Status.SPLIT if refused == ["part_taken"] else Status.REGISTERED)


@pytest.mark.django_db(transaction=True)
def test_eight_moderators_split_at_once(busy_town):
    appeal = busy_town.appeal()
    moderator = busy_town.actor("moderator")
    found = at_once(8, lambda _n: parts.split(appeal.pk, parts=(HOLE, LIGHT), actor=moderator, at=LATER))
    assert sorted(each.code if isinstance(each, Refused) else each.name for each in found) == ["split"] + ["state"] * 7
    assert Part.objects.count() == 2


def test_a_reopened_appeal_that_was_never_split_goes_the_old_way(town):
    appeal = town.appeal(Status.ANSWERED)
    author.reopen(appeal.pk, reason="Қайта ойылып кетті.", actor=town.actor("resident"), at=appeal.ended_at)
    assert Appeal.objects.get().status == Status.REOPENED
    triage.categorise(appeal.pk, category="snow-ice", actor=town.actor("moderator"), at=appeal.ended_at)
