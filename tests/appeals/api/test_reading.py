"""Reading and acting by another program: what is seen, what is offered, what is refused."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from appeals.models import Appeal
from appeals.services import triage
from tests.factories import people
from tests.factories.appeals import AT, register


@pytest.fixture(autouse=True)
def ready(settings) -> None:
    """Fresh limits; and the second factor, tested elsewhere, is not asked for."""
    cache.clear()
    settings.STAFF_SECOND_FACTOR = "off"


def api_of(user=None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def numbers(response) -> set[str]:
    return {row["number"] for row in response.data["results"]}


def publish(town, appeal: Appeal) -> None:
    triage.publish(
        appeal.pk, public_title="Шұңқыр", public_text="Аялдама жанында шұңқыр.", actor=town.actor("moderator"), at=AT
    )


def test_each_sees_his_own_set(town):
    hidden, shown = town.appeal("routed"), town.appeal("routed")
    claimed = register()
    publish(town, shown)
    foreign = people.officer("executor", "akimat-medeu")
    everything = {hidden.number, shown.number, claimed.appeal.number}

    seen = {
        "stranger": numbers(api_of().get("/api/v1/appeals/")),
        "claimant": numbers(api_of().get("/api/v1/appeals/", headers={"X-Claim-Code": claimed.claim_code})),
        "author": numbers(api_of(town.resident).get("/api/v1/appeals/")),
        "author, mine": numbers(api_of(town.resident).get("/api/v1/appeals/?mine=true")),
        "body": numbers(api_of(town.executor).get("/api/v1/appeals/")),
        "another body": numbers(api_of(foreign).get("/api/v1/appeals/")),
        "moderator": numbers(api_of(town.moderator).get("/api/v1/appeals/")),
    }
    assert seen == {
        "stranger": {shown.number},
        "claimant": {shown.number, claimed.appeal.number},
        "author": {hidden.number, shown.number},
        "author, mine": {hidden.number, shown.number},
        "body": {hidden.number, shown.number},
        "another body": {shown.number},
        "moderator": everything,
    }


def test_a_stranger_reads_the_public_words_only(town):
    appeal = town.appeal("registered")
    publish(town, appeal)
    told = api_of().get(f"/api/v1/appeals/{appeal.number}/").data

    assert (told["title"], told["text"], told["acts"]) == ("Шұңқыр", "Аялдама жанында шұңқыр.", [])
    assert appeal.text not in str(told)


def test_the_offered_acts_are_those_of_the_machine_that_this_door_can_do(town):
    appeal = town.appeal("routed")
    offered = {
        name: set(api_of(getattr(town, name)).get(f"/api/v1/appeals/{appeal.number}/").data["acts"])
        for name in ("moderator", "executor", "resident")
    }
    assert offered == {
        "moderator": {
            "categorise",
            "route",
            "ask",
            "publish",
            "unpublish",
            "answer_at_once",
            "forward",
            "split",
            "lodge",
            "note",
        },
        "executor": {"accept", "ask", "give_back", "note"},
        "resident": {"ask_review", "withdraw"},
    }


def test_an_act_moves_the_appeal_and_a_stale_one_is_told_so(town):
    appeal = town.appeal("routed")
    executor = api_of(town.executor)
    path = f"/api/v1/appeals/{appeal.number}/accept/"
    first = executor.post(path, {"seq": appeal.seq})
    again = executor.post(path, {"seq": appeal.seq})

    assert (first.status_code, first.data["status"]) == (200, "in_work")
    assert (again.status_code, again.data["code"]) == (409, "stale")
    acts = executor.get(f"/api/v1/appeals/{appeal.number}/timeline/").data
    assert [row["name"] for row in acts] == ["register", "route", "accept"]


def test_an_act_of_others_is_refused_and_writes_nothing(town):
    appeal = town.appeal("routed")
    publish(town, appeal)
    before = Appeal.objects.get(pk=appeal.pk).seq
    answers = {
        "stranger": api_of().post(f"/api/v1/appeals/{appeal.number}/accept/", {}),
        "another body": api_of(people.officer("executor", "akimat-medeu")).post(
            f"/api/v1/appeals/{appeal.number}/accept/", {}
        ),
        "no such act": api_of(town.executor).post(f"/api/v1/appeals/{appeal.number}/explode/", {}),
    }
    assert {who: response.status_code for who, response in answers.items()} == {
        "stranger": 422,
        "another body": 422,
        "no such act": 404,
    }
    assert Appeal.objects.get(pk=appeal.pk).seq == before


def test_a_hidden_appeal_is_as_absent_as_a_missing_one(town):
    appeal = town.appeal("registered")
    hidden, missing = (api_of().get(f"/api/v1/appeals/{number}/") for number in (appeal.number, "2026-999999"))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.data == missing.data


def test_filters_narrow_and_pages_go_on(town):
    town.appeal("registered")
    routed = [town.appeal("routed") for _ in range(3)]
    client = api_of(town.moderator)

    first = client.get("/api/v1/appeals/?status=routed&page_size=2")
    second = client.get(first.data["next"])
    assert [len(first.data["results"]), len(second.data["results"])] == [2, 1]
    assert numbers(first) | numbers(second) == {appeal.number for appeal in routed}
    assert client.get("/api/v1/appeals/?status=lost").status_code == 400


def test_a_list_costs_the_same_for_few_and_many(town, django_assert_max_num_queries):
    for _ in range(12):
        town.appeal("routed")
    client = api_of(town.executor)
    with django_assert_max_num_queries(10):
        assert len(client.get("/api/v1/appeals/").data["results"]) == 12


def test_the_schema_describes_every_door(town):
    schema = api_of().get("/api/v1/schema/?format=json").json()
    assert {path for path in schema["paths"] if "appeals" in path or "categories" in path} == {
        "/api/v1/appeals/",
        "/api/v1/appeals/{number}/",
        "/api/v1/appeals/{number}/parts/{part}/{act}/",
        "/api/v1/appeals/{number}/timeline/",
        "/api/v1/appeals/{number}/{act}/",
        "/api/v1/categories/",
    }
