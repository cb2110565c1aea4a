"""Words among officials."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.texts import clean
from appeals import policy
from appeals.models import Appeal, Note
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

NOTE_LENGTH = 2000


def note(appeal_id: int, *, text: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Write an internal note: read at the desk and in the triage, never by the author or in public.

    Refused: ``note_needed``, ``note_long``; role, stale.
    """
    words = clean(text)
    if not words:
        raise Refused(_("Write the note."), code="note_needed", field="text")
    if len(words) > NOTE_LENGTH:
        sentence = _("Shorten the note to %(n)d characters.") % {"n": NOTE_LENGTH}
        raise Refused(sentence, code="note_long", field="text")

    def change(appeal: Appeal) -> dict:
        written = Note.objects.create(appeal=appeal, text=words, written_by_id=actor.user_id, written_at=at)
        return {"note": written.pk}

    return acts.perform(
        APPEAL,
        Appeal,
        appeal_id,
        "note",
        actor=actor,
        roles=lambda appeal: policy.roles_on(actor, appeal),
        at=at,
        change=change,
        seq=seq,
    )
