"""Dates, letters and reference data in three languages, and the sentences of libraries that people meet."""

import csv
import inspect
import re
import tomllib
from datetime import date, timedelta

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils import timesince, translation
from django.utils.formats import date_format
from django.utils.timezone import datetime
from rest_framework import exceptions as api_exceptions
from rest_framework import fields as api_fields

from tests.languages import letters
from tests.languages.extraction import ROOT

LANGUAGES = ("kk", "ru")
THREE = ("kk", "ru", "en")
LETTERS = sorted(ROOT.glob("*/data/notices/*.toml")) + sorted(ROOT.glob("*/data/consents/*.toml"))
TABLES = sorted(path for path in ROOT.glob("*/data/*.csv") if "name_kk" in path.read_text().partition("\n")[0])
CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]", re.IGNORECASE)
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "form", ["DATE_FORMAT", "MONTH_DAY_FORMAT", "YEAR_MONTH_FORMAT", "l, j E", "D, j N", "j F", "b"]
)
def test_months_and_weekdays_have_a_small_letter(language, form):
    with translation.override(language):
        written = [date_format(day, form) for day in YEAR]
    assert [words for words in written if words != words.lower() or letters.english_in(words)] == []


def test_a_day_as_it_is_written():
    with translation.override("kk"):
        assert date_format(date(2026, 1, 9), "l, j F") == "жұма, 9 қаңтар"
        assert date_format(date(2026, 1, 9)) == "2026 ж. 9 қаңтар"
    with translation.override("ru"):
        assert date_format(date(2026, 1, 9)) == "9 января 2026 г."
        assert date_format(date(2026, 1, 9), "YEAR_MONTH_FORMAT") == "январь 2026 г."


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_long_ago_is_told_in_the_language(language):
    now = datetime(2026, 11, 21, 12, 0)
    with translation.override(language):
        told = {timesince.timesince(now - timedelta(minutes=1.6**step), now) for step in range(40)}
    assert len(told) > 20
    assert {words for words in told if letters.english_in(words)} == set()


def _messages(module) -> dict[str, object]:
    """The refusals that the classes of a module keep."""
    found: dict[str, object] = {}
    for kind in filter(inspect.isclass, vars(module).values()):
        for name, message in getattr(kind, "default_error_messages", {}).items():
            found[f"{kind.__name__}.{name}"] = message
        if isinstance(message := getattr(kind, "message", None), str) or hasattr(message, "_proxy____cast"):
            found[kind.__name__] = message
        if hasattr(detail := getattr(kind, "default_detail", None), "_proxy____cast"):
            found[kind.__name__] = detail
    return found


REFUSALS = {
    "form fields": forms.fields,
    "model choices": forms.models,
    "validators": validators,
    "interface fields": api_fields,
    "interface": api_exceptions,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("whose", REFUSALS)
def test_refusals_of_the_libraries_are_translated(language, whose):
    messages = _messages(REFUSALS[whose])
    assert len(messages) > 5
    with translation.override(language):
        plain = {
            name: str(message) for name, message in messages.items() if "plural" not in repr(type(message)).lower()
        }
    english = {name: text for name, text in plain.items() if text and not CYRILLIC.search(text)}
    assert english == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_weak_password_is_refused_in_the_language(language):
    told = []
    with translation.override(language):
        for validator in get_default_password_validators():
            told.append(str(validator.get_help_text()))
            try:
                validator.validate("12345")
            except ValidationError as refused:
                told += refused.messages
    assert len(told) > len(settings.AUTH_PASSWORD_VALIDATORS)
    assert [words for words in told if words and not CYRILLIC.search(words)] == []


def test_a_day_without_its_ending_is_seen():
    bare = ["%(day)s дейін", "{{ pass_up_by }} дейін", "{{ until }} дейін", "%(since)s бастап"]
    assert [len(letters.bare_days(text)) for text in bare] == [1, 1, 1, 1]
    assert letters.bare_days("Соңғы күні: {{ due_on }}, содан кейін; %(n)d күнге дейін") == []


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_letters_and_consents_stand_in_three_languages(path):
    whole = tomllib.loads(path.read_text())
    words = {language: whole[language] for language in THREE}
    assert {frozenset(texts) for texts in words.values()} == {frozenset(words["kk"])}
    for language in LANGUAGES:
        for name, text in words[language].items():
            assert letters.bare_days(text) == [], f"{language} {name}"
            plain = re.sub(r"{[{%].*?[}%]}", " ", text)
            assert letters.english_in(plain) == set(), f"{language} {name}"
            assert letters.faults(plain, language) == [], f"{language} {name}"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_reference_tables_name_everything_in_three_languages(path):
    rows = list(csv.DictReader(path.open()))
    assert rows
    assert [row for row in rows if not all(row[f"name_{language}"].strip() for language in THREE)] == []
    told = {
        row[f"name_{language}"]: faults
        for row in rows
        for language in LANGUAGES
        if (
            faults := [
                fault for fault in letters.faults(row[f"name_{language}"], language) if "Kazakh letter" not in fault
            ]
        )
    }
    assert told == {}
