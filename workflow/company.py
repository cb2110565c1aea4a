"""Who else works on what an open page shows: names, told among officials only, and asked anew at every event."""

import asyncio
import logging
from typing import TYPE_CHECKING

from workflow import presence, registry

if TYPE_CHECKING:
    from workflow.consumers import LiveConsumer

log = logging.getLogger(__name__)

SEND_TIMEOUT_S = 2

Thing = tuple[str, int]
Place = tuple[str, str]


class Company:
    """The company that one open page keeps: ``beside``, things whose visitors it shows; ``at``, the one it is at."""

    def __init__(self, page: "LiveConsumer") -> None:
        self._page = page
        self._beside: dict[Thing, str] = {}
        self._at: Thing | None = None

    async def keep(self, beside: list[Place], at: Place | None) -> None:
        """What the page says now. Somebody without a post over a thing is not told of it and leaves no mark."""
        scope = self._page.identity.scope
        if not (beside or at or self._at) or not scope.user.is_authenticated:
            return
        places = [*beside, *([at] if at else [])]
        keys = await self._page.doorkeeper.ask(_worked, scope, places)
        await self._be_at(keys.get(at) if at else None)
        told = [keys[place] for place in beside if place in keys]
        for place in beside:
            if place in keys and keys[place] not in self._beside:
                self._beside[keys[place]] = place[1]
                await self._page.join(presence.group_of(*keys[place]))
        await self.tell(told)

    async def tell(self, things: list[Thing]) -> None:
        """Say who is at these things now, as far as this person still works on them."""
        shown = [thing for thing in things if thing in self._beside]
        if not shown:
            return
        scope = self._page.identity.scope
        places = [(kind, self._beside[kind, pk]) for kind, pk in shown]
        found = await self._page.doorkeeper.ask(_met, scope, places, self._page.identity.user_id)
        for (kind, public_id), names in found:
            await self._page.send_json({"kind": kind, "id": public_id, "here": names})

    async def part(self) -> None:
        """The page is closed."""
        for thing in self._beside:
            await self._page.part_with(presence.group_of(*thing))
        await self._be_at(None)

    async def _be_at(self, thing: Thing | None) -> None:
        user_id = self._page.identity.user_id
        if user_id is None:
            return
        before, self._at = self._at, thing
        if before is not None and before != thing:
            await asyncio.to_thread(presence.leave, *before, user_id=user_id)
            await self._announce(before)
        if thing is not None:
            name = str(self._page.identity.scope.user)
            await asyncio.to_thread(presence.arrive, *thing, user_id=user_id, name=name)
            if thing != before:
                await self._announce(thing)

    async def _announce(self, thing: Thing) -> None:
        kind, pk = thing
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                layer = self._page.channel_layer
                await layer.group_send(presence.group_of(kind, pk), {"type": "met", "kind": kind, "pk": pk})
        except Exception as error:
            log.warning("Others were not told of a visitor: %s", type(error).__name__)


def _worked(scope: registry.Scope, places: list[Place]) -> dict[Place, Thing]:
    """Of these, what this person works on as an official. One question for each kind."""
    found: dict[Place, Thing] = {}
    for kind_name in {kind for kind, _public_id in places}:
        kind = registry.find(kind_name)
        if kind is None:
            continue
        keys = kind.work(scope, [public_id for name, public_id in places if name == kind_name])
        found |= {(kind_name, public_id): (kind_name, pk) for public_id, pk in keys.items()}
    return found


def _met(scope: registry.Scope, places: list[Place], user_id: int | None) -> list[tuple[Place, list[str]]]:
    things = _worked(scope, places)
    found: list[tuple[Place, list[str]]] = []
    for kind_name in {kind for kind, _public_id in places}:
        keys = [pk for kind, pk in things.values() if kind == kind_name]
        here = presence.others(kind_name, keys, user_id=user_id)
        found += [(place, here.get(pk, [])) for place, (kind, pk) in things.items() if kind == kind_name]
    return found
