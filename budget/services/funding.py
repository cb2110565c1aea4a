"""What sponsors and residents promised: confirmed by a document, then paid. What lapses stands in ``decisions``."""

from datetime import datetime

from django.utils.translation import gettext as _

from budget import policy
from budget.enums import FundingSource, FundingState
from budget.models import Funding, Proposal
from budget.workflow import PROPOSAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

# A pledge is confirmed before it is paid.
BEFORE = {FundingState.CONFIRMED: FundingState.PLEDGED, FundingState.PAID: FundingState.CONFIRMED}


def settle(funding_id: int, *, state: str, document: str, actor: Actor, at: datetime) -> Act:
    """Enter that a pledge is confirmed, or a confirmed one paid, by this document.

    Refused: ``not_found``; ``state_needed``; ``document_needed``; ``not_in_order``; role, state.
    """
    if state not in BEFORE:
        raise Refused(_("Choose what became of the pledge."), code="state_needed", field="state")
    if not document.strip():
        sentence = _("Name the document: a contract, a letter or a payment order, with its number and date.")
        raise Refused(sentence, code="document_needed", field="document")
    row = Funding.objects.filter(pk=funding_id).exclude(source=FundingSource.CITY).first()
    if row is None:
        raise Refused(acts.NOT_FOUND, code="not_found")

    def change(proposal: Proposal) -> dict:
        held = Funding.objects.filter(pk=funding_id, state=BEFORE[FundingState(state)])
        if not held.update(state=state, document=document.strip()[:200], state_since=at):
            sentence = _("A pledge is confirmed first and paid afterwards; a lapsed one is neither.")
            raise Refused(sentence, code="not_in_order", field="state")
        return {"funding": funding_id, "state": state, "document": document.strip()[:200]}

    return acts.perform(
        PROPOSAL,
        Proposal,
        row.proposal_id,
        "fund",
        actor=actor,
        roles=lambda each: policy.roles_on(actor, each),
        change=change,
        at=at,
    )
