"""The operator's form asks what the category needs to know."""

import uuid

import pytest
from django.test import Client

from appeals.models import Appeal
from tests.factories.appeals import Town

pytestmark = pytest.mark.django_db
NEW = "/kk/desk/new/"


@pytest.fixture
def operator(town: Town, signed_in) -> Client:
    return signed_in(town.operator)


def typed(**more) -> dict:
    return {
        "key": str(uuid.uuid4()),
        "source": "call_centre",
        "kind": "quick_report",
        "language": "kk",
        "text": "Құбыр жарылып, су көшеге ағып жатыр.",
        "category": "water-burst",
        "district": "medeu",
        "address": "Абай даңғылы, 10",
        "consent": "on",
        **more,
    }


def test_the_questions_appear_beside_the_form(operator):
    page = operator.post(NEW, typed(action="look", **{"details.runs_to": ["yard"]})).content.decode()
    assert "Су қайда ағып жатыр?" in page
    assert 'value="yard" form="counter" checked' in page
    assert "Су қайда ағып жатыр?" not in operator.post(NEW, typed(action="look", category="noise")).content.decode()


def test_the_answers_go_along(operator):
    answer = operator.post(NEW, typed(action="file", **{"details.runs_to": ["yard", "road"]}))
    assert answer.status_code == 302
    assert Appeal.objects.get().details == {"runs_to": ["road", "yard"]}


def test_what_the_caller_does_not_know_may_be_left_out(operator):
    """A resident must answer this one; an operator writes down what is known."""
    assert operator.post(NEW, typed(action="file", category="stray-dogs")).status_code == 302
    assert Appeal.objects.get().details == {}


def test_a_wrong_answer_is_told(operator):
    answer = operator.post(NEW, typed(action="file", category="stray-dogs", **{"details.number": "көп"}))
    assert (answer.status_code, answer.context["errors"][0]["href"]) == (422, "#id_details.number")
    assert Appeal.objects.count() == 0
