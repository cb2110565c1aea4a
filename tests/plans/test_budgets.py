"""How often a page of one appeal, and a filing, ask the database: no more than was found necessary."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from appeals.enums import Status
from appeals.models import Appeal
from tests.appeals.api.test_filing import FILING
from tests.appeals.pages.test_form import fill, send
from tests.factories import city
from tests.factories.appeals import Town, photo

pytestmark = pytest.mark.django_db

MOST = 15
STATES = (
    *(Status.REGISTERED, Status.ROUTED, Status.IN_WORK, Status.REPORTED),
    *(Status.ANSWERED, Status.REOPENED, Status.SPLIT, Status.LODGED),
)
TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT")


@pytest.fixture
def town(db, settings, tmp_path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    settings.STAFF_SECOND_FACTOR = "off"
    city.load()
    return Town()


@pytest.fixture
def cases(town: Town) -> dict[str, Appeal]:
    """An appeal in each state, with a photo, filed yesterday."""
    at = timezone.now() - timedelta(days=1)
    return {state: town.appeal(state, at=at, photos=[photo()]) for state in STATES}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def questions(call: Callable[[], object]) -> list[str]:
    """What a call asks the database, without the marks of nested transactions, which a test adds to."""
    with CaptureQueriesContext(connection) as asked:
        call()
    return [sql for query in asked if not (sql := query["sql"]).startswith(TRANSACTION)]


def above(pages: dict[str, tuple[Client, str]], most: int) -> dict[str, list[str]]:
    """The pages that ask more often, opened for the second time: the first fills the memory of the process."""
    found = {}
    for name, (client, path) in pages.items():
        assert client.get(path).status_code == 200, name
        asked = questions(lambda client=client, path=path: client.get(path))
        if len(asked) > most:
            found[f"{name}: {len(asked)}"] = [sql[:100] for sql in asked]
    return found


@pytest.mark.parametrize("who", ["executor", "head", "controller"])
def test_the_desk_page_of_one_appeal(town: Town, cases, who: str):
    client = browser(getattr(town, who))
    shown = {state: case for state, case in cases.items() if state not in {Status.REGISTERED, Status.LODGED}}

    assert above({state: (client, f"/kk/desk/{case.number}/") for state, case in shown.items()}, MOST) == {}


def test_the_triage_page_of_one_appeal(town: Town, cases):
    client = browser(town.moderator)
    pages = {state: (client, f"/admin/appeals/appeal/{case.pk}/change/") for state, case in cases.items()}

    assert above(pages, MOST) == {}


def test_the_page_of_ones_own_appeal(town: Town, cases):
    client = browser(town.resident)

    assert above({state: (client, f"/kk/appeals/{case.number}/") for state, case in cases.items()}, 13) == {}


def test_the_queue_of_the_admin_with_an_empty_cache(town: Town, cases):
    client = browser(town.moderator)
    client.get("/admin/appeals/appeal/")
    cache.clear()

    assert len(questions(lambda: client.get("/admin/appeals/appeal/"))) <= 13


def test_filing_by_another_program(town: Town):
    cache.clear()
    api = APIClient()
    assert api.post("/api/v1/appeals/", FILING).status_code == 201

    asked = questions(lambda: api.post("/api/v1/appeals/", FILING))

    # Key, district, marks; lock and key again; number; appeal, act, deliveries.
    assert len(asked) <= 9, asked
    assert Appeal.objects.count() == 2


def test_the_last_step_of_the_form(town: Town):
    client = Client()
    check = fill(client)
    warm = Client()
    send(warm, fill(warm))

    asked = questions(lambda: send(client, check))

    # Session; draft twice, once under a lock; lock and key; marks, district, photos; number; appeal, act, deliveries;
    # the draft and its photos away; the session.
    assert len(asked) <= 16, asked
    assert Appeal.objects.count() == 2
