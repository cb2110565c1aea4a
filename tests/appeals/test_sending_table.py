"""Who may forward, split, join, lodge and pass up, in which status: the whole tables, and those of a part."""

import itertools
from datetime import timedelta

import pytest

from accounts.enums import Role
from appeals.enums import OPEN, Status
from appeals.models import Appeal, Part
from appeals.workflow import APPEAL, PART
from tests.factories.appeals import AT

TRIAGE = {Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR}
DOERS = {Role.EXECUTOR, Role.HEAD}
OVERRIDE = {Role.HEAD, Role.CITY_AKIMAT}
AT_TRIAGE = {Status.REGISTERED, Status.ROUTED, Status.REOPENED}
WITH_A_BODY = {Status.ROUTED, Status.ASKED, Status.IN_WORK, Status.REPORTED, Status.REOPENED}
ENDED_WITH_ANSWER = {Status.ANSWERED, Status.FIXED}

# act -> (statuses, roles): open there, and nowhere else.
ON_AN_APPEAL = {
    "forward": (AT_TRIAGE, TRIAGE | OVERRIDE),
    "register_there": ({Status.FORWARDED}, TRIAGE),
    "split": (AT_TRIAGE, TRIAGE),
    "join": ({Status.SPLIT}, TRIAGE),
    "part_moved": ({Status.SPLIT}, {Role.SYSTEM}),
    "conclude": ({Status.SPLIT}, {Role.SYSTEM}),
    "lodge": (AT_TRIAGE, TRIAGE),
    "pass_up": ({Status.LODGED}, DOERS),
    "satisfy": ({Status.LODGED}, DOERS),
    "escalate": ({Status.LODGED}, {Role.SYSTEM}),
}
ON_A_PART = {
    "route": ({Status.REGISTERED, Status.ROUTED}, TRIAGE),
    "forward": ({Status.REGISTERED, Status.ROUTED}, TRIAGE | OVERRIDE),
    "accept": ({Status.ROUTED, Status.REOPENED}, DOERS),
    "give_back": ({Status.ROUTED}, DOERS),
    "ask": ({Status.IN_WORK}, DOERS),
    "reply": ({Status.ASKED}, {Role.AUTHOR}),
    "lapse": ({Status.ASKED}, {Role.SYSTEM}),
    "report": ({Status.IN_WORK}, DOERS),
    "return": ({Status.REPORTED}, {Role.CONTROLLER}),
    "answer": ({Status.REPORTED}, {Role.CONTROLLER}),
    "assign": (WITH_A_BODY, {Role.HEAD}),
    "extend": (WITH_A_BODY, {Role.HEAD}),
    "recalculate": (set(OPEN), {Role.SYSTEM}),
    "warn": (set(OPEN), {Role.SYSTEM}),
    "reopen": ({Status.ANSWERED}, {Role.AUTHOR}),
    "join": ({Status.REGISTERED, Status.ROUTED}, TRIAGE),
    "withdraw": (set(OPEN), {Role.AUTHOR}),
}


def open_where(machine, thing, names) -> set[tuple[str, str, str]]:
    """Every (act, status, role) that the machine admits; ``thing(status)`` is a thing in that status."""
    return {
        (name, status, role)
        for status, role in itertools.product(Status, Role)
        for name in machine.open_to(thing(status), roles=frozenset({role}), at=AT)
        if name in names
    }


def wanted(table) -> set[tuple[str, str, str]]:
    return {(name, status, role) for name, (states, roles) in table.items() for status in states for role in roles}


def test_the_new_acts_on_an_appeal():
    found = open_where(APPEAL, lambda status: Appeal(status=status), ON_AN_APPEAL)
    assert found == wanted(ON_AN_APPEAL)


def test_every_act_on_a_part():
    names = {transition.name for transition in PART.transitions}
    assert names == ON_A_PART.keys()
    assert open_where(PART, lambda status: Part(status=status, appeal=Appeal()), names) == wanted(ON_A_PART)


@pytest.mark.parametrize("count", [0, 2])
def test_a_split_appeal_is_opened_again_by_its_parts_and_a_whole_one_as_a_whole(count):
    def answered(status: str) -> Appeal:
        return Appeal(status=status, part_count=count, reopen_until=AT + timedelta(days=1))

    name = "reopen_parts" if count else "reopen"
    found = open_where(APPEAL, answered, {"reopen", "reopen_parts"})
    assert found == {(name, status, Role.AUTHOR) for status in ENDED_WITH_ANSWER}


def test_a_complaint_that_names_an_official_is_neither_satisfied_by_his_unit_nor_published():
    found = open_where(APPEAL, lambda status: Appeal(status=status, complained_official_id=1), {"satisfy", "publish"})
    assert found == set()
