"""The lives of this room on one screen: of a meeting, a question put in advance, the protocol, a row of a plan."""

from accounts.enums import Role
from meetings.enums import OPEN_INSTRUCTIONS, TOOK_PLACE, UPCOMING, WAIT_FOR_DOER, MeetingStatus, ProtocolStatus
from meetings.enums import InstructionStatus as Standing
from meetings.enums import QuestionStatus as Asked
from meetings.rules import instructions, opening
from workflow.machine import Machine, Transition

RULE = "Decree No 826 of 3 March 2022"
AKIMS = {Role.AKIM, Role.DEPUTY_AKIM}
OFFICE = AKIMS | {Role.SECRETARY}
CHECKERS = {Role.HEAD, Role.CONTROLLER, Role.DEPUTY_AKIM}
SORTERS = {Role.SECRETARY, Role.MODERATOR}
KEEPERS = {Role.SECRETARY, Role.CONTROLLER, Role.AKIM, Role.DEPUTY_AKIM}
DOERS = {Role.EXECUTOR, Role.HEAD}
WITH_DOER = set(WAIT_FOR_DOER)

MEETING = Machine(
    kind="meeting",
    initial={"plan": MeetingStatus.PLANNED},
    transitions=(
        Transition("approve", set(UPCOMING), {Role.AKIM}, basis=RULE),  # stands in the approved calendar
        Transition("edit", set(UPCOMING), OFFICE, public=False),
        Transition("announce", {MeetingStatus.PLANNED, MeetingStatus.MOVED}, OFFICE, MeetingStatus.ANNOUNCED, RULE),
        Transition("give_notice", {MeetingStatus.ANNOUNCED}, OFFICE, basis=RULE),
        Transition("move", set(UPCOMING), OFFICE, MeetingStatus.MOVED),
        Transition("cancel", set(UPCOMING), OFFICE, MeetingStatus.CANCELLED),
        Transition("hold", {MeetingStatus.ANNOUNCED}, OFFICE, MeetingStatus.HELD, RULE, obstacle=opening.obstacle),
        # The sheet. Whether the protocol is still open is for the service to see: it is another thing.
        Transition("write_line", set(TOOK_PLACE), {Role.SECRETARY}, public=False),
        Transition("correct_line", set(TOOK_PLACE), {Role.SECRETARY}, public=False),
        Transition("strike_line", set(TOOK_PLACE), {Role.SECRETARY}, public=False),
        Transition("pass_on", set(TOOK_PLACE), {Role.SECRETARY}, basis="APPC art. 64", public=False),
        Transition("link_appeal", set(TOOK_PLACE), {Role.SYSTEM}, public=False),
        # The reasons of a move or a cancellation: which words of them everybody may read.
        Transition(
            "let_through",
            set(MeetingStatus),
            {Role.SECRETARY, Role.CONTROLLER},
            public=False,
            obstacle=opening.unmoved,
        ),
        Transition("close", {MeetingStatus.HELD}, {Role.AKIM}, MeetingStatus.CLOSED, RULE),
    ),
)

QUESTION = Machine(
    kind="question",
    initial={"ask": Asked.ASKED},
    transitions=(
        Transition(
            "publish",
            {Asked.ASKED, Asked.DECLINED},
            SORTERS,
            Asked.PUBLISHED,
        ),
        Transition(
            "decline",
            {Asked.ASKED, Asked.PUBLISHED},
            SORTERS,
            Asked.DECLINED,
            public=False,
        ),
        Transition(
            "withdraw",
            {Asked.ASKED, Asked.PUBLISHED},
            {Role.AUTHOR},
            Asked.WITHDRAWN,
        ),
        Transition("hear", {Asked.ASKED, Asked.PUBLISHED}, {Role.SECRETARY}, Asked.HEARD),
        Transition("settle", {Asked.HEARD}, {Role.AKIM}, Asked.SETTLED, RULE),
    ),
)

PROTOCOL = Machine(
    kind="protocol",
    initial={"draft": ProtocolStatus.DRAFT},
    transitions=(
        Transition("redraft", {ProtocolStatus.DRAFT}, {Role.SECRETARY}, public=False),
        Transition("check", {ProtocolStatus.DRAFT}, CHECKERS, ProtocolStatus.CHECKED, public=False),
        Transition("return", {ProtocolStatus.CHECKED}, CHECKERS | {Role.AKIM}, ProtocolStatus.DRAFT, public=False),
        Transition("sign", {ProtocolStatus.CHECKED}, {Role.AKIM}, ProtocolStatus.SIGNED, RULE),
        # A new version: the signed one stays, and is what the public reads until the next is signed.
        Transition("amend", {ProtocolStatus.SIGNED}, OFFICE, ProtocolStatus.DRAFT),
    ),
)

# One row of a plan. Two keys: the doer reports, the controller takes off control; only an akim moves a term.
INSTRUCTION = Machine(
    kind="instruction",
    initial={"draft": Standing.DRAFT},
    transitions=(
        Transition("amend", set(Standing), KEEPERS | {Role.SYSTEM}, public=False),
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
        # Which words that look like personal data everybody may read: the only say there is in it.
        Transition("let_through", set(Standing), {Role.SECRETARY, Role.CONTROLLER}, public=False),
        # The clock and other rooms. None of these moves the state.
        Transition("remind", set(OPEN_INSTRUCTIONS), {Role.SYSTEM}, public=False),
        Transition("fall_overdue", set(OPEN_INSTRUCTIONS), {Role.SYSTEM}),
        Transition("link", set(Standing), KEEPERS | DOERS),
        Transition("unlink", set(Standing), KEEPERS, public=False),
        Transition("link_moved", set(Standing), {Role.SYSTEM}),
    ),
)
