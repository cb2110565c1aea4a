"""A walk through the pages in Kazakh and Russian: no English stands on them."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from appeals.models import Appeal
from appeals.services import triage
from appeals.views import intake
from tests.doors import visitors
from tests.factories import city
from tests.factories.appeals import Town, photo
from tests.languages import letters

LANGUAGES = ("kk", "ru")
# How the switch of languages names them, each in itself.
TONGUES = {"English", "kk", "ru", "en"}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "label", "data-label"}
# Their text is not read by people. Icons of the admin are words of a font.
UNSPOKEN = {"script", "style", "code", "kbd", "svg", "template", "noscript"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "col", "wbr", "path", "use", "circle", "area", "base"}


class Spoken(HTMLParser):
    """What a page says in its own language: texts and spoken attributes, without parts in another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        self.silent: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = given.get("lang", self.language) not in {self.language, None}
        icon = "material-symbols" in (given.get("class") or "")
        quiet = bool(self.silent and self.silent[-1]) or tag in UNSPOKEN or other or icon
        if not quiet or (tag in UNSPOKEN and not other):
            self.texts += [value or "" for name, value in attrs if name in SPOKEN]
        if tag not in VOID:
            self.silent.append(quiet)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.silent.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.silent:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not (self.silent and self.silent[-1]):
            self.texts.append(data.strip())


def english_on(html: str, language: str) -> dict[str, set[str]]:
    """Texts of a page with the English words in them."""
    page = Spoken(language)
    page.feed(html)
    assert any(page.texts)
    return {text: words for text in page.texts if (words := letters.english_in(text) - TONGUES)}


@pytest.fixture
def town(db, tmp_path: Path, settings) -> Town:
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    town = Town()
    for officer in (town.operator, town.moderator, town.executor, town.controller):
        officer.full_name = "Айгүл Серікова"
        officer.save()
    return town


@pytest.fixture
def appeal(town: Town) -> Appeal:
    """An answered appeal with photos, before everybody's eyes."""
    appeal = town.appeal("answered", photos=[photo()])
    triage.publish(
        appeal.pk,
        public_title="Аялдама жанындағы шұңқыр",
        public_text=appeal.text,
        photo_ids=list(appeal.photos.values_list("pk", flat=True)),
        actor=town.actor("moderator"),
        at=appeal.ended_at,
    )
    return appeal


def walk(browser: Client, language: str, names: list[tuple]) -> dict[str, dict[str, set[str]]]:
    """The English of each page, by its address. Every page must open."""
    found = {}
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for name, *values in names:
        with translation.override(language):
            path = reverse(name, args=values)
        page = browser.get(path, follow=True)
        assert page.status_code == 200, path
        if english := english_on(page.content.decode(), language):
            found[path] = english
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_for_everybody_have_no_english(appeal, language):
    names = ["home", "now", "search", "how", "privacy", "accessibility", "open-data", "appeals:list", "appeals:map"]
    names += ["appeals:follow", "appeals:mine", "account_login", "account_signup", "account_reset_password"]
    steps = [("appeals:new", step) for step in intake.STEPS]
    pages = [(name,) for name in names] + [("appeals:detail", appeal.number), ("district", "turksib"), *steps]
    assert walk(Client(), language, pages) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_person_have_no_english(town, appeal, language):
    town.resident.language = language
    town.resident.save()
    names = ["profile", "name", "iin", "residence", "notifications", "consents", "leave", "security", "inbox"]
    pages = [(f"me:{name}",) for name in names] + [("appeals:detail", appeal.number), ("appeals:mine",)]
    pages += [("account_email",), ("account_change_phone",), ("account_set_password",), ("mfa_index",)]
    pages += [("usersessions_list",), ("socialaccount_connections",), ("account_logout",)]
    assert walk(visitors.insider(town, "resident"), language, pages) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_has_no_english(town, language):
    waiting, at_work = town.appeal("routed"), town.appeal("in_work", photos=[photo()])
    pages = [("desk:queue",), ("desk:appeal", waiting.number), ("desk:appeal", at_work.number)]
    assert walk(visitors.insider(town, "executor"), language, pages) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_triage_has_no_english(town, language):
    """The admin speaks the language that its reader has chosen."""
    town.moderator.language = language
    town.moderator.save()
    appeal = town.appeal("registered", photos=[photo()])
    pages = [("admin:index",), ("admin:appeals_appeal_changelist",), ("admin:appeals_appeal_change", appeal.pk)]
    assert walk(visitors.insider(town, "moderator"), language, pages) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_says_so(language, db):
    page = Client(raise_request_exception=False).get(f"/{language}/nothing-here/")
    assert page.status_code == 404
    assert english_on(page.content.decode(), language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_refused_in_the_language(db, language):
    browser = Client()
    with translation.override(language):
        path = reverse("account_signup")
    page = browser.post(path, {"login": "nobody"})
    assert page.status_code == 200
    assert "govuk-error-summary" in page.content.decode()
    assert english_on(page.content.decode(), language) == {}
