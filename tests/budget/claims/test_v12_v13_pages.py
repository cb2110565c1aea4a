"""V12 and V13: the pages of a vote ask nobody else for anything, and the check needs a small phone and a keyboard."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from budget.services import log
from tests.doors.visitors import of
from tests.factories import city
from tests.factories.votes import Vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# What runs or dresses the page without having come from a file of ours; a script of another type is data.
INLINE = """() => [...document.querySelectorAll('*')].flatMap((one) => {
  const script = one.localName === 'script' && !one.src && (!one.type || /javascript|module/.test(one.type));
  const said = [...one.attributes].filter((each) => each.name === 'style' || each.name.startsWith('on'));
  return script || one.localName === 'style' || said.length ? [one.outerHTML.slice(0, 120)] : [];
})"""

# The same of a text that no script has touched.
SERVED = INLINE.replace("() =>", "(html) =>", 1).replace(
    "document", "new DOMParser().parseFromString(html, 'text/html')"
)


@pytest.fixture
def small(chromium, house):
    """A phone 320 px wide, whose owner has a keyboard only."""
    context = chromium.new_context(base_url=house.url, viewport={"width": 320, "height": 640}, locale="kk-KZ")
    yield context.new_page()
    context.close()


@pytest.fixture
def lively(house) -> Vote:
    cache.clear()
    city.load()
    return Vote()


def sign_in(page: Page, user, house) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": of(user).cookies["sessionid"].value, "url": house.url}])


def test_v12_no_page_of_a_vote_asks_a_third_party_or_holds_an_inline_script(small, lively, house):
    """V12: 0 requests to third parties, 0 inline scripts, handlers and styles, 0 complaints of the content policy.

    From the ballot to the proof; what the served page says (before any script of ours) and what stands there after.
    """
    voter = lively.voter()
    leaf = lively.cast(voter, *lively.numbers(1)).receipt.leaf.hex()
    log.sequence(lively.edition, at=datetime.now(UTC))
    sign_in(small, voter, house)
    asked: list[str] = []
    complaints: list[str] = []
    small.on("request", lambda request: asked.append(request.url))
    small.on("websocket", lambda socket: asked.append(socket.url.replace("ws://", "http://")))
    small.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    base, found = f"/kk/budget/{lively.edition.code}/vote/", []
    asking = "&".join(f"project={project.pk}" for project in lively.projects["medeu"][:2])
    for path in ("", f"compare/?{asking}", f"receipt/{leaf}/", f"proof/?leaf={leaf}", "box/", "turnout/"):
        answer = small.goto(base + path)
        small.wait_for_load_state("networkidle")
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
        assert (answer.status, "'unsafe" in policy["script-src"], "'unsafe" in policy["style-src"]) == (
            200,
            False,
            False,
        )
        found += [(path, each) for each in small.evaluate(INLINE)]
        found += [(path, each) for each in small.evaluate(SERVED, answer.text())]
        assert small.evaluate("document.documentElement.scrollWidth") <= 320
    assert [url for url in asked if not url.startswith((house.url, "data:", "blob:"))] == []
    assert (found, complaints) == ([], [])


def test_v13_the_receipt_is_checked_with_three_keys_at_most(small, lively, house):
    """V13: on 320 px, from the receipt, by nothing but keys: each key that is pressed counts, Tab as well as Enter."""
    voter = lively.voter()
    leaf = lively.cast(voter, *lively.numbers(1)).receipt.leaf.hex()
    log.sequence(lively.edition, at=datetime.now(UTC))
    sign_in(small, voter, house)
    small.goto(f"/kk/budget/{lively.edition.code}/vote/receipt/{leaf}/")
    keys, focused = 0, small.locator('a[href*="/vote/proof/"]:focus')
    while not focused.count() and keys < 3:
        small.keyboard.press("Tab")
        keys += 1
    expect(focused).to_be_in_viewport()
    small.keyboard.press("Enter")
    keys += 1
    expect(small.locator('[data-checked="yes"]')).to_be_visible()
    assert small.locator("[data-by-browser]").is_visible()
    assert keys <= 3
    assert small.evaluate("document.documentElement.scrollWidth") <= 320
