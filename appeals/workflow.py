"""The whole life of an appeal on one screen."""

from accounts.enums import Role
from appeals.enums import OPEN, Status
from appeals.rules import complaints, reopening, review, term
from workflow.machine import Machine, Transition

TRIAGE = {Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR}
WITH_A_BODY = {Status.ROUTED, Status.ASKED, Status.IN_WORK, Status.REPORTED, Status.REOPENED}
AT_TRIAGE = {Status.REGISTERED, Status.REOPENED, Status.ROUTED}
DOERS = {Role.EXECUTOR, Role.HEAD}
OFFICIALS = TRIAGE | DOERS | {Role.CONTROLLER, Role.DISTRICT_AKIMAT, Role.CITY_AKIMAT}
ASSIGNABLE = {Status.ROUTED, Status.ASKED, Status.IN_WORK, Status.REPORTED, Status.REOPENED}
# Forwarding late takes one of these; the acts themselves are open to them within the three days too.
OVERRIDE = {Role.HEAD, Role.CITY_AKIMAT}

APPEAL = Machine(
    kind="appeal",
    initial={"register": Status.REGISTERED},
    transitions=(
        Transition("categorise", AT_TRIAGE, TRIAGE, basis="APPC art. 64", public=False),
        Transition("route", AT_TRIAGE, TRIAGE | {Role.SYSTEM}, Status.ROUTED, "APPC art. 65"),
        Transition(
            "ask",
            AT_TRIAGE | {Status.IN_WORK},
            TRIAGE | {Role.EXECUTOR, Role.SYSTEM},  # the system asks for what the law requires and the appeal lacks
            Status.ASKED,
            "APPC art. 64",
        ),
        # What an import brings: an answer given in the earlier system, and later corrections from there.
        Transition("carry_over", {Status.REGISTERED}, {Role.SYSTEM}, Status.ANSWERED, "APPC art. 76"),
        Transition("amend", {Status.REGISTERED}, {Role.SYSTEM}, public=False),
        Transition("reply", {Status.ASKED}, {Role.AUTHOR}),  # goes back to where the question was asked
        Transition("lapse", {Status.ASKED}, {Role.SYSTEM}),  # the same, without a reply
        Transition("note", set(Status), OFFICIALS, public=False),
        Transition("publish", set(Status), TRIAGE, public=False, obstacle=complaints.obstacle),
        Transition("unpublish", set(Status), TRIAGE, public=False),
        Transition("cover", set(Status), TRIAGE, public=False),  # faces and plates on a photo
        Transition("expire", set(Status) - OPEN, {Role.SYSTEM}, basis="Law No 94-V art. 12", public=False),
        Transition("undo", set(Status), TRIAGE),  # back to where the act before it began; as public as that act
        Transition("answer_at_once", AT_TRIAGE, TRIAGE, Status.ANSWERED, "APPC art. 76"),
        Transition("accept", {Status.ROUTED, Status.REOPENED}, {Role.EXECUTOR, Role.HEAD}, Status.IN_WORK),
        Transition("give_back", {Status.ROUTED}, {Role.EXECUTOR, Role.HEAD}, Status.REGISTERED, "APPC art. 65"),
        Transition("assign", ASSIGNABLE, {Role.HEAD}, public=False),
        Transition("propose", {Status.IN_WORK}, DOERS, basis="APPC art. 73"),
        Transition("object", {Status.IN_WORK, Status.ASKED, Status.REPORTED}, {Role.AUTHOR}, basis="APPC art. 73"),
        Transition("minute", {Status.IN_WORK, Status.REPORTED}, DOERS, basis="APPC art. 74", public=False),
        Transition("waive", {Status.IN_WORK}, {Role.HEAD}, basis="APPC art. 73", public=False),
        Transition("report", {Status.IN_WORK}, {Role.EXECUTOR, Role.HEAD}, Status.REPORTED),
        Transition("return", {Status.REPORTED}, {Role.CONTROLLER}, Status.IN_WORK),
        Transition("answer", {Status.REPORTED}, {Role.CONTROLLER}, Status.ANSWERED, "APPC art. 76"),
        Transition("confirm", {Status.ANSWERED}, {Role.AUTHOR}, Status.FIXED),
        Transition("rate", {Status.ANSWERED, Status.FIXED}, {Role.AUTHOR}, public=False),
        Transition(
            "reopen",
            {Status.ANSWERED, Status.FIXED},
            {Role.AUTHOR},
            Status.REOPENED,
            obstacle=reopening.obstacle,
        ),
        Transition("withdraw", set(OPEN), {Role.AUTHOR}, Status.WITHDRAWN),
        # What a machine chose is looked at by a person when the author asks for it.
        Transition("ask_review", set(OPEN), {Role.AUTHOR}, basis="Digital Code", obstacle=review.obstacle_of_asking),
        Transition("review", set(OPEN), TRIAGE, basis="Digital Code", obstacle=review.obstacle_of_reviewing),
        Transition("stop_repeat", AT_TRIAGE, TRIAGE, Status.ANSWERED, "APPC art. 70"),
        Transition("merge", AT_TRIAGE | {Status.ASKED}, TRIAGE, Status.MERGED, "APPC art. 66"),
        Transition("unmerge", {Status.MERGED}, TRIAGE, basis="APPC art. 66"),  # goes back to where it was merged
        Transition("absorb", set(OPEN), {Role.SYSTEM}, basis="APPC art. 66"),  # the other side of merge and unmerge
        # The clock. None of these moves the state: work goes on, and a late answer is still an answer.
        Transition("extend", WITH_A_BODY, {Role.HEAD}, basis="APPC art. 76", obstacle=term.extension_obstacle),
        Transition("deem_refused", set(OPEN), {Role.SYSTEM}, basis="APPC art. 91"),
        Transition("recalculate", set(OPEN), {Role.SYSTEM}, basis="APPC art. 76"),
        Transition("warn", set(OPEN), {Role.SYSTEM}, public=False),
        # To a body of the platform it is routed, to one outside it has left the house: the service knows which.
        Transition("forward", AT_TRIAGE, TRIAGE | OVERRIDE, basis="APPC art. 65"),
        Transition("register_there", {Status.FORWARDED}, TRIAGE, basis="APPC art. 65"),
        Transition("split", AT_TRIAGE, TRIAGE, Status.SPLIT, "APPC art. 65"),
        Transition("join", {Status.SPLIT}, TRIAGE),  # goes back to where it was split
        Transition("part_moved", {Status.SPLIT}, {Role.SYSTEM}),
        Transition("conclude", {Status.SPLIT}, {Role.SYSTEM}, Status.ANSWERED, "APPC art. 76"),
        Transition(
            "reopen_parts",
            {Status.ANSWERED, Status.FIXED},
            {Role.AUTHOR},
            Status.SPLIT,
            obstacle=reopening.obstacle_of_parts,
        ),
        Transition("lodge", AT_TRIAGE, TRIAGE, Status.LODGED, "APPC art. 91"),
        Transition("pass_up", {Status.LODGED}, DOERS, Status.ROUTED, "APPC art. 91"),
        Transition("satisfy", {Status.LODGED}, DOERS, Status.REPORTED, "APPC art. 91", complaints.obstacle),
        Transition("escalate", {Status.LODGED}, {Role.SYSTEM}, Status.ROUTED, "APPC art. 91"),
    ),
)

# The life of one part. It never moves without its appeal, which hears of each step by "part_moved" or "conclude".
PART = Machine(
    kind="part",
    initial={"split": Status.ROUTED, "split_out": Status.FORWARDED},
    transitions=(
        Transition("route", {Status.REGISTERED, Status.ROUTED}, TRIAGE, Status.ROUTED, "APPC art. 65"),
        Transition("forward", {Status.REGISTERED, Status.ROUTED}, TRIAGE | OVERRIDE, basis="APPC art. 65"),
        Transition("accept", {Status.ROUTED, Status.REOPENED}, DOERS, Status.IN_WORK),
        Transition("give_back", {Status.ROUTED}, DOERS, Status.REGISTERED, "APPC art. 65"),
        # The body that has the part asks; the first line asks about the whole appeal, before it is split.
        Transition("ask", {Status.IN_WORK}, DOERS, Status.ASKED, "APPC art. 64"),
        Transition("reply", {Status.ASKED}, {Role.AUTHOR}, Status.IN_WORK),
        Transition("lapse", {Status.ASKED}, {Role.SYSTEM}, Status.IN_WORK),
        Transition("report", {Status.IN_WORK}, DOERS, Status.REPORTED),
        Transition("return", {Status.REPORTED}, {Role.CONTROLLER}, Status.IN_WORK),
        Transition("answer", {Status.REPORTED}, {Role.CONTROLLER}, Status.ANSWERED, "APPC art. 76"),
        Transition("assign", ASSIGNABLE, {Role.HEAD}, public=False),
        Transition("extend", WITH_A_BODY, {Role.HEAD}, None, "APPC art. 76", term.extension_obstacle),
        Transition("recalculate", set(OPEN), {Role.SYSTEM}, basis="APPC art. 76"),
        Transition("warn", set(OPEN), {Role.SYSTEM}, public=False),
        Transition("reopen", {Status.ANSWERED}, {Role.AUTHOR}, Status.REOPENED),
        Transition("join", {Status.REGISTERED, Status.ROUTED}, TRIAGE, Status.WITHDRAWN),
        Transition("withdraw", set(OPEN), {Role.AUTHOR}, Status.WITHDRAWN),
    ),
)
