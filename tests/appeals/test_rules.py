"""The plain rules of appeals: clocks, codes, words, places."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.texts import clean, one_line
from appeals.rules import claims, emergency, privacy, reopening, term
from appeals.rules.answers import languages_for, may_sign
from appeals.rules.term import Allowed
from appeals.rules.texts import title_from
from workflow.workdays import Calendar

# Days off of early 2026 that are not weekends: 9 March for the 8th, 23 to 25 March for Nauryz.
SPRING = Calendar(holidays=frozenset({date(2026, 3, 9), date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 25)}))
FIFTEEN = Allowed(15, "working", "")


@pytest.mark.parametrize(
    ("registered", "allowed", "due"),
    [
        (date(2026, 2, 2), FIFTEEN, date(2026, 2, 23)),
        (date(2026, 2, 2), Allowed(20, "working", ""), date(2026, 3, 2)),
        (date(2026, 3, 5), FIFTEEN, date(2026, 4, 1)),
        (date(2026, 2, 2), Allowed(15, "calendar", ""), date(2026, 2, 17)),
        (date(2026, 2, 6), Allowed(15, "calendar", ""), date(2026, 2, 23)),
        (date(2026, 3, 8), Allowed(15, "calendar", ""), date(2026, 3, 26)),
    ],
)
def test_the_last_day_for_the_answer(registered, allowed, due):
    assert term.due_on(registered, allowed=allowed, calendar=SPRING) == due


@given(st.binary(min_size=10, max_size=10))
def test_a_claim_code_is_read_as_it_was_written(secret):
    code = claims.write(secret)
    assert len(code) == 19
    assert set(code) <= set(claims.ALPHABET + "-")
    assert claims.read(code) == code.replace("-", "")
    assert claims.read(f" {code.lower().replace('-', ' ')} ") == code.replace("-", "")


def test_different_secrets_give_different_codes():
    codes = {claims.write(number.to_bytes(10, "big")) for number in range(1000)}
    assert len(codes) == 1000


def test_look_alikes_are_forgiven():
    assert claims.read("oIl0-АВСЕ-КМРТ-ХY12") == "0110ABCEKMPTXY12"
    assert claims.read("О0О0 нхху 1111 2222") == "0000HXXY11112222"


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-Q0ZD-1R8V-XW5A-0", "7K3M-Q0ZD-1R8V-XW5U", "ЖЖЖЖ-ЖЖЖЖ-ЖЖЖЖ-ЖЖЖЖ", "\x00" * 16]
)
def test_what_cannot_be_a_code_is_nothing(typed):
    assert claims.read(typed) == ""


def test_a_text_is_cleaned_and_not_changed():
    assert clean("  Бірінші\r\n\r\n\r\n\r\nекінші\x00 \u202eүшінші\u200b  \n") == "Бірінші\n\nекінші үшінші"
    assert clean("и\u0306") == "й"
    assert one_line("Абай  д-лы,\n 10") == "Абай д-лы, 10"


def test_a_title_is_the_first_sentence():
    assert title_from("Шам жанбайды. Екі апта болды.") == "Шам жанбайды"
    assert title_from("Не горит фонарь! Уже неделю.") == "Не горит фонарь!"
    long = "Около дома номер двадцать пять по улице Толе би уже третью неделю никто не вывозит строительный мусор"
    title = title_from(long)
    assert (len(title) <= 90, title[-1], long.startswith(title[:-1])) == (True, "…", True)
    assert title_from("а" * 200) == "а" * 89 + "…"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("В подъезде сильный запах газа", "104"),
        ("Кіреберісте газ иісі шығып тұр", "104"),
        ("На дороге открытый люк без крышки", "112"),
        ("Балам лифтте қамалып қалды", "112"),
        ("Үзілген сым жерде жатыр", "112"),
        ("Там человек с ножом", "102"),
        ("Газон не поливают", ""),
        ("Бағдаршам жанбайды", ""),
    ],
)
def test_words_of_danger_name_a_number(text, phone):
    assert emergency.phone_for(text) == phone


@given(st.floats(76.74, 77.17), st.floats(43.03, 43.41))
def test_a_rounded_point_tells_the_cell_and_no_more(lon, lat):
    there = privacy.rounded(lon, lat)
    assert abs(there[1] - lat) * 111_320 <= 51
    assert abs(there[0] - lon) * 111_320 * 0.73 <= 52
    assert privacy.rounded(*there) == there


def test_answers_are_in_the_appeals_language_or_kazakh():
    """Rule 18 of the reference."""
    assert languages_for("ru") == {"ru", "kk"}
    assert languages_for("kk") == {"kk"}
    assert languages_for("en") == {"en", "kk"}


def test_the_doer_is_not_the_controller():
    assert may_sign(controller_id=1, written_by_id=2) is True
    assert may_sign(controller_id=1, written_by_id=1) is False


def test_the_days_for_reopening_end():
    until = datetime(2026, 3, 5)
    appeal, in_parts = (SimpleNamespace(reopen_until=until, part_count=count) for count in (0, 2))
    assert reopening.last_day(date(2026, 2, 2), days=30) == date(2026, 3, 4)
    assert reopening.obstacle(appeal, datetime(2026, 3, 4, 23, 59)) is None
    assert reopening.obstacle(appeal, until) == reopening.TOO_LATE
    assert reopening.obstacle_of_parts(in_parts, datetime(2026, 3, 4, 23, 59)) is None
    assert reopening.obstacle_of_parts(in_parts, until) == reopening.TOO_LATE


@pytest.mark.parametrize("at", [datetime(2026, 3, 4), datetime(2026, 3, 6)])
def test_what_was_split_is_opened_again_by_its_parts_alone(at):
    appeal, in_parts = (SimpleNamespace(reopen_until=datetime(2026, 3, 5), part_count=count) for count in (0, 2))
    assert reopening.obstacle(in_parts, at) == reopening.HAS_PARTS
    assert reopening.obstacle_of_parts(appeal, at) == reopening.NO_PARTS
