"""The letter of the week to akims, deputies and controllers. It decides nothing."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts import notices
from accounts.models import User
from accounts.selectors import actor_of
from meetings.models import Instruction
from meetings.selectors import board, plan_staff
from workflow.actor import Actor

CODE = "plan_digest"
MOST_NAMED = 8


def send(at: datetime) -> int:
    """Owe the digest of this week to all whose instructions are open; returns to how many."""
    on = timezone.localdate(at)
    week = f"{on.isocalendar().year}-{on.isocalendar().week:02}"
    return sum(bool(_tell(user, actor_of(user, at), week=week, on=on, at=at)) for user in plan_staff.akims(on))


def _tell(user: User, actor: Actor, *, week: str, on: date, at: datetime) -> list:
    figures = board.heads(actor, on=on, at=at)
    if not figures.open:
        return []
    with translation.override(user.language):
        late = board.listed(actor, "overdue", on=on, at=at)[:MOST_NAMED]
        lines = "\n".join(_line(row) for row in late)
        bodies = "\n".join(f"{one.name}: {one.red}" for one in board.bodies(actor, on=on) if one.red and one.name)
        link = reverse("desk-plan:board")
    return notices.owe(
        code=CODE,
        key=f"plan-digest:{week}:u{user.pk}",
        at=at,
        context={
            "open": figures.open,
            "overdue": figures.overdue,
            "week": figures.week,
            "check": figures.check,
            "moved": figures.moved,
            "silent": figures.silent,
            "lines": lines,
            "bodies": bodies,
        },
        user=user,
        language=user.language,
        link=link,
    )


def _line(row: Instruction) -> str:
    body = row.lead.name if row.lead else row.lead_text
    return (
        f"{row.ref}, {date_format(row.due_to)}: {row.text[:90]} ({body})"
        if row.due_to
        else f"{row.ref}: {row.text[:90]}"
    )
