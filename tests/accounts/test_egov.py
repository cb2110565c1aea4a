"""Sign-in through another service, against a real OpenID server on this machine."""

import copy
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import identity
from accounts.models import Identity, Notice, User
from tests.accounts.conftest import AT, IIN_FIRST_WEIGHTS, IIN_SECOND_WEIGHTS
from tests.accounts.test_pages import every_text_of_the_database
from tests.accounts.test_sign_in import last_code, signed_in

pytestmark = pytest.mark.usefixtures("city")

START, CALLBACK = "/kk/account/oidc/egov/login/", "/kk/account/oidc/egov/login/callback/"


class OpenIdServer:
    """Discovery, token and userinfo. ``claims``: what it says of the person who stands before it."""

    def __init__(self) -> None:
        self.claims: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps(outer.answer(urlsplit(self.path).path)).encode()
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args):
                """Nothing: the test's output is not a server's log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str) -> dict:
        if path.endswith("/openid-configuration"):
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            ends = {f"{name}_endpoint": f"{self.url}/{path}" for name, path in names.items()}
            return ends | {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        if path == "/token":
            parts = ({"alg": "RS256", "kid": "1"}, self.claims | {"iss": self.url, "aud": "birge", "exp": 4102444800})
            signed = ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
            return {"access_token": "t", "token_type": "Bearer", "id_token": f"{signed}.c2ln"}
        return self.claims


@pytest.fixture
def egov(settings) -> Iterator[OpenIdServer]:
    server = OpenIdServer()
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"] = [
        {
            "provider_id": "egov",
            "name": "eGov",
            "client_id": "birge",
            "secret": "s",
            "settings": {"server_url": server.url},
        }
    ]
    settings.SOCIALACCOUNT_PROVIDERS = providers
    settings.OIDC_IIN_CLAIM = "iin"
    yield server
    server.server.shutdown()
    server.server.server_close()


def come_back(browser: Client) -> str:
    """Go to the service and return with its code; where the house leads to then."""
    away = browser.post(START)
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    return browser.get(CALLBACK, {"code": "c", "state": state}).url


ARRIVAL = {"full_name": "Ерлан Асқарұлы", "contact": "erlan@example.kz", "language": "kk", "consent": "on"}


def test_the_first_visit_asks_for_consent_and_keeps_the_iin_sealed(egov, client):
    egov.claims = {"sub": "person-7", "name": "Ерлан Асқарұлы", "iin": IIN_SECOND_WEIGHTS}
    address = come_back(client)
    assert address == "/kk/account/3rdparty/signup/"
    page = client.get(address).content.decode()
    assert 'value="Ерлан Асқарұлы"' in page
    assert "id_consent" in page
    assert client.post(address, {**ARRIVAL, "consent": ""}).status_code == 200
    assert User.objects.count() == 0
    client.post(address, ARRIVAL)
    client.post("/kk/account/confirm-email/", {"code": last_code()})
    user = signed_in(client)
    assert (user.full_name, user.email) == ("Ерлан Асқарұлы", "erlan@example.kz")
    assert identity.find_by_iin(IIN_SECOND_WEIGHTS) == user
    assert Identity.objects.get().proof == "egov"
    assert user.consents.get().purpose == "personal-data"
    assert SocialAccount.objects.get().extra_data == {"name": "Ерлан Асқарұлы"}


@pytest.mark.parametrize("claim", ["sub", "iin"])
def test_an_iin_among_the_claims_is_found_nowhere_in_clear(egov, client, claim):
    egov.claims = {"sub": "person-7", "name": "Е"} | {claim: IIN_SECOND_WEIGHTS}
    address = come_back(client)
    assert [session for session in Session.objects.all() if IIN_SECOND_WEIGHTS in str(session.get_decoded())] == []
    client.post(address, ARRIVAL)
    client.post("/kk/account/confirm-email/", {"code": last_code()})
    assert signed_in(client) is not None
    canary, hexed = IIN_SECOND_WEIGHTS, IIN_SECOND_WEIGHTS.encode().hex()
    assert [place for place, text in every_text_of_the_database().items() if canary in text or hexed in text] == []


def test_the_second_visit_lets_in_at_once(egov, client):
    egov.claims = {"sub": "person-7", "name": "Е"}
    client.post(come_back(client), ARRIVAL)
    client.post("/kk/account/confirm-email/", {"code": last_code()})
    egov.claims["iin"] = IIN_FIRST_WEIGHTS
    later = Client()
    come_back(later)
    assert signed_in(later) == User.objects.get()
    assert identity.find_by_iin(IIN_FIRST_WEIGHTS) == User.objects.get()
    assert SocialAccount.objects.get().extra_data == {"name": "Е"}


def test_an_iin_that_is_with_another_account_stays_there(egov, client, aigul):
    identity.store_iin(aigul, IIN_FIRST_WEIGHTS, AT)
    egov.claims = {"sub": "person-7", "name": "Е", "iin": IIN_FIRST_WEIGHTS}
    client.post(come_back(client), ARRIVAL)
    client.post("/kk/account/confirm-email/", {"code": last_code()})
    assert signed_in(client).email == "erlan@example.kz"
    assert Identity.objects.get().user == aigul


def test_an_e_mail_among_the_claims_does_not_open_somebody_elses_account(egov, client, aigul):
    egov.claims = {"sub": "person-7", "name": "Е", "email": aigul.email, "email_verified": "true"}
    address = come_back(client)
    assert signed_in(client) is None
    client.post(address, ARRIVAL | {"contact": aigul.email})
    assert signed_in(client) is None
    assert Notice.objects.filter(address=aigul.email).latest("pk").code == "account_exists"
    assert SocialAccount.objects.count() == 0


def test_without_an_address_of_a_service_there_is_no_such_door(client):
    assert client.post(START).status_code == 404
    assert "eGov" not in client.get("/kk/account/login/").content.decode()
