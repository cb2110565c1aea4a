"""From a moderator's press to the open pages: one page and two hundred, by real web and worker (multiples of live)."""

import argparse
import asyncio
import json
import time
from contextlib import AsyncExitStack
from random import Random
from statistics import median

from _load import Call, Caller, trivial
from _server import live_server
from intake import PROOF, TEXT, _filing
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
        caller.ask(_act(number, "publish", cookie, public_title="Шам жанбайды", public_text=TEXT))
        print(HEAD)
        figures = []
        rows = ((1, "stranger", ""), (options.pages, "strangers", ""), (options.pages, "moderators", cookie))
        for pages, who, theirs in rows:
            heard, asked = asyncio.run(_listen(port, caller, cookie, number, [theirs] * pages, options.acts))
            _row(f"{pages} {who}", heard, asked, base.p50)
            figures.append(median(heard))
        caller.close()
    return figures[0], "ms from the press to one open page (p50)"


async def _listen(
    port: int, caller: Caller, cookie: str, number: str, pages: list[str], acts: int
) -> tuple[list[float], list[float]]:
    """For each act, milliseconds until the last page has heard of it, and those of the request; ``pages``: cookies."""
    heard, asked = [], []
    async with AsyncExitStack() as stack:
        seq = json.loads(caller.ask(Call(f"/api/v1/appeals/{number}/", headers={"Cookie": cookie})).content)["seq"]
        open_pages = [await stack.enter_async_context(_page(port, whose)) for whose in pages]
        for page in open_pages:
            await page.send(json.dumps({"watch": [{"kind": "appeal", "id": number, "seq": seq - 1}]}))
        await asyncio.gather(*(_hear(page, seq) for page in open_pages))
        for place in range(WARM_UP + acts):
            act = _act(number, "categorise", cookie, seq=seq, category=CATEGORIES[place % 2])
            began = time.perf_counter()
            answer = await asyncio.to_thread(caller.ask, act)
            seq += 1
            await asyncio.gather(*(_hear(page, seq) for page in open_pages))
            heard.append((time.perf_counter() - began) * 1000)
            asked.append(answer.took_ms)
    return heard[WARM_UP:], asked[WARM_UP:]


def _row(who: str, heard: list[float], asked: list[float], live_ms: float) -> None:
    middle, late = median(heard), sorted(heard)[min(len(heard) - 1, round(len(heard) * 0.95))]
    print(
        f"{who:<34} {len(heard):>5} {middle:>7.1f} {late:>7.1f} {median(asked):>11.1f} {middle / live_ms:>10.1f}",
        flush=True,
    )


def _page(port: int, cookie: str) -> connect:
    """An open page of whoever has this cookie."""
    headers = {"Cookie": cookie} if cookie else {}
    address = f"127.0.0.1:{port}"
    return connect(f"ws://{address}/ws/live/", origin=Origin(f"http://{address}"), additional_headers=headers)


async def _hear(page: ClientConnection, seq: int) -> None:
    """Wait until the page knows of this version. Another one ends the benchmark: none may be lost or told twice."""
    told = json.loads(await asyncio.wait_for(page.recv(), HEARD_WITHIN_S))
    if told["seq"] != seq:
        raise RuntimeError(f"a page heard of version {told['seq']} instead of {seq}")


def _act(number: str, name: str, cookie: str, **words) -> Call:
    headers = {
        "Content-Type": "application/json",
        "X-CSRFToken": PROOF,
        "Cookie": f"{cookie}; csrftoken={PROOF}",
    }
    return Call(f"/api/v1/appeals/{number}/{name}/", "POST", json.dumps(words).encode(), headers)
