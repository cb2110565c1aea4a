"""The author's part after submission: take back, rework, appeal against a refusal."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.texts import clean
from budget import policy
from budget.models import Proposal, RefusalAppeal
from budget.services import submission
from budget.workflow import PROPOSAL
from workflow import acts, calendar
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def withdraw(pk: int, *, reason: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take a submitted proposal back. Refused: ``on_ballot``; role, state, stale."""
    return _perform(pk, "withdraw", note=reason.strip(), seq=seq, actor=actor, at=at)


def resubmit(
    pk: int, *, typed: submission.Typed | None = None, seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Send a reworked proposal back: for its second look (rule 32).

    What failed the formal check goes there again; what the council returned goes to the departments anew.
    ``typed``: as with ``submission.submit``. Refused: ``window_closed``; what ``submission.faults`` names; role, state,
    stale.
    """

    def change(proposal: Proposal) -> dict:
        submission.complete(proposal, typed, actor=actor, at=at)
        proposal.round = 2
        proposal.rework_until = None
        due = calendar.current().add(timezone.localdate(at), proposal.edition.second_look_days)
        proposal.due_on = due
        return {"round": 2, "due_on": due, "cost_tenge": proposal.cost_tenge, "district": proposal.district_id}

    words = {"target": submission.destination, "related": ("edition",)}
    return _perform(pk, "resubmit", change=change, **words, seq=seq, actor=actor, at=at)


def appeal(pk: int, *, text: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Appeal against a refusal; others than those who refused decide on it.

    Refused: ``text_needed``; ``appeal_late``, ``appealed_once``; role, state, stale.
    """
    words = clean(text)
    if len(words) < 10:
        sentence = _("Say why the refusal is wrong, in at least 10 characters.")
        raise Refused(sentence, code="text_needed", field="text")

    def change(proposal: Proposal) -> dict:
        due = calendar.current().add(timezone.localdate(at), proposal.edition.appeal_review_days)
        RefusalAppeal.objects.create(proposal=proposal, text=words, filed_at=at, due_on=due)
        proposal.appealed = True
        proposal.appeal_until = None
        proposal.due_on = due
        return {"due_on": due}

    return _perform(pk, "appeal", change=change, seq=seq, actor=actor, at=at)


def _perform(pk: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        PROPOSAL, Proposal, pk, name, actor=actor, roles=lambda row: policy.roles_on(actor, row), **words
    )
