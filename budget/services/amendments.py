"""Changes after admission: public, with what and why in both languages (rule 34)."""

from datetime import datetime

from django.utils.translation import gettext as _

from budget import policy
from budget.models import Amendment, Proposal
from budget.workflow import PROPOSAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

FIELDS = ("what_kk", "what_ru", "reason_kk", "reason_ru")


def amend(
    pk: int,
    *,
    what_kk: str,
    what_ru: str,
    reason_kk: str,
    reason_ru: str,
    new_cost_tenge: int | None = None,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Enter a public amendment of an admitted proposal; what was admitted stays readable beside it, unchanged.

    Refused: ``words_needed`` (field); role, state, stale.
    """
    words = dict(zip(FIELDS, (what_kk.strip(), what_ru.strip(), reason_kk.strip(), reason_ru.strip()), strict=True))
    for name, text in words.items():
        if not text:
            sentence = _("Say what changes and why, in Kazakh and in Russian: everybody will read it.")
            raise Refused(sentence, code="words_needed", field=name)

    def change(proposal: Proposal) -> dict:
        assert actor.user_id is not None  # noqa: S101 - for the reader of types: posts are held by persons
        row = Amendment.objects.create(
            proposal=proposal,
            old_cost_tenge=None if new_cost_tenge is None else proposal.cost_tenge,
            new_cost_tenge=new_cost_tenge,
            made_by_id=actor.user_id,
            made_at=at,
            **words,
        )
        return {"amendment": row.pk, "new_cost": new_cost_tenge}

    return acts.perform(
        PROPOSAL,
        Proposal,
        pk,
        "amend",
        actor=actor,
        roles=lambda row: policy.roles_on(actor, row),
        note=words["reason_kk"],
        change=change,
        seq=seq,
        at=at,
    )
