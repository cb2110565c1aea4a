from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from appeals.models import Appeal
from appeals.services import triage
from tests.factories.appeals import Town


@pytest.fixture
def publish(town: Town) -> Callable[..., Appeal]:
    """Put an appeal before everybody's eyes, with all its photos."""

    def publish(appeal: Appeal, title: str = "Аялдама жанындағы шұңқыр", text: str = "") -> Appeal:
        at = appeal.received_at
        photos = list(appeal.photos.values_list("pk", flat=True))
        triage.publish(
            appeal.pk,
            public_title=title,
            public_text=text or appeal.text,
            photo_ids=photos,
            actor=town.actor("moderator"),
            at=at,
        )
        appeal.refresh_from_db()
        return appeal

    return publish


@pytest.fixture
def visitor() -> Client:
    """A browser that nobody is signed in with."""
    return Client()


@pytest.fixture
def author(town: Town) -> Client:
    """The browser of the town's resident."""
    browser = Client()
    browser.force_login(town.resident, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def officer(town: Town, settings) -> Client:
    """The browser of the town's moderator, past the second factor."""
    settings.STAFF_SECOND_FACTOR = "off"
    browser = Client()
    browser.force_login(town.moderator, backend="django.contrib.auth.backends.ModelBackend")
    return browser
