"""Sending a proposal in: everything that is missing is said at once, and nothing is sent until it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from budget import policy
from budget.enums import ProposalStatus, Stage
from budget.models import Edition, Proposal
from budget.rules import money
from budget.selectors import editions
from budget.services import drafts, eligibility
from budget.workflow import PROPOSAL
from workflow import acts, calendar
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

TITLE_MIN, DESCRIPTION_MIN = 10, 40
UNIQUE = "one_application_per_author_and_edition"


@dataclass(frozen=True)
class Typed:
    """What a form holds when it is sent. ``revision``: the one that the writer saw; ``None``: whatever there is."""

    words: Mapping[str, Any]
    revision: int | None = None


def faults(proposal: Proposal, words: Mapping[str, Any] | None = None) -> list[Refused]:
    """What is missing or wrong in a draft, in the order of the form (rule 29). Empty: it may be sent.

    ``words``: as typed last, where they are at hand.

    Codes: ``title_short``, ``description_short``, ``category_needed``, ``place_needed`` or what ``sites`` refuses,
    ``address_needed``, ``costs_needed``, ``costs_unclear``, ``funding_unclear``, ``paid_over``, ``city_nothing``,
    ``above_cap``, ``picture_needed``.
    """
    words = drafts.newest_words(proposal) if words is None else words
    return [
        *_words_faults(proposal),
        *_place_faults(proposal, words),
        *_money_faults(proposal, words),
        *_picture_faults(proposal),
    ]


def submit(pk: int, *, typed: Typed | None = None, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Send a draft in. One district: to the formal check; several: it waits until somebody decides which.

    ``typed``: taken in first, in the same transaction; a refusal takes in nothing. Refused: what ``faults`` names (the
    first of them); what ``eligibility`` refuses; role, state, stale.
    """

    def change(proposal: Proposal) -> dict:
        complete(proposal, typed, actor=actor, at=at)
        prefetch_related_objects([proposal.edition], "stages")
        eligibility.check(proposal.edition, author_id=proposal.author_id, without=proposal.pk, at=at)
        proposal.submitted_at = at
        proposal.due_on = formal_due(proposal.edition, at=at)
        return {"district": proposal.district_id, "cost_tenge": proposal.cost_tenge, "due_on": proposal.due_on}

    def roles(proposal: Proposal) -> frozenset[str]:
        return policy.roles_on(actor, proposal)

    words: dict[str, Any] = {"actor": actor, "roles": roles, "at": at, "change": change, "seq": seq}
    try:
        return acts.perform(PROPOSAL, Proposal, pk, "submit", target=destination, related=("edition",), **words)
    except IntegrityError as error:
        if UNIQUE in str(error):  # two of the author's drafts were sent in the same moment
            raise eligibility.second_application() from error
        raise


def complete(proposal: Proposal, typed: Typed | None, *, actor: Actor, at: datetime) -> None:
    """Take in what was typed with the sending of a locked draft. Refused: the first of its ``faults``; ``stale``."""
    words = drafts.take(proposal, typed.words, revision=typed.revision, actor=actor, at=at) if typed else None
    for fault in faults(proposal, words):
        raise fault


def destination(proposal: Proposal) -> str:
    """Where a proposal goes that is sent: a place on several districts waits for a decision."""
    undecided = proposal.district_id is None and len(proposal.district_choices) > 1
    return ProposalStatus.UNPLACED if undecided else ProposalStatus.SUBMITTED


def formal_due(edition: Edition, *, at: datetime) -> date:
    """The last day of the formal check: counted from the submission, or from the first day of the check if later."""
    stage = editions.stage_of(edition, Stage.VETTING)
    first = max(timezone.localdate(at), timezone.localdate(stage.opens_at) if stage else date.min)
    return calendar.current().add(first, edition.formal_days)


def _words_faults(proposal: Proposal) -> list[Refused]:
    found = []
    if len(proposal.title) < TITLE_MIN:
        found.append(_fault("title_short", "title", _("Give the proposal a title of at least 10 characters.")))
    if len(proposal.description) < DESCRIPTION_MIN:
        sentence = _("Describe the proposal in at least 40 characters: what is to be done, and for whom.")
        found.append(_fault("description_short", "description", sentence))
    if proposal.category_id is None:
        found.append(_fault("category_needed", "category", _("Choose the category of the proposal.")))
    return found


def _place_faults(proposal: Proposal, words: Mapping[str, Any]) -> list[Refused]:
    found = []
    try:
        if proposal.point is None and drafts.site_of(words) is None:
            sentence = _("Mark the place on the map: one point, or the border of the area.")
            found.append(_fault("place_needed", "point", sentence))
    except Refused as refusal:
        found.append(refusal)
    if not proposal.address:
        found.append(_fault("address_needed", "address", _("Write the address or how to find the place.")))
    return found


def _money_faults(proposal: Proposal, words: Mapping[str, Any]) -> list[Refused]:
    try:
        costs = money.lines(words.get("costs") or [])
    except money.Unclear as unclear:
        sentence = _("Line %(n)d of the cost is not clear: give a year, what is done and whole tenge.")
        return [_fault("costs_unclear", "costs", sentence % {"n": unclear.line})]
    try:
        others = money.parts(words.get("funding") or [])
    except money.Unclear as unclear:
        sentence = _("Line %(n)d of the funding is not clear: say who pays and how many whole tenge.")
        return [_fault("funding_unclear", "funding", sentence % {"n": unclear.line})]
    if not costs:
        return [_fault("costs_needed", "costs", _("Say what it costs: at least one line with a year and tenge."))]
    city = money.city_part([each.amount_tenge for each in costs], [each.amount_tenge for each in others])
    cap = proposal.edition.cap_tenge
    if city < 0:
        return [_fault("paid_over", "funding", _("Sponsors and residents would pay more than it costs."))]
    if city == 0:
        return [_fault("city_nothing", "funding", _("Nothing is left for the city to pay: the budget is not needed."))]
    if city > cap:
        sentence = _("The city's part is %(over)s tenge above the cap of %(cap)s tenge. Make the proposal smaller.")
        return [_fault("above_cap", "costs", sentence % {"over": spaced(city - cap), "cap": spaced(cap)})]
    return []


def _picture_faults(proposal: Proposal) -> list[Refused]:
    if proposal.photos.exists():
        return []
    return [_fault("picture_needed", "photos", _("Add a photo of the place or a sketch."))]


def spaced(tenge: int) -> str:
    """``108 125 000``, with blanks that do not break."""
    return f"{tenge:,}".replace(",", "\u00a0")


def _fault(code: str, field: str, sentence: str) -> Refused:
    return Refused(sentence, code=code, field=field)
