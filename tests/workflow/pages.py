"""Open pages, as a test sees them: they speak and hear through a real socket."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress

from asgiref.sync import sync_to_async
from django.db import connections
from django.test import Client
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

# What comes is waited for on a busy machine too.
SOON_S = 30
QUIET_S = 0.4


async def aside(function, *args, **words):
    """Run work of the database in a thread of its own, as the web and the worker do."""

    def work():
        try:
            return function(*args, **words)
        finally:
            connections.close_all()

    return await sync_to_async(work, thread_sensitive=False)()


class Page:
    """An open page: what it says and what it hears."""

    def __init__(self, socket) -> None:
        self.socket = socket

    async def say(self, **message) -> None:
        await self.socket.send(json.dumps(message))

    async def watch(self, *things: tuple[str, int], kind: str = "lamp") -> None:
        await self.say(watch=[{"kind": kind, "id": public_id, "seq": seq} for public_id, seq in things])

    async def hears(self) -> dict:
        return json.loads(await asyncio.wait_for(self.socket.recv(), SOON_S))

    async def hears_all(self, count: int) -> list[dict]:
        return [await self.hears() for _message in range(count)]

    async def hears_nothing(self) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.socket.recv(), QUIET_S)
            return False
        return True

    async def is_closed(self) -> int:
        """The code with which the server closed."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(SOON_S):
                while True:
                    await self.socket.recv()
        return self.socket.close_code


@asynccontextmanager
async def page(house, client: Client | None = None, origin: str | None = None):
    headers = house.headers(client, origin=origin)
    async with connect(house.socket_url, origin=headers.pop("Origin"), additional_headers=headers) as socket:
        yield Page(socket)


def told(code: str, seq: int) -> dict:
    return {"kind": "lamp", "id": code, "seq": seq}


def gone(code: str) -> dict:
    return {"kind": "lamp", "id": code, "gone": True}
