"""Who may do what of the work and of the answer, in which status: the whole table of these acts."""

import itertools

from accounts.enums import Role
from appeals.enums import Status
from appeals.models import Appeal
from appeals.workflow import APPEAL
from tests.factories.appeals import AT

TRIAGE = {Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR}
DOERS = {Role.EXECUTOR, Role.HEAD}
EVERYBODY = TRIAGE | DOERS | {Role.CONTROLLER, Role.DISTRICT_AKIMAT, Role.CITY_AKIMAT}
S = Status
# act -> (statuses, roles): what stands nowhere is open to nobody.
TABLE = {
    "ask": ({S.REGISTERED, S.ROUTED, S.REOPENED, S.IN_WORK}, TRIAGE | {Role.EXECUTOR, Role.SYSTEM}),
    "reply": ({S.ASKED}, {Role.AUTHOR}),
    "lapse": ({S.ASKED}, {Role.SYSTEM}),
    "note": (set(Status), EVERYBODY),
    "assign": ({S.ROUTED, S.ASKED, S.IN_WORK, S.REPORTED, S.REOPENED}, {Role.HEAD}),
    "propose": ({S.IN_WORK}, DOERS),
    "object": ({S.IN_WORK, S.ASKED, S.REPORTED}, {Role.AUTHOR}),
    "minute": ({S.IN_WORK, S.REPORTED}, DOERS),
    "waive": ({S.IN_WORK}, {Role.HEAD}),
    "report": ({S.IN_WORK}, DOERS),
    "return": ({S.REPORTED}, {Role.CONTROLLER}),
    "answer": ({S.REPORTED}, {Role.CONTROLLER}),
    "confirm": ({S.ANSWERED}, {Role.AUTHOR}),
    "rate": ({S.ANSWERED, S.FIXED}, {Role.AUTHOR}),
    "reopen": ({S.ANSWERED, S.FIXED}, {Role.AUTHOR}),
}


def test_role_by_status_by_act():
    found = {
        (status, role, name)
        for status, role in itertools.product(Status, Role)
        for name in APPEAL.open_to(Appeal(status=status), roles=frozenset({role}), at=AT)
        if name in TABLE
    }
    wanted = {
        (status, role, name) for name, (statuses, roles) in TABLE.items() for status in statuses for role in roles
    }
    assert found == wanted


def test_what_officials_say_among_themselves_is_not_public():
    inside = {step.name for step in APPEAL.transitions if not step.public} & set(TABLE)
    assert inside == {"note", "assign", "minute", "waive", "rate"}
