"""Who opens the triage and the tables, and what a post over one district leaves out."""

import re

from django.apps import apps
from django.test import Client
from django.urls import reverse

from appeals.enums import Status
from appeals.rules.report import Contact
from tests.factories import people
from tests.factories.appeals import CITY_HALL, Town
from workflow.models import Act

LIST = "admin:appeals_appeal_changelist"
NUMBER = re.compile(r"№ (\d{4}-\d{6})")
# What the first line reads in its work and only administrators of the city change.
READ_ONLY = ("limit", "ratingreason", "remedy", "hearingexception", "quickgoal")
FORM = re.compile(r'<form method="post" action="/admin/appeals/appeal/\d+/act/(\w+)/"')


def listed(client: Client, query: str = "?part=all") -> set[str]:
    page = client.get(reverse(LIST) + query)
    return set(NUMBER.findall(page.content.decode())) if page.status_code == 200 else {str(page.status_code)}


def test_the_list_is_for_posts_of_the_first_line_and_above(town: Town, fresh, signed_in, administrator):
    number = fresh(Status.REGISTERED).number
    people_by_name = {
        "operator": town.operator,
        "moderator": town.moderator,
        "administrator": administrator,
        "analyst": people.officer("analyst", "city-akimat"),
        "city akimat": people.officer("city_akimat", "city-akimat"),
        "executor": people.officer("executor", "akimat-turksib"),
        "superuser without a post": people.resident(is_staff=True, is_superuser=True),
    }
    seen = {name: listed(signed_in(user)) for name, user in people_by_name.items()}
    assert seen == {
        "operator": {number},
        "moderator": {number},
        "administrator": {number},
        "analyst": {number},
        "city akimat": {number},
        "executor": {"403"},
        "superuser without a post": {"403"},
    }


def test_a_moderator_of_a_district_sees_that_district_only(town: Town, fresh, signed_in, triage_page, do):
    here, there = fresh(Status.REGISTERED), fresh(Status.REGISTERED, place=CITY_HALL)
    client = signed_in(people.officer("moderator", "open-almaty", "turksib"))
    before = Act.objects.count()
    foreign = {
        client.get(triage_page(there)).status_code,
        client.get(reverse("admin:appeals_appeal_news", args=[there.pk])).status_code,
        client.get(reverse("admin:appeals_appeal_history", args=[there.pk])).status_code,
        client.get(reverse("admin:appeals_appeal_delete", args=[there.pk])).status_code,
        *(
            do(client, there, act, reason="жоқ", organisation="dept-roads").status_code
            for act in ("categorise", "route", "ask", "publish", "unpublish", "answer_at_once")
        ),
    }
    assert listed(client) == {here.number}
    assert client.get(triage_page(here)).status_code == 200
    assert foreign <= {403, 404}
    assert listed(client, f"?part=all&q={there.number}") == set()
    assert Act.objects.count() == before


def test_bulk_acts_reach_no_further_than_the_posts(town: Town, fresh, signed_in):
    there = fresh(Status.REGISTERED, place=CITY_HALL)
    client = signed_in(people.officer("moderator", "open-almaty", "turksib"))
    client.post(reverse(LIST) + "?part=all", {"action": "route_by_rule", "_selected_action": [there.pk]})
    there.refresh_from_db()
    assert (there.status, there.seq) == (Status.REGISTERED, 1)


def test_an_analyst_reads_without_contacts_and_acts_on_nothing(town: Town, fresh, signed_in, triage_page, do):
    appeal = fresh(Status.REGISTERED, contact=Contact(name="Әлия Нұрланова", phone="+77015550193"))
    client = signed_in(people.officer("analyst", "city-akimat"))
    page = client.get(triage_page(appeal)).content.decode()
    assert ("+77015550193" in page, "Әлия Нұрланова" in page, FORM.findall(page)) == (False, False, [])
    assert do(client, appeal, "route").status_code == 422
    assert 'name="action"' not in client.get(reverse(LIST) + "?part=all").content.decode()


def test_nothing_is_typed_into_columns(fresh, moderator: Client, triage_page):
    appeal = fresh(Status.REGISTERED)
    answers = [
        moderator.post(triage_page(appeal), {"text": "басқа", "status": "fixed"}).status_code,
        moderator.get(reverse("admin:appeals_appeal_add")).status_code,
        moderator.post(reverse("admin:appeals_appeal_delete", args=[appeal.pk]), {"post": "yes"}).status_code,
    ]
    appeal.refresh_from_db()
    assert answers == [404, 403, 403]
    assert (appeal.status, appeal.seq) == (Status.REGISTERED, 1)


def test_each_status_offers_the_acts_of_the_first_line(town: Town, fresh, moderator: Client, triage_page):
    sorting = {"categorise", "route", "ask", "publish", "answer_at_once", "forward", "split", "lodge", "stop_repeat"}
    pages = {status: moderator.get(triage_page(fresh(status))).content.decode() for status in Status}
    offers = {status: set(FORM.findall(page)) - {"note"} for status, page in pages.items()}
    assert offers == {status: {"publish"} for status in Status} | {
        Status.REGISTERED: sorting,
        Status.ROUTED: sorting,
        Status.REOPENED: sorting,
        Status.IN_WORK: {"ask", "publish"},
        Status.SPLIT: {"forward_part", "join", "publish", "route_part"},
        Status.FORWARDED: {"publish", "register_there"},
    }


def test_the_tables_are_read_by_the_first_line_and_changed_by_administrators_of_the_city(
    town: Town, signed_in, administrator
):
    users = {
        "moderator": town.moderator,
        "administrator": administrator,
        "administrator of a district": people.officer("administrator", "akimat-turksib", "turksib"),
        "executor": people.officer("executor", "akimat-turksib"),
    }
    tables = ("category", "routingrule", "term", *READ_ONLY)
    rights = {
        name: {
            (
                signed_in(user).get(reverse(f"admin:appeals_{table}_changelist")).status_code,
                signed_in(user).get(reverse(f"admin:appeals_{table}_add")).status_code,
            )
            for table in tables
        }
        for name, user in users.items()
    }
    assert rights == {
        "moderator": {(200, 403)},
        "administrator": {(200, 200)},
        "administrator of a district": {(200, 403)},
        "executor": {(403, 403)},
    }


def test_the_menu_holds_only_what_opens(town: Town, signed_in, administrator):
    link = re.compile(r'href="/admin/(\w+/\w+)/"')
    menus = {
        user: set(link.findall(signed_in(user).get(reverse("admin:index")).content.decode()))
        for user in (town.moderator, administrator)
    }
    appeals = {"appeals/appeal", "appeals/category", "appeals/routingrule", "appeals/term"}
    assert menus[town.moderator] == appeals | {f"appeals/{table}" for table in (*READ_ONLY, "article")}
    assert menus[administrator] >= menus[town.moderator] | {
        "accounts/user",
        "accounts/appointment",
        "accounts/organisation",
    }
    for user, links in menus.items():
        client = signed_in(user)
        assert {client.get(f"/admin/{each}/").status_code for each in links} == {200}


def test_a_moderator_changes_no_row_of_the_tables(town: Town, moderator: Client):
    """Saving is refused where a row exists, whatever its page shows."""
    rows = {table: apps.get_model("appeals", table).objects.first() for table in ("category", "term", *READ_ONLY)}
    before = Act.objects.count()
    answers = {
        table: (
            moderator.post(reverse(f"admin:appeals_{table}_change", args=[row.pk]), {"_save": "1"}).status_code,
            moderator.post(reverse(f"admin:appeals_{table}_delete", args=[row.pk]), {"post": "yes"}).status_code,
        )
        for table, row in rows.items()
        if row is not None
    }
    assert set(answers.values()) == {(403, 403)}
    assert {"category", "term", "limit", "remedy"} <= set(answers)
    assert Act.objects.count() == before
