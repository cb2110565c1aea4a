"""The live socket: tells an open page that a thing has a newer act. The page then fetches it through its own door.

In:  ``{"watch": [{"kind", "id", "seq"}, ...], "follow": [feed, ...]}``; sent at the start and again every 25 seconds
     with the newest numbers, which also mends whatever was lost on the way.
Out: ``{"kind", "id", "seq"}`` for each act after ``seq``, then for each new one; ``{"feed", "kind", "id", "seq"}`` for
     lists; ``{"kind", "id", "gone": true}`` or ``{"feed", "gone": true}`` for what one may not see, or no longer, or
     what does not exist: all three look alike.
Officials moreover say what they have open, ``{"at": {"kind", "id"}}``, and of which things they want to know who else
has, ``{"beside": [{"kind", "id"}, ...]}``; they are told ``{"kind", "id", "here": [names]}``. To all others that is
silence, as for a thing that does not exist.
Closed with 4400 not our language, 1009 too long, 4429 too much, 4401 the session has ended: open anew with the new one.
"""

import asyncio
import json
import logging
import re
import time
from dataclasses import dataclass
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.urls import path

from workflow import live, registry, selectors
from workflow.company import Company
from workflow.doorkeeper import Doorkeeper, Identity

log = logging.getLogger(__name__)

MOST_WATCHED = 50
MOST_FOLLOWED = 10
LONGEST_MESSAGE = 8192
MESSAGES_AT_ONCE = 20
MESSAGES_PER_S = 1.0
JOIN_TIMEOUT_S = 2
LARGEST_SEQ = 2**31 - 1

NOT_OUR_LANGUAGE = 4400
SESSION_ENDED = 4401
TOO_MUCH = 4429
TOO_LONG = 1009

PUBLIC_ID = re.compile(r"[\w./-]{1,64}")

Watch = tuple[str, str, int]
Place = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """What a page says: things and lists that it shows, things whose visitors it asks for, the thing that it is at."""

    watches: list[Watch]
    feeds: list[str]
    beside: list[Place]
    at: Place | None


class Unreadable(ValueError):
    """The message is not one of ours."""


def read(content: Any) -> Said:
    """What a page says: ``(kind, public id, seq)`` of things, names of feeds, places. Refused: ``Unreadable``."""
    if not isinstance(content, dict) or not content.keys() <= {"watch", "follow", "beside", "at"}:
        raise Unreadable
    beside, at = content.get("beside", []), content.get("at")
    if not isinstance(beside, list):
        raise Unreadable
    watches, feeds = content.get("watch", []), content.get("follow", [])
    if not isinstance(watches, list) or not isinstance(feeds, list):
        raise Unreadable
    if not all(isinstance(feed, str) and live.FEED.fullmatch(feed) for feed in feeds):
        raise Unreadable
    places = [_read_place(place) for place in beside]
    return Said([_read_watch(watch) for watch in watches], feeds, places, None if at is None else _read_place(at))


def _read_place(place: Any) -> Place:
    return _read_watch({**place, "seq": 0} if isinstance(place, dict) else place)[:2]


def _read_watch(watch: Any) -> Watch:
    if not isinstance(watch, dict):
        raise Unreadable
    kind, public_id, seq = watch.get("kind"), watch.get("id"), watch.get("seq", 0)
    if type(public_id) is int:
        public_id = str(public_id)
    if not isinstance(kind, str) or not isinstance(public_id, str) or not PUBLIC_ID.fullmatch(public_id):
        raise Unreadable
    if type(seq) is not int or not 0 <= seq <= LARGEST_SEQ:
        raise Unreadable
    return kind, public_id, seq


class Allowance:
    """So many messages at once, then so many a second."""

    def __init__(self) -> None:
        self._left = float(MESSAGES_AT_ONCE)
        self._since = time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self._left = min(MESSAGES_AT_ONCE, self._left + (now - self._since) * MESSAGES_PER_S)
        self._since = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass
class Watched:
    """A thing on the page: its public name, and the newest number that the page has been told or said itself."""

    public_id: str
    seq: int


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """One open page. Open to everybody; what it may watch is for each kind's own policy to say, at every event.

    Messages add to what is watched: at most ``MOST_WATCHED`` things and ``MOST_FOLLOWED`` feeds for a socket.
    """

    async def __call__(self, scope: dict, receive: Any, send: Any) -> None:
        self.watched: dict[tuple[str, int], Watched] = {}
        self.followed: set[tuple[str, str]] = set()
        self.allowance = Allowance()
        self.is_closed = False
        self.company = Company(self)
        self.doorkeeper = Doorkeeper.of_this_loop()
        try:
            await super().__call__(scope, receive, send)
        finally:  # however it ended: the network seldom says goodbye
            self.doorkeeper.forget(self)
            await self.company.part()
            await self._leave_everything()

    async def dispatch(self, message: dict) -> None:
        # Channels would tidy up database connections in a thread here, for every message to every socket. This side
        # of the house never touches the database: the doorkeeper does, and tidies up after itself.
        if not self.is_closed or message["type"] == "websocket.disconnect":
            await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        user = self.scope["user"]
        key = self.scope["session"].session_key
        self.identity = Identity(key, user.pk if user.is_authenticated else None)
        await self.accept()
        if not await self.doorkeeper.admit(self):
            await self.show_out()

    async def show_out(self) -> None:
        """The session or the person is no longer admitted."""
        await self.close(SESSION_ENDED)

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        if not self.is_closed:
            self.is_closed = True
            await super().close(code, reason)

    # From the page

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        if not self.allowance.take():
            return await self.close(TOO_MUCH)
        if text_data is None:
            return await self.close(NOT_OUR_LANGUAGE)
        if len(text_data) > LONGEST_MESSAGE:
            return await self.close(TOO_LONG)
        try:
            said = read(json.loads(text_data))
        except (ValueError, RecursionError):
            return await self.close(NOT_OUR_LANGUAGE)
        if max(len(said.watches), len(said.beside)) > MOST_WATCHED or len(said.feeds) > MOST_FOLLOWED:
            return await self.close(TOO_MUCH)
        for feed in said.feeds:
            await self._follow(feed)
        await self._watch(said.watches)
        await self.company.keep(said.beside, said.at)

    async def _watch(self, watches: list[Watch]) -> None:
        seen = await self.doorkeeper.ask(_keys, self.identity.scope, watches) if watches else []
        replay = []
        for (kind, public_id, seq), pk in zip(watches, seen, strict=True):
            if pk is None:
                await self._forget_thing(kind, public_id)
                continue
            self.watched[kind, pk] = Watched(public_id, seq)
            if len(self.watched) > MOST_WATCHED:
                return await self.close(TOO_MUCH)
            await self.join(live.group_of(kind, pk))
            replay.append((kind, pk, seq))
        # The groups are joined before the journal is read: an act in between is found twice, never not at all.
        for kind, pk, seq in await self.doorkeeper.ask(selectors.missed, replay) if replay else []:
            await self._tell(self.watched[kind, pk], kind, seq)

    async def _follow(self, feed: str) -> None:
        kinds = await self.doorkeeper.ask(_followed_kinds, self.identity.scope, feed)
        if not kinds:
            return await self._forget_feed(feed)
        for kind in kinds:
            self.followed.add((kind, feed))
            await self.join(live.group_of_feed(kind, feed))
        if len({followed for _kind, followed in self.followed}) > MOST_FOLLOWED:
            await self.close(TOO_MUCH)

    # From the outbox

    async def told(self, message: dict) -> None:
        """Something happened to a thing. Whether this person may still see it is asked anew."""
        key = message["kind"], message["pk"]
        watched, kind = self.watched.get(key), registry.find(message["kind"])
        if watched is None or kind is None or message["seq"] <= watched.seq:
            return
        about = (*key, watched.public_id, message["seq"])
        if await self.doorkeeper.ask_for(self.identity, about, kind.watch, watched.public_id) == message["pk"]:
            await self._tell(watched, kind.name, message["seq"])
        else:
            await self._forget_thing(kind.name, watched.public_id)

    async def _tell(self, watched: Watched, kind: str, seq: int) -> None:
        """Numbers only grow: a late message about an older act has nothing to say to this page."""
        watched.seq = seq
        await self.send_json({"kind": kind, "id": watched.public_id, "seq": seq})

    async def told_feed(self, message: dict) -> None:
        """Something happened in a list."""
        feed, kind = message["feed"], registry.find(message["kind"])
        if kind is None or (kind.name, feed) not in self.followed:
            return
        about = (kind.name, feed, message["pk"], message["seq"])
        if await self.doorkeeper.ask_for(self.identity, about, kind.follow, feed):
            await self.send_json({"feed": feed, "kind": kind.name, "id": message["id"], "seq": message["seq"]})
        else:
            await self._forget_feed(feed)

    async def met(self, message: dict) -> None:
        """Somebody came to a thing or left it."""
        await self.company.tell([(message["kind"], message["pk"])])

    # Groups

    async def _forget_thing(self, kind: str, public_id: str) -> None:
        for key in [key for key, thing in self.watched.items() if key[0] == kind and thing.public_id == public_id]:
            del self.watched[key]
            await self.part_with(live.group_of(*key))
        await self.send_json({"kind": kind, "id": public_id, "gone": True})

    async def _forget_feed(self, feed: str) -> None:
        for kind_name, name in [pair for pair in self.followed if pair[1] == feed]:
            self.followed.discard((kind_name, name))
            await self.part_with(live.group_of_feed(kind_name, name))
        await self.send_json({"feed": feed, "gone": True})

    async def join(self, group: str) -> None:
        """Joining twice does no harm. With Redis away the next heartbeat joins, and replays what was missed."""
        try:
            async with asyncio.timeout(JOIN_TIMEOUT_S):
                await self.channel_layer.group_add(group, self.channel_name)
        except Exception as error:
            log.warning("A socket could not join its group: %s", type(error).__name__)

    async def _leave_everything(self) -> None:
        for kind_name, pk in self.watched:
            await self.part_with(live.group_of(kind_name, pk))
        for kind_name, feed in self.followed:
            await self.part_with(live.group_of_feed(kind_name, feed))

    async def part_with(self, group: str) -> None:
        try:
            async with asyncio.timeout(JOIN_TIMEOUT_S):
                await self.channel_layer.group_discard(group, self.channel_name)
        except Exception as error:
            log.warning("A socket could not leave its group: %s", type(error).__name__)


def _keys(scope: registry.Scope, watches: list[Watch]) -> list[int | None]:
    keys: list[int | None] = []
    for kind_name, public_id, _seq in watches:
        kind = registry.find(kind_name)
        keys.append(kind.watch(scope, public_id) if kind else None)
    return keys


def _followed_kinds(scope: registry.Scope, feed: str) -> list[str]:
    return [kind.name for kind in registry.kinds() if kind.follow(scope, feed)]


routes = [path("ws/live/", LiveConsumer.as_asgi())]
