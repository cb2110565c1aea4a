"""The live handler: after each act, tell the open pages that something happened. Never what."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.apps import apps

from workflow import registry
from workflow.models import Act

FEED = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
# A channel layer that does not answer must not keep the worker from other debts.
SEND_TIMEOUT_S = 2


def group_of(kind: str, pk: int) -> str:
    """The socket group of those who watch one thing."""
    return f"thing.{kind}.{pk}"


def group_of_feed(kind: str, feed: str) -> str:
    """The socket group of those who follow a list. A clash of names is harmless: the message says its feed."""
    return f"feed.{kind}.{feed.replace(':', '.')}"


def tell(act: Act) -> None:
    """Send ``{kind, pk, seq}`` to the watchers of the thing, and its public name to the followers of its lists."""
    tell_all([act])


def tell_all(acts: Sequence[Act]) -> None:
    """The same for many acts: one question for each kind, one connection to the sockets for all."""
    things = {
        kind: _things(kind, {act.subject_id for act in acts if act.kind == kind}) for kind in {act.kind for act in acts}
    }
    messages: list[tuple[str, dict[str, Any]]] = []
    for act in acts:
        told = {"kind": act.kind, "pk": act.subject_id, "seq": act.seq}
        messages.append((group_of(act.kind, act.subject_id), {"type": "told", **told}))
        for feed, public_id in _feeds(act.kind, things[act.kind].get(act.subject_id)):
            message = {"type": "told.feed", "feed": feed, "id": public_id, **told}
            messages.append((group_of_feed(act.kind, feed), message))
    async_to_sync(_send)(messages)


def _things(kind_name: str, keys: set[int]) -> dict[int, Any]:
    kind = registry.find(kind_name)
    if kind is None:
        return {}
    model = apps.get_model(kind.model) if isinstance(kind.model, str) else kind.model
    return model._base_manager.in_bulk(keys)


def _feeds(kind_name: str, thing: Any) -> list[tuple[str, str]]:
    kind = registry.find(kind_name)
    if kind is None or thing is None:
        return []
    feeds = kind.feeds(thing)
    wrong = [feed for feed in feeds if not FEED.fullmatch(feed)]
    if wrong:
        raise ValueError(f"Not names of feeds: {wrong}")
    return [(feed, kind.public_id(thing)) for feed in feeds]


async def _send(messages: list[tuple[str, dict[str, Any]]]) -> None:
    layer = get_channel_layer()
    async with asyncio.timeout(SEND_TIMEOUT_S):
        for group, message in messages:
            await layer.group_send(group, message)
