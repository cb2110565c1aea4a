"""Every page in every language: it complains of nothing, breaks no rule of WCAG 2.2 AA or of good practice, by day and
in the dark, and is no wider than a phone.
"""

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from tests.pages.atlas import EVERY, IN_THE_DARK
from tests.pages.window import DESK, HEIGHT, NARROW, PHONE, Window

pytestmark = pytest.mark.slow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """async ([tags, only]) => {
    const options = { resultTypes: ["violations"], runOnly: only || { type: "tag", values: tags } };
    const told = ({ target, html, any, all, none }) =>
        `${target.join(" ")} | ${html.slice(0, 160)} | ${(any[0] || all[0] || none[0] || {}).message}`;
    const found = await axe.run(document, options);
    return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 4).map(node => `${id}: ${told(node)}`));
}"""
# One language is looked at on the desk, in the dark and map by map too: the others differ from it in their words alone.
FULLY = "kk"
# By how many pixels the page can be scrolled sideways.
SIDEWAYS = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
# A map begins to load when its reader comes near to it: not in a section that is hidden until somebody asks for it,
# nor in closed details. The frame of a map itself is hidden only until its island wakes.
SHOWN_MAPS = ".b-map:not([hidden] .b-map, details:not([open]) .b-map)"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_page_complains_breaks_a_rule_or_scrolls_sideways(window: Window, language: str) -> None:
    found: list[str] = []
    for stop in EVERY:
        window.go(stop, language)
        faults = _waits_for_maps(window.page) if language == FULLY else []
        faults += window.complaints
        for width in (DESK, PHONE) if language == FULLY else (PHONE,):
            window.page.set_viewport_size({"width": width, "height": HEIGHT})
            faults += [f"{width} px: {broken}" for broken in _violations(window.page)]
        for width in (PHONE, NARROW):
            window.page.set_viewport_size({"width": width, "height": HEIGHT})
            if over := window.page.evaluate(SIDEWAYS):
                faults.append(f"{width} px: {over} px wider than the screen")
        if language == FULLY and stop.path in IN_THE_DARK and not stop.press:
            faults += [f"dark: {broken}" for broken in _violations_in_the_dark(window.page)]
        found += [f"{stop}: {fault}" for fault in faults]
    assert "\n".join(found) == ""


def _waits_for_maps(page: Page) -> list[str]:
    """Every map that the page shows becomes ready when its reader gets to it."""
    faults = []
    for frame in page.locator(SHOWN_MAPS).all():
        try:
            frame.scroll_into_view_if_needed()
            frame.and_(page.locator("[data-map-ready=true]")).wait_for()
        except TooLate:
            faults.append(f"not ready: the map {frame.get_attribute('data-label')}")
    return faults


def _violations(page: Page, *, only: list[str] | None = None) -> list[str]:
    return page.evaluate(ASK, [RULES, only])


def _violations_in_the_dark(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    page.reload(wait_until="load")
    broken = _violations(page, only=["color-contrast"])
    page.emulate_media(color_scheme="light")
    return broken
