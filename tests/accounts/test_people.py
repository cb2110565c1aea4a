from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.checks import run_checks

from accounts import people
from accounts.models import User
from accounts.templatetags.browsers import browser
from tests.accounts.conftest import AT
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

LONG_AGO = AT - timedelta(days=8)


def opened(email: str, at=LONG_AGO, **fields) -> User:
    """An account as the sign-up page leaves it before the code is entered."""
    user = User.objects.create(email=email, date_joined=at, **fields)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    return user


def test_only_old_accounts_that_nobody_ever_confirmed_are_forgotten():
    opened("stale@example.kz")
    opened("fresh@example.kz", at=AT - timedelta(days=6))
    opened("by-phone@example.kz", phone="+77012345678", phone_verified=True)
    opened("came-in@example.kz", last_login=LONG_AGO)
    opened("staff@example.kz", is_staff=True)
    people.add_person(full_name="K", email="confirmed@example.kz", at=LONG_AGO)
    people.add_person(full_name="P", email="password@example.kz", password="x-y-z-1234567", at=LONG_AGO)
    assert people.forget_unconfirmed(before=AT - timedelta(days=7)) == 1
    assert set(User.objects.values_list("email", flat=True)) == {
        "fresh@example.kz",
        "by-phone@example.kz",
        "came-in@example.kz",
        "staff@example.kz",
        "confirmed@example.kz",
        "password@example.kz",
    }


@pytest.mark.parametrize(("given", "code"), [({}, "no_address"), ({"phone": "701"}, "invalid_phone")])
def test_somebody_without_an_address_is_not_added(given, code):
    with pytest.raises(Refused) as refusal:
        people.add_person(full_name="K", at=AT, **given)
    assert refusal.value.code == code
    assert User.objects.count() == 0


def test_an_unknown_language_is_refused(aigul):
    with pytest.raises(Refused) as refusal:
        people.choose_letters(aigul, language="de", channels=[])
    assert (refusal.value.code, refusal.value.field) == ("unknown_language", "language")
    assert aigul.notice_preferences.count() == 0


CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Chrome, Android"),
        (CHROME + " Edg/130.0", "Edge, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Windows"),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(said, words):
    assert browser(said) == words


@pytest.mark.parametrize(
    ("mail", "sms", "warnings"),
    [
        ("smtp://m", "https://s", set()),
        ("", "https://s", {"accounts.W001"}),
        ("", "", {"accounts.W001", "accounts.W002"}),
    ],
)
def test_a_place_from_which_no_letter_leaves_is_warned_of(settings, mail, sms, warnings):
    settings.EMAIL_URL, settings.SMS_GATEWAY_URL = mail, sms
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert {name for name in found if name.startswith("accounts.")} == warnings
