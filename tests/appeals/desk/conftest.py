import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext, override

from accounts.models import User
from appeals.models import Appeal
from tests.factories import people
from tests.factories.appeals import Town

ACTION = re.compile(r'<form method="post" action="/kk/desk/[\d-]+/(\w+)/"')


@pytest.fixture(autouse=True)
def past_the_second_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = "off"


@pytest.fixture(autouse=True)
def in_kazakh() -> Iterator[None]:
    """Addresses are made in Kazakh, whatever language the page of the test before had."""
    with override("kk"):
        yield


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """The browser of this person, past the second factor."""

    def browser_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser_of


@pytest.fixture
def executor(town: Town, signed_in) -> Client:
    return signed_in(town.executor)


@pytest.fixture
def controller(town: Town, signed_in) -> Client:
    return signed_in(town.controller)


@pytest.fixture
def lately() -> datetime:
    """A moment of yesterday: terms that begin now have not run out."""
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def fresh(town: Town, lately: datetime) -> Callable[..., Appeal]:
    """The resident's appeal in this status, filed yesterday."""
    return lambda status, **given: town.appeal(status, at=lately, **given)


@pytest.fixture
def neighbours(town: Town) -> dict[str, User]:
    """Officers of every kind who have no business with an appeal in Turksib."""
    return {
        "executor": people.officer("executor", "akimat-medeu"),
        "head": people.officer("head", "akimat-medeu"),
        "controller": people.officer("controller", "akimat-medeu"),
        "district_akimat": people.officer("district_akimat", "akimat-medeu", "medeu"),
        "moderator": people.officer("moderator", "open-almaty", "medeu"),
        "operator": people.officer("operator", "open-almaty", "medeu"),
        "analyst": people.officer("analyst", "city-akimat", "medeu"),
    }


def kk(sentence: str) -> str:
    """The Kazakh words of a sentence, as they stand in HTML."""
    with override("kk"):
        return escape(gettext(sentence))


def offered(html: str) -> set[str]:
    """The acts that a page offers as forms."""
    return set(ACTION.findall(html))
