"""The lives of this room on one screen: of a row of a plan."""

from accounts.enums import Role
from meetings.enums import OPEN_INSTRUCTIONS, WAIT_FOR_DOER
from meetings.enums import InstructionStatus as Standing
from meetings.rules import instructions
from workflow.machine import Machine, Transition

KEEPERS = {Role.SECRETARY, Role.CONTROLLER, Role.AKIM, Role.DEPUTY_AKIM}
AKIMS = {Role.AKIM, Role.DEPUTY_AKIM}
DOERS = {Role.EXECUTOR, Role.HEAD}
WITH_DOER = set(WAIT_FOR_DOER)
RULE = "Decree No 826 of 3 March 2022"

# One row of a plan. Two keys: the doer reports, the controller takes off control; only an akim moves a term.
INSTRUCTION = Machine(
    kind="instruction",
    initial={"draft": Standing.DRAFT},
    transitions=(
        Transition("amend", set(Standing), KEEPERS, public=False),
        Transition("give", {Standing.DRAFT}, KEEPERS | {Role.SYSTEM}, Standing.GIVEN, RULE),
        # What an import brings as done before: closed, and never counted as done.
        Transition("carry_over", {Standing.DRAFT}, KEEPERS | {Role.SYSTEM}, Standing.CLOSED),
        Transition("take_up", {Standing.GIVEN}, DOERS, Standing.IN_WORK),
        Transition("report", WITH_DOER, DOERS, Standing.REPORTED, RULE, instructions.report_obstacle),
        Transition("do_part", WITH_DOER | {Standing.REPORTED}, DOERS),  # a co-doer's own part
        Transition("refuse", WITH_DOER, DOERS, Standing.REFUSED),
        Transition("redirect", WITH_DOER | {Standing.REFUSED}, {Role.CONTROLLER} | AKIMS, Standing.GIVEN),
        Transition("insist", {Standing.REFUSED}, {Role.CONTROLLER} | AKIMS, Standing.IN_WORK),
        Transition("return", {Standing.REPORTED}, {Role.CONTROLLER}, Standing.IN_WORK),
        Transition(
            "accept", {Standing.REPORTED}, {Role.CONTROLLER}, Standing.ACCEPTED, RULE, instructions.accept_obstacle
        ),
        # A stage of what comes again: the next one begins.
        Transition(
            "next_stage", {Standing.REPORTED}, {Role.CONTROLLER}, Standing.IN_WORK, RULE, instructions.stage_obstacle
        ),
        Transition(
            "close", set(OPEN_INSTRUCTIONS), {Role.CONTROLLER}, Standing.CLOSED, RULE, instructions.close_obstacle
        ),
        Transition("move_term", set(OPEN_INSTRUCTIONS), AKIMS, basis=RULE),
        Transition("divide", WITH_DOER | {Standing.DRAFT}, KEEPERS),
        Transition("child_moved", set(OPEN_INSTRUCTIONS), {Role.SYSTEM}),
        # The asker, once; the controller then looks again.
        Transition(
            "dispute", {Standing.ACCEPTED}, {Role.AUTHOR}, Standing.DISPUTED, obstacle=instructions.dispute_obstacle
        ),
        Transition("uphold", {Standing.DISPUTED}, {Role.CONTROLLER}, Standing.ACCEPTED),
        Transition("reopen", {Standing.DISPUTED}, {Role.CONTROLLER}, Standing.IN_WORK),
        # The clock and other rooms. None of these moves the state.
        Transition("remind", set(OPEN_INSTRUCTIONS), {Role.SYSTEM}, public=False),
        Transition("fall_overdue", set(OPEN_INSTRUCTIONS), {Role.SYSTEM}),
        Transition("link", set(Standing), KEEPERS | DOERS),
        Transition("unlink", set(Standing), KEEPERS, public=False),
        Transition("link_moved", set(Standing), {Role.SYSTEM}),
    ),
)
