"""The queue in the admin: what stands in it, what it finds, what many at once cost."""

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals.enums import Status
from appeals.models import Appeal
from appeals.services import bulk, triage
from tests.factories.appeals import CITY_HALL, Town, register
from tests.factories.crowds import copies
from workflow.models import Act

LIST = "admin:appeals_appeal_changelist"
NUMBER = re.compile(r"№ (\d{4}-\d{6})")
# Seconds of this process for 500 acts, each in a transaction of its own: 20 ms an act.
BUDGET_S = 10


def listed(client: Client, query: str = "") -> list[str]:
    return NUMBER.findall(client.get(reverse(LIST) + query).content.decode())


def run(client: Client, action: str, appeals: list[Appeal], **more):
    seen = [f"{each.pk}:{each.seq}" for each in appeals]
    chosen = {"action": action, "_selected_action": [each.pk for each in appeals], "seen": seen}
    return client.post(reverse(LIST) + "?part=all", chosen | more)


def test_the_queue_begins_with_what_waits_to_be_sorted(fresh, moderator: Client):
    waits = fresh(Status.REGISTERED)
    asked, routed, ended = fresh(Status.ASKED), fresh(Status.ROUTED), fresh(Status.ANSWERED)
    everything = {waits.number, asked.number, routed.number, ended.number}
    parts = {part: set(listed(moderator, f"?part={part}")) for part in ("sort", "asked", "open", "publish", "all")}
    assert listed(moderator) == [waits.number]
    assert parts == {
        "sort": {waits.number},
        "asked": {asked.number},
        "open": everything - {ended.number},
        "publish": everything - {ended.number},
        "all": everything,
    }


def test_filters_narrow(fresh, moderator: Client):
    here = fresh(Status.REGISTERED)
    there = fresh(Status.ROUTED, place=CITY_HALL, language="ru")
    body = there.organisation.code
    found = {
        query: set(listed(moderator, f"?part=all&{query}"))
        for query in (
            "district=turksib",
            "category=roads",
            "category=none",
            f"body={body}",
            "language=ru",
            "urgent__exact=1",
        )
    }
    assert found == {
        "district=turksib": {here.number},
        "category=roads": {here.number, there.number},
        "category=none": set(),
        f"body={body}": {there.number},
        "language=ru": {there.number},
        "urgent__exact=1": set(),
    }


def test_a_whole_number_opens_the_appeal_whatever_the_filters(fresh, moderator: Client, triage_page):
    ended = fresh(Status.ANSWERED)
    answer = moderator.get(reverse(LIST) + f"?part=asked&q=№ {ended.number}")
    assert answer["Location"] == triage_page(ended)


def test_words_of_the_text_are_found_though_mistyped(fresh, moderator: Client):
    fresh(Status.REGISTERED)
    tree = fresh(Status.REGISTERED, text="Балалар алаңына үлкен терек құлап жатыр.")
    found = {words: listed(moderator, f"?q={words}") for words in ("терек", "құлап жатыр", "құлаб", "зымыран")}
    assert found == {"терек": [tree.number], "құлап жатыр": [tree.number], "құлаб": [tree.number], "зымыран": []}


def test_a_longer_list_asks_no_more_questions(fresh, moderator: Client):
    original = fresh(Status.REGISTERED)
    copies(original, 9)
    moderator.get(reverse(LIST))
    with CaptureQueriesContext(connection) as ten:
        assert len(listed(moderator)) == 10
    copies_of_more = Appeal.objects.exclude(pk=original.pk)
    copies_of_more.delete()
    copies(original, 49)
    with CaptureQueriesContext(connection) as fifty:
        assert len(listed(moderator)) == 50
    assert len(fifty) == len(ten)


def test_many_are_routed_one_act_each_and_the_skipped_are_named(town: Town, fresh, moderator: Client, lately):
    good = [fresh(Status.REGISTERED), fresh(Status.REGISTERED)]
    without = fresh(Status.REGISTERED, category="")
    overtaken = fresh(Status.REGISTERED)
    triage.categorise(overtaken.pk, category="roads-pavement", actor=town.actor("operator"), at=lately)
    ended = fresh(Status.ANSWERED)
    page = run(moderator, "route_by_rule", [*good, without, overtaken, ended]).content.decode()
    routed = set(Appeal.objects.filter(status=Status.ROUTED))
    assert routed == set(good)
    assert set(NUMBER.findall(page)) == {without.number, overtaken.number, ended.number}
    assert [Act.objects.filter(subject_id=each.pk, name="route").count() for each in good] == [1, 1]


def test_many_are_published_but_not_what_must_be_read_first(fresh, moderator: Client):
    plain = fresh(Status.REGISTERED)
    telling = fresh(Status.REGISTERED, text="Аулада ағаш құлады, маған 8 701 234 56 78 нөміріне хабарласыңыз.")
    page = run(moderator, "publish_as_written", [plain, telling]).content.decode()
    plain.refresh_from_db(), telling.refresh_from_db()
    assert (plain.is_public, plain.public_text, telling.is_public) == (True, plain.text, False)
    assert NUMBER.findall(page) == [telling.number]
    assert "8 701 234 56 78" in page


def test_more_than_five_hundred_are_left_alone(town: Town, moderator: Client):
    copies(register().appeal, 500)
    answer = run(moderator, "route_by_rule", [Appeal.objects.first()], select_across="1")
    assert answer.status_code == 302
    assert Appeal.objects.filter(status=Status.ROUTED).count() == 0


@pytest.mark.slow
def test_five_hundred_are_routed_within_the_budget(town: Town, moderator: Client):
    original = register().appeal
    many = copies(original, 499)
    began = time.process_time()
    answer = run(moderator, "route_by_rule", [original, *many], select_across="1")
    took = time.process_time() - began
    assert answer.status_code == 302
    assert Appeal.objects.filter(status=Status.ROUTED).count() == 500
    assert Act.objects.filter(name="route").count() == 500
    assert took < BUDGET_S


def test_each_of_many_costs_the_same_few_queries(town: Town, lately):
    actor = town.actor("moderator")
    appeals = copies(register().appeal, 11)

    def cost(some: list[Appeal]) -> int:
        with CaptureQueriesContext(connection) as queries:
            report = bulk.route_by_rule(some, seen={}, actor=actor, at=lately)
        assert report.done == [each.number for each in some]
        return len(queries)

    one, ten = cost(appeals[:1]), cost(appeals[1:])
    assert ten == 10 * one
    assert one <= 12
