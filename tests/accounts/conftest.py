from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import people
from accounts.models import User
from tests.factories import city as shipped
from tests.geo.conftest import Outside

ALMATY = ZoneInfo("Asia/Almaty")
AT = datetime(2026, 2, 2, 10, 0, tzinfo=ALMATY)
PASSWORD = "тау-өзен-бұлақ-7"

# Test vectors of the reference: numbers that satisfy the rule and belong to nobody.
IIN_FIRST_WEIGHTS = "991332900000"
IIN_SECOND_WEIGHTS = "991332900107"


@pytest.fixture
def city(db) -> None:
    """Districts, bodies and letters as the repository ships them."""
    shipped.load()


@pytest.fixture(autouse=True)
def no_old_rate_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> Path:
    """Letters of a test go into its own folder and into Django's outbox."""
    settings.SMS_GATEWAY_URL = f"file://{tmp_path / 'sms'}"
    return tmp_path


@pytest.fixture
def aigul(db) -> User:
    """A resident with a confirmed e-mail and phone, a password and no second factor."""
    return people.add_person(
        full_name="Айгүл Серікқызы",
        email="aigul@example.kz",
        phone="8 (701) 234-56-78",
        language="kk",
        password=PASSWORD,
        at=AT,
    )


def sign_in(browser: Client, user: User, password: str = PASSWORD) -> Client:
    """Through the page, as a person does it."""
    answer = browser.post("/kk/account/login/", {"login": user.email, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return browser


@pytest.fixture
def as_aigul(aigul: User) -> Client:
    return sign_in(Client(), aigul)


@pytest.fixture
def outside() -> Iterator[Outside]:
    server = Outside()
    yield server
    server.close()
