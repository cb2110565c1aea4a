"""Who sits at the open sockets of this process, and what they may see: asked anew, in as few queries as possible.

A socket outlives the request that opened it, so a sign-out, a dismissal or a changed password must reach it. One round
every few seconds looks at all sessions and people of the process in two queries.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Hashable
from importlib import import_module
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from workflow.registry import Scope

log = logging.getLogger(__name__)

ROUND_S = 3.0
# For so long the answer to a stranger's question about one event serves all strangers.
SHARED_S = 1.0
# Threads, and so connections, of a process; and questions that one of them takes at a time.
ANSWERERS = 3
BATCH = 25

Question = tuple[Callable[..., Any], tuple, asyncio.Future]

_of_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, Doorkeeper]" = WeakKeyDictionary()


class Guest(Protocol):
    """An open socket. ``identity`` is what the doorkeeper knows of its person."""

    identity: "Identity"

    async def show_out(self) -> None: ...


class Identity:
    """The person and the session behind a socket."""

    def __init__(self, session_key: str | None, user_id: int | None) -> None:
        self.session_key = session_key
        self.user_id = user_id
        self.scope = Scope(user=AnonymousUser(), session={})
        self._stored = ""

    @property
    def is_anybody(self) -> bool:
        """Nobody in particular: neither signed in nor with anything kept in a session."""
        return self.user_id is None and self.session_key is None

    def renew(self, stored: Session | None, user: Any) -> bool:
        """Take over what the database says now. ``False``: this session or this person is no longer admitted."""
        if self.is_anybody:
            return True
        if stored is None:
            return False
        session = self.scope.session
        if stored.session_data != self._stored:
            session = _session_store()(stored.session_key)
            self._stored = stored.session_data
        if self.user_id is None:
            self.scope = Scope(user=AnonymousUser(), session=session)
            return True
        if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            return False
        self.scope = Scope(user=user, session=session)
        return True


def _session_store():
    return import_module(settings.SESSION_ENGINE).SessionStore


def look(identities: list[Identity]) -> list[bool]:
    """Renew all of them in two queries, and one for each session that changed; for each, whether it is admitted."""
    keys = {identity.session_key for identity in identities if identity.session_key}
    ids = {identity.user_id for identity in identities if identity.user_id}
    stored = Session.objects.filter(expire_date__gt=timezone.now()).in_bulk(keys) if keys else {}
    people = get_user_model()._default_manager.filter(is_active=True).in_bulk(ids) if ids else {}
    return [
        identity.renew(stored.get(identity.session_key or ""), people.get(identity.user_id)) for identity in identities
    ]


def _answers(asked: list[tuple[Callable[..., Any], tuple]]) -> list[tuple[Any, Exception | None]]:
    answers: list[tuple[Any, Exception | None]] = []
    for question, args in asked:
        try:
            answers.append((question(*args), None))
        except Exception as error:
            answers.append((None, error))
    return answers


class Doorkeeper:
    """One for each event loop, that is for each process that serves sockets."""

    def __init__(self) -> None:
        self._guests: set[Guest] = set()
        self._rounds: asyncio.Task | None = None
        self._shared: dict[Hashable, asyncio.Task] = {}
        self._questions: deque[Question] = deque()
        self._answerers: set[asyncio.Task] = set()

    @classmethod
    def of_this_loop(cls) -> "Doorkeeper":
        return _of_loop.setdefault(asyncio.get_running_loop(), cls())

    async def ask(self, question: Callable[..., Any], *args: Any) -> Any:
        """Run a function that reads the database, in a thread.

        An event that reaches many sockets makes many questions at one moment: they are answered in batches, each on
        one connection, by few threads.
        """
        answer = asyncio.get_running_loop().create_future()
        self._questions.append((question, args, answer))
        if len(self._answerers) < ANSWERERS:
            answerer = asyncio.ensure_future(self._answer())
            self._answerers.add(answerer)
            answerer.add_done_callback(self._answerers.discard)
        return await answer

    async def _answer(self) -> None:
        while self._questions:
            batch = [self._questions.popleft() for _question in range(min(BATCH, len(self._questions)))]
            asked = [(question, args) for question, args, _answer in batch]
            try:
                found = await database_sync_to_async(_answers, thread_sensitive=False)(asked)
            except Exception as error:
                found = [(None, error)] * len(asked)
            for (_question, _args, answer), (value, failure) in zip(batch, found, strict=True):
                if answer.done():  # the socket is gone meanwhile
                    continue
                if failure is None:
                    answer.set_result(value)
                else:
                    answer.set_exception(failure)

    async def ask_for(self, identity: Identity, about: Hashable, question: Callable[..., Any], *args: Any) -> Any:
        """Ask ``question(scope, *args)`` for this person. ``about`` names the event: strangers share one answer to it.

        So an act on a thing that thousands of strangers have open costs one query, not thousands.
        """
        if not identity.is_anybody:
            return await self.ask(question, identity.scope, *args)
        task = self._shared.get(about)
        if task is None:
            task = self._shared[about] = asyncio.ensure_future(self.ask(question, identity.scope, *args))
            asyncio.get_running_loop().call_later(SHARED_S, self._shared.pop, about, None)
        return await asyncio.shield(task)

    async def admit(self, guest: Guest) -> bool:
        """Look at one who comes in; keep an eye on those who can lose what they came with."""
        if guest.identity.is_anybody:
            return True
        if not (await self.ask(look, [guest.identity]))[0]:
            return False
        self._guests.add(guest)
        if self._rounds is None or self._rounds.done():
            self._rounds = asyncio.ensure_future(self._make_rounds())
        return True

    def forget(self, guest: Guest) -> None:
        self._guests.discard(guest)

    async def _make_rounds(self) -> None:
        while self._guests:
            await asyncio.sleep(ROUND_S)
            guests = list(self._guests)
            try:
                admitted = await self.ask(look, [guest.identity for guest in guests])
            except Exception:
                # The database is away. Nothing is shown meanwhile: every event asks it again before it goes out.
                log.exception("The round at the sockets failed")
                continue
            for guest, stays in zip(guests, admitted, strict=True):
                if not stays:
                    self.forget(guest)
                    await guest.show_out()
