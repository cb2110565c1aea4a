from datetime import date, datetime

import pytest
from django.conf import settings
from django.utils.translation import gettext_lazy

from accounts.models import NoticeTemplate
from accounts.notices import LetterUnknown, letters
from accounts.notices.letters import Words
from tests.accounts.conftest import ALMATY

LANGUAGES = {code for code, _name in settings.LANGUAGES}
SAMPLES = sorted(letters.shipped())


@pytest.mark.parametrize("code", SAMPLES)
def test_every_shipped_letter_has_the_same_channels_in_every_language(code):
    words = letters.letter(code).words
    channels = {language: {channel for known, channel in words if known == language} for language in LANGUAGES}
    assert set(map(frozenset, channels.values())) == {letters.letter(code).channels}
    assert letters.letter(code).channels


@pytest.mark.parametrize("code", SAMPLES)
def test_every_shipped_letter_uses_only_the_variables_of_its_sample(code):
    one = letters.letter(code)
    known = set(one.sample) | {"link"}
    assert {key: letters.fault_in(words, known) for key, words in one.words.items()} == dict.fromkeys(one.words, "")


@pytest.mark.parametrize("code", SAMPLES)
def test_every_shipped_letter_can_be_rendered_and_an_sms_is_short(code):
    one = letters.letter(code)
    for (_language, channel), words in one.words.items():
        filled = letters.render(words, one.sample | {"link": "https://birge.example/kk/appeals/2026-000123/"})
        assert filled.body
        assert (filled.subject == "") == (channel == "sms")
        assert "{{" not in filled.body + filled.subject
        if channel == "sms":
            assert len(filled.body) <= 300


def test_a_letter_nobody_ships_is_unknown():
    with pytest.raises(LetterUnknown):
        letters.letter("no_such_letter")


def test_values_become_plain_words_of_the_letters_language():
    context = {
        "day": date(2026, 2, 23),
        "moment": datetime(2026, 2, 2, 10, 5, tzinfo=ALMATY),
        "number": 15,
        "lazy": gettext_lazy("Yes"),
    }
    assert letters.plain_context(context, "ru") == {
        "day": "23 февраля 2026 г.",
        "moment": "2 февраля 2026 г., 10:05",
        "number": "15",
        "lazy": "Да",
    }


@pytest.mark.parametrize(
    "template",
    [
        "{% include 'base.html' %}",
        "{% extends 'base.html' %}",
        "{% load static %}",
        "{% debug %}",
        "{% url 'home' %}",
        "{% csrf_token %}",
        "{% now 'Y' %}",
        "{{ number|nosuchfilter }}",
        "{% if %}",
        "{{ number",
        "{% for x in y %}",
    ],
)
def test_what_a_letter_must_not_use_is_a_fault(template):
    fault = letters.fault_in(Words("", template), {"number"})
    plain = template == "{{ number"
    assert bool(fault) != plain


def test_an_unknown_variable_is_a_fault():
    assert letters.fault_in(Words("{{ numbr }}", "x"), {"number"}) == "{{ numbr }}: ?"
    assert letters.fault_in(Words("{{ number }}", "{% if number %}{{ number|upper }}{% endif %}"), {"number"}) == ""


def test_values_are_written_as_they_are_and_never_as_templates():
    filled = letters.render(Words("{{ name }}", "{{ name }}"), {"name": "<b>{{ x }}</b> & {% debug %}\nnext"})
    assert filled == Words("<b>{{ x }}</b> & {% debug %} next", "<b>{{ x }}</b> & {% debug %}\nnext")


class TestRows:
    CODE, KEY = "residence_confirmed", ("ru", "sms")

    @pytest.fixture(autouse=True)
    def loaded(self, db):
        letters.load()

    def row(self) -> NoticeTemplate:
        return NoticeTemplate.objects.get(code=self.CODE, language="ru", channel="sms")

    def written(self) -> str:
        return letters.written(self.CODE, "ru", "sms", {"district": "Медеуский"}).body

    def edit(self, body: str) -> None:
        NoticeTemplate.objects.filter(pk=self.row().pk).update(body=body)

    def test_loading_writes_every_shipped_word_once(self):
        expected = {(code, *key) for code, one in letters.shipped().items() for key in one.words}
        assert set(NoticeTemplate.objects.values_list("code", "language", "channel")) == expected
        assert letters.load() == 0

    def test_an_edited_row_is_used_and_never_overwritten(self):
        self.edit("Подтверждено: {{ district }}")
        assert self.written() == "Подтверждено: Медеуский"
        assert letters.load() == 0
        assert self.row().body == "Подтверждено: {{ district }}"

    def test_an_untouched_row_follows_the_shipped_words(self, monkeypatch):
        one = letters.letter(self.CODE)
        newer = letters.Letter(self.CODE, one.words | {self.KEY: Words("", "Новый текст {{ district }}")}, one.sample)
        monkeypatch.setattr(letters, "shipped", lambda: {self.CODE: newer})
        assert letters.load() == 1
        assert self.row().body == "Новый текст {{ district }}"

    def test_a_broken_row_keeps_its_fault_and_the_shipped_words_go_out(self):
        self.edit("{% if %}")
        assert self.written() == "Birge: регистрация по месту жительства подтверждена (Медеуский)."
        assert self.row().fault.startswith("TemplateSyntaxError")

    def test_a_missing_row_is_no_reason_not_to_write(self):
        self.row().delete()
        assert self.written() == "Birge: регистрация по месту жительства подтверждена (Медеуский)."

    def test_restoring_brings_the_shipped_words_back(self):
        self.edit("{% if %}")
        letters.restore(self.row())
        assert self.written() == "Birge: регистрация по месту жительства подтверждена (Медеуский)."
        assert self.row().fault == ""

    def test_the_preview_shows_three_languages_with_sample_values(self):
        shown = letters.previews(self.CODE, "sms")
        assert set(shown) == LANGUAGES
        assert shown["kk"].body == "Birge: тіркелген мекенжайыңыз расталды (Медеу ауданы)."
