"""The review of the week on paper: for the board, and for the letter of Monday."""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from accounts.documents import MIME, render_pdf
from accounts.models import Notice
from accounts.notices.attached import Paper
from accounts.selectors import actor_of
from meetings.selectors import board
from meetings.views.plans import words
from meetings.views.plans.scores import title_of
from workflow.actor import Actor

HEADS = ("overdue", "week", "check", "moved", "silent", "open")
LISTS = ("overdue", "week", "check", "silent")
MOST_LISTED = 40


def heads(figures: board.Heads) -> list[dict[str, Any]]:
    """The figures of the board with their titles, in the active language."""
    return [{"show": show, "title": title_of(show), "number": getattr(figures, show)} for show in HEADS]


def pdf(actor: Actor, language: str, *, at: datetime) -> bytes:
    """What this official's posts let him see of the week; at most ``MOST_LISTED`` instructions to a list."""
    on = timezone.localdate(at)
    with translation.override(language):
        context = {
            "heads": heads(board.heads(actor, on=on, at=at)),
            "bodies": board.bodies(actor, on=on),
            "lists": [
                (title_of(show), words.cards(board.listed(actor, show, on=on, at=at)[:MOST_LISTED], on=on))
                for show in LISTS
            ],
            "person": actor.name,
            "at": at,
        }
    return render_pdf("documents/plan_digest.html", context, language)


def name_of(at: datetime) -> str:
    """Of the file, without its ending."""
    return f"plan-{timezone.localdate(at).isoformat()}"


def attached(notice: Notice) -> Paper | None:
    """The paper of the weekly letter: the week as it stood when it was written, by the posts held now."""
    if notice.user is None:
        return None
    actor = actor_of(notice.user, timezone.now())
    if not board.heads(actor, on=timezone.localdate(notice.created_at), at=notice.created_at).open:
        return None
    content = pdf(actor, notice.language, at=notice.created_at)
    return Paper(f"{name_of(notice.created_at)}.pdf", content, MIME)
