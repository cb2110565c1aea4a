"""What of a covered text a machine may publish, and what a moderator confirms word by word."""

import pytest
from django.test import Client

from accounts.masking import find, mask
from appeals.models import Appeal
from appeals.rules.disclosure import may_go_unread, unconfirmed, uncovered
from appeals.services import triage
from tests.factories.appeals import AT
from workflow.models import Act
from workflow.refusals import Refused

TEXT = "Шұңқыр бар. Тел. 8 701 234 56 78 немесе 8 702 234 56 78, көлік 123 ABC 02."
TITLE = "Шұңқыр"


@pytest.mark.parametrize(
    ("text", "in_housing", "allowed"),
    [
        ("Шұңқыр бар.", False, True),
        ("Шұңқыр бар.", True, True),
        ("8 701 234 56 78", False, True),
        ("8 701 234 56 78", True, False),
        ("991332900000, a@b.kz, 123 ABC 02, 4111111111111111, KZ86125KZT5004100100", False, True),
        ("15-пәтер", False, False),
        ("8 701 234 56 78, 15-пәтер", False, False),
    ],
)
def test_what_may_be_published_unread(text, in_housing, allowed):
    assert may_go_unread(find(text), in_housing=in_housing) is allowed


def test_words_come_back_one_by_one():
    spans, covered = find(TEXT), mask(TEXT).text
    first, second, plate = (span.words for span in spans)
    assert uncovered(covered, spans, []) == covered
    assert uncovered(covered, spans, [second]) == "Шұңқыр бар. Тел. [TEL …] немесе 8 702 234 56 78, көлік [AUTO …]."
    assert uncovered(covered, spans, [first, second, plate]) == TEXT
    once = uncovered(covered, spans, [plate]) or ""
    assert uncovered(once, spans, [first]) == "Шұңқыр бар. Тел. 8 701 234 56 78 немесе [TEL …], көлік 123 ABC 02."


def test_a_title_holds_the_first_marks_only():
    spans = find(TEXT)
    assert uncovered("Тел. [TEL …]", spans, [spans[0].words], is_title=True) == "Тел. 8 701 234 56 78"
    assert uncovered("Тел. [TEL …]", spans, [spans[1].words], is_title=True) == "Тел. [TEL …]"
    assert uncovered("Тел. [AUTO …]", spans, [spans[0].words], is_title=True) is None


def test_a_mark_that_was_removed_cannot_be_told_from_another():
    covered = mask(TEXT).text.replace("[TEL …]", "", 1)
    assert uncovered(covered, find(TEXT), ["8 702 234 56 78"]) is None
    assert uncovered(covered, find(TEXT), []) == covered


def test_strangers_read_the_marks_in_their_language(town):
    appeal = town.appeal(text=TEXT)
    publish(town, appeal, mask(TEXT).text)
    read = {
        language: Client().get(f"/{language}/appeals/{appeal.number}/").content.decode()
        for language in ("kk", "ru", "en")
    }
    told = {"kk": "[телефон жасырылған]", "ru": "[телефон скрыт]", "en": "[phone hidden]"}
    assert {language: words in read[language] for language, words in told.items()} == dict.fromkeys(told, True)
    assert not any("TEL …" in page or "234 56 78" in page for page in read.values())


def publish(town, appeal, text, **words):
    return triage.publish(
        appeal.pk, public_title=TITLE, public_text=text, actor=town.actor("moderator"), at=AT, **words
    )


def test_what_nobody_confirmed_is_not_published(town):
    appeal = town.appeal(text=TEXT)
    before = Act.objects.count()
    with pytest.raises(Refused) as refusal:
        publish(town, appeal, TEXT, shown=["123 ABC 02"])
    assert (refusal.value.code, refusal.value.field) == ("signs", "shown")
    assert "8 701 234 56 78" in str(refusal.value)
    assert "123 ABC 02" not in str(refusal.value)
    assert (Act.objects.count(), Appeal.objects.get(pk=appeal.pk).public_text) == (before, "")


def test_what_was_confirmed_is_counted_in_the_journal_and_not_written_there(town):
    appeal = town.appeal(text=TEXT)
    half = "Тел. [TEL …], көлік 123 ABC 02. Шұңқыр бар."
    act = publish(town, appeal, half, shown=["123 ABC 02"])
    assert Appeal.objects.get(pk=appeal.pk).public_text == half
    assert (act.data["hidden"], act.data["shown"]) == (1, {"plate": 1})
    assert "ABC" not in str(act.data)


def test_a_title_is_read_as_closely_as_the_text(town):
    appeal = town.appeal(text=TEXT)
    with pytest.raises(Refused, match="8 701 234 56 78"):
        triage.publish(
            appeal.pk,
            public_title="Шұңқыр, 8 701 234 56 78",
            public_text="Шұңқыр бар екен.",
            actor=town.actor("moderator"),
            at=AT,
        )


def test_a_name_goes_out_only_when_a_person_lets_it_through():
    text = "Участковый Ахметов Ерлан Серікұлы көмектеспеді."
    (span,) = unconfirmed(text, ())
    assert (span.kind, span.words) == ("name", "Ахметов Ерлан Серікұлы")
    assert unconfirmed(text, [span.words]) == ()
    assert not may_go_unread([span], in_housing=False)
