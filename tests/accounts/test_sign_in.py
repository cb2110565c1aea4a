"""The entrance, through its pages: codes, passwords, sign-up, and what it must not tell."""

import re
import statistics
import time
from operator import sub

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice, User
from accounts.selectors import person_by_email
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP, CODE = "/kk/account/login/", "/kk/account/signup/", "/kk/account/login/code/confirm/"


def last_code() -> str:
    newest = Notice.objects.filter(secret=True).latest("pk")
    return re.search(r"\b\d{6}\b", newest.body)[0]


def signed_in(browser: Client) -> User | None:
    pk = browser.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


@pytest.mark.parametrize("address", ["aigul@example.kz", "AIGUL@example.kz ", "8 (701) 234-56-78", "+77012345678"])
def test_a_code_lets_in_by_either_address_however_it_is_typed(aigul, client, address):
    answer = client.post(LOGIN, {"login": address})
    assert (answer.status_code, answer.url) == (302, CODE)
    assert signed_in(client) is None
    answer = client.post(CODE, {"code": last_code()})
    assert answer.status_code == 302
    assert signed_in(client) == aigul


def test_a_wrong_code_does_not_and_three_of_them_end_the_try(aigul, client):
    client.post(LOGIN, {"login": aigul.email})
    right = last_code()
    wrong = "000000" if right != "000000" else "111111"
    assert [client.post(CODE, {"code": wrong}).status_code for _ in range(3)] == [200, 200, 302]
    client.post(CODE, {"code": right})
    assert signed_in(client) is None


def test_a_code_works_once_and_only_in_the_browser_that_asked(aigul, client):
    client.post(LOGIN, {"login": aigul.email})
    code = last_code()
    other = Client()
    other.post(CODE, {"code": code})
    assert signed_in(other) is None
    client.post(CODE, {"code": code})
    client.post("/kk/account/logout/")
    client.post(CODE, {"code": code})
    assert signed_in(client) is None


def test_a_password_lets_in_at_once(aigul, client):
    assert client.post(LOGIN, {"login": aigul.phone, "password": PASSWORD}).status_code == 302
    assert signed_in(client) == aigul
    assert Notice.objects.count() == 0


def test_a_wrong_password_keeps_what_was_typed_and_says_what_to_do(aigul, client):
    answer = client.post(LOGIN, {"login": aigul.email, "password": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="aigul@example.kz"' in page
    assert "govuk-error-summary" in page
    assert "wrong" not in re.findall(r'value="([^"]*)"', page)


@pytest.mark.parametrize("address", ["", "aigul", "12345"])
def test_what_is_no_address_is_refused_at_its_field(client, address):
    answer = client.post(LOGIN, {"login": address})
    assert answer.status_code == 200
    assert "id_login_error" in answer.content.decode()
    assert Notice.objects.count() == 0


SIGN_UP = {"full_name": "Ерлан Асқарұлы", "contact": "erlan@example.kz", "language": "ru", "consent": "on"}


@pytest.mark.parametrize(
    ("contact", "confirm", "email", "phone"),
    [
        ("Erlan@example.kz", "/kk/account/confirm-email/", "erlan@example.kz", None),
        ("8 702 111 22 33", "/kk/account/phone/verify/", None, "+77021112233"),
    ],
)
def test_signing_up_needs_a_name_an_address_and_consent_and_its_code_signs_in(client, contact, confirm, email, phone):
    answer = client.post(SIGNUP, SIGN_UP | {"contact": contact})
    assert (answer.status_code, answer.url) == (302, confirm)
    client.post(confirm, {"code": last_code()})
    user = signed_in(client)
    assert (user.full_name, user.email, user.phone, user.language) == ("Ерлан Асқарұлы", email, phone, "ru")
    assert user.phone_verified == bool(phone)
    assert EmailAddress.objects.filter(user=user, verified=True).exists() == bool(email)
    assert not user.has_usable_password()
    assert list(user.consents.values_list("purpose", "withdrawn_at")) == [("personal-data", None)]


@pytest.mark.parametrize("missing", list(SIGN_UP))
def test_signing_up_without_one_of_them_is_refused_and_nobody_is_created(client, missing):
    answer = client.post(SIGNUP, {name: value for name, value in SIGN_UP.items() if name != missing})
    assert answer.status_code == 200
    assert f'href="#id_{missing}' in answer.content.decode()
    assert User.objects.count() == 0


def same_but_for_secrets(page: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return re.sub(r"(known|unknown)@example\.kz|\+7\D?70\d\D?\d{3}\D?\d{4}", "ADDRESS", page)


@pytest.fixture
def known(db) -> User:
    from accounts import people
    from tests.accounts.conftest import AT

    return people.add_person(full_name="K", email="known@example.kz", phone="+77012345678", password=PASSWORD, at=AT)


ASKS = [
    pytest.param(LOGIN, "login", {}, {"email": "@example.kz", "phone": True}, id="code"),
    pytest.param(LOGIN, "login", {"password": "wrong"}, {"email": "@example.kz", "phone": True}, id="password"),
    pytest.param(SIGNUP, "contact", SIGN_UP, {"email": "@example.kz", "phone": True}, id="sign-up"),
    pytest.param("/kk/account/password/reset/", "email", {}, {"email": "@example.kz"}, id="reset"),
]
PAIRS = {"email": ("known@example.kz", "unknown@example.kz"), "phone": ("+77012345678", "+77029999999")}


def walk(address: str, field: str, value: str, extra: dict) -> list[tuple]:
    """Ask, follow where it leads, and try a wrong code there: what anybody sees of it."""
    browser = Client()
    seen = []
    answer = browser.post(address, extra | {field: value})
    seen.append((answer.status_code, answer.headers.get("Location"), same_but_for_secrets(answer.content.decode())))
    if answer.status_code == 302:
        page = browser.get(answer.url)
        seen.append((page.status_code, same_but_for_secrets(page.content.decode())))
        wrong = browser.post(answer.url, {"code": "abcdef"})
        seen.append((wrong.status_code, same_but_for_secrets(wrong.content.decode())))
    return seen


@pytest.mark.parametrize("kind", ["email", "phone"])
@pytest.mark.parametrize(("address", "field", "extra", "kinds"), ASKS)
def test_nobody_learns_who_has_an_account(known, address, field, extra, kinds, kind):
    if kind not in kinds:
        pytest.skip("this page takes no phone")
    has, has_not = PAIRS[kind]
    assert walk(address, field, has, extra) == walk(address, field, has_not, extra)


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_the_letter_tells_and_only_its_reader_learns(known, kind):
    has, has_not = PAIRS[kind]
    for value in (has, has_not):
        Client().post(LOGIN, {"login": value})
        Client().post(SIGNUP, SIGN_UP | {"contact": value})
    assert [(n.code, n.address, n.secret) for n in Notice.objects.order_by("pk")] == [
        ("sign_in_code", has, True),
        ("account_exists", has, True),
        ("account_unknown", has_not, True),
        ("email_code" if kind == "email" else "sign_in_code", has_not, True),
    ]
    assert User.objects.count() == 2


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_both_answers_ask_the_database_the_same(known, kind):
    asked = []
    for value in PAIRS[kind]:
        with CaptureQueriesContext(connection) as queries:
            Client().post(LOGIN, {"login": value})
        asked.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries])
    assert len(asked[0]) == len(asked[1])
    assert [sql.split("(")[0] for sql in asked[0]] == [sql.split("(")[0] for sql in asked[1]]


def test_a_person_is_found_by_a_confirmed_address_before_an_unconfirmed_one(known):
    squatter = User.objects.create(email="other@example.kz")
    EmailAddress.objects.create(user=known, email="other@example.kz", verified=True)
    assert person_by_email("other@example.kz") == known
    EmailAddress.objects.filter(email="other@example.kz").delete()
    assert person_by_email("OTHER@example.kz") == squatter
    User.objects.update(is_active=False)
    assert person_by_email("other@example.kz") is None


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["email", "phone"])
def test_both_answers_take_the_same_time(known, kind, settings):
    """A known and an unknown address, asked one after the other 300 times, differ by less than 5 ms in the middle."""
    settings.ACCOUNT_RATE_LIMITS = False
    times: dict[str, list[float]] = {value: [] for value in PAIRS[kind]}
    browser = Client()
    for _ in range(300):
        for value, taken in times.items():
            browser.cookies.clear()
            began = time.perf_counter()
            browser.post(LOGIN, {"login": value})
            taken.append(time.perf_counter() - began)
    assert abs(statistics.median(map(sub, *times.values()))) < 0.005


def test_too_many_codes_for_one_address_are_refused(aigul):
    answers = [Client().post(LOGIN, {"login": aigul.email}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
    assert "бес минут" in answers[-1].content.decode().lower()
    assert Notice.objects.filter(code="sign_in_code").count() == 3


def test_too_many_wrong_passwords_close_the_door_even_for_the_right_one(aigul):
    for _ in range(5):
        Client().post(LOGIN, {"login": aigul.email, "password": "wrong"})
    browser = Client()
    assert browser.post(LOGIN, {"login": aigul.email, "password": PASSWORD}).status_code == 200
    assert signed_in(browser) is None


def test_a_closed_account_lets_nobody_in(aigul, client):
    User.objects.update(is_active=False)
    client.post(LOGIN, {"login": aigul.email, "password": PASSWORD})
    assert signed_in(client) is None


def test_a_new_password_by_code(aigul, client):
    answer = client.post("/kk/account/password/reset/", {"email": aigul.email})
    client.post(answer.url, {"code": last_code()})
    new = "жаңа-құпия-сөз-42"
    client.post("/kk/account/password/reset/complete/", {"password1": new, "password2": new})
    aigul.refresh_from_db()
    assert aigul.check_password(new)
    assert Notice.objects.filter(code="account_changed", channel="inbox", user=aigul).count() == 1


def test_a_new_e_mail_counts_once_its_code_is_entered(as_aigul, aigul):
    as_aigul.post("/kk/account/reauthenticate/", {"password": PASSWORD})
    as_aigul.post("/kk/account/email/", {"email": "new@example.kz", "action_add": "1"})
    aigul.refresh_from_db()
    assert aigul.email == "aigul@example.kz"
    as_aigul.post("/kk/account/confirm-email/", {"code": last_code()})
    aigul.refresh_from_db()
    assert aigul.email == "new@example.kz"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.kz", True, True)]


def test_a_new_phone_counts_once_its_code_is_entered(as_aigul, aigul):
    as_aigul.post("/kk/account/reauthenticate/", {"password": PASSWORD})
    as_aigul.post("/kk/account/phone/change/", {"phone": "8 702 111 22 33", "action_add": "1"})
    aigul.refresh_from_db()
    assert aigul.phone == "+77012345678"
    as_aigul.post("/kk/account/phone/verify/", {"code": last_code()})
    aigul.refresh_from_db()
    assert (aigul.phone, aigul.phone_verified) == ("+77021112233", True)


def test_codes_are_in_the_language_of_the_page(aigul, client):
    client.post("/ru/account/login/", {"login": aigul.email})
    assert Notice.objects.get().subject.startswith("Birge: код для входа")


def test_signing_out_elsewhere_ends_the_other_sessions(as_aigul, aigul):
    other = Client()
    other.post(LOGIN, {"login": aigul.email, "password": PASSWORD})
    assert other.get("/kk/me/").status_code == 200
    as_aigul.post("/kk/account/sessions/")
    assert other.get("/kk/me/").status_code == 302
    assert as_aigul.get("/kk/me/").status_code == 200
