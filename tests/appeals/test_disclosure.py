"""Signs of personal data in a text, and the mask over them."""

import pytest

from appeals.rules.disclosure import masked, signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Звоните: 8 701 234 56 78.", [("phone", "8 701 234 56 78")]),
        ("Маған +7 (727) 234-56-78 нөміріне", [("phone", "+7 (727) 234-56-78")]),
        ("тел 87012345678", [("phone", "87012345678")]),
        ("пишите aliya.n@example.kz", [("email", "aliya.n@example.kz")]),
        ("ЖСН 850101300123", [("iin", "850101300123")]),
        ("Абай 10, кв. 15", [("flat", "кв. 15")]),
        ("Абай 10, 15 пәтер", [("flat", "15 пәтер")]),
        ("көлік 123 ABC 02", [("plate", "123 ABC 02")]),
        ("кв. 5, 8 701 234 56 78", [("flat", "кв. 5"), ("phone", "8 701 234 56 78")]),
        ("Өтініш 2026-000123, Абай даңғылы, 150/230 үй, 15 жұмыс күні", []),
        ("Автобус № 79, аялдама 2023 жылы салынды, 12 500 000 теңге", []),
        ("квартал 12, поликлиника № 17", []),
    ],
)
def test_signs(text, found):
    assert [(sign.kind, sign.words) for sign in signs(text)] == found


def test_the_mask_covers_every_sign_and_nothing_else():
    text = "Ағаш құлады. Тел. 8 701 234 56 78, 15 пәтер."
    assert masked(text) == "Ағаш құлады. Тел. […], […]."
    assert masked("Ағаш құлады, 3 күн болды.") == "Ағаш құлады, 3 күн болды."
