"""Street lamps: a small kind of thing with a life, so that the mechanism is proven apart from any app.

The model belongs to no installed app: its table is made for the tests (see conftest), migrations never hear of it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import models

from workflow import acts
from workflow.actor import Actor, Post
from workflow.machine import Machine, Transition
from workflow.models import Act, Living
from workflow.registry import Handler, Kind, Scope

NOON = datetime(2026, 2, 2, 7, 0, tzinfo=UTC)
KEEPER = Actor(user_id=7, name="Keeper", posts=(Post("clerk", 1), Post("keeper", 1)))
TOO_HIGH = "The lamp hangs too high. Bring a ladder."


class Lamp(Living):
    code = models.CharField(max_length=30, unique=True)
    is_public = models.BooleanField(default=True)
    owner_id = models.BigIntegerField(null=True)
    height_m = models.IntegerField(default=3)
    colour = models.CharField(max_length=30, default="white")

    class Meta:
        app_label = "lamps"


def _too_high(lamp: Lamp, at: datetime) -> str | None:
    return "too_high" if lamp.height_m > 10 else None


LAMP = Machine(
    kind="lamp",
    initial={"hang": "off"},
    transitions=(
        Transition("light", {"off"}, {"keeper", "owner"}, "on", "Lamps Act 1", _too_high),
        Transition("dim", {"on"}, {"keeper"}, "off"),
        Transition("paint", {"off", "on"}, {"keeper"}, public=False),
        Transition("break", {"off", "on"}, {"keeper"}, "broken"),
        Transition("mend", {"broken"}, {"keeper"}),
    ),
)


def hang(code: str = "A-1", **fields: Any) -> Lamp:
    """A new lamp, begun through the front door."""
    lamp = Lamp(code=code, **fields)
    acts.begin(LAMP, lamp, "hang", actor=KEEPER, role="keeper", at=NOON)
    return lamp


def perform(lamp: Lamp, name: str, *, roles: Iterable[str] = ("keeper",), at: datetime = NOON, **words: Any) -> Act:
    held = frozenset(roles)
    return acts.perform(LAMP, Lamp, lamp.pk, name, actor=KEEPER, roles=lambda thing: held, at=at, **words)


def watch(scope: Scope, public_id: str) -> int | None:
    lamp = Lamp.objects.filter(code=public_id).first()
    if lamp is None:
        return None
    is_own = lamp.owner_id is not None and lamp.owner_id == scope.user.pk
    is_claimed = lamp.code in scope.session.get("lamps", [])
    return lamp.pk if lamp.is_public or is_own or is_claimed or scope.user.is_staff else None


def follow(scope: Scope, feed: str) -> bool:
    return feed == "public" or (feed == "keepers:1" and scope.user.is_staff)


def kind(*handlers: Handler) -> Kind:
    return Kind(
        name="lamp",
        model=Lamp,
        handlers=handlers,
        watch=watch,
        public_id=lambda lamp: lamp.code,
        feeds=lambda lamp: ["public", "keepers:1"] if lamp.is_public else ["keepers:1"],
        follow=follow,
        obstacles={"too_high": TOO_HIGH},
    )
