"""Hot reads go by an index, and ask as many questions of a large city as of a small one."""

import re
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.selectors import actor_of
from appeals import policy
from appeals.enums import OPEN
from appeals.models import Appeal
from appeals.selectors import desk, lists, public, queue
from appeals.selectors.lists import Filters
from config.portal.seed.people import DEMO_HOST
from tests.doors.visitors import of
from tests.plans.conftest import MONTH_AGO, UNTIL
from workflow import kept
from workflow.actor import Actor
from workflow.models import Act
from workflow.selectors import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]

TODAY = UNTIL.date()
LARGE = re.compile(r"Seq Scan on (appeals_appeal|workflow_act|appeals_photo|appeals_answer)\b")
USED = re.compile(r"(?:Index(?: Only)? Scan(?: Backward)? using|Bitmap Index Scan on) (\w+)")


def somebody(name: str) -> User:
    return User.objects.get(email=f"{name}@{DEMO_HOST}")


def acting(name: str) -> Actor:
    return actor_of(somebody(name), UNTIL)


def plan(found: QuerySet) -> str:
    return found.explain()


def mark() -> tuple[datetime, int]:
    """A place far down the list."""
    return Appeal.objects.filter(published_at__isnull=False).order_by("pk").values_list("published_at", "pk")[500]


def triage_words(words: str, *, alike: bool = False) -> QuerySet:
    wanted = queue.Wanted(part="all", words=words, alike=alike)
    return queue.narrowed(acting("moderator"), wanted, on=TODAY, soon=TODAY)


# What is read -> the index, or one of the indexes, that it must go by.
READS = {
    "home, newest": (lambda: lists.public()[:4], "appeal_public"),
    "list, later page": (lambda: lists.public().filter(public._beyond(mark(), "lt"))[:25], "appeal_public"),
    "list, a district": (lambda: lists.public(Filters(district="medeu"))[:25], "appeal_public_of_district"),
    "list, words": (lambda: lists.public(Filters(words="светофор")).order_by(), "appeal_by_public_text"),
    "desk, overdue in the city": (
        lambda: lists.overdue(policy.worked_by(acting("city")), on=TODAY),
        "appeal_open_by_due_day",
    ),
    "desk, ended in the city": (lambda: desk.queue(acting("city"), "ended", on=TODAY)[:25], "appeal_ended_last"),
    "desk, a body's queue": (
        lambda: desk.queue(acting("executor"), "open", on=TODAY)[:25],
        ("appeal_of_body", "appeal_open_by_due_day"),
    ),
    "desk, words of the text": (
        lambda: desk.queue(acting("city"), "ended", words="светофор", on=TODAY).order_by(),
        "appeal_by_text",
    ),
    "triage, words": (lambda: triage_words("автобус"), "appeal_by_text"),
    "triage, a word of two letters": (lambda: triage_words("zq"), "appeal_by_text"),
    "triage, words much alike": (lambda: triage_words("автобуус", alike=True), "appeal_by_text"),
    "list, a word of two letters": (lambda: lists.public(Filters(words="zq")).order_by(), "appeal_by_public_text"),
    "triage, everything": (
        lambda: desk.triage_queue(acting("moderator")).order_by("-urgent", "due_on", "pk")[:50],
        "appeal_by_urgency",
    ),
    "figures, received": (
        lambda: Appeal.objects.filter(district_id="turksib", received_at__gte=MONTH_AGO),
        "appeal_of_district",
    ),
    "figures, in work": (lambda: Appeal.objects.filter(status__in=OPEN, due_on__lt=TODAY), "appeal_open_by_due_day"),
    "figures, confirmed": (
        lambda: Act.objects.filter(kind="appeal", name="confirm", at__gte=MONTH_AGO).order_by(),
        "act_by_name_and_time",
    ),
    "journal of an appeal": (
        lambda: timeline("appeal", Appeal.objects.earliest("pk").pk, public_only=True),
        "one_act_per_number_of_a_thing",
    ),
    "an appeal by its number": (
        lambda: Appeal.objects.filter(number=Appeal.objects.earliest("pk").number),
        "appeals_appeal_number",
    ),
}


@pytest.mark.parametrize("name", READS)
def test_a_hot_read_goes_by_its_index(name: str) -> None:
    read, index = READS[name]

    told = plan(read())

    assert [used for used in USED.findall(told) if used.startswith(index)] != [], told
    assert LARGE.findall(told) == []


# Page -> the most questions that it may ask the database. A page that reads its rows one by one asks two dozen more.
PAGES = [
    (None, "/kk/", 12),
    (None, "/kk/appeals/", 7),
    (None, "/kk/appeals/?district=medeu&category=roads", 7),
    (None, "/kk/search/?q=светофор", 7),
    (None, "/kk/districts/turksib/", 9),
    (None, "/api/v1/appeals/", 2),
    ("executor", "/kk/desk/", 12),
    ("city", "/kk/desk/", 12),
    ("moderator", "/admin/appeals/appeal/?part=all", 15),
    ("moderator", "/admin/appeals/appeal/?part=open&q=автобус", 15),
]


@pytest.mark.parametrize(("who", "path", "most"), PAGES)
def test_a_page_does_not_ask_for_each_row(who: str | None, path: str, most: int) -> None:
    browser = of(somebody(who)) if who else Client()
    assert browser.get(path).status_code == 200
    cache.clear()

    with CaptureQueriesContext(connection) as asked:
        browser.get(path)

    assert len(asked) <= most, [query["sql"][:120] for query in asked]


@pytest.mark.parametrize("path", ["/admin/appeals/appeal/?part=all", "/kk/desk/"])
def test_a_process_that_has_kept_nothing_yet_asks_little_too(path: str) -> None:
    browser = of(somebody("moderator"))
    browser.get(path)
    kept.forget()

    with CaptureQueriesContext(connection) as asked:
        browser.get(path)

    assert len(asked) <= 15, [query["sql"][:120] for query in asked]


@pytest.mark.parametrize("zoom", [8, 11, 14, 16])
def test_a_tile_is_one_question(zoom: int) -> None:
    across = 2**zoom
    x, y = int((76.93 + 180) / 360 * across), int(0.3655 * across)
    cache.clear()

    with CaptureQueriesContext(connection) as asked:
        response = Client().get(f"/tiles/appeals/{zoom}/{x}/{y}.mvt")

    assert (response.status_code in {200, 204}, len(asked)) == (True, 1)
