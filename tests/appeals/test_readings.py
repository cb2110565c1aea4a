"""Which door logs which reading: exactly what an official sees by post, one row a page, before the page leaves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLog, Team
from appeals import digests
from appeals.models import Appeal
from appeals.rules.report import Contact
from appeals.services import triage
from tests.doors.visitors import insider, of
from tests.factories.appeals import AT, Town, photo
from tests.factories.people import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(town: Town) -> Appeal:
    return town.appeal("answered", photos=[photo()])


def rows(client: Client, path: str) -> list[tuple]:
    """What opening this page adds to the log."""
    before = AccessLog.objects.count()
    assert client.get(path).status_code == 200
    added = AccessLog.objects.order_by("pk")[before:]
    return [(row.post, row.place, row.refs, row.about, row.what) for row in added]


def test_each_door_of_an_official_writes_one_row(town, letter):
    of_it = ([letter.number], [town.resident.pk])
    change = f"/admin/appeals/appeal/{letter.pk}/change/"
    mine = letter.photos.first().pk
    found = {
        "triage": rows(insider(town, "moderator"), change),
        "list": rows(insider(town, "moderator"), "/admin/appeals/appeal/?part=all"),
        "desk": rows(insider(town, "executor"), f"/kk/desk/{letter.number}/"),
        "page": rows(insider(town, "controller"), f"/kk/appeals/{letter.number}/"),
        "api": rows(insider(town, "operator"), f"/api/v1/appeals/{letter.number}/"),
        "photo": rows(insider(town, "executor"), f"/kk/appeals/{letter.number}/photos/{mine}/original/"),
    }
    assert found == {
        "triage": [("moderator", "triage", *of_it, ["text"])],
        "list": [("moderator", "triage_list", *of_it, ["text"])],
        "desk": [("executor", "desk", *of_it, ["text"])],
        "page": [("controller", "page", *of_it, ["text"])],
        "api": [("operator", "api", *of_it, ["text"])],
        "photo": [("executor", "photo", *of_it, ["photo"])],
    }


def test_contacts_are_named_where_they_are_shown(town):
    appeal = town.appeal(contact=Contact(name="Айгүл", email="aigul@example.kz"))
    (row,) = rows(insider(town, "moderator"), f"/admin/appeals/appeal/{appeal.pk}/change/")
    assert row[-1] == ["contacts", "text"]


def test_nobody_else_is_logged(town, letter):
    words = {"public_title": "Шұңқыр", "public_text": "Көшеде шұңқыр бар."}
    triage.publish(letter.pk, **words, actor=town.actor("moderator"), at=AT)
    page = f"/kk/appeals/{letter.number}/"
    assert rows(Client(), page) == []
    assert rows(insider(town, "resident"), page) == []
    assert rows(of(officer("executor", "almaty-su")), page) == []


def test_the_author_reads_who_looked_and_others_do_not(town, letter):
    insider(town, "executor").get(f"/kk/desk/{letter.number}/")
    path = f"/en/appeals/{letter.number}/readings/"
    page = insider(town, "resident").get(path)
    assert "at the desk of the body" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    others = [Client(), insider(town, "moderator"), insider(town, "executor"), of(officer("executor", "almaty-su"))]
    assert [client.get(path).status_code for client in others] == [404] * len(others)


def test_whoever_a_complaint_names_opens_none_of_these_doors(town, letter):
    """The policy keeps him out of the complaint; logs, photos and covers start from the same policy."""
    Appeal.objects.filter(pk=letter.pk).update(complained_official=town.moderator)
    client = insider(town, "moderator")
    mine = letter.photos.first().pk
    doors = [
        f"/en/appeals/{letter.number}/readings/",
        f"/en/appeals/{letter.number}/photos/{mine}/original/",
        f"/en/appeals/{letter.number}/photos/{mine}/thumb/",
        f"/admin/appeals/appeal/{letter.pk}/photos/{mine}/",
        f"/admin/appeals/appeal/{letter.pk}/change/",
    ]
    assert [client.get(path).status_code for path in doors] == [404] * len(doors)
    assert AccessLog.objects.count() == 0


def test_one_and_ten_of_a_list_cost_the_same(town, django_assert_max_num_queries):
    client = insider(town, "moderator")
    counts = []
    for number in (1, 9):
        for _each in range(number):
            town.appeal()
        client.get("/admin/appeals/appeal/")
        with django_assert_max_num_queries(30) as counted:
            client.get("/admin/appeals/appeal/")
        counts.append(len(counted))
    assert counts[0] == counts[1]
    newest = AccessLog.objects.order_by("-pk").first()
    assert (len(newest.refs), len(newest.about)) == (10, 10)


def test_lists_papers_and_the_panel_of_the_counter_are_logged_too(town):
    phone = "+77012345678"
    appeal = town.appeal("routed", contact=Contact(name="Айгүл", phone=phone), at=timezone.now() - timedelta(days=1))
    of_it = ([appeal.number], [town.resident.pk])
    executor, operator = insider(town, "executor"), insider(town, "operator")
    before = AccessLog.objects.count()
    assert operator.post("/kk/desk/new/found/", {"phone": phone}).status_code == 200
    (panel,) = AccessLog.objects.order_by("pk")[before:]

    assert rows(executor, "/kk/desk/") == [("executor", "desk_list", *of_it, ["text"])]
    assert rows(executor, "/kk/desk/print/") == [("executor", "paper", *of_it, ["text"])]
    assert (panel.post, panel.place, panel.refs, panel.what) == (
        "operator",
        "counter",
        [appeal.number],
        ["contacts", "text"],
    )


def test_an_answer_on_paper_is_logged_for_officials_and_not_for_its_author(town, letter):
    path = f"/kk/appeals/{letter.number}/answer/"
    assert [row[1:3] for row in rows(insider(town, "controller"), path)] == [("paper", [letter.number])]
    assert rows(of(town.resident), path) == []


def test_the_letter_of_the_week_is_a_reading_of_its_addressee_and_of_a_team(town):
    at = timezone.now()
    appeal = town.appeal("routed", at=at - timedelta(days=1))
    team = Team.objects.create(
        organisation=appeal.organisation,
        code="roads",
        name_kk="Жол тобы",
        name_ru="Бригада",
        email="t@example.kz",
        valid_from=timezone.localdate(at) - timedelta(days=9),
    )
    Appeal.objects.filter(pk=appeal.pk).update(team=team)
    assert town.executor
    before = AccessLog.objects.count()

    digests.send(at)
    digests.send(at)

    added = AccessLog.objects.order_by("pk")[before:]
    told = {(row.actor_name, row.place, *row.refs) for row in added}
    assert (str(town.executor), "digest", appeal.number) in told
    assert ("Жол тобы", "digest", appeal.number) in told
    assert len(added) == len(told)
