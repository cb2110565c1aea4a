"""Online ballots that are not opened: by an order, for a reason that everybody reads, before anybody knows a choice."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from budget import policy
from budget.models import Edition, SetAside
from budget.selectors import anomalies, results
from budget.services.tallying import check_order
from budget.workflow import EDITION
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def set_aside(
    pk: int,
    *,
    flags: Sequence[str],
    order_number: str,
    dated_on: date,
    reason_kk: str,
    reason_ru: str,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Leave the ballots that these flags speak of unopened (rule 41). ``flags``: as ``anomalies.name_of`` names them.

    Only flags of hours and of phones: paper is reconciled form by form. The order, its reason and how many ballots it
    concerns are public; which voters they are is nobody's to read.
    Refused: ``number_needed``, ``date_ahead``, ``reason_needed``; ``opened``: the box is open already; ``no_ballots``:
    the flags are gone or concern no online ballot; role, state, stale.
    """
    check_order(order_number, dated_on, (reason_kk, reason_ru), at)

    def change(edition: Edition) -> dict:
        if results.opening_of(edition) is not None:
            sentence = _("The ballots are opened: nothing can be set aside any more.")
            raise Refused(sentence, code="opened", conflict=True)
        marks = anomalies.marks_of(edition, flags)
        if not marks:
            raise Refused(_("These flags concern no online ballot."), code="no_ballots", field="flags")
        decision = SetAside.objects.create(
            edition=edition,
            ballots=len(marks),
            grounds=sorted(flags),
            order_number=order_number.strip(),
            dated_on=dated_on,
            reason_kk=reason_kk.strip(),
            reason_ru=reason_ru.strip(),
            decided_at=at,
            decided_by_id=actor.user_id,
        )
        decision.marks.set(marks)
        return {"ballots": len(marks), "order": order_number.strip()}

    def roles(edition: Edition) -> frozenset[str]:
        return policy.roles_on_edition(actor, edition)

    return acts.perform(
        EDITION,
        Edition,
        pk,
        "set_aside",
        actor=actor,
        roles=roles,
        change=change,
        note=reason_kk.strip(),
        seq=seq,
        at=at,
    )
