"""No page breaks WCAG 2.2 AA or good practice or is wider than a phone: in any language, by day and in the dark."""

import pytest
from playwright.sync_api import Page

from tests.pages.atlas import EVERY, IN_THE_DARK
from tests.pages.windows import DESK, HEIGHT, NARROW, PHONE, Windows, sideways

pytestmark = pytest.mark.slow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """async ([tags, only]) => {
    const options = { resultTypes: ["violations"], runOnly: only || { type: "tag", values: tags } };
    const told = ({ target, html, any, all, none }) =>
        `${target.join(" ")} | ${html.slice(0, 160)} | ${(any[0] || all[0] || none[0] || {}).message}`;
    const found = await axe.run(document, options);
    return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 4).map(node => `${id}: ${told(node)}`));
}"""


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_page_breaks_a_rule_or_scrolls_sideways(windows: Windows, language: str) -> None:
    found: list[str] = []
    for stop in EVERY:
        page = windows.go(stop, language, with_axe=True)
        found += _violations(page, f"{stop}, {DESK} px")
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        found += _violations(page, f"{stop}, {PHONE} px")
        for width in (PHONE, NARROW):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if over := sideways(page):
                found.append(f"{stop}, {width} px: {over} px wider than the screen")
        if stop.path in IN_THE_DARK and not stop.press:
            page.emulate_media(color_scheme="dark")
            page.reload(wait_until="load")
            found += _violations(page, f"{stop}, dark", only=["color-contrast"])
            page.emulate_media(color_scheme="light")
    assert "\n".join(found) == ""


def _violations(page: Page, where: str, *, only: list[str] | None = None) -> list[str]:
    return [f"{where}: {broken}" for broken in page.evaluate(ASK, [RULES, only])]
