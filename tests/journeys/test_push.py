"""A letter reaches a locked phone: switched on by the page, sealed, taken by a push service, shown by our worker."""

import json
from collections.abc import Iterator

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts import notices
from accounts.models import PushDevice
from accounts.notices import push
from tests.accounts.pushing import AUTH, Service, at_work, owed, point, text
from tests.conftest import House
from tests.factories.appeals import Town
from tests.journeys.people import Street, Tongue

pytestmark = pytest.mark.slow

# What a browser's maker does, and no machine without its network can: give an address at its push service.
SUBSCRIBED = """
PushManager.prototype.subscribe = async function (options) {
  if (!options.userVisibleOnly || !options.applicationServerKey) throw new TypeError("options");
  return { endpoint: %s, toJSON: () => ({ keys: %s }), unsubscribe: async () => true };
};
"""
# Pictures of the screen for which the browser is waited for: half a minute.
FRAMES = 2000
SHOWN = """
async () => {
  const worker = await navigator.serviceWorker.getRegistration(document.querySelector("[data-worker]").dataset.worker);
  return (await worker.getNotifications()).map(({ title, body, data }) => ({ title, body, url: data.url }));
}
"""


@pytest.fixture
def windows(chromium: Browser, house: House, street: Town) -> Iterator[Street]:
    opened = Street(chromium, house.url, street, Tongue("kk"))
    yield opened
    opened.close()
    assert opened.complaints == []


def deliver(page: Page, house: House, message: str) -> None:
    """As the push service of the browser's maker delivers: to the worker, whether or not a page is open."""
    browser, found = page.context.new_cdp_session(page), []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    browser.send("ServiceWorker.enable")
    for _frame in range(FRAMES):  # the browser says which workers it knows when it comes to it
        ours = {one["registrationId"] for one in found if one["scopeURL"].startswith(f"{house.url}/")}
        if ours:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
    told = {"origin": house.url, "registrationId": ours.pop(), "data": message}
    browser.send("ServiceWorker.deliverPushMessage", told)


def test_a_letter_is_shown_by_the_browser_in_the_readers_words(windows, house, street, settings, capsys):
    with at_work(settings, capsys) as service:
        _shown(windows, house, street, service, ec.generate_private_key(ec.SECP256R1()))


def _shown(windows: Street, house: House, street: Town, service: Service, own_key: ec.EllipticCurvePrivateKey) -> None:
    page = windows.signed_in(street.resident)
    page.context.grant_permissions(["notifications"], origin=house.url)
    keys = {"p256dh": point(own_key), "auth": text(AUTH)}
    page.add_init_script(SUBSCRIBED % (json.dumps(f"{service.origin}/one"), json.dumps(keys)))
    page.goto("/kk/me/notifications/")
    page.locator("[data-push-do=allow]").click()
    expect(page.locator("[data-push-do=stop]")).to_be_visible()
    assert PushDevice.objects.get().user == street.resident

    street.resident.refresh_from_db()
    owed(street.resident)
    assert notices.deliver(timezone.now()) == 1
    ((_path, _headers, body),) = service.got
    opened = http_ece.decrypt(body, private_key=own_key, auth_secret=AUTH, version="aes128gcm").decode()
    deliver(page, house, opened)
    page.wait_for_function(f"() => ({SHOWN})().then((all) => all.length === 1)")
    assert page.evaluate(SHOWN) == [{"title": "Birge", "body": push.words("kk"), "url": "/kk/me/inbox/"}]
