"""What the keyboard meets on a page: the way past the header, then stops that can be seen."""

import pytest
from playwright.sync_api import Page

from tests.pages.atlas import FAULT, FORM, OFFICIALS, RESIDENTS, STRANGERS
from tests.pages.window import Window

pytestmark = pytest.mark.slow

TABS = 12
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


def test_the_keyboard_skips_to_the_content_and_is_seen_on_its_way(window: Window) -> None:
    found: dict[str, list[str]] = {}
    for stop in [*STRANGERS, *FORM, *RESIDENTS, *OFFICIALS]:
        if stop.path == FAULT:  # it has nothing to skip: no header, no menu
            continue
        window.go(stop, "kk")
        skips = [] if stop.path == BEGINS_IN_THE_FORM else _skips(window.page)
        if faults := [*skips, *_walk(window.page)]:
            found[str(stop)] = faults
    assert found == {}


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
