"""A complaint goes in through the body complained of, up by itself, and never to whoever is named in it."""

from datetime import date, timedelta

import pytest

from accounts.enums import Role
from appeals import consumers, policy
from appeals.enums import BreachKind, Kind, Status
from appeals.models import Appeal, Breach, Complaint
from appeals.policy import Viewer
from appeals.selectors import desk
from appeals.services import complaints, triage, work
from tests.factories import people
from tests.factories.appeals import AT, Town
from tests.threads import at_once
from workflow import outbox
from workflow.models import Act, Delivery
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=2)
DONE = "Шағым толық қанағаттандырылды, жол жөнделді."
# The three working days of a complaint lodged on Monday 2 February end on Thursday.
DUE, HELD = AT + timedelta(days=3), AT + timedelta(days=4)
ROLES = ("executor", "head", "controller", "district_akimat")


def lodged(town: Town, official=None, organisation: str = "akimat-turksib", **given) -> Appeal:
    appeal = town.appeal()
    complaints.lodge(
        appeal.pk, organisation=organisation, official=official, actor=town.actor("moderator"), at=LATER, **given
    )
    return Appeal.objects.get(pk=appeal.pk)


def snapshot() -> dict[str, list]:
    models = (Appeal, Act, Complaint, Breach, Delivery)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_lodged_with_the_body_complained_of_for_three_working_days(town):
    appeal = lodged(town)
    assert (appeal.status, appeal.kind, appeal.organisation.code, appeal.complained_body.code) == (
        Status.LODGED,
        Kind.COMPLAINT,
        "akimat-turksib",
        "akimat-turksib",
    )
    assert (appeal.term_days, appeal.due_on) == (20, date(2026, 3, 2))
    way = Complaint.objects.get()
    assert (way.superior.code, way.pass_up_by, way.passed_at) == ("city-akimat", date(2026, 2, 5), None)


def test_passed_up_it_is_with_the_body_above_and_gone_from_the_one_complained_of(town):
    appeal = lodged(town)
    doer = town.actor("executor")
    assert policy.roles_on(doer, appeal) == {Role.EXECUTOR}
    complaints.pass_up(appeal.pk, note="Іс түгел жіберілді.", actor=doer, at=DUE)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code, appeal.due_on) == (
        Status.ROUTED,
        "city-akimat",
        date(2026, 3, 2),
    )
    assert policy.roles_on(doer, appeal) == frozenset()
    assert not policy.may_see(Viewer(doer), appeal.pk)
    above = people.acting(people.officer("executor", "city-akimat"), AT)
    work.accept(appeal.pk, actor=above, at=DUE)
    assert (Complaint.objects.get().by_itself, Breach.objects.count()) == (False, 0)


def test_satisfied_in_full_it_is_closed_by_a_second_key_above(town):
    appeal = lodged(town)
    head = town.head
    people.appoint(head, "controller", "akimat-turksib")
    complaints.satisfy(appeal.pk, text=DONE, actor=town.actor("head"), at=DUE)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code) == (Status.REPORTED, "city-akimat")
    assert complaints.escalate_overdue(at=HELD) == []
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        work.answer(appeal.pk, actor=town.actor("head"), at=HELD)
    assert refusal.value.code == "role"
    assert snapshot() == before
    work.answer(appeal.pk, actor=town.actor("controller"), at=HELD)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.answers.get().decision) == (Status.ANSWERED, "satisfied")


def test_held_too_long_it_goes_up_by_itself(town):
    """Rule 13 of the reference."""
    appeal = lodged(town)
    assert complaints.escalate_overdue(at=DUE) == []
    assert complaints.escalate_overdue(at=HELD) == [appeal.pk]
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code) == (Status.ROUTED, "city-akimat")
    act = Act.objects.get(kind="appeal", subject_id=appeal.pk, name="escalate")
    assert (act.actor_role, act.actor_id, act.basis) == (Role.SYSTEM, None, "APPC art. 91")
    breach = Breach.objects.get()
    assert (breach.kind, breach.details["pass_up_by"]) == (BreachKind.COMPLAINT_HELD, "2026-02-05")
    assert Complaint.objects.get().by_itself is True
    assert complaints.escalate_overdue(at=HELD) == []


@pytest.mark.django_db(transaction=True)
def test_eight_clocks_and_the_body_itself_send_it_up_once(busy_town):
    appeal = lodged(busy_town)
    doer = busy_town.actor("executor")

    def go(n: int):
        return complaints.pass_up(appeal.pk, actor=doer, at=HELD) if n == 0 else complaints.escalate_overdue(at=HELD)

    found = at_once(8, go)
    up = sum(1 for each in found if isinstance(each, Act) or each == [appeal.pk])
    assert (up, Act.objects.filter(name__in=("pass_up", "escalate")).count()) == (1, 1)
    assert Breach.objects.count() == (0 if isinstance(found[0], Act) else 1)


@pytest.mark.parametrize("role", ROLES)
def test_the_official_complained_of_neither_sees_nor_works_on_it(town, role):
    """Rule 12, both faces, before and after it goes up; also by a post in the body above."""
    person = people.officer(role, "akimat-turksib", "turksib" if role == "district_akimat" else None)
    appeal = lodged(town, official=person.pk)
    people.appoint(person, "controller", "city-akimat")
    people.appoint(person, "head", "city-akimat")
    people.appoint(person, "moderator", "open-almaty")
    actor = people.acting(person, AT)
    complaints.escalate_overdue(at=HELD - timedelta(days=1))
    for _state in ("lodged", "gone up"):
        assert policy.roles_on(actor, appeal) == frozenset()
        assert not policy.may_see(Viewer(actor), appeal.pk)
        assert not policy.worked_by(actor).filter(pk=appeal.pk).exists()
        assert desk.figures(actor, on=AT.date()).open == 0
        complaints.escalate_overdue(at=HELD)
        appeal.refresh_from_db()
    before = snapshot()
    for act in (
        lambda: work.accept(appeal.pk, actor=actor, at=HELD),
        lambda: complaints.pass_up(appeal.pk, actor=actor, at=HELD),
        lambda: triage.route(appeal.pk, organisation="dept-roads", reason="x", actor=actor, at=HELD),
        lambda: triage.answer_at_once(appeal.pk, text=DONE, decision="explained", actor=actor, at=HELD),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "role"
    assert snapshot() == before
    assert consumers.feeds(appeal) == []


@pytest.mark.parametrize("role", ROLES)
def test_his_unit_may_pass_it_up_and_nothing_else(town, role):
    named = people.officer("executor", "akimat-turksib")
    appeal = lodged(town, official=named.pk)
    colleague = people.officer(role, "akimat-turksib", "turksib" if role == "district_akimat" else None)
    actor = people.acting(colleague, AT)
    assert policy.may_see(Viewer(actor), appeal.pk)
    if role == "head":
        before = snapshot()
        with pytest.raises(Refused) as refusal:
            complaints.satisfy(appeal.pk, text=DONE, actor=actor, at=DUE)
        assert refusal.value.code == "official_named"
        assert snapshot() == before
    complaints.escalate_overdue(at=HELD)
    appeal.refresh_from_db()
    assert policy.roles_on(actor, appeal) == frozenset()
    assert not policy.may_see(Viewer(actor), appeal.pk)


def test_who_also_holds_a_post_above_works_on_it_by_that_post_only(town):
    appeal = lodged(town)
    people.appoint(town.executor, "controller", "city-akimat")
    complaints.escalate_overdue(at=HELD)
    appeal.refresh_from_db()
    assert policy.roles_on(town.actor("executor"), appeal) == {Role.CONTROLLER}


def test_the_router_offers_the_body_above_and_refuses_the_one_complained_of(town):
    appeal = lodged(town, organisation="almaty-su")
    complaints.escalate_overdue(at=HELD)
    moderator = town.actor("moderator")
    triage.route(appeal.pk, actor=moderator, at=HELD)
    appeal.refresh_from_db()
    assert appeal.organisation.code == "dept-energy-water"
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        triage.route(appeal.pk, organisation="almaty-su", reason="Өздері шешсін.", actor=moderator, at=HELD)
    assert refusal.value.code == "complained_of"
    assert snapshot() == before


def test_a_complaint_that_names_an_official_is_taken_off_and_not_published(town):
    appeal = town.appeal()
    moderator = town.actor("moderator")
    words = {"public_title": "Шұңқыр", "public_text": "Аялдама жанында шұңқыр бар."}
    triage.publish(appeal.pk, **words, actor=moderator, at=LATER)
    complaints.lodge(appeal.pk, organisation="akimat-turksib", official=town.head.pk, actor=moderator, at=LATER)
    assert Appeal.objects.get().published_at is None
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        triage.publish(appeal.pk, **words, actor=moderator, at=LATER)
    assert refusal.value.code == "official_named"
    assert snapshot() == before


def test_the_official_gets_no_letter_of_it(town):
    from accounts.models import Notice

    named, other = town.executor, people.officer("executor", "akimat-turksib")
    lodged(town, official=named.pk)
    outbox.drain()
    arrived = set(Notice.objects.filter(code="appeal_arrived").values_list("user_id", flat=True))
    assert other.pk in arrived and named.pk not in arrived


# name -> (what is given, code)
REFUSED = {
    "a body": ({"organisation": ""}, "organisation_needed"),
    "one that exists": ({"organisation": "nobody"}, "organisation_unknown"),
    "an official of it": ({"organisation": "akimat-medeu"}, "official_unknown"),
    "one above": ({"organisation": "police", "official": None}, "superior_needed"),
    "above and not below": (
        {"organisation": "dept-energy-water", "official": None, "superior": "almaty-su"},
        "superior_below",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_takes(town, name):
    given, code = REFUSED[name]
    appeal = town.appeal()
    moderator, person = town.actor("moderator"), town.executor.pk
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        complaints.lodge(appeal.pk, **{"official": person, **given}, actor=moderator, at=LATER)
    assert refusal.value.code == code
    assert snapshot() == before


def test_a_body_without_one_above_is_judged_where_the_moderator_says(town):
    assert lodged(town, organisation="police", superior="emergency").complaint.superior.code == "emergency"
