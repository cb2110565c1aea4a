"""Personal data in a text: found in every usual spelling, covered once, and nothing else touched."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.masking import KINDS, MARK_OF, Span, cover, find, mask

FOUND = [
    ("iin", "ЖСН 991332900000 болды", "991332900000"),
    ("iin", "ИИН 991332900107.", "991332900107"),
    ("iin", "иин 9913 3290 0000", "9913 3290 0000"),
    ("iin", "991332-900-107", "991332-900-107"),
    ("iin", "ИИН: 9 9 1 3 3 2 9 0 0 0 0 0", "9 9 1 3 3 2 9 0 0 0 0 0"),
    ("iin", "кв-ра 7 991332900000", "991332900000"),
    ("phone", "Звоните: 8 701 234 56 78.", "8 701 234 56 78"),
    ("phone", "Маған +7 (727) 234-56-78 нөміріне", "+7 (727) 234-56-78"),
    ("phone", "тел 87012345678", "87012345678"),
    ("phone", "тел87012345678", "87012345678"),
    ("phone", "+7-701-234-56-78", "+7-701-234-56-78"),
    ("phone", "+7(701)2345678", "+7(701)2345678"),
    ("phone", "8.701.234.56.78", "8.701.234.56.78"),
    ("phone", "жазыңыз 701 234 56 78", "701 234 56 78"),
    ("phone", "7772345678 Алия", "7772345678"),
    ("phone", "8 (7272) 71-15-22", "8 (7272) 71-15-22"),
    ("phone", "Қалалық 272-71-15", "272-71-15"),
    ("phone", "телефон: 2727115", "2727115"),
    ("phone", "+998 90 123 45 67", "+998 90 123 45 67"),
    ("phone", "дом 7, 8 9О1 234 56 78", "8 9О1 234 56 78"),
    ("email", "пишите aliya.n@example.kz", "aliya.n@example.kz"),
    ("email", "aliya+work@mail.example.com.", "aliya+work@mail.example.com"),
    ("email", "пошта@мекеме.қаз", "пошта@мекеме.қаз"),
    ("email", "aliya (at) mail.kz", "aliya (at) mail.kz"),
    ("email", "aliya собака mail точка ru", "aliya собака mail точка ru"),
    ("email", "aliya @ mail.ru", "aliya @ mail.ru"),
    ("flat", "Абай 10, кв. 15", "кв. 15"),
    ("flat", "Абай 10, 15 пәтер", "15 пәтер"),
    ("flat", "15-пәтерде тұрамын", "15-пәтерде"),
    ("flat", "пәтер 15", "пәтер 15"),
    ("flat", "ПӘТЕРІМ № 15", "ПӘТЕРІМ № 15"),
    ("flat", "патер 15", "патер 15"),
    ("flat", "квартира №15", "квартира №15"),
    ("flat", "квартиры 15 и выше", "квартиры 15"),
    ("flat", "в 15 квартире шум", "15 квартире"),
    ("flat", "15-я квартира", "15-я квартира"),
    ("flat", "apt. 15", "apt. 15"),
    ("flat", "д. 5 кв 3", "кв 3"),
    ("flat", "дом 10кв15", "кв15"),
    ("flat", "Абая 10-25, нет света", "25"),
    ("flat", "живу на Абая 10/2-25", "25"),
    ("flat", "ул. абая 10-25", "25"),
    ("flat", "мкр Аксай 4, 10-25", "25"),
    ("flat", "Төле би көшесі, 10-25", "25"),
    ("flat", "Абай, 10 үй, 25", "25"),
    ("plate", "көлік 123 ABC 02", "123 ABC 02"),
    ("plate", "машина 123АВС02 стоит", "123АВС02"),
    ("plate", "номер 123 авс 02", "123 авс 02"),
    ("plate", "123abc02", "123abc02"),
    ("plate", "777 АВ 05", "777 АВ 05"),
    ("plate", "A123BCD", "A123BCD"),
    ("plate", "А 123 ВСМ у подъезда", "А 123 ВСМ"),
    ("card", "4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("card", "Kaspi 5555555555554444", "5555555555554444"),
    ("iban", "KZ86125KZT5004100100", "KZ86125KZT5004100100"),
    ("name", "Иванова Алия Сериковна не открывает дверь", "Иванова Алия Сериковна"),
    ("name", "мастер Пётр Ильич грубит", "Пётр Ильич"),
    ("name", "обещал Сериков Нурлан Маратович", "Сериков Нурлан Маратович"),
    ("name", "сказали Айгуль Нурлановне Ахметовой", "Айгуль Нурлановне Ахметовой"),
    ("name", "Нұрлан Серікұлы уәде берді", "Нұрлан Серікұлы"),
    ("name", "Ахметова Әлия Маратқызына айттым", "Ахметова Әлия Маратқызына"),
    ("name", "участковый Ахметов Е. С. не пришёл", "Ахметов Е. С."),
    ("name", "подписал Е.С. Ахметов", "Е.С. Ахметов"),
    ("name", "Менің атым Әлия, үйде су жоқ", "Әлия"),
    ("name", "меня зовут Алия Ахметова и живу тут", "Алия Ахметова"),
    ("name", "ФИО: Ким Виктор", "Ким Виктор"),
    ("name", "аты-жөнім Серік Болатов", "Серік Болатов"),
    ("iban", "есеп шот KZ86 125K ZT50 0410 0100", "KZ86 125K ZT50 0410 0100"),
    ("flat", "льют воду из 45 квартиры", "45 квартиры"),
    ("flat", "сосед из 45-й квартиры шумит", "45-й квартиры"),
    ("flat", "Абай 10 үй 25", "25"),
    ("flat", "10 дом, 25", "25"),
    ("phone", "менің телефоным 8747 123 45 67", "8747 123 45 67"),
    ("phone", "8(701)1234567", "8(701)1234567"),
    ("plate", "г/н А123ВСЕ", "А123ВСЕ"),
    ("name", "врач Садыкова Гульнара нагрубила", "Садыкова Гульнара"),
    ("name", "председатель КСК Сулейменов К. не отвечает", "Сулейменов"),
    ("name", "водитель Марат Ахметов хамит", "Марат Ахметов"),
    ("name", "С уважением, Ержан Касымов", "Ержан Касымов"),
    ("name", "Құрметпен, Айгүл Серікова", "Айгүл Серікова"),
    ("name", "Я, Ким Виктор, прошу", "Ким Виктор"),
    ("name", "меня зовут айгуль серикова, живу тут", "айгуль серикова"),
]

CLEAN = [
    "Өтініш 2026-000123, Абай даңғылы, 150/230 үй, 15 жұмыс күні",
    "Автобус № 79, аялдама 2023 жылы салынды, 12 500 000 теңге",
    "квартал 12, поликлиника № 17",
    "ИИН 991332900001 неверный",
    "стоимость 87 450 000 000 тенге и 7 011 234 567 тенге",
    "Ждали 10-15 минут, снег 10-25 см",
    "вырыли яму 3 на 4 метра, 120 кв.м, 50 кв. м",
    "без света 40 квартир, 3 квартиры затопило",
    "40 пәтерлі үй, 9 қабат",
    "во 3 кв. 2026 года",
    "07.11.2026 в 14.30, 8.10.2026 14.30",
    "В 123 МКР нет воды",
    "звоните 112 или 1308",
    "дома 7, 35, 40, 45, 50, 55",
    "работает с 9-18, 22-23 қараша",
    "Абай Құнанбайұлы көшесі, Ілияс Есенберлин атындағы мектеп",
    "улица Сатпаева, проспект Абая, ул. Кабанбай батыра, площадь Астаны",
    "школа имени Сакена Сейфуллина, парк имени Ганди, ул. Жандосова Е.А.",
    "Төле би мен Сейфуллин қиылысы, Жібек жолы, Райымбек даңғылы",
    "кирпич и паралич, Кирпич лежит во дворе, основной вопрос",
    "меня зовут соседи, моё имя не называйте",
    "@akimat ответьте, почта на a@b",
    "ул. Толе би 20 дом 3, Аксай-4 дом 25, Самал 2, 77",
    "в 12 квартирах нет света, квартиру жду 15 лет, в квартире 15 °C",
    "СОСЕД ОДИН ШУМИТ, Я, МАТЬ ТРОИХ ДЕТЕЙ",
    "С уважением, жители дома. Сосед один шумит, водитель Яндекс такси, я, как мать, против",
    "Головной арык, Атаулы көмек, до метро Момышулы",
    "43.238949, 76.889709, звонил 109 и 112, автобус 92, троллейбус 9, индекс 050000",
]


@pytest.mark.parametrize(("kind", "text", "words"), FOUND)
def test_found_in_this_spelling(kind, text, words):
    start = text.rindex(words)
    assert find(text) == (Span(kind, start, start + len(words), words),)
    assert mask(text).text == text[:start] + MARK_OF[kind] + text[start + len(words) :]


@pytest.mark.parametrize("text", CLEAN)
def test_left_alone(text):
    assert [(span.kind, span.words) for span in find(text)] == []
    assert mask(text).text == text


def test_every_kind_is_tried():
    assert {kind for kind, _text, _words in FOUND} == set(KINDS)


@pytest.mark.parametrize(
    "hidden",
    [
        "８ ７０１ ２３４ ５６ ７８",
        "8\u200b7\u200b0\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7\u200b8",
        "\u202e8 701 234 56 78\u202c",
        "8\u00ad701\u2060234\ufeff5678",
        "8 7О1 234 56 78",
        "8 7o1 2з4 56 78",
        "8\u00a0701\u2009234–56—78",
        "٨ ٧٠١ ٢٣٤ ٥٦ ٧٨",
        "8\u0336 7\u03360\u03361 234 56 78",
        "𝟖 𝟕𝟎𝟏 𝟐𝟑𝟒 𝟓𝟔 𝟕𝟖",
    ],
)
def test_a_disguised_phone_is_found_whole(hidden):
    done = mask(f"Маған {hidden} деп жазыңыз")
    assert [span.kind for span in done.spans] == ["phone"]
    assert not any(char.isdigit() for char in done.text)


def test_several_in_one_text_stand_in_its_order():
    text = "кв. 5, 8 701 234 56 78, ИИН 991332900000, a@b.kz, 123 ABC 02"
    assert [span.kind for span in find(text)] == ["flat", "phone", "iin", "email", "plate"]
    assert mask(text).text == "[APT …], [TEL …], ИИН [IIN …], [E-MAIL …], [AUTO …]"


def test_a_span_may_stay_uncovered():
    text = "8 701 234 56 78 немесе 8 702 234 56 78"
    spans = find(text)
    assert cover(text, spans, but={0}) == "8 701 234 56 78 немесе [TEL …]"
    assert cover(text, spans, but={0, 1}) == text


PIECES = st.lists(
    st.one_of(
        st.sampled_from([text for _kind, text, _words in FOUND] + CLEAN + list(MARK_OF.values())),
        st.text(alphabet="0123456789 +-().кв№пәтердомABCавс@.kz\u200b[]…", max_size=24),
        st.text(max_size=6),
    ),
    max_size=8,
)


@given(PIECES, st.sampled_from(["", " ", ", ", "-"]))
@example(["8 701 234 56 78", "[TEL …]"], "")
def test_covering_twice_is_covering_once(pieces, between):
    once = mask(between.join(pieces)).text
    assert mask(once).text == once


@given(PIECES)
def test_spans_are_apart_and_name_their_words(pieces):
    text = " ".join(pieces)
    done = mask(text)
    reached = 0
    for span in done.spans:
        assert reached <= span.start < span.end <= len(text)
        assert span.words == text[span.start : span.end]
        reached = span.end
    assert cover(text, done.spans) == done.text
    assert cover(text, done.spans, but=range(len(done.spans))) == text


@pytest.mark.parametrize(
    "unit",
    [
        "7",
        "7 ",
        "a@",
        "@",
        "кв ",
        "ул. ",
        "Абая ",
        "8 701 ",
        "kz12",
        "a.",
        "+7(",
        "99133290000 ",
        "aaaa",
        "тел ",
        "1-",
        "[TEL …]",
        "Серікұлы ",
        "А. ",
        "меня зовут ",
        "Аа ",
    ],
)
def test_the_cost_grows_with_the_length_only(unit):
    """Ten times the text may cost ten times as much; a hundred would be a pattern that tries everything anew."""

    def cost(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        best = float("inf")
        for _try in range(3):
            begun = time.process_time()
            mask(text)
            best = min(best, time.process_time() - begun)
        return best

    assert cost(100_000) < 40 * max(cost(10_000), 0.002)
