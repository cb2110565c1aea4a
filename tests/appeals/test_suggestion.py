"""Suggested categories: spellings meet, hostile texts do no harm, a worse model is not used, the figures hold."""

import csv
import io
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from appeals.models import SuggestionModel
from appeals.reference import load_categories
from appeals.rules.emergency import phone_for
from appeals.rules.suggestion.features import features
from appeals.rules.suggestion.fitting import Example, fit
from appeals.rules.suggestion.folding import words
from appeals.rules.suggestion.measure import measure, written_otherwise
from appeals.rules.suggestion.model import Model
from appeals.rules.suggestion.ranking import suggest
from appeals.rules.suggestion.variation import SCHOOLS, latin
from appeals.services import suggesting
from tests.appeals.danger import CALM, URGENT
from tests.factories.suggestions import quick_fit

TREE = {
    row["code"]: row["topic"]
    for row in csv.DictReader((suggesting.DATA.parent / "categories.csv").open(encoding="utf-8"))
    if row["parent"]
}


NOW = datetime(2026, 2, 2, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(suggesting.examples("examples", TREE), TREE)


@pytest.mark.parametrize(
    "spelling", ["Көшеде шам жанбайды", "КӨШЕДЕ ШАМ ЖАНБАЙДЫ", "Кошеде шам жанбайды", "koshede sham zhanbaydy"]
)
def test_spellings_meet(spelling):
    assert words(spelling) == ["кошеде", "шам", "жанбаиди"]


@pytest.mark.parametrize(
    ("hidden", "plain"),
    [
        ("Не го\u200bрит \u202eфонарь\u202c", "Не горит фонарь"),
        ("<b>Не горит</b> <script>alert('x')</script> фонарь", "Не горит фонарь"),
        ("Нe гoрит фонарь", "Не горит фонарь"),
        ("&lt;Не горит&gt; фонарь", "Не горит фонарь"),
    ],
)
def test_nothing_is_hidden_by_marks_tags_and_look_alikes(hidden, plain):
    assert words(hidden) == words(plain)


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE appeals_appeal; --",
    '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\u202e=1+1\u202c",
    "＝1+1",
    "а\0б",
    "яма " * 25_000,
    "",
    "   ",
    "😀😀😀",
    "今日はいい天気ですね",
    "\tтаб",
    "\r\nперенос",
    "а\u0301" * 3000,
    "\uffff\u200b\u200b",
    '«кавычки\nи перенос», а,б;в"г"',
    "{{7*7}} %s%n",
]
# Which of them a spreadsheet would run, or take for another cell.
RUN = [2, 3, 4, 5, 6, 7, 14, 15]


def printed(tmp_path, table, encoding="utf-8", between=",") -> list[dict[str, str]]:
    """What the command prints of a table: rows, or the file as it stands."""
    file = tmp_path / "texts.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        out.write(table) if isinstance(table, str) else csv.writer(out, delimiter=between).writerows(table)
    printed = io.StringIO()
    call_command("suggest_category", csv=file, stdout=printed)
    return list(csv.DictReader(io.StringIO(printed.getvalue(), newline="")))


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀😀", "\u202e\u200b", "'; DROP TABLE appeals;--", "=1+1", "а" * 100_000, "<" * 50_000]
)
def test_hostile_texts_do_no_harm(model, text):
    found = suggest(text, model, TREE, threshold=0.15)
    assert len(found) <= 3
    assert phone_for(text) == ""


@pytest.mark.parametrize(
    "text", ["", "😀😀😀", "?!", "улица дом алматы", "фывапролдж", "asdf qwe zxc", "今日はいい天気"]
)
def test_a_text_that_tells_nothing_is_left_to_people(model, text):
    assert suggest(text, model, TREE, threshold=0.15) == ()


def test_there_are_twenty_examples_and_enough_held_out_for_each_leaf_and_language():
    expected = {(leaf, language) for leaf in TREE for language in ("kk", "ru")}
    for name, least in (("examples", 20), ("heldout", 3), ("voices", 4)):
        counted = Counter((one.label, one.language) for one in suggesting.examples(name, TREE))
        assert {key for key, number in counted.items() if number >= least and key[0] != "other"} == expected


def test_no_held_out_text_is_learned_from():
    learned = {" ".join(words(one.text)) for one in suggesting.examples("examples", TREE)}
    held_out = suggesting.examples("heldout", TREE) + suggesting.examples("voices", TREE)
    assert [one for one in held_out if " ".join(words(one.text)) in learned] == []


def test_the_figures_hold_for_many_voices(model):
    texts = suggesting.examples("voices", TREE)
    figures = measure(model, texts, TREE, threshold=0.15)
    reached = {language: figures[language] for language in ("ru", "kk")}
    assert {name: (row["first"] >= 0.84, row["among_three"] >= 0.94) for name, row in reached.items()} == {
        "ru": (True, True),
        "kk": (True, True),
    }
    wordy = measure(model, written_otherwise(texts)["wordy"], TREE, threshold=0.15)
    assert {language: wordy[language]["first"] >= 0.78 for language in reached} == {"ru": True, "kk": True}


def test_the_figures_hold_in_both_languages_and_otherwise_written(model):
    held_out = suggesting.examples("heldout", TREE)
    figures = measure(model, held_out, TREE, threshold=0.15)
    reached = {language: figures[language] for language in ("ru", "kk")}
    assert {name: (row["first"] >= 0.85, row["among_three"] >= 0.95) for name, row in reached.items()} == {
        "ru": (True, True),
        "kk": (True, True),
    }
    otherwise = {
        name: measure(model, texts, TREE, threshold=0.15)["all"] for name, texts in written_otherwise(held_out).items()
    }
    assert {name: row["first"] >= 0.8 for name, row in otherwise.items()} == dict.fromkeys(otherwise, True)


def test_a_model_is_read_as_it_was_written_and_never_by_pickle(model):
    again = Model.load(model.dump())
    text = "Автобус 92 опаздывает"
    assert (again.labels, again.sharpness) == (model.labels, model.sharpness)
    assert suggest(text, again, TREE, threshold=0.0) == suggest(text, model, TREE, threshold=0.0)
    evil = io.BytesIO()
    np.savez(evil, labels=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        Model.load(evil.getvalue())


@pytest.mark.parametrize("school", sorted(SCHOOLS))
def test_every_school_of_latin_letters_is_known(school):
    same = set(features("жарық жоқ")) & set(features(latin("жарық жоқ", school)))
    assert len(same) >= 5


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("Люк закрыли, спасибо", ""),
        ("Вчера был открытый люк, его уже закрыли", ""),
        ("Газом не пахнет", ""),
        ("Пожар потушили", ""),
        ("Не горит фонарь, не горит светофор", ""),
        ("ОТКРЫТЫЙ ЛЮК у школы", "112"),
        ("zapah gaza v podezde", "104"),
        ("ashyq lyuk tur", "112"),
        ("Нет крышки на люке", "112"),
        ("Оголённый провод торчит у песочницы", "112"),
        ("Бабушка застряла в лифте", "112"),
        ("Сымдар салбырап тұр", "112"),
        ("Стена обрушилась на тротуар", "112"),
        ("Люк закрыли. Но теперь пахнет газом!", "104"),
    ],
)
def test_danger_is_heard_and_what_is_over_is_not(text, phone):
    assert phone_for(text) == phone


def test_danger_is_heard_in_every_spelling_and_its_words_alone_are_none():
    assert [text for text in URGENT if not phone_for(text)] == []
    assert [text for text in CALM if phone_for(text)] == []


def test_danger_is_looked_for_in_a_bounded_time():
    began = time.process_time()
    assert [phone_for("люк не закрыт провод " * times) for times in (1, 10_000)] == ["112", "112"]
    assert time.process_time() - began < 1


def test_a_web_process_starts_without_the_learning_library():
    code = (
        "import django, sys; django.setup(); import config.urls, appeals.tasks;"
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.django_db
class TestModels:
    @pytest.fixture(autouse=True)
    def tree(self, db, monkeypatch):
        load_categories()
        monkeypatch.setattr(suggesting, "fit", quick_fit)

    def test_a_fit_puts_a_model_to_use_and_a_worse_one_aside(self, monkeypatch):
        first = suggesting.refit(at=NOW, on=NOW.date())
        assert (first.version, first.in_use, first.refused) == (1, True, "")
        assert suggesting.needed(NOW.date()) is False
        poisoned = [Example("stray-dogs", one.language, one.text) for one in suggesting.examples("examples", TREE)]
        monkeypatch.setattr(suggesting, "corrections", lambda tree: poisoned)
        second = suggesting.refit(at=NOW + timedelta(days=1), on=NOW.date())
        assert (second.in_use, bool(second.refused)) == (False, True)
        assert list(SuggestionModel.objects.filter(in_use=True).values_list("version", flat=True)) == [1]

    def test_the_command_prints_one_row_for_each_row(self, tmp_path):
        suggesting.refit(at=NOW, on=NOW.date())
        file = tmp_path / "texts.csv"
        texts = [
            "Не горит фонарь на столбе",
            "",
            '=cmd|"calc"!A1 пахнет газом',
            "😀",
            "строка\nи «кавычки», 87011234567",
        ]
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([["id", "text"], *([number, text] for number, text in enumerate(texts))])
        printed = io.StringIO()
        call_command("suggest_category", csv=file, stdout=printed)
        rows = list(csv.DictReader(io.StringIO(printed.getvalue())))
        assert printed.getvalue().startswith("category,topic,confidence,category2,topic2,confidence2,category3,")
        assert [row["urgent"] for row in rows] == ["false", "false", "true", "false", "false"]
        assert (rows[0]["category"], rows[0]["topic"], rows[1]["category"]) == ("lighting-off", "lighting", "")
        assert rows[2]["masked_text"].startswith("'=cmd")
        assert ("87011234567" in rows[4]["masked_text"], "\n" in rows[4]["masked_text"]) == (False, True)

    def test_a_row_for_each_hostile_text_in_its_order(self, tmp_path):
        suggesting.refit(at=NOW, on=NOW.date())
        *rows, last = printed(tmp_path, [["text"], *([text] for text in HOSTILE), ["Не горит фонарь"]])
        expected = [text.replace("\0", "") for text in HOSTILE]
        for number in RUN:
            expected[number] = "'" + expected[number]
        assert [row["masked_text"] for row in rows] == expected
        assert ({row["urgent"] for row in rows}, last["category"]) == ({"false"}, "lighting-off")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
    def test_any_usual_table_is_read(self, tmp_path, encoding):
        suggesting.refit(at=NOW, on=NOW.date())
        texts = ["Яма, большая; на\nдороге", "", 'Не горит "фонарь"']
        table = [["id", " Text "], *([1, text] for text in texts)]
        for between in (",", ";", "\t"):
            assert [row["masked_text"] for row in printed(tmp_path, table, encoding, between)] == texts

    def test_a_broken_byte_does_not_make_another_alphabet_of_the_file(self, tmp_path):
        suggesting.refit(at=NOW, on=NOW.date())
        file = tmp_path / "texts.csv"
        file.write_bytes("text\nЯма на дороге\n".encode() + b"\xff\xfa\n")
        out = io.StringIO()
        call_command("suggest_category", csv=file, stdout=out)
        assert out.getvalue().splitlines()[1].endswith(",false,Яма на дороге")

    def test_a_last_column_without_quotes_may_hold_commas(self, tmp_path):
        suggesting.refit(at=NOW, on=NOW.date())
        rows = printed(tmp_path, "text\nЯма, большая, на дороге\n")
        assert [row["masked_text"] for row in rows] == ["Яма, большая, на дороге"]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [("id,message\n1,яма\n", "no column `text` (id, message)"), ("", "no column `text` (it is empty)")],
    )
    def test_a_table_without_texts_is_refused_in_words(self, tmp_path, content, sentence):
        suggesting.refit(at=NOW, on=NOW.date())
        with pytest.raises(CommandError, match=re.escape(sentence)):
            printed(tmp_path, content)

    def test_without_a_model_nothing_is_suggested(self):
        assert suggesting.word_on("Не горит фонарь", on=date(2026, 2, 2)) == {}
