"""An act happens whole or not at all, by somebody's right, once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.threads import at_once
from tests.workflow.lamps import KEEPER, LAMP, NOON, TOO_HIGH, Lamp, hang, perform
from workflow import acts, selectors
from workflow.actor import NOBODY, SYSTEM
from workflow.models import Act, Delivery
from workflow.refusals import Refused

LATER = NOON + timedelta(hours=1)


def state_of(lamp: Lamp) -> dict:
    """Everything that a refusal must leave alone."""
    return {
        "lamp": Lamp.objects.filter(pk=lamp.pk).values().get(),
        "acts": list(Act.objects.order_by("pk").values()),
        "deliveries": list(Delivery.objects.order_by("pk").values()),
    }


@pytest.mark.django_db
def test_a_life_begins_with_act_one(street):
    lamp = hang("B-7")
    assert (lamp.status, lamp.seq, lamp.status_since) == ("off", 1, NOON)
    assert Act.objects.values().get() == {
        "id": Act.objects.get().pk,
        "kind": "lamp",
        "subject_id": lamp.pk,
        "seq": 1,
        "name": "hang",
        "before": "",
        "after": "off",
        "at": NOON,
        "actor_id": 7,
        "actor_name": "Keeper",
        "actor_role": "keeper",
        "basis": "",
        "note": "",
        "data": {},
        "public": True,
    }


@pytest.mark.django_db
def test_an_act_moves_the_thing_and_is_journalled(street):
    lamp = hang()
    act = perform(
        lamp, "light", at=LATER, note="It is dark.", data={"watt": 40}, change=lambda thing: {"was": thing.colour}
    )
    lamp.refresh_from_db()
    assert (lamp.status, lamp.seq, lamp.status_since) == ("on", 2, LATER)
    stored = Act.objects.get(pk=act.pk)
    assert (stored.seq, stored.before, stored.after, stored.at) == (2, "off", "on", LATER)
    assert (stored.basis, stored.note, stored.data) == ("Lamps Act 1", "It is dark.", {"watt": 40, "was": "white"})


@pytest.mark.django_db
def test_an_act_without_target_leaves_the_state_and_its_date(street):
    lamp = hang()

    def red(thing):
        thing.colour = "red"

    act = perform(lamp, "paint", at=LATER, change=red)
    lamp.refresh_from_db()
    assert (lamp.status, lamp.seq, lamp.status_since, lamp.colour) == ("off", 2, NOON, "red")
    assert (act.before, act.after, act.public) == ("off", "off", False)


@pytest.mark.django_db
def test_an_open_target_is_given_by_the_caller(street):
    lamp = hang()
    perform(lamp, "break")
    assert perform(lamp, "mend", target="on").after == "on"
    with pytest.raises(ValueError, match="already says"):
        perform(lamp, "dim", target="on")


@pytest.mark.django_db
def test_the_change_of_an_act_must_not_set_the_status(street):
    lamp = hang()
    before = state_of(lamp)

    def sneak(thing):
        thing.status = "broken"

    with pytest.raises(ValueError, match="sets the status"):
        perform(lamp, "light", change=sneak)
    assert state_of(lamp) == before


@pytest.mark.django_db
def test_an_act_that_the_table_does_not_know_is_a_programming_error(street):
    with pytest.raises(KeyError, match="fly"):
        perform(hang(), "fly")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "words", "code", "conflict"),
    [
        ("light", {"roles": ()}, "role", False),
        ("light", {"roles": (), "seq": 9}, "role", False),
        ("light", {"seq": 9}, "stale", True),
        ("dim", {"seq": 9}, "stale", True),
        ("dim", {}, "state", True),
        ("dim", {"seq": 1}, "state", True),
    ],
)
def test_a_refusal_says_why_and_writes_nothing(street, act, words, code, conflict):
    lamp = hang()
    before = state_of(lamp)
    with pytest.raises(Refused) as no:
        perform(lamp, act, change=lambda thing: pytest.fail("changed what is refused"), **words)
    assert (no.value.code, no.value.conflict) == (code, conflict)
    assert str(no.value)
    assert state_of(lamp) == before


@pytest.mark.django_db
def test_an_obstacle_is_refused_in_the_words_of_its_kind(street):
    lamp = hang(height_m=11)
    before = state_of(lamp)
    with pytest.raises(Refused) as no:
        perform(lamp, "light")
    assert (no.value.code, no.value.conflict, str(no.value)) == ("too_high", False, TOO_HIGH)
    assert state_of(lamp) == before


@pytest.mark.django_db
def test_what_is_not_there_is_not_found(street):
    with pytest.raises(Refused) as no:
        perform(Lamp(pk=987654), "light")
    assert no.value.code == "not_found"


@pytest.mark.django_db
def test_a_refusal_in_the_change_undoes_what_it_had_written(street):
    lamp = hang()
    before = state_of(lamp)

    def change(thing):
        Lamp.objects.filter(pk=thing.pk).update(colour="green")
        raise Refused("No green lamps.", code="green", field="colour")

    with pytest.raises(Refused):
        perform(lamp, "paint", change=change)
    assert state_of(lamp) == before


@pytest.mark.django_db
def test_a_refusal_inside_a_larger_transaction_undoes_only_itself(street):
    lamp = hang()
    with transaction.atomic():
        perform(lamp, "light")
        with pytest.raises(Refused):
            perform(lamp, "light")
        perform(lamp, "dim")
    assert [act.name for act in selectors.timeline("lamp", lamp.pk, public_only=False)] == ["hang", "light", "dim"]


@pytest.mark.django_db
def test_rights_are_asked_of_the_newest_state(street):
    lamp = hang(owner_id=7)
    Lamp.objects.filter(pk=lamp.pk).update(owner_id=None)

    def roles(thing):
        return frozenset({"owner"}) if thing.owner_id == 7 else frozenset()

    with pytest.raises(Refused) as no:
        acts.perform(LAMP, Lamp, lamp.pk, "light", actor=KEEPER, roles=roles, at=NOON)
    assert no.value.code == "role"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "roles", "journalled"),
    [
        (KEEPER, {"keeper", "owner"}, "keeper"),
        (SYSTEM, {"owner", "keeper"}, "keeper"),
        (NOBODY, {"owner", "passer-by"}, "owner"),
    ],
)
def test_the_role_in_the_journal_is_the_one_that_admitted(street, actor, roles, journalled):
    lamp = hang()
    act = acts.perform(LAMP, Lamp, lamp.pk, "light", actor=actor, roles=lambda thing: frozenset(roles), at=NOON)
    assert (act.actor_role, act.actor_id, act.actor_name) == (journalled, actor.user_id, actor.name)


@pytest.mark.django_db
def test_may_tells_what_perform_would_do(street):
    lamp = hang()
    assert acts.may(LAMP, lamp, roles=frozenset({"keeper"}), at=NOON) == ("light", "paint", "break")


@pytest.mark.django_db
def test_strangers_read_the_public_part_of_the_journal(street):
    lamp, other = hang("A-1"), hang("A-2")
    perform(lamp, "paint")
    perform(lamp, "light")
    perform(other, "break")
    assert [act.seq for act in selectors.timeline("lamp", lamp.pk, public_only=True)] == [1, 3]
    assert [act.seq for act in selectors.timeline("lamp", lamp.pk, public_only=False)] == [1, 2, 3]


def told(results):
    return sorted(result.code if isinstance(result, Refused) else type(result).__name__ for result in results)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_light_one_lamp_one_does_and_seven_are_refused(street):
    lamp = hang()
    results = at_once(8, lambda number: perform(lamp, "light"))
    assert told(results) == ["Act"] + ["state"] * 7
    lamp.refresh_from_db()
    assert (lamp.status, lamp.seq) == ("on", 2)
    assert list(Act.objects.values_list("seq", "name")) == [(1, "hang"), (2, "light")]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_saw_the_same_version_one_acts_and_seven_see_a_stale_one(street):
    lamp = hang()
    results = at_once(8, lambda number: perform(lamp, "paint", seq=1))
    assert told(results) == ["Act"] + ["stale"] * 7
    assert list(Act.objects.values_list("seq", "name")) == [(1, "hang"), (2, "paint")]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_begin_the_same_thing_one_does(street):
    results = at_once(8, lambda number: hang("same"))
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError"] * 7 + ["Lamp"]
    assert all(isinstance(result, (IntegrityError, Lamp)) for result in results)
    assert Act.objects.count() == Lamp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_acts_at_once_lose_nothing_and_leave_no_gap(street):
    lamp = hang()

    def raise_it(thing):
        thing.height_m += 1

    results = at_once(8, lambda number: [perform(lamp, "paint", change=raise_it) for _repeat in range(5)])
    assert [len(result) for result in results] == [5] * 8
    lamp.refresh_from_db()
    assert (lamp.seq, lamp.height_m) == (41, 43)
    assert [act.seq for act in selectors.timeline("lamp", lamp.pk, public_only=False)] == list(range(1, 42))
