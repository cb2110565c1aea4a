"""Browser windows of everybody in the town, and what they complain of."""

import re
from functools import partial

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.pages.atlas import Stop
from tests.pages.settings import Setting

AXE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
NARROW, PHONE, DESK = 320, 360, 1280
HEIGHT = 800
EMPTY = "about:blank"
# A refused form, a missing page, a fault: the browser's console calls the status of the page itself an error.
OF_THE_PAGE = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d|500)")


class Windows:
    """One window for each person, opened when somebody first needs it."""

    def __init__(self, browser: Browser, url: str, scene: Setting) -> None:
        self.browser, self.url, self.scene = browser, url, scene
        self.pages: dict[str, Page] = {}
        self.complaints: list[str] = []

    def go(self, stop: Stop, language: str, *, with_axe: bool = False, width: int = DESK) -> Page:
        """The window of the person whose page it is, at that page in this language."""
        for who, other in self.pages.items():
            if who != stop.who and other.url != EMPTY:
                other.goto(EMPTY)  # nobody looks at it: its map and its socket would go on
        page = self.pages.get(stop.who) or self._open(stop.who, with_axe=with_axe)
        self.complaints.clear()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])
        page.goto(stop.address(language, self.scene), wait_until="load")
        if stop.press:
            with page.expect_navigation(wait_until="load"):
                page.locator("main form:not([role=search]) button[type=submit]:not([name=add])").last.click()
        return page

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()

    def _open(self, who: str, *, with_axe: bool) -> Page:
        """``with_axe``: the checker is in the page from the start, which our content policy would forbid."""
        context = self.browser.new_context(base_url=self.url, bypass_csp=with_axe, reduced_motion="reduce")
        context.set_default_timeout(20_000)
        if with_axe:
            context.add_init_script(path=AXE)
        self._serve_faults(context)
        if session := self.scene.sessions.get(who):
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        page = context.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.pages[who] = page
        return page

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not OF_THE_PAGE.match(text):
            self.complaints.append(text)

    def _serve_faults(self, context: BrowserContext) -> None:
        for name, html in self.scene.faults.items():
            status = int(name.partition("/")[0])
            context.route(f"**/fault/{name}/", partial(_answer, status=status, html=html))


def _answer(route: Route, *, status: int, html: bytes) -> None:
    route.fulfill(status=status, body=html, content_type="text/html; charset=utf-8")


def sideways(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
