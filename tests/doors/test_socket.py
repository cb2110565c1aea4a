"""The live socket tells outsiders nothing of a private appeal: neither when they watch it nor through any list."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from appeals import consumers
from appeals.models import Appeal
from appeals.services import triage
from tests.doors.visitors import OUTSIDERS, insider, outsider
from tests.workflow.pages import QUIET_S, aside, page
from workflow import outbox

pytestmark = [pytest.mark.django_db(transaction=True)]

MINE = "appeal"


def feeds_of(appeal: Appeal) -> list[str]:
    """Every list that the appeal could stand in, were it public."""
    appeal.published_at = timezone.now()
    return consumers.feeds(appeal)


async def heard(open_page) -> list[dict]:
    """All that comes within a moment."""
    messages = []
    while True:
        try:
            messages.append(await asyncio.wait_for(open_page.hears(), QUIET_S))
        except TimeoutError:
            return messages


async def listening(house, client, appeal: Appeal, feeds: list[str], act) -> tuple[list[dict], list[dict]]:
    """What a page hears when it asks for the appeal and all its lists, and then when somebody acts on the appeal."""
    async with page(house, client) as open_page:
        await open_page.say(watch=[{"kind": MINE, "id": appeal.number, "seq": 0}], follow=feeds)
        first = await heard(open_page)
        await aside(act)
        return first, await heard(open_page)


async def test_outsiders_hear_nothing_of_a_private_appeal(house, busy_town):
    appeal = await aside(busy_town.appeal, "registered", at=timezone.now() - timedelta(days=1))
    feeds = await aside(feeds_of, appeal)
    assert {feed.partition(":")[0] for feed in feeds} == {"triage", "public", "district"}
    clerk = await aside(busy_town.actor, "moderator", timezone.now())

    def act() -> None:
        triage.categorise(appeal.pk, category="roads-pothole", actor=clerk, at=timezone.now())
        outbox.drain()

    told = {}
    for who in OUTSIDERS:
        client = await sync_to_async(outsider, thread_sensitive=False)(who)
        told[who] = await listening(house, client, appeal, feeds, act)
    assert {who: after for who, (_first, after) in told.items() if after} == {}
    refused = [{"feed": feed, "gone": True} for feed in feeds if feed != "public"]
    refused.append({"kind": MINE, "id": appeal.number, "gone": True})
    by_line = sorted(map(str, refused))
    assert {who: sorted(map(str, first)) for who, (first, _after) in told.items()} == dict.fromkeys(OUTSIDERS, by_line)


async def test_the_first_line_hears_the_same_act(house, busy_town):
    """The ear of the test above is not deaf."""
    appeal = await aside(busy_town.appeal, "registered", at=timezone.now() - timedelta(days=1))
    await aside(outbox.drain)
    feeds = await aside(feeds_of, appeal)
    clerk = await aside(busy_town.actor, "moderator", timezone.now())
    client = await aside(insider, busy_town, "moderator")

    def act() -> None:
        triage.categorise(appeal.pk, category="roads-pothole", actor=clerk, at=timezone.now())
        outbox.drain()

    _first, after = await listening(house, client, appeal, feeds, act)
    told = {(message.get("feed", ""), message["seq"]) for message in after}
    assert told == {("", 2), ("triage", 2), ("district:turksib", 2)}
