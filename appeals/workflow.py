"""The whole life of an appeal on one screen."""

from accounts.enums import Role
from appeals.enums import OPEN, Status
from appeals.rules import reopening
from workflow.machine import Machine, Transition

TRIAGE = {Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR}
AT_TRIAGE = {Status.REGISTERED, Status.REOPENED, Status.ROUTED}

APPEAL = Machine(
    kind="appeal",
    initial={"register": Status.REGISTERED},
    transitions=(
        Transition("categorise", AT_TRIAGE, TRIAGE, basis="APPC art. 64", public=False),
        Transition("route", AT_TRIAGE, TRIAGE | {Role.SYSTEM}, Status.ROUTED, "APPC art. 65"),
        Transition("ask", AT_TRIAGE | {Status.IN_WORK}, TRIAGE | {Role.EXECUTOR}, Status.ASKED, "APPC art. 64"),
        Transition("reply", {Status.ASKED}, {Role.AUTHOR}),  # goes back to where the question was asked
        Transition("publish", set(Status), TRIAGE, public=False),
        Transition("unpublish", set(Status), TRIAGE, public=False),
        Transition("answer_at_once", AT_TRIAGE, TRIAGE, Status.ANSWERED, "APPC art. 76"),
        Transition("accept", {Status.ROUTED, Status.REOPENED}, {Role.EXECUTOR, Role.HEAD}, Status.IN_WORK),
        Transition("give_back", {Status.ROUTED}, {Role.EXECUTOR, Role.HEAD}, Status.REGISTERED, "APPC art. 65"),
        Transition("report", {Status.IN_WORK}, {Role.EXECUTOR, Role.HEAD}, Status.REPORTED),
        Transition("return", {Status.REPORTED}, {Role.CONTROLLER}, Status.IN_WORK),
        Transition("answer", {Status.REPORTED}, {Role.CONTROLLER}, Status.ANSWERED, "APPC art. 76"),
        Transition("confirm", {Status.ANSWERED}, {Role.AUTHOR}, Status.FIXED),
        Transition(
            "reopen",
            {Status.ANSWERED, Status.FIXED},
            {Role.AUTHOR},
            Status.REOPENED,
            obstacle=reopening.obstacle,
        ),
        Transition("withdraw", set(OPEN), {Role.AUTHOR}, Status.WITHDRAWN),
    ),
)
