"""Who takes part in a journey: each a browser window of its own, in the language of the story."""

import re
from dataclasses import dataclass

from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from accounts.models import User
from tests.doors.visitors import of
from tests.factories.appeals import Town

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
AT_THE_AIRPORT = {"longitude": 77.0405, "latitude": 43.3521, "accuracy": 10}


@dataclass(frozen=True)
class Tongue:
    """The language of a story: ``say`` gives the page's own words for an English source sentence."""

    code: str

    def say(self, words: str) -> str:
        with translation.override(self.code):
            return translation.gettext(words)


class Street:
    """Opens browser windows at the house's address and closes them all at the end."""

    def __init__(self, browser: Browser, url: str, town: Town, tongue: Tongue) -> None:
        self.browser, self.url, self.town, self.tongue = browser, url, town, tongue
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def resident(self, **options) -> Page:
        """Somebody with a phone near the airport, without an account."""
        there = {"geolocation": AT_THE_AIRPORT, "permissions": ["geolocation"]}
        return self._window(viewport=PHONE, **there, **options)

    def official(self, name: str) -> Page:
        """Somebody of the town at a desk, signed in with a second factor, whose own language is that of the story."""
        return self.signed_in(getattr(self.town, name), viewport=DESK)

    def signed_in(self, person: User, **options) -> Page:
        """The window of this person, whose own language is that of the story."""
        page = self._window(**options)
        # The panel speaks the person's language, whatever the browser asks for.
        person.language = self.tongue.code
        person.save(update_fields=["language"])
        session = of(person).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _window(self, **options) -> Page:
        context = self.browser.new_context(base_url=self.url, locale=LOCALES[self.tongue.code], **options)
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _hear(self, kind: str, text: str) -> None:
        # A refused form answers 422, which the browser's console calls an error.
        if kind == "error" and "422" not in text:
            self.complaints.append(text)


def press(button: Locator) -> None:
    """Press what leads to another page, and be there."""
    with button.page.expect_navigation():
        button.click()


def number_on(page: Page) -> str:
    """The number of the appeal on a receipt."""
    found = re.search(r"\d{4}-\d{6}", page.locator(".b-receipt__facts").inner_text())
    assert found
    return found.group()


def code_on(page: Page) -> str:
    """The claim code on a receipt, without its gaps."""
    return page.locator(".b-receipt__code").nth(1).inner_text().replace(" ", "")
