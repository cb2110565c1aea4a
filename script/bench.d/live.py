"""From a moderator's press to the open pages: one page and two hundred, by real web and worker (multiples of live)."""

import argparse
import asyncio
import json
import time
from contextlib import AsyncExitStack
from random import Random

from _load import Call, Caller, trivial
from _server import live_server
from intake import PROOF, _filing
from lists import _signed_in
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

# The act: the moderator corrects the category, to and fro.
CATEGORIES = ("roads-pothole", "lighting-off")
WARM_UP = 4
HEARD_WITHIN_S = 30
# From the press on: the request, its commit, the worker that pays the debt, Redis, the socket.
HEAD = f"{'open pages':<34} {'acts':>5} {'p50 ms':>7} {'p95 ms':>7} {'request p50':>11} {'p50 x live':>10}"


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench live")
    parser.add_argument("--pages", type=int, default=200, help="open at once; default 200")
    parser.add_argument("--acts", type=int, default=40, help="heard by one page, and again by all; default 40")
    options = parser.parse_args(arguments)
    cookie = _signed_in("moderator")
    with live_server() as port:
        base = trivial(port=port, callers=1)
        caller = Caller(port)
        number = json.loads(caller.ask(_filing(Random())).content)["number"]
        print(HEAD)
        figures = [
            asyncio.run(_listen(port, caller, cookie, number, pages, options.acts, base.p50))
            for pages in (1, options.pages)
        ]
        caller.close()
    return figures[0], "ms from the press to one open page (p50)"


async def _listen(port: int, caller: Caller, cookie: str, number: str, pages: int, acts: int, live_ms: float) -> float:
    """The middle time in milliseconds until the last of so many pages has heard of an act."""
    heard, asked = [], []
    async with AsyncExitStack() as stack:
        seq = json.loads(caller.ask(Call(f"/api/v1/appeals/{number}/", headers={"Cookie": cookie})).content)["seq"]
        open_pages = [await stack.enter_async_context(_page(port, cookie)) for _one in range(pages)]
        for page in open_pages:
            await page.send(json.dumps({"watch": [{"kind": "appeal", "id": number, "seq": 0}]}))
        await asyncio.gather(*(_hear(page, seq) for page in open_pages))
        for place in range(WARM_UP + acts):
            began = time.perf_counter()
            answer = await asyncio.to_thread(caller.ask, _act(number, seq, CATEGORIES[place % 2], cookie))
            seq += 1
            await asyncio.gather(*(_hear(page, seq) for page in open_pages))
            heard.append((time.perf_counter() - began) * 1000)
            asked.append(answer.took_ms)
    heard, asked = sorted(heard[WARM_UP:]), sorted(asked[WARM_UP:])
    middle, late = heard[len(heard) // 2], heard[min(len(heard) - 1, round(len(heard) * 0.95))]
    request = asked[len(asked) // 2]
    print(
        f"{pages:<34} {acts:>5} {middle:>7.1f} {late:>7.1f} {request:>11.1f} {middle / live_ms:>10.1f}",
        flush=True,
    )
    return middle


def _page(port: int, cookie: str) -> connect:
    """An open page of the moderator's."""
    origin = f"http://127.0.0.1:{port}"
    return connect(f"ws://127.0.0.1:{port}/ws/live/", origin=Origin(origin), additional_headers={"Cookie": cookie})


async def _hear(page: ClientConnection, seq: int) -> None:
    """Wait until the page knows of this version. Another one ends the benchmark: none may be lost or told twice."""
    told = json.loads(await asyncio.wait_for(page.recv(), HEARD_WITHIN_S))
    if told["seq"] != seq:
        raise SystemExit(f"bench: a page heard of version {told['seq']} instead of {seq}")


def _act(number: str, seq: int, category: str, cookie: str) -> Call:
    body = json.dumps({"seq": seq, "category": category}).encode()
    headers = {
        "Content-Type": "application/json",
        "X-CSRFToken": PROOF,
        "Cookie": f"{cookie}; csrftoken={PROOF}",
    }
    return Call(f"/api/v1/appeals/{number}/categorise/", "POST", body, headers)
