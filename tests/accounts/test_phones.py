import pytest
from django.core.exceptions import ValidationError

from accounts.phones import PhoneField, normalised, readable
from accounts.sign_in.forms import read_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 (701) 234-56-78", "+77012345678"),
        ("+7 701 234 56 78", "+77012345678"),
        ("7012345678", "+77012345678"),
        ("87012345678", "+77012345678"),
        ("+7 727 271 12 34", "+77272711234"),
        ("+49 30 901820", "+4930901820"),
        ("8 701 234 56", None),
        ("+7 701 234 56 78 9", None),
        ("twelve", None),
        ("", None),
    ],
)
def test_any_usual_spelling_is_kept_as_e164(typed, kept):
    assert normalised(typed) == kept


def test_a_number_is_shown_in_groups_that_do_not_break():
    assert readable("+77012345678") == "+7\u00a0701\u00a0234\u00a05678"
    assert readable("not a number") == "not a number"


def test_the_field_names_the_mend():
    with pytest.raises(ValidationError) as refusal:
        PhoneField().clean("701")
    assert refusal.value.code == "invalid_phone"
    assert PhoneField(required=False).clean("") == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" Aigul@Example.KZ ", ("email", "aigul@example.kz")),
        ("8 (701) 234-56-78", ("phone", "+77012345678")),
    ],
)
def test_one_field_tells_an_e_mail_from_a_phone(typed, read):
    assert read_address(typed) == read


@pytest.mark.parametrize("typed", ["aigul", "aigul@", "12345", "@example.kz"])
def test_what_is_neither_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        read_address(typed)
    assert refusal.value.code == "invalid_login"
