"""Who may do what: the whole matrix role x state x act against a table written by hand, and who holds which role."""

import itertools
from datetime import date
from pathlib import Path

import pytest

from accounts.enums import APPOINTED_ROLES, Role
from meetings import policy
from meetings.enums import InstructionStatus, MeetingStatus, ProtocolStatus, QuestionStatus
from meetings.models import Instruction, Meeting, Protocol, Question
from meetings.policy import Viewer
from meetings.services import calendar
from meetings.workflow import INSTRUCTION, MEETING, PROTOCOL, QUESTION
from tests.factories import people
from tests.factories.meetings import AT, OPENED, STARTS, planned_words
from tests.factories.plans import LIGHT, Office
from workflow.actor import Actor

LETTERS = {
    "A": Role.AKIM,
    "D": Role.DEPUTY_AKIM,
    "S": Role.SECRETARY,
    "C": Role.CONTROLLER,
    "H": Role.HEAD,
    "E": Role.EXECUTOR,
    "M": Role.MODERATOR,
    "R": Role.AUTHOR,
    "X": Role.SYSTEM,
}
MACHINES = {
    "meeting": (MEETING, Meeting, MeetingStatus),
    "question": (QUESTION, Question, QuestionStatus),
    "protocol": (PROTOCOL, Protocol, ProtocolStatus),
    "instruction": (INSTRUCTION, Instruction, InstructionStatus),
}
QUARTERLY = {"due_kind": "recurring", "stage_months": 3, "stage_day": 25, "due_to": date(2026, 3, 25)}
# A thing, and the acts that something about it shuts to everybody in every state.
SHUT: dict[str, tuple[str, dict, set[str]]] = {
    "a meeting that people were told of": ("meeting", {"notice_since": AT, "starts_at": STARTS}, set()),
    "a meeting without notice": ("meeting", {"starts_at": STARTS}, {"hold"}),
    "a meeting before its hour": ("meeting", {"notice_since": AT, "starts_at": STARTS.replace(hour=22)}, {"hold"}),
    "a question": ("question", {}, set()),
    "a protocol": ("protocol", {}, set()),
    "an instruction": ("instruction", {}, {"next_stage"}),
    "one with open parts": ("instruction", {"open_children": 1}, {"report", "accept", "close", "next_stage"}),
    "one that comes again": ("instruction", QUARTERLY, {"accept"}),
    "one at its last stage": ("instruction", QUARTERLY | {"ends_on": date(2026, 3, 25)}, {"next_stage"}),
    "a permanent one": ("instruction", {"due_kind": "ongoing"}, set()),
    "one disputed before": ("instruction", {"disputed_at": AT}, {"dispute", "next_stage"}),
}


def tables() -> dict[str, dict[str, tuple[dict[str, str], str]]]:
    """By thing and act: the letters in each state, and the state afterwards."""
    found: dict[str, dict[str, tuple[dict[str, str], str]]] = {}
    whole = (Path(__file__).parent / "data" / "permissions.txt").read_text(encoding="utf-8")
    for line in whole.splitlines():
        words = line.split()
        if not words or words[0] == "#":
            continue
        name, *cells, then = words
        if then == "then":
            rows, states = found.setdefault(name, {}), cells
            continue
        rows[name] = (dict(zip(states, cells, strict=True)), then)
    return found


TABLES = tables()


@pytest.mark.parametrize("kind", MACHINES)
def test_the_table_knows_every_state_and_act_and_where_it_leads(kind):
    machine, _model, statuses = MACHINES[kind]
    wanted = {name: (set(cells), then) for name, (cells, then) in TABLES[kind].items()}
    assert {one.name: (set(statuses.values), one.target or "-") for one in machine.transitions} == wanted
    assert TABLES.keys() == MACHINES.keys()


@pytest.mark.parametrize("which", SHUT)
def test_who_may_do_what_in_which_state(which):
    """Every role in every state: what stands nowhere in the table is open to nobody."""
    kind, given, shut = SHUT[which]
    machine, model, statuses = MACHINES[kind]
    found = {
        (name, state, role)
        for state, role in itertools.product(statuses.values, Role)
        for name in machine.open_to(model(status=state, **given), roles=frozenset({role}), at=OPENED)
    }
    wanted = {
        (name, state, LETTERS[letter])
        for name, (cells, _then) in TABLES[kind].items()
        if name not in shut
        for state, letters in cells.items()
        for letter in letters.replace(".", "")
    }
    assert found == wanted


HOST = {Role.AKIM, Role.DEPUTY_AKIM, Role.SECRETARY, Role.HEAD, Role.CONTROLLER}
LOOKING_ON = {Role.CITY_AKIMAT, Role.DISTRICT_AKIMAT, Role.MODERATOR, Role.ADMINISTRATOR, Role.ANALYST}
KEEPERS = {Role.AKIM, Role.DEPUTY_AKIM, Role.CONTROLLER, Role.SECRETARY}
DOERS = {Role.EXECUTOR, Role.HEAD}
CITY, TURKSIB, MEDEU = "city-akimat", "akimat-turksib", "akimat-medeu"
# A body and the district that the post is limited to.
PLACES = ((CITY, None), (CITY, "medeu"), (TURKSIB, "turksib"), (MEDEU, "medeu"), (LIGHT, None), (LIGHT, "medeu"))


def posts(roles: set[Role], *places: tuple[str, str | None]) -> set[tuple]:
    return set(itertools.product(roles, places))


@pytest.fixture
def cast(hall) -> dict[tuple, Actor]:
    """Somebody in every post at every place."""
    whole = itertools.product(APPOINTED_ROLES, PLACES)
    return {(role, place): people.acting(people.officer(role, *place), AT) for role, place in whole}


def test_posts_see_and_work_on_the_meetings_of_their_akimat(hall, cast):
    """Not public as yet: the city's in Turksib, and that of the akim of Turksib."""
    ours = hall.planned()
    theirs = calendar.plan(TURKSIB, planned_words(), actor=hall.actor("district_secretary"), at=AT)
    everywhere = posts(LOOKING_ON, (CITY, None), (TURKSIB, "turksib"), (LIGHT, None))
    wanted = {
        ours: everywhere | posts(HOST, (CITY, None), (CITY, "medeu")),
        theirs: everywhere | posts(HOST, (TURKSIB, "turksib")),
    }
    for meeting, expected in wanted.items():
        held = {post for post, actor in cast.items() if policy.roles_on(actor, meeting) == {post[0]}}
        seen = {post for post, actor in cast.items() if policy.may_see(Viewer(actor), meeting.pk)}
        assert (held, seen) == (expected, expected)
    assert set(policy.visible_to(policy.STRANGER)) == set()


def test_posts_see_and_work_on_the_instructions_of_their_plans(cast):
    """Two that the energy department leads: a draft of the city for Turksib, and one that Medeu gave it."""
    office = Office()
    draft = office.instruction(district_id="turksib")
    given = office.given(plan=office.plan(akimat=MEDEU))
    of_the_city = posts(KEEPERS, (CITY, None), (CITY, "medeu"))
    wanted = {
        draft: of_the_city | posts(DOERS, (LIGHT, None)),
        given: of_the_city | posts(KEEPERS, (MEDEU, "medeu")) | posts(DOERS, (LIGHT, None), (LIGHT, "medeu")),
    }
    for row, expected in wanted.items():
        held = {post for post, actor in cast.items() if policy.roles_on_instruction(actor, row) == {post[0]}}
        assert held == expected
    seen = {
        post
        for post, actor in cast.items()
        if policy.instructions_visible_to(Viewer(actor)).filter(pk=draft.pk).exists()
    }
    assert seen == of_the_city
    assert set(policy.instructions_visible_to(policy.STRANGER)) == {given}
