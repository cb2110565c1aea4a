"""The queue: its parts, its figures, its order, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appeals.enums import Status
from appeals.models import Appeal
from appeals.selectors import desk
from tests.factories import people
from tests.factories.appeals import Town
from tests.factories.crowds import copies

NUMBER = re.compile(r"№ (\d{4}-\d{6})")


def listed(client: Client, query: str = "") -> list[str]:
    return NUMBER.findall(client.get(reverse("desk:rows") + query).content.decode())


def due(appeal: Appeal, days: int, **fields) -> Appeal:
    """Move the last day to so many days from today."""
    last = timezone.localdate() + timedelta(days=days)
    first = min(appeal.registered_on, last)
    Appeal.objects.filter(pk=appeal.pk).update(due_on=last, registered_on=first, **fields)
    return appeal


def test_each_part_holds_what_its_name_says(town: Town, fresh, executor: Client):
    late = due(fresh(Status.IN_WORK), -3)
    today = due(fresh(Status.ROUTED), 0)
    again = due(fresh(Status.REOPENED), 5)
    reported = due(fresh(Status.REPORTED), 7)
    ended = fresh(Status.ANSWERED)
    parts = {show: set(listed(executor, f"?show={show}")) for show in desk.SHOWS}
    own = {each.number for each in (late, today, again, reported)}
    assert parts == {
        "open": own,
        "overdue": {late.number},
        "today": {today.number},
        "week": {today.number, again.number},
        "returned": {again.number},
        "new": {today.number},
        "mine": {late.number, reported.number},
        "unassigned": {today.number, again.number},
        "check": {reported.number},
        "copies": {reported.number},  # in the words in which the reopened one was answered
        "supervise": set(),
        "ended": {ended.number},
    }


def test_figures_count_what_the_parts_list(town: Town, fresh):
    for status in (Status.ROUTED, Status.IN_WORK, Status.REPORTED, Status.REOPENED, Status.ANSWERED):
        due(fresh(status), -1 if status == Status.IN_WORK else 3)
    actor, on = town.actor("executor", timezone.now()), timezone.localdate()
    figures = desk.figures(actor, on=on)
    shown = {show: desk.queue(actor, show, on=on).count() for show in desk.SHOWS if show != "ended"}
    assert {show: getattr(figures, show) for show in shown} == shown


def test_danger_stands_first_then_the_nearest_last_day(town: Town, fresh, executor: Client):
    far = due(fresh(Status.ROUTED), 9)
    near = due(fresh(Status.ROUTED), 1)
    danger = due(fresh(Status.ROUTED), 12, urgent=True)
    assert listed(executor) == [danger.number, near.number, far.number]


def test_a_report_returned_by_the_controller_came_back(town: Town, fresh, executor: Client, lately):
    from appeals.services import work

    appeal = fresh(Status.REPORTED)
    work.return_(appeal.pk, reason="Сурет анық емес.", actor=town.actor("controller"), at=lately)
    assert listed(executor, "?show=returned") == [appeal.number]


def test_a_controller_is_not_shown_the_own_report_to_check(town: Town, fresh, signed_in, controller: Client):
    people.appoint(town.executor, "controller", "city-akimat")
    appeal = fresh(Status.REPORTED)
    assert listed(signed_in(town.executor), "?show=check") == []
    assert listed(controller, "?show=check") == [appeal.number]


def test_a_number_or_words_of_the_text_are_found(town: Town, fresh, executor: Client):
    appeal = fresh(Status.ROUTED)
    other = fresh(Status.ROUTED, text="Аулада қоқыс шығарылмаған, төрт күн болды.")
    assert listed(executor, f"?q={appeal.number}") == [appeal.number]
    assert listed(executor, "?q=қоқыс") == [other.number]
    assert listed(executor, "?q=жоқсөз") == []


def test_the_district_akimat_sees_its_district_whoever_works_there(town: Town, fresh, signed_in):
    mine = fresh(Status.REGISTERED)
    akimat = signed_in(people.officer("district_akimat", "akimat-turksib", "turksib"))
    other = signed_in(people.officer("district_akimat", "akimat-medeu", "medeu"))
    assert (listed(akimat), listed(other)) == ([mine.number], [])


def test_pages_hold_twenty_five(town: Town, fresh, executor: Client):
    copies(fresh(Status.ROUTED), 29)
    first, second, beyond = (listed(executor, f"?page={page}") for page in (1, 2, 99))
    assert (len(first), len(second)) == (25, 5)
    assert set(first) & set(second) == set()
    assert beyond == second


@pytest.mark.parametrize("role", ["executor", "controller", "moderator"])
def test_a_longer_queue_asks_no_more_questions(town: Town, fresh, signed_in, role):
    original = fresh(Status.ROUTED)
    client = signed_in(getattr(town, role))
    copies(original, 9)
    client.get(reverse("desk:queue"))
    with CaptureQueriesContext(connection) as ten:
        client.get(reverse("desk:queue"))
    Appeal.objects.exclude(pk=original.pk).delete()
    copies(original, 99)
    with CaptureQueriesContext(connection) as hundred:
        client.get(reverse("desk:queue"))
    assert (len(ten), len(hundred)) == (len(ten), len(ten))
    assert len(hundred) <= 14


def test_the_page_follows_the_lists_of_the_posts(town: Town, executor: Client):
    page = executor.get(reverse("desk:queue")).content.decode()
    feeds = re.search(r'data-live-follow="([^"]+)"', page)[1].split()
    posts = town.actor("executor", timezone.now()).posts
    assert feeds[0] == f"org:{posts[0].organisation_id}"
    assert len(feeds) <= 10


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_desk_opens_in_each_language(town: Town, fresh, executor: Client, language):
    appeal = fresh(Status.IN_WORK)
    pages = [executor.get(f"/{language}/desk/"), executor.get(f"/{language}/desk/{appeal.number}/")]
    assert [page.status_code for page in pages] == [200, 200]
    assert all(f'<html lang="{language}"' in page.content.decode() for page in pages)
