"""What every page does in a real browser under our own content policy: no complaint, the keyboard."""

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from tests.pages.atlas import EVERY, FAULT, FORM, OFFICIALS, RESIDENTS, STRANGERS
from tests.pages.windows import Windows

pytestmark = pytest.mark.slow

TABS = 12
# A map begins to load when its reader comes near to it: not in a section that is hidden until somebody asks for it,
# nor in closed details. The frame of a map itself is hidden only until its island wakes.
SHOWN_MAPS = ".b-map:not([hidden] .b-map, details:not([open]) .b-map)"
# The caller's number is what the operator writes first, so the keyboard begins there, behind the skip link.
BEGINS_IN_THE_FORM = "/{lang}/desk/new/"
# Where the keyboard is, and whether that can be seen: something of its look, or of the card that it stands for, is
# there only with the focus.
FOCUSED = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const look = (node, part) => { const s = getComputedStyle(node, part);
        return [s.outlineStyle === "none" || parseFloat(s.outlineWidth) === 0 ? "" : s.outline, s.boxShadow,
                s.backgroundColor, s.borderColor, s.textDecoration].join("; "); };
    const around = [it.nextElementSibling];
    for (let node = it, steps = 0; node && steps < 5; node = node.parentElement, steps += 1) around.push(node);
    const nodes = around.filter(Boolean);
    const seen = () => nodes.flatMap(node => [look(node), look(node, "::before"), look(node, "::after")]).join(" / ");
    const box = it.getBoundingClientRect();
    const name = it.tagName + "#" + it.id + "." + it.className + " " + (it.textContent || "").trim().slice(0, 30);
    const focused = seen();
    it.blur();
    const plain = seen();
    it.focus({ focusVisible: true });
    return { name, visible: focused !== plain, shown: box.width > 0 && box.height > 0 };
}"""


def test_no_page_complains_in_the_console(windows: Windows) -> None:
    found: dict[str, list[str]] = {}
    for stop in EVERY:
        page = windows.go(stop, "kk")
        if faults := [*_waits_for_maps(page), *windows.complaints]:
            found[str(stop)] = faults
    assert found == {}


def test_the_keyboard_skips_to_the_content_and_is_seen_on_its_way(windows: Windows) -> None:
    found: dict[str, list[str]] = {}
    for stop in [*STRANGERS, *FORM, *RESIDENTS, *OFFICIALS]:
        if stop.path == FAULT:  # it has nothing to skip: no header, no menu
            continue
        page = windows.go(stop, "kk")
        skips = [] if stop.path == BEGINS_IN_THE_FORM else _skips(page)
        if faults := [*skips, *_walk(page)]:
            found[str(stop)] = faults
    assert found == {}


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


def _skips(page: Page) -> list[str]:
    """The first Tab reaches the skip link, and Enter brings the keyboard to the content."""
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    if first != "#main":
        return [f"the first Tab reaches {first}"]
    page.keyboard.press("Enter")
    inside = page.evaluate("document.activeElement.id")
    return [] if inside == "main" else [f"the skip link leads to {inside or 'nothing'}"]


def _walk(page: Page) -> list[str]:
    """From there on, every stop of the keyboard can be seen."""
    faults = []
    for _step in range(TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return faults
        if not stop["visible"] or not stop["shown"]:
            faults.append(stop["name"])
    return faults
