"""The catalogues are whole: nothing untranslated, nothing left over, nothing that a reader would stumble at."""

import pytest
from polib import POFile, pofile

from tests.languages import extraction, letters
from tests.languages.extraction import ROOT, key

LANGUAGES = ("kk", "ru")
# Where Kazakh and Russian have as many forms as Django's own catalogues.
FORMS = {"kk": 2, "ru": 4}
OWN, LIBRARIES = "config/locale", "config/locale_libraries"


def catalogue(folder: str, language: str) -> POFile:
    return pofile(ROOT / folder / language / "LC_MESSAGES" / "django.po")


def sentences(folder: str, language: str) -> list[tuple[str, str]]:
    """Pairs of a source sentence and a translation of it. Plural forms stand for the plural."""
    found = []
    for entry in catalogue(folder, language).translated_entries():
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        found += [(entry.msgid_plural or entry.msgid, text) for text in texts]
    return found


@pytest.fixture(scope="module")
def used(tmp_path_factory) -> dict[extraction.Key, list[str]]:
    return extraction.used(tmp_path_factory.mktemp("sources"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_what_the_sources_ask_for_and_nothing_else(used, language):
    kept = {key(entry) for entry in catalogue(OWN, language) if not entry.obsolete}
    assert {sentence: places for sentence, places in used.items() if sentence not in kept} == {}
    assert kept - set(used) == set()
    assert catalogue(OWN, language).obsolete_entries() == []


@pytest.mark.parametrize("folder", [OWN, LIBRARIES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_translated_in_all_its_forms_and_sure(folder, language):
    entries = catalogue(folder, language)
    assert [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()] == []
    short = [entry.msgid for entry in entries if entry.msgid_plural and len(entry.msgstr_plural) != FORMS[language]]
    assert short == []


@pytest.mark.parametrize("folder", [OWN, LIBRARIES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_markup_are_those_of_the_source(folder, language):
    differing = {
        text: source
        for source, text in sentences(folder, language)
        if letters.placeholders(text) != letters.placeholders(source)
    }
    assert differing == {}


@pytest.mark.parametrize("folder", [OWN, LIBRARIES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_and_no_strange_letters_are_left(folder, language):
    texts = [text for _source, text in sentences(folder, language)]
    assert {text: words for text in texts if (words := letters.english_in(text))} == {}
    assert {text: told for text in texts if (told := letters.faults(text, language))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ends_of_sentences_are_kept(language):
    """A full stop, a colon, a question mark or none: labels stay labels, and what leads on leads on."""
    differing = {text: source for source, text in sentences(OWN, language) if _end(text) != _end(source)}
    assert {text: source for text, source in differing.items() if source not in TOLD_OTHERWISE} == {}


def _end(text: str) -> str:
    return text[-1] if text[-1] in ".:;?…" else ""


# A statement that Russian puts as a question.
TOLD_OTHERWISE = {"I have forgotten the password"}
