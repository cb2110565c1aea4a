"""The browser window through which the town is looked at, as one person after the other, and what it complains of."""

import re
from functools import partial

from django.conf import settings
from playwright.sync_api import Browser, Route

from tests.pages.atlas import Stop
from tests.pages.settings import Setting

AXE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
NARROW, PHONE, DESK = 320, 360, 1280
HEIGHT = 800
EMPTY = "about:blank"
# A refused form, a missing page, a fault: the browser's console calls the status of the page itself an error.
OF_THE_PAGE = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d|500)")


class Window:
    """One window for everybody: whoever comes finds styles, scripts and fonts loaded, and nothing of who was there.

    The checker of rules is in each page from its start: the driver brings it, which our content policy allows.
    """

    def __init__(self, browser: Browser, url: str, scene: Setting) -> None:
        self.url, self.scene = url, scene
        self.who = ""
        self.complaints: list[str] = []
        self.context = browser.new_context(base_url=url, reduced_motion="reduce")
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(path=AXE)
        self._serve_faults()
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, stop: Stop, language: str) -> None:
        """To that page in this language, as the person whose page it is."""
        self.page.set_viewport_size({"width": DESK, "height": HEIGHT})
        if stop.who != self.who:
            self._become(stop.who)
        self.complaints.clear()
        self.context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])
        self.page.goto(stop.address(language, self.scene), wait_until="load")
        if stop.press:
            with self.page.expect_navigation(wait_until="load"):
                self.page.locator("main form:not([role=search]) button[type=submit]:not([name=add])").last.click()

    def _become(self, who: str) -> None:
        self.page.goto(EMPTY)  # the socket of who was there ends, and nothing of theirs is kept any more
        kept = {"origin": self.url, "storageTypes": "local_storage,indexeddb,service_workers"}
        session = self.context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", kept)
        session.detach()
        self.context.clear_cookies()
        if key := self.scene.sessions.get(who):
            self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.url}])
        self.who = who

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not OF_THE_PAGE.match(text):
            self.complaints.append(text)

    def _serve_faults(self) -> None:
        for name, html in self.scene.faults.items():
            status = int(name.partition("/")[0])
            self.context.route(f"**/fault/{name}/", partial(_answer, status=status, html=html))


def _answer(route: Route, *, status: int, html: bytes) -> None:
    route.fulfill(status=status, body=html, content_type="text/html; charset=utf-8")
