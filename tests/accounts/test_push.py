"""Notifications in the browser against a stand-in push service: sealed, nameless, and sent nowhere else."""

import json
from collections.abc import Iterator

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from py_vapid import Vapid02

from accounts import notices, people
from accounts.models import Notice, PushDevice, User
from accounts.notices import push
from tests.accounts.conftest import AT
from tests.accounts.pushing import AUTH, Service, at_work, owed, point, text
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings, capsys) -> Iterator[Service]:
    with at_work(settings, capsys) as found:
        yield found


@pytest.fixture
def own_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def allowed(user: User, service: Service, own_key: ec.EllipticCurvePrivateKey, name: str = "one") -> PushDevice:
    keys = {"p256dh": point(own_key), "auth": text(AUTH)}
    return people.allow_push(user, endpoint=f"{service.origin}/{name}", **keys, at=AT)


def test_a_call_is_sealed_signed_and_names_nobody(aigul, service, own_key):
    allowed(aigul, service, own_key)
    letter = owed(aigul)
    assert notices.deliver(AT) == 1
    letter.refresh_from_db()
    ((path, headers, body),) = service.got
    assert (letter.state, path, headers["content-encoding"], headers["ttl"]) == ("sent", "/one", "aes128gcm", "86400")
    opened = json.loads(http_ece.decrypt(body, private_key=own_key, auth_secret=AUTH, version="aes128gcm"))
    with override(aigul.language):
        inbox = reverse("me:inbox")
    assert opened == {"title": "Birge", "body": push.words(aigul.language), "url": inbox, "tag": opened["tag"]}
    assert not any(word in body.decode(errors="replace") + opened["body"] for word in ("2026-000123", "Шұңқыр"))
    assert (Vapid02.verify(headers["authorization"]), push.public_key() in headers["authorization"]) == (True, True)


def test_a_browser_that_is_gone_is_forgotten_and_the_others_are_called(aigul, service, own_key):
    allowed(aigul, service, own_key)
    service.status = 410
    letter = owed(aigul)
    notices.deliver(AT)
    letter.refresh_from_db()
    assert (letter.state, PushDevice.objects.count(), len(service.got)) == ("failed", 0, 1)


@pytest.mark.parametrize(("status", "state"), [(503, "owed"), (429, "owed"), (400, "failed")])
def test_what_may_pass_is_tried_again(aigul, service, own_key, status, state):
    allowed(aigul, service, own_key)
    service.status = status
    letter = owed(aigul)
    notices.deliver(AT)
    letter.refresh_from_db()
    assert (letter.state, PushDevice.objects.count()) == (state, 1)


def test_it_is_sent_nowhere_else_than_to_the_services_of_the_setting(aigul, service, own_key, settings):
    allowed(aigul, service, own_key)
    other = Service()
    service.status, service.moved_to = 307, f"{other.origin}/stolen"
    owed(aigul)
    notices.deliver(AT)
    assert (len(service.got), other.got) == (1, [])
    Notice.objects.filter(channel="push").update(state="owed", due_at=AT)
    settings.PUSH_SERVICES = [other.origin]  # the old service is no longer one of ours
    notices.deliver(AT)
    assert (len(service.got), other.got, PushDevice.objects.count()) == (1, [], 0)
    other.server.shutdown()
    other.server.server_close()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.kz/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com:22/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://evilpush.apple.com/x",
        "https://push.apple.com.evil.kz/x",
        "https://evil.kz\\@web.push.apple.com/x",
        "https://web.push.apple.com/\n",
        "https://web.push.apple.com/" + "x" * 1000,
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_that_is_no_push_service_is_refused_and_nothing_is_written(aigul, own_key, endpoint):
    with pytest.raises(Refused) as no:
        people.allow_push(aigul, endpoint=endpoint, p256dh=point(own_key), auth=text(AUTH), at=AT)
    assert (no.value.code, PushDevice.objects.count()) == ("push_unknown", 0)


def test_the_known_services_are_taken_and_keys_that_are_none_are_not(aigul, own_key):
    for host in (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "x.notify.windows.com",
    ):
        people.allow_push(aigul, endpoint=f"https://{host}/a", p256dh=point(own_key), auth=text(AUTH), at=AT)
    assert PushDevice.objects.count() == 4
    for keys in ({"p256dh": "x", "auth": text(AUTH)}, {"p256dh": point(own_key), "auth": text(b"short")}):
        with pytest.raises(Refused):
            people.allow_push(aigul, endpoint="https://fcm.googleapis.com/b", **keys, at=AT)
    assert PushDevice.objects.count() == 4


def test_on_and_off_by_the_page(aigul, service, own_key, client: Client):
    with override("kk"):
        on, off = reverse("me:allow_push"), reverse("me:stop_push")
    given = {"endpoint": f"{service.origin}/one", "p256dh": point(own_key), "auth": text(AUTH)}
    assert client.post(on, given).status_code == 302  # not signed in
    client.force_login(aigul)
    assert [client.post(on, given).status_code for _time in range(2)] == [201, 201]
    assert PushDevice.objects.get().user == aigul
    assert client.post(on, given | {"endpoint": "https://10.0.0.1/x"}).status_code == 422
    page = client.get(reverse("me:notifications")).content.decode()
    assert push.public_key() in page
    assert client.post(off, {"endpoint": given["endpoint"]}).status_code == 200
    assert PushDevice.objects.count() == 0
    client.post(on, given)
    assert (client.post(off).status_code, PushDevice.objects.count()) == (302, 0)


def test_without_a_key_nothing_is_offered_nor_owed(aigul, service, own_key, client: Client, settings):
    allowed(aigul, service, own_key)
    settings.PUSH_PRIVATE_KEY = ""
    client.force_login(aigul)
    assert 'data-island="push"' not in client.get("/kk/me/notifications/").content.decode()
    told = {"number": "1", "title": "-", "received_at": AT, "due_on": AT.date(), "claim_code": ""}
    rows = notices.owe(code="appeal_registered", key="k", at=AT, context=told, user=aigul)
    assert "push" not in {row.channel for row in rows}
