"""A member of staff: sent to add a passkey, adds it, and from then on signs in with it alone."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from accounts import people
from tests.conftest import House
from tests.factories.appeals import AT
from tests.factories.people import appoint

pytestmark = pytest.mark.slow

EMAIL, PASSWORD = "dana@example.kz", "тау-өзен-бұлақ-7"
REAUTHENTICATE = re.compile("/account/reauthenticate/")


@pytest.fixture
def at_home(house: House, phone: Page) -> str:
    """The house by a name: a passkey belongs to a domain, never to a bare number."""
    device = phone.context.new_cdp_session(phone)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return house.url.replace("127.0.0.1", "localhost")


def test_a_passkey_is_added_once_and_then_opens_the_door_alone(street, phone, at_home):
    dana = people.add_person(full_name="Дана", email=EMAIL, password=PASSWORD, at=AT)
    appoint(dana, "executor", "akimat-turksib")

    phone.goto(f"{at_home}/kk/account/login/")
    phone.locator("#id_login").fill(EMAIL)
    phone.locator("main details summary").click()
    phone.locator("#id_password").fill(PASSWORD)
    phone.locator("main form .b-actions button").click()
    phone.goto(f"{at_home}/kk/me/")
    expect(phone).to_have_url(f"{at_home}/kk/account/2fa/")
    expect(phone.locator(".b-note--warning")).to_be_visible()

    phone.locator('a[href$="/webauthn/add/"]').click()
    expect(phone).to_have_url(REAUTHENTICATE)
    phone.locator("#id_password").fill(PASSWORD)
    phone.locator("main form .b-actions button").click()
    phone.locator("#id_name").fill("Телефон")
    phone.locator("input[name=passwordless]").check(force=True)
    phone.locator("form[data-passkey=create] button[type=button]").click()
    expect(phone).not_to_have_url(f"{at_home}/kk/account/2fa/webauthn/add/")
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
    phone.goto(f"{at_home}/kk/me/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Менің деректерім")

    phone.context.clear_cookies()
    phone.goto(f"{at_home}/kk/account/login/?next=/kk/me/")
    phone.locator("form[data-passkey=login] button[type=button]").click()
    expect(phone).to_have_url(f"{at_home}/kk/me/")
