"""The table decides: role first, then state, then what stands in the way."""

import pytest

from tests.workflow.lamps import LAMP, NOON, Lamp
from workflow.actor import Actor, Post
from workflow.machine import NotAdmitted

KEEPER = frozenset({"keeper"})


@pytest.mark.parametrize(
    ("state", "roles", "height_m", "expected"),
    [
        ("off", {"keeper"}, 3, ("light", "paint", "break")),
        ("off", {"keeper"}, 11, ("paint", "break")),
        ("off", {"owner"}, 3, ("light",)),
        ("on", {"keeper"}, 11, ("dim", "paint", "break")),
        ("on", {"owner"}, 3, ()),
        ("broken", {"keeper", "owner"}, 3, ("mend",)),
        ("off", set(), 3, ()),
    ],
)
def test_open_acts_are_those_of_the_table(state, roles, height_m, expected):
    assert LAMP.open_to(Lamp(status=state, height_m=height_m), roles=frozenset(roles), at=NOON) == expected


@pytest.mark.parametrize(
    ("name", "state", "roles", "height_m", "reason"),
    [
        ("fly", "off", KEEPER, 3, "unknown"),
        ("dim", "off", frozenset(), 3, "role"),
        ("dim", "off", KEEPER, 3, "state"),
        ("light", "on", KEEPER, 11, "state"),
        ("light", "off", KEEPER, 11, "too_high"),
    ],
)
def test_refusal_names_the_first_reason(name, state, roles, height_m, reason):
    with pytest.raises(NotAdmitted) as no:
        LAMP.admit(name, Lamp(status=state, height_m=height_m), roles=roles, at=NOON)
    assert (no.value.reason, no.value.transition, no.value.state) == (reason, name, state)


def test_roles_of_an_actor_are_those_of_all_posts():
    actor = Actor(user_id=1, posts=(Post("clerk", 1), Post("head", 2, "medeu"), Post("clerk", 3)))
    assert actor.roles == {"clerk", "head"}
