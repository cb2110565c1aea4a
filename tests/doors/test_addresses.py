"""Limits count people by their address: nobody lifts them by a forged header, and a proxy does not make all one."""

import pytest
from django.test import RequestFactory
from rest_framework.settings import api_settings
from rest_framework.throttling import AnonRateThrottle

from appeals.views.limits import address_of

PROXY = "10.0.0.1"


def request_through(*addresses: str):
    """A request that came to us from the last address, which had written the others into the header."""
    *before, last = addresses
    words = {"HTTP_X_FORWARDED_FOR": ", ".join(before)} if before else {}
    return RequestFactory().get("/", REMOTE_ADDR=last, **words)


@pytest.fixture(params=[address_of, AnonRateThrottle().get_ident], ids=["pages", "API"])
def counted(request):
    return request.param


@pytest.mark.parametrize(
    ("proxies", "way", "client"),
    [
        (0, ("77.1.1.1",), "77.1.1.1"),
        (0, ("1.2.3.4", "77.1.1.1"), "77.1.1.1"),
        (1, ("77.1.1.1", PROXY), "77.1.1.1"),
        (1, ("1.2.3.4", "77.1.1.1", PROXY), "77.1.1.1"),
    ],
    ids=["direct", "direct, forged", "one proxy", "one proxy, forged"],
)
def test_a_client_is_known_by_the_address_that_our_own_proxy_saw(counted, proxies, way, client, settings, monkeypatch):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    monkeypatch.setattr(api_settings, "NUM_PROXIES", proxies)
    assert counted(request_through(*way)) == client


def test_both_count_the_same_number_of_proxies(settings):
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == api_settings.NUM_PROXIES == settings.TRUSTED_PROXY_COUNT == 0
