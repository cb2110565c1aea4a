"""Staff work here only with a second factor; everybody else is let be."""

import os
import subprocess
import sys
import time
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from accounts import organisations
from accounts.enums import Role
from accounts.models import Organisation, User
from tests.accounts.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.usefixtures("city")

SECRET = "JBSWY3DPEHPK3PXP"
INDEX = "/kk/account/2fa/"


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def appoint(user: User, role: str = Role.EXECUTOR, **period) -> None:
    organisations.appoint(
        user,
        role=role,
        organisation=Organisation.objects.get(code="akimat-medeu"),
        **({"valid_from": date(2020, 1, 1)} | period),
    )


def where(browser: Client, address: str) -> tuple[int, str | None]:
    answer = browser.get(address)
    return answer.status_code, answer.headers.get("Location")


GUARDED = ["/admin/", "/kk/me/", "/kk/office/residence/"]


@pytest.mark.parametrize("address", GUARDED)
def test_staff_without_one_are_sent_to_set_it_up(aigul, client, address):
    appoint(aigul)
    sign_in(client, aigul)
    assert where(client, address) == (302, INDEX)
    page = client.get(INDEX).content.decode()
    assert "b-note--warning" in page


def test_programs_are_told_so_in_words(aigul, client):
    appoint(aigul)
    sign_in(client, aigul)
    answer = client.get("/api/v1/me/")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
def test_whoever_may_open_the_admin_is_staff(aigul, client, flag):
    User.objects.filter(pk=aigul.pk).update(**{flag: True})
    sign_in(client, aigul)
    assert where(client, "/admin/") == (302, INDEX)


PERIODS = [
    ({"valid_from": date(2020, 1, 1)}, True),
    ({"valid_from": date(2999, 1, 1)}, True),
    ({"valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)}, False),
]


@pytest.mark.parametrize(("period", "guarded"), PERIODS)
def test_a_post_in_force_or_to_come_counts_a_past_one_does_not(aigul, client, period, guarded):
    appoint(aigul, **period)
    sign_in(client, aigul)
    assert where(client, "/kk/me/") == ((302, INDEX) if guarded else (200, None))


def test_residents_need_none(as_aigul):
    assert where(as_aigul, "/kk/me/") == (200, None)


def test_setting_up_an_app_opens_the_doors_in_the_same_session(aigul, client):
    appoint(aigul)
    sign_in(client, aigul)
    client.post("/kk/account/reauthenticate/", {"password": PASSWORD})
    client.get("/kk/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/kk/account/2fa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302
    assert where(client, "/kk/me/") == (200, None)
    kept = Authenticator.objects.get(user=aigul, type="totp")
    assert secret not in str(kept.data)


def test_the_next_sign_in_asks_for_the_app_and_then_lets_in(aigul, client):
    appoint(aigul)
    TOTP.activate(aigul, SECRET)
    answer = client.post("/kk/account/login/", {"login": aigul.email, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/kk/account/2fa/authenticate/")
    assert where(client, "/admin/")[0] == 302
    assert client.post("/kk/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/kk/account/2fa/authenticate/", {"code": code()}).status_code == 302
    assert where(client, "/kk/me/") == (200, None)


def test_a_session_from_before_the_app_has_to_show_it(aigul, client):
    sign_in(client, aigul)
    appoint(aigul)
    TOTP.activate(aigul, SECRET)
    Authenticator.objects.update(created_at="2020-01-01T00:00Z")
    status, address = where(client, "/kk/me/")
    assert (status, address) == (302, "/kk/account/2fa/reauthenticate/?next=%2Fkk%2Fme%2F")
    assert client.post(address, {"code": code(), "next": "/kk/me/"}).url == "/kk/me/"
    assert where(client, "/kk/me/") == (200, None)


def test_the_secret_of_an_app_is_sealed_and_survives_a_change_of_key(aigul, settings):
    from allauth.mfa.utils import decrypt, encrypt

    sealed = encrypt(SECRET)
    assert SECRET not in sealed
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer key"
    assert decrypt(sealed) == SECRET


def test_the_admin_has_no_door_of_its_own(aigul, client):
    User.objects.filter(pk=aigul.pk).update(is_staff=True, is_superuser=True)
    answer = client.post("/admin/login/", {"username": aigul.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.url.startswith("/kk/account/login/")
    assert "_auth_user_id" not in client.session


def test_where_it_is_off_nobody_is_asked(aigul, client, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    appoint(aigul)
    sign_in(client, aigul)
    assert where(client, "/kk/me/") == (200, None)


@pytest.mark.parametrize(
    ("place", "value", "starts"),
    [("dev", "off", True), ("dev", "required", True), ("dev", "no", False), ("test", "off", False)],
)
def test_it_can_be_off_only_on_a_developers_machine(place, value, starts):
    environment = os.environ | {"BIRGE_ENV": place, "STAFF_SECOND_FACTOR": value}
    run = [sys.executable, "-c", "import config.settings"]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == starts
    assert ("STAFF_SECOND_FACTOR" in done.stderr) == (not starts)


def test_a_resident_pays_one_query_for_it_and_staff_with_an_app_none(aigul, client, django_assert_num_queries):
    from django.test import RequestFactory

    from accounts.sign_in.second_factor import missing_step

    request = RequestFactory().get("/")
    request.session, request.user = client.session, aigul
    with django_assert_num_queries(1):
        assert missing_step(request) == ""
