"""Terms, sums and doers as offices write them, in Kazakh and Russian. What is not clear is named and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.plan.doers import Doer, read_doers
from meetings.rules.plan.due import DueKind, read_due
from meetings.rules.plan.money import read_money, unit_of_column

YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))
SECOND_QUARTER = (date(2026, 4, 1), date(2026, 6, 30))
FIRST_HALF = (date(2026, 1, 1), date(2026, 6, 30))
FIRST_OF_SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 1))
OPEN = (None, None)

TERMS = {
    DueKind.DATE: [
        ("до 1 сентября 2026 года", FIRST_OF_SEPTEMBER),
        ("01.09.2026 г.", FIRST_OF_SEPTEMBER),
        ("до 01.09.26", FIRST_OF_SEPTEMBER),
        ("2026-09-01", FIRST_OF_SEPTEMBER),
        ("к 1 сентября 2026 г", FIRST_OF_SEPTEMBER),
        ("до\xa01\xa0сентября\xa02026\xa0г.", FIRST_OF_SEPTEMBER),
        ("2026 жылғы 1 қыркүйекке дейін", FIRST_OF_SEPTEMBER),
        ("2026 жылдың 1 қыркүйегіне дейін", FIRST_OF_SEPTEMBER),
        ("1 қыркүйек 2026 ж.", FIRST_OF_SEPTEMBER),
        ("с 1 мая по 1 сентября 2026 года", (date(2026, 5, 1), date(2026, 9, 1))),
        ("01.05.2026-01.09.2026", (date(2026, 5, 1), date(2026, 9, 1))),
    ],
    DueKind.MONTH: [
        ("сентябрь 2026 г.", (date(2026, 9, 1), date(2026, 9, 30))),
        ("2026 жылғы тамыз", (date(2026, 8, 1), date(2026, 8, 31))),
        ("февраль 2028", (date(2028, 2, 1), date(2028, 2, 29))),
        ("май-июнь 2026 года", (date(2026, 5, 1), date(2026, 6, 30))),
    ],
    DueKind.QUARTER: [
        ("II квартал 2026 г.", SECOND_QUARTER),
        ("2-й квартал 2026", SECOND_QUARTER),
        ("второй квартал 2026 года", SECOND_QUARTER),
        ("П квартал 2026", SECOND_QUARTER),
        ("ІІ тоқсан 2026 жыл", SECOND_QUARTER),
        ("2026 ж. 2-тоқсан", SECOND_QUARTER),
        ("2026 жылдың II тоқсаны", SECOND_QUARTER),
        ("до конца III квартала 2026 года", (date(2026, 7, 1), date(2026, 9, 30))),
        ("III-IV квартал 2026 года", (date(2026, 7, 1), date(2026, 12, 31))),
    ],
    DueKind.HALF: [
        ("I полугодие 2026 года", FIRST_HALF),
        ("2026 жылдың бірінші жартыжылдығы", FIRST_HALF),
        ("II жартыжылдық 2026 ж.", (date(2026, 7, 1), date(2026, 12, 31))),
    ],
    DueKind.YEAR: [("2026 год", YEAR_2026), ("до конца 2026 года", YEAR_2026), ("2026 жылдың соңына дейін", YEAR_2026)],
    DueKind.YEARS: [
        ("2026-2027 годы", (date(2026, 1, 1), date(2027, 12, 31))),
        ("2026–2027 жылдар", (date(2026, 1, 1), date(2027, 12, 31))),
    ],
    DueKind.ONGOING: [("постоянно", OPEN), ("на постоянной основе", OPEN), ("тұрақты түрде", OPEN), ("үнемі", OPEN)],
    DueKind.RECURRING: [
        ("ежеквартально, до 25 числа", OPEN),
        ("1 раз в квартал", OPEN),
        ("тоқсан сайын, 25-іне дейін", OPEN),
        ("ежемесячно до 31 декабря 2026 года", (None, date(2026, 12, 31))),
    ],
    DueKind.RELATIVE: [
        ("10 рабочих дней", OPEN),
        ("15 (пятнадцать) рабочих дней", OPEN),
        ("в течение месяца", OPEN),
        ("10 жұмыс күні ішінде", OPEN),
        ("бір ай ішінде", OPEN),
    ],
    DueKind.CONDITIONAL: [
        ("после выделения финансирования", OPEN),
        ("қаржы бөлінгеннен кейін", OPEN),
        ("после уточнения бюджета, II квартал 2026 года", SECOND_QUARTER),
    ],
    DueKind.NONE: [("", OPEN), (" - ", OPEN), ("—", OPEN), ("не указан", OPEN)],
}


@pytest.mark.parametrize(
    ("text", "kind", "days"), [(text, kind, days) for kind, rows in TERMS.items() for text, days in rows]
)
def test_a_term_is_understood(text, kind, days):
    due = read_due(text)

    assert (due.kind, (due.first, due.last), due.doubt) == (kind, days, "")


@pytest.mark.parametrize(
    ("text", "kind", "doubt"),
    [
        ("31.02.2026", DueKind.UNCLEAR, "there is no day 31.02.2026"),
        ("30 февраля 2026 года", DueKind.UNCLEAR, "there is no day 30.02.2026"),
        ("до 30 февраля", DueKind.UNCLEAR, "no year has a day 30.02"),
        ("29 ақпан 2027 ж.", DueKind.UNCLEAR, "there is no day 29.02.2027"),
        ("15.09.2026, 15.12.2026", DueKind.UNCLEAR, "several days"),
        ("2025, 2026", DueKind.UNCLEAR, "several years"),
        ("2027-2026 годы", DueKind.UNCLEAR, "the years run backwards"),
        ("V квартал 2026", DueKind.UNCLEAR, "which quarter"),
        ("30 ноября 2026 года, далее постоянно", DueKind.UNCLEAR, "two terms in one"),
        ("как можно скорее", DueKind.UNCLEAR, "not understood"),
        ("весна 2026", DueKind.UNCLEAR, "not understood"),
        ("до 25 числа", DueKind.UNCLEAR, "not understood"),
        ("до 1 сентября", DueKind.DATE, "the year is missing"),
        ("I полугодие", DueKind.HALF, "the year is missing"),
        ("до конца года", DueKind.YEAR, "the year is missing"),
        ("тамыз айы", DueKind.MONTH, "the year is missing"),
    ],
)
def test_what_is_not_clear_is_named_and_has_no_days(text, kind, doubt):
    due = read_due(text)

    assert (due.kind, due.first, due.last, due.doubt, due.text) == (kind, None, None, doubt, text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    due, money = read_due(text), read_money(text)

    assert due.text == money.text == " ".join(text.split())
    assert due.first is None or due.last is None or due.first <= due.last
    assert money.tenge is None or money.tenge >= 0
    read_doers(text)


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
def test_every_day_written_in_digits_comes_back(day):
    for text in (f"до {day:%d.%m.%Y} г.", f"{day:%Y-%m-%d}", f"{day.day}.{day.month}.{day.year} ж."):
        due = read_due(text)
        assert (due.kind, due.first, due.last) == (DueKind.DATE, day, day)


@pytest.mark.parametrize(
    ("text", "tenge", "doubt"),
    [
        ("РБ – 10,5 млн тенге", 10_500_000, ""),
        ("1 250 тыс. тг", 1_250_000, ""),
        ("5 млн. теңге", 5_000_000, ""),
        ("12000 мың теңге", 12_000_000, ""),
        ("МБ, 12 000 000 тенге", 12_000_000, ""),
        ("1.250.000 тенге", 1_250_000, ""),
        ("1,2 млрд", 1_200_000_000, ""),
        ("123,456 млн тенге", 123_456_000, ""),
        ("РБ - 10 млн, МБ - 2 млн тг", 12_000_000, ""),
        ("12 млн тенге, в т.ч. МБ 10 млн", 12_000_000, ""),
        ("7,5 млн. тг. (2026 г. - 3,5 млн., 2027 г. - 4 млн)", 7_500_000, ""),
        ("БНУ 2026 год, 35 млн", 35_000_000, ""),
        ("Местный бюджет", None, ""),
        ("не требуется", None, ""),
        ("қаржыландыруды қажет етпейді", None, ""),
        ("", None, ""),
        ("2 500 000", None, "a number without a unit"),
        ("1.250 тыс", None, "how much is 1.250"),
        ("0,3333 тыс. тенге", None, "a part of a tenge"),
    ],
)
def test_a_sum_is_whole_tenge_or_named(text, tenge, doubt):
    money = read_money(text)

    assert (money.tenge, money.doubt) == (tenge, doubt)


def test_the_head_of_a_column_tells_what_bare_numbers_count():
    assert [unit_of_column(title) for title in ("Сумма, тыс. тенге", "Сомасы, млн теңге", "Сумма, тенге", "Сумма")] == [
        1_000, 1_000_000, 1, None
    ]  # fmt: skip
    assert read_money("1 250", unit=1_000).tenge == 1_250_000
    assert read_money("1,5 млн", unit=1_000).tenge == 1_500_000


@pytest.mark.parametrize(
    ("text", "doers"),
    [
        (
            "Управление энергетики и водоснабжения, акимат Алмалинского района",
            [Doer("Управление энергетики и водоснабжения"), Doer("акимат Алмалинского района")],
        ),
        (
            "Управление мобилизационной подготовки, территориальной и гражданской обороны; ДЧС (по согласованию)",
            [Doer("Управление мобилизационной подготовки, территориальной и гражданской обороны"), Doer("ДЧС", True)],
        ),
        (
            "1) Энергетика басқармасы\n2) Алмалы ауданының әкімдігі (келісім бойынша)",
            [Doer("Энергетика басқармасы"), Doer("Алмалы ауданының әкімдігі", True)],
        ),
        (
            "Головной: Управление спорта; соисполнители: КГУ «Парк, сад», АО «Алатау Жарық»",
            [Doer("Управление спорта"), Doer("КГУ «Парк, сад»"), Doer("АО «Алатау Жарық»")],
        ),
        ("Управление спорта, Управление спорта", [Doer("Управление спорта")]),
        ("—", []),
    ],
)
def test_the_first_doer_leads(text, doers):
    assert read_doers(text) == doers
