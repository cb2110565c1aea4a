"""The plan of a meeting out of its signed protocol, at the desk: seen first, lines united, refusals in words."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.models import Follow, Instruction, Line, Meeting, Plan
from meetings.services import announcing, plan_rows, plans
from tests.factories.meetings import OPENED, Hall
from tests.factories.plans import LIGHT
from tests.meetings.browsing import client_of
from tests.meetings.refusing import refused


def _signed(hall: Hall, number: int = 3, **given) -> Meeting:
    """A meeting with so many lines that got an instruction, and one that was explained."""
    meeting = hall.held()
    for place in range(1, number + 1):
        hall.line(meeting, text=f"{place}-сұрақ", result="instruction", **given)
    hall.line(meeting, text="Түсіндірілген сұрақ", result="explained", explanation="Жөнделеді.")
    hall.signed(meeting)
    return Meeting.objects.get(pk=meeting.pk)


def _answered(meeting: Meeting) -> list[tuple[str, list[int]]]:
    rows = Instruction.objects.filter(plan__meeting=meeting).order_by("position")
    return [(row.number, list(row.lines.order_by("number").values_list("number", flat=True))) for row in rows]


def test_the_desk_shows_what_would_be_drawn_up_then_unites_and_draws_up(hall, clock):
    meeting = _signed(hall)
    clock(OPENED)
    desk = client_of(hall.controller)
    assert f"/kk/desk/plan/meetings/{meeting.number}/" in desk.get(f"/kk/desk/meetings/{meeting.number}/protocol/").text
    page = f"/kk/desk/plan/meetings/{meeting.number}/"
    shown = desk.get(page).text
    assert [f"{place}-сұрақ" in shown for place in (1, 2, 3)] == [True] * 3
    assert ("Түсіндірілген" in shown, Plan.objects.count()) == (False, 0)
    assert desk.post(page, {"do": "unite", "lines": ["1", "3"]}).status_code == 302
    assert _answered(meeting) == [("1", [1, 3])]
    drawn = desk.post(page, {"do": "draw_up"})
    plan = Plan.objects.get()
    assert (drawn.status_code, drawn.url) == (302, f"/kk/desk/plan/plans/{plan.code}/")
    assert _answered(meeting) == [("1", [1, 3]), ("2", [2])]
    assert plan.instructions.get(number="1").question == "1. 1-сұрақ\n3. 3-сұрақ"


def test_draft_rows_are_united_and_counted_anew(hall, clock):
    meeting = _signed(hall)
    keeper = hall.actor("controller")
    plan = plans.draw_up(meeting.pk, actor=keeper, at=OPENED)
    second = plan.instructions.get(number="2")
    plan_rows.amend(second.pk, text_kk="Шам орнату", lead=LIGHT, term="31.12.2026", actor=keeper, at=OPENED)
    kept = plans.unite(meeting.pk, [2, 1], actor=keeper, at=OPENED)
    assert _answered(meeting) == [("1", [1, 2]), ("2", [3])]
    assert (kept.text_kk, kept.question) == ("Шам орнату", "1. 1-сұрақ\n2. 2-сұрақ")
    again = plans.draw_up(meeting.pk, actor=keeper, at=OPENED)
    assert (again.pk, _answered(meeting)) == (plan.pk, [("1", [1, 2]), ("2", [3])])


def test_who_asked_follows_the_united_row(hall):
    meeting = hall.announced()
    asked = [hall.asked(meeting), hall.asked(meeting, by="neighbour")]
    announcing.hold(meeting.pk, actor=hall.actor("secretary"), at=OPENED)
    for question in asked:
        hall.line(meeting, text="", question=question.number, result="instruction")
    hall.signed(meeting)
    row = plans.unite(meeting.pk, [1, 2], actor=hall.actor("controller"), at=OPENED)
    assert set(Follow.objects.filter(instruction=row).values_list("user", flat=True)) == {
        hall.resident.pk,
        hall.neighbour.pk,
    }


def test_what_cannot_be_drawn_up_or_united_is_said_in_words(hall, clock):
    meeting, keeper = _signed(hall), hall.actor("controller")
    unsigned = hall.held()
    hall.line(unsigned, result="instruction")
    clock(OPENED)
    desk = client_of(hall.controller)
    for marked, code in (([], "lines_few"), ([1], "lines_few"), ([1, 4], "line_unknown"), ([1, 99], "line_unknown")):
        refused(code, plans.unite, meeting.pk, marked, actor=keeper, at=OPENED)
    refused("not_signed", plans.draw_up, unsigned.pk, actor=keeper, at=OPENED)
    refused("not_signed", plans.unite, unsigned.pk, [1, 2], actor=keeper, at=OPENED)
    answer = desk.post(f"/kk/desk/plan/meetings/{meeting.number}/", {"do": "unite", "lines": ["2"]})
    assert (answer.status_code, "кемінде екі жазбаны" in answer.text) == (422, True)
    assert desk.post(f"/kk/desk/plan/meetings/{unsigned.number}/", {"do": "draw_up"}).status_code == 409
    assert Plan.objects.count() == 0

    plan = plans.draw_up(meeting.pk, actor=keeper, at=OPENED)
    for row in plan.instructions.all():
        plan_rows.amend(row.pk, text_kk="Шам", lead=LIGHT, term="31.12.2026", actor=keeper, at=OPENED)
    plans.publish(plan.pk, actor=keeper, at=OPENED)
    refused("given", plans.unite, meeting.pk, [1, 2], actor=keeper, at=OPENED)


@pytest.mark.parametrize("who", ["district_akim", "district_secretary", "resident"])
def test_another_akimat_neither_sees_nor_draws_up(hall, clock, who):
    meeting = _signed(hall, 1)
    clock(OPENED)
    page = f"/kk/desk/plan/meetings/{meeting.number}/"
    client = client_of(getattr(hall, who))
    assert client.get(page).status_code in {403, 404}
    refused("role", plans.draw_up, meeting.pk, actor=hall.actor(who), at=OPENED)
    assert Client().get(page).status_code == 302


def test_the_preview_takes_as_many_queries_with_many_lines(hall, clock):
    few, many = _signed(hall, 1), _signed(hall, 12)
    clock(OPENED)
    desk = client_of(hall.controller)
    counted = []
    for meeting in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/kk/desk/plan/meetings/{meeting.number}/").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 15
    assert Line.objects.filter(meeting=many).count() == 13
