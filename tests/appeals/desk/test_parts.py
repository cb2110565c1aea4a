"""The desk works on parts: each body on its own, the page and the queue with a fixed number of questions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appeals.enums import Status
from appeals.models import Appeal, Part
from appeals.selectors.parts import living
from appeals.services import parts
from workflow.models import Act

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def split(town) -> Appeal:
    return town.appeal(Status.SPLIT, at=timezone.now() - timedelta(days=1))


def address(appeal: Appeal, number: int, name: str = "") -> str:
    return f"/kk/desk/{appeal.number}/parts/{number}/{name + '/' if name else ''}"


def test_each_body_opens_its_own_part_only(town, split, signed_in):
    browsers = {name: signed_in(getattr(town, name)) for name in ("executor", "lights_executor", "moderator")}
    codes = {
        name: [browser.get(address(split, n)).status_code for n in (1, 2, 3)] for name, browser in browsers.items()
    }
    assert codes == {
        "executor": [200, 404, 404],
        "lights_executor": [404, 200, 404],
        "moderator": [200, 200, 404],
    }


def test_the_queue_shows_a_part_in_place_of_its_appeal(town, split, signed_in):
    light = list(living(split))[1]
    rows = signed_in(town.lights_executor).get("/kk/desk/").context["rows"]
    assert [(row.title, row.url, row.body) for row in rows] == [
        (light.title, address(split, 2), light.organisation.name)
    ]
    figures = signed_in(town.lights_executor).get("/kk/desk/").context["figures"]
    assert {part.name: part.number for part in figures}["new"] == 1


def test_a_form_sent_twice_is_done_once(town, split, signed_in):
    browser = signed_in(town.executor)
    hole = living(split).first()
    for _time in range(2):
        answer = browser.post(address(split, 1, "accept"), {"seq": hole.seq})
        assert (answer.status_code, answer.url) == (302, address(split, 1))
    assert Act.objects.filter(kind="part", name="accept").count() == 1


def test_a_stale_form_is_a_conflict_and_keeps_what_was_typed(town, split, signed_in):
    browser = signed_in(town.executor)
    parts.route(
        living(split).first().pk, organisation="akimat-turksib", actor=town.actor("moderator"), at=timezone.now()
    )
    answer = browser.post(address(split, 1, "give_back"), {"seq": 1, "reason": "Бұл басқа мекеменің міндеті."})
    assert answer.status_code == 409
    assert "Бұл басқа мекеменің міндеті." in answer.content.decode()
    assert Part.objects.get(number=1).status == Status.ROUTED


def test_given_back_it_leaves_the_desk(town, split, signed_in):
    browser = signed_in(town.executor)
    answer = browser.post(address(split, 1, "give_back"), {"seq": 1, "reason": "Бұл басқа мекеменің міндеті."})
    assert (answer.status_code, answer.url) == (302, "/kk/desk/")
    assert browser.get(address(split, 1)).status_code == 404
    assert browser.get(f"/kk/desk/{split.number}/").status_code == 404


@pytest.mark.parametrize("where", ["desk/{number}/parts/2/", "appeals/{number}/"])
def test_no_page_of_a_split_appeal_asks_too_much(town, split, signed_in, where):
    browser = signed_in(town.lights_executor if "desk" in where else town.resident)
    path = "/kk/" + where.format(number=split.number)
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:200] for query in asked)


def test_a_longer_queue_of_parts_asks_no_more(town, signed_in):
    browser = signed_in(town.lights_executor)

    def questions() -> int:
        browser.get("/kk/desk/rows/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/kk/desk/rows/").status_code == 200
        return len(asked)

    town.appeal(Status.SPLIT, at=timezone.now() - timedelta(days=1))
    one = questions()
    for _more in range(6):
        town.appeal(Status.SPLIT, at=timezone.now() - timedelta(days=1))
    assert questions() == one
