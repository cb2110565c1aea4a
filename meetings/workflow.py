"""The whole life of a meeting, of a question put in advance, and of the protocol, on one screen."""

from accounts.enums import Role
from meetings.enums import TOOK_PLACE, UPCOMING, MeetingStatus, ProtocolStatus, QuestionStatus
from meetings.rules import opening
from workflow.machine import Machine, Transition

DECREE = "Decree No 826"
AKIMS = {Role.AKIM, Role.DEPUTY_AKIM}
OFFICE = AKIMS | {Role.SECRETARY}
CHECKERS = {Role.HEAD, Role.CONTROLLER, Role.DEPUTY_AKIM}

MEETING = Machine(
    kind="meeting",
    initial={"plan": MeetingStatus.PLANNED},
    transitions=(
        Transition("approve", set(UPCOMING), {Role.AKIM}, basis=DECREE),  # stands in the approved calendar
        Transition("edit", set(UPCOMING), OFFICE, public=False),
        Transition(
            "announce", {MeetingStatus.PLANNED, MeetingStatus.MOVED}, OFFICE, MeetingStatus.ANNOUNCED, DECREE
        ),
        Transition("give_notice", {MeetingStatus.ANNOUNCED}, OFFICE, basis=DECREE),
        Transition("move", set(UPCOMING), OFFICE, MeetingStatus.MOVED),
        Transition("cancel", set(UPCOMING), OFFICE, MeetingStatus.CANCELLED),
        Transition("hold", {MeetingStatus.ANNOUNCED}, OFFICE, MeetingStatus.HELD, DECREE, obstacle=opening.obstacle),
        # The sheet. Whether the protocol is still open is for the service to see: it is another thing.
        Transition("write_line", set(TOOK_PLACE), {Role.SECRETARY}, public=False),
        Transition("correct_line", set(TOOK_PLACE), {Role.SECRETARY}, public=False),
        Transition("strike_line", set(TOOK_PLACE), {Role.SECRETARY}, public=False),
        Transition("pass_on", set(TOOK_PLACE), {Role.SECRETARY}, basis="APPC art. 64", public=False),
        Transition("link_appeal", set(TOOK_PLACE), {Role.SYSTEM}, public=False),
        Transition("close", {MeetingStatus.HELD}, {Role.AKIM}, MeetingStatus.CLOSED, DECREE),
    ),
)

QUESTION = Machine(
    kind="question",
    initial={"ask": QuestionStatus.ASKED},
    transitions=(
        Transition(
            "publish",
            {QuestionStatus.ASKED, QuestionStatus.DECLINED},
            {Role.SECRETARY, Role.MODERATOR},
            QuestionStatus.PUBLISHED,
        ),
        Transition(
            "decline",
            {QuestionStatus.ASKED, QuestionStatus.PUBLISHED},
            {Role.SECRETARY, Role.MODERATOR},
            QuestionStatus.DECLINED,
            public=False,
        ),
        Transition(
            "withdraw",
            {QuestionStatus.ASKED, QuestionStatus.PUBLISHED},
            {Role.AUTHOR},
            QuestionStatus.WITHDRAWN,
        ),
        Transition(
            "hear", {QuestionStatus.ASKED, QuestionStatus.PUBLISHED}, {Role.SECRETARY}, QuestionStatus.HEARD
        ),
        Transition("settle", {QuestionStatus.HEARD}, {Role.AKIM}, QuestionStatus.SETTLED, DECREE),
    ),
)

PROTOCOL = Machine(
    kind="protocol",
    initial={"draft": ProtocolStatus.DRAFT},
    transitions=(
        Transition("redraft", {ProtocolStatus.DRAFT}, {Role.SECRETARY}, public=False),
        Transition(
            "check", {ProtocolStatus.DRAFT}, CHECKERS, ProtocolStatus.CHECKED, public=False
        ),
        Transition(
            "return", {ProtocolStatus.CHECKED}, CHECKERS | {Role.AKIM}, ProtocolStatus.DRAFT, public=False
        ),
        Transition("sign", {ProtocolStatus.CHECKED}, {Role.AKIM}, ProtocolStatus.SIGNED, DECREE),
        # A new version: the signed one stays, and is what the public reads until the next is signed.
        Transition("amend", {ProtocolStatus.SIGNED}, OFFICE, ProtocolStatus.DRAFT),
    ),
)
