"""The whole life of an edition, of a proposal and of a winner being built on one screen."""

from accounts.enums import Role
from budget.enums import BEFORE_BALLOT, BEING_BUILT, BUILT, EditionStatus, ProposalStatus, WorkStatus
from budget.rules import building, looks
from workflow.machine import Machine, Transition

MANAGERS = {Role.EDITION_MANAGER, Role.ADMINISTRATOR}
CLOCK = {Role.SYSTEM}
AUTHORS = {Role.AUTHOR}
WRITERS = {Role.AUTHOR, Role.CO_AUTHOR}
OFFICE = {Role.COUNCIL_SECRETARY, Role.OPERATOR}
ORDER_208 = "Order No 208 of 29.04.2025, para 75"

ES = EditionStatus
PS = ProposalStatus

EDITION = Machine(
    kind="edition",
    initial={"prepare": ES.DRAFT},
    transitions=(
        Transition("revise", {ES.DRAFT}, MANAGERS, public=False),
        Transition("open", {ES.DRAFT}, MANAGERS, ES.INTAKE, "Budget Code No 171-VIII"),
        # Between the opening and the vote the rules may be set anew: signed again, and told to everybody.
        Transition("amend_rules", {ES.INTAKE, ES.VETTING}, MANAGERS, basis=ORDER_208),
        Transition("extend", {ES.INTAKE, ES.VETTING, ES.VOTING, ES.OPENING, ES.WORKS}, MANAGERS, basis=ORDER_208),
        Transition("start_vetting", {ES.INTAKE}, MANAGERS | CLOCK, ES.VETTING, ORDER_208),
        Transition("start_voting", {ES.VETTING}, MANAGERS | CLOCK, ES.VOTING, ORDER_208),
        Transition("close_voting", {ES.VOTING}, MANAGERS | CLOCK, ES.OPENING, ORDER_208),
        # Between the vote and the results: what is not opened, the count, and what is taken off it, all in public.
        Transition("set_aside", {ES.OPENING}, MANAGERS, basis=ORDER_208),
        Transition("count", {ES.OPENING}, MANAGERS, basis=ORDER_208),
        Transition("strike_off", {ES.OPENING, ES.RESULTS}, MANAGERS, basis=ORDER_208),
        Transition("publish_results", {ES.OPENING}, MANAGERS, ES.RESULTS, ORDER_208),
        Transition("start_works", {ES.RESULTS}, MANAGERS | CLOCK, ES.WORKS, ORDER_208),
        Transition("close", {ES.WORKS}, MANAGERS, ES.CLOSED),
        Transition("cancel", {ES.DRAFT, ES.INTAKE, ES.VETTING}, MANAGERS, ES.CANCELLED),
    ),
)

PROPOSAL = Machine(
    kind="proposal",
    initial={"draft": PS.DRAFT},
    transitions=(
        # The author. A place on two districts waits for a decision, so the target is for the place to say.
        Transition("submit", {PS.DRAFT}, AUTHORS, basis=ORDER_208),
        Transition("discard", {PS.DRAFT}, AUTHORS, PS.WITHDRAWN, public=False),
        # Together: invited people answer; the author of a near-duplicate asks, the author of the first one answers.
        Transition("invite", {PS.DRAFT}, AUTHORS, public=False),
        Transition("uninvite", {PS.DRAFT}, AUTHORS, public=False),
        Transition("accept_invitation", {PS.DRAFT}, {Role.INVITED}, public=False),
        Transition("decline_invitation", {PS.DRAFT}, {Role.INVITED}, public=False),
        Transition("ask_to_join", {PS.DRAFT}, AUTHORS, public=False),
        Transition("join", BEFORE_BALLOT, AUTHORS, obstacle=looks.on_the_ballot),
        Transition("decline_to_join", BEFORE_BALLOT, AUTHORS, public=False),
        Transition("merge", {PS.DRAFT}, CLOCK, PS.WITHDRAWN, public=False),
        Transition("withdraw", BEFORE_BALLOT, AUTHORS, PS.WITHDRAWN, obstacle=looks.on_the_ballot),
        Transition("resubmit", {PS.REWORK}, WRITERS, obstacle=looks.window_closed),
        Transition("appeal", {PS.REFUSED}, AUTHORS, PS.APPEALED, "APPC art. 91", looks.appeal_obstacle),
        # The secretary of the council and the operator.
        Transition("place", {PS.UNPLACED}, OFFICE | MANAGERS, PS.SUBMITTED),
        Transition("pass_formal", {PS.SUBMITTED}, OFFICE, PS.DEPARTMENTS, ORDER_208),
        Transition("return_formal", {PS.SUBMITTED}, OFFICE, PS.REWORK, ORDER_208, looks.second_look),
        Transition("translate", BEFORE_BALLOT, OFFICE | WRITERS, obstacle=looks.on_the_ballot),
        Transition("ask_departments", {PS.COUNCIL}, {Role.COUNCIL_SECRETARY}, PS.DEPARTMENTS),
        Transition("note", BEFORE_BALLOT | {PS.REFUSED}, OFFICE | MANAGERS, public=False),
        # The departments. The last finding sends the proposal on to the council.
        Transition("find", {PS.DEPARTMENTS}, {Role.EXPERT}, basis=ORDER_208),
        Transition("go_to_council", {PS.DEPARTMENTS}, {Role.SYSTEM, Role.COUNCIL_SECRETARY}, PS.COUNCIL),
        Transition("correct_cost", {PS.DEPARTMENTS, PS.COUNCIL}, {Role.EXPERT, Role.COUNCIL_SECRETARY}),
        # What the council decided, carried out when its protocol is signed.
        Transition("admit", {PS.COUNCIL}, CLOCK, PS.ADMITTED, ORDER_208),
        Transition("rework", {PS.COUNCIL}, CLOCK, PS.REWORK, ORDER_208, looks.second_look),
        Transition("refuse", {PS.COUNCIL}, CLOCK, PS.REFUSED, ORDER_208, looks.first_look),
        # Nobody refuses without a second look: a rework window that ends unused leads back to the council.
        Transition("lapse", {PS.REWORK}, CLOCK, PS.COUNCIL),
        # An appeal against a refusal is decided by people who had no part in it: see budget.policy.
        Transition("overturn", {PS.APPEALED}, {Role.CITY_AKIMAT}, PS.ADMITTED, "APPC art. 91"),
        Transition("uphold", {PS.APPEALED}, {Role.CITY_AKIMAT}, PS.REFUSED, "APPC art. 91"),
        # A pledge that lapsed changes what the city would pay, so the decision is taken anew.
        Transition("reopen", {PS.ADMITTED}, CLOCK, PS.COUNCIL, obstacle=looks.on_the_ballot),
        Transition("fund", BEFORE_BALLOT, OFFICE),
        Transition("number", {PS.ADMITTED}, CLOCK),
        Transition("amend", {PS.ADMITTED}, {Role.COUNCIL_SECRETARY, Role.DISTRICT_AKIMAT}, basis=ORDER_208),
    ),
)

WS = WorkStatus
BUILDERS = {Role.DISTRICT_AKIMAT} | MANAGERS

WORK = Machine(
    kind="work",
    initial={"win": WS.DESIGN},
    transitions=(
        Transition("plan", BEING_BUILT, BUILDERS, basis=ORDER_208),
        Transition("announce_tender", {WS.DESIGN}, BUILDERS, WS.TENDER),
        Transition("sign_contract", {WS.TENDER}, BUILDERS, WS.CONTRACT),
        # A contractor who fails or a tender without bidders: back, and everybody reads why.
        Transition("repeat_tender", {WS.CONTRACT, WS.WORKS}, BUILDERS, WS.TENDER),
        Transition("begin_works", {WS.CONTRACT}, BUILDERS, WS.WORKS),
        Transition("pay", {WS.CONTRACT, WS.WORKS} | BUILT, BUILDERS),
        Transition("photograph", BEING_BUILT | BUILT, BUILDERS),
        # Rule 42: later than planned needs a reason and a new date.
        Transition("postpone", BEING_BUILT, BUILDERS),
        Transition("accept", {WS.WORKS}, BUILDERS, WS.ACCEPTED, obstacle=building.no_contract),
        Transition("start_warranty", {WS.ACCEPTED}, BUILDERS, WS.WARRANTY),
        Transition("fail", BEING_BUILT, BUILDERS, WS.FAILED, ORDER_208),
    ),
)
