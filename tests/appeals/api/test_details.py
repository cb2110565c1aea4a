"""The extra questions in the API: what is asked, how it is answered, who reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeals.models import Appeal
from appeals.services import triage
from tests.factories.appeals import AT

pytestmark = pytest.mark.django_db
DOGS = {
    "text": "Мектептің жанында қаңғыбас иттер жүр.",
    "language": "kk",
    "category": "stray-dogs",
    "consent": "2026-01",
}


def leaves(client) -> dict[str, dict]:
    tree = client.get("/api/v1/categories/", headers={"Accept-Language": "ru"}).json()
    return {leaf["code"]: leaf for top in tree for leaf in top["leaves"]}


def test_a_category_says_what_it_asks(town, client):
    found = leaves(client)
    assert found["roads-pothole"]["questions"] == []
    aggressive, number = found["stray-dogs"]["questions"]
    assert (aggressive["code"], aggressive["datatype"], aggressive["required"], aggressive["order"]) == (
        "aggressive",
        "singlevaluelist",
        True,
        1,
    )
    assert aggressive["text"] == aggressive["text_ru"] == "Собаки бросаются на людей?"
    assert [value["key"] for value in aggressive["values"]] == ["yes", "no", "unknown"]
    assert (number["datatype"], number["values"]) == ("number", [])


def test_the_tree_with_its_questions_takes_three_queries(town, client):
    client.get("/api/v1/categories/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/api/v1/categories/")
    assert len([one for one in asked if "appeals_category" in one["sql"]]) == 3


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data"])
def test_answers_come_as_json_and_as_a_form(town, client, kind):
    if kind == "application/json":
        given = {**DOGS, "details": {"aggressive": "yes", "number": 4}}
        answer = client.post("/api/v1/appeals/", given, content_type=kind)
    else:
        answer = client.post("/api/v1/appeals/", {**DOGS, "details.aggressive": "yes", "details.number": "4"})
    assert answer.status_code == 201, answer.content
    assert Appeal.objects.get().details == {"aggressive": "yes", "number": 4}


def test_several_of_a_list_in_a_form(town, client):
    given = {**DOGS, "category": "water-burst", "details.runs_to": ["yard", "road"]}
    assert client.post("/api/v1/appeals/", given).status_code == 201
    assert Appeal.objects.get().details == {"runs_to": ["road", "yard"]}


@pytest.mark.parametrize(
    ("details", "code"),
    [({}, "detail_needed"), ({"aggressive": "="}, "detail_wrong"), ({"aggressive": "no", "x": 1}, "detail_unknown")],
)
def test_a_wrong_answer_is_a_problem_in_words(town, client, details, code):
    answer = client.post("/api/v1/appeals/", {**DOGS, "details": details}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"], Appeal.objects.count()) == (422, code, 0)


def test_who_reads_the_answers(town, client):
    given = {"extent": "one", "post": "Айгүл үйінің жаны"}
    appeal = town.appeal("routed", category="lighting-off", details=given)
    actor = town.actor("moderator")
    triage.publish(appeal.pk, public_title="Шам", public_text="Көшеде шам жанбайды.", actor=actor, at=AT)
    address = f"/api/v1/appeals/{appeal.number}/"
    assert client.get(address).json()["details"] == [
        {"code": "extent", "question": "Неше шам жанбайды?", "answer": "Бір шам"}
    ]
    client.force_login(town.resident)
    assert [each["code"] for each in client.get(address).json()["details"]] == ["extent", "post"]
