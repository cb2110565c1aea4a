"""The machine's choice looked at by a person, because the author asks for it (rule 25; Digital Code)."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.texts import clean
from appeals import policy
from appeals.models import Appeal
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

NOTE_LENGTH = 2000


def ask(
    appeal_id: int, *, note: str = "", claimed: Collection[int] = (), seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Ask that a person look at the category and the body that a machine chose.

    ``note``: what is wrong with the choice, if the author says so. The journal keeps what the machine had chosen.
    Refused: ``note_long``; ``nothing_chosen_by_machine``; ``review_asked_already``; role, state, stale.
    """
    words = _short(note, field="note")

    def change(appeal: Appeal) -> dict:
        appeal.review_asked_at = at
        return {"chosen": chosen(appeal)}

    def roles(appeal: Appeal) -> frozenset[str]:
        return policy.roles_on(actor, appeal, claimed)

    return acts.perform(
        APPEAL, Appeal, appeal_id, "ask_review", actor=actor, roles=roles, at=at, note=words, change=change, seq=seq
    )


def answer(appeal_id: int, *, text: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Tell the author what a person found; a wrong category or body is corrected by its own act before.

    The journal keeps what stands now, so that it can be compared with what the machine had chosen.
    Refused: ``review_needed``: no words; ``note_long``; ``review_not_asked``; role, state, stale.
    """
    words = _short(text, field="text")
    if not words:
        sentence = _("Write what you found: the author reads it.")
        raise Refused(sentence, code="review_needed", field="text")

    def change(appeal: Appeal) -> dict:
        appeal.review_asked_at = None
        return {"chosen": chosen(appeal)}

    def roles(appeal: Appeal) -> frozenset[str]:
        return policy.roles_on(actor, appeal)

    return acts.perform(
        APPEAL, Appeal, appeal_id, "review", actor=actor, roles=roles, at=at, note=words, change=change, seq=seq
    )


def chosen(appeal: Appeal) -> dict:
    """Category and body as they stand, and the routing rule behind the body: what is to be looked at."""
    return {
        "category": appeal.category.code if appeal.category else None,
        "organisation": appeal.organisation.code if appeal.organisation else appeal.routing.get("organisation"),
        "rule": appeal.routing_rule_id,
        "model": appeal.suggestion.get("model"),
    }


def _short(typed: str, *, field: str) -> str:
    words = clean(typed)
    if len(words) > NOTE_LENGTH:
        sentence = _("Shorten the text to %(n)d characters.") % {"n": NOTE_LENGTH}
        raise Refused(sentence, code="note_long", field=field)
    return words
