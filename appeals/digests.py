"""The letter of the week to every official at the desk, and to the mailboxes of teams. It decides nothing."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts import notices
from accounts.enums import Role
from accounts.models import Team, User
from accounts.selectors import actor_of
from appeals import policy
from appeals.models import Appeal
from appeals.rules.texts import title_from
from appeals.selectors import desk, workload
from appeals.selectors.lists import overdue
from appeals.services import readings
from workflow.actor import Actor, Post

CODE = "desk_digest"
MOST_NAMED = 10


def send(at: datetime) -> int:
    """Owe the digest of this week to all who have open appeals on the desk; returns to how many."""
    on = timezone.localdate(at)
    week = f"{on.isocalendar().year}-{on.isocalendar().week:02}"
    told = 0
    for user in workload.people_at_desk(on).iterator():
        actor = actor_of(user, at)
        told += bool(_tell(user, actor, week=week, on=on, at=at))
    for team in Team.objects.in_force(on).exclude(email=""):
        told += bool(_tell_team(team, week=week, on=on, at=at))
    return told


def _tell(user: User, actor: Actor, *, week: str, on: date, at: datetime) -> list:
    figures = desk.figures(actor, on=on)
    if not figures.open:
        return []
    first = list(desk.queue(actor, "open", on=on)[:MOST_NAMED])
    due = workload.due_between(policy.worked_by(actor), on, on + timedelta(days=7))
    owed = notices.owe(
        code=CODE,
        key=f"digest:{week}:u{user.pk}",
        at=at,
        context={
            "open": figures.open,
            "overdue": figures.overdue,
            "week": due,
            "check": figures.check,
            "appeals": _listed(first, user.language),
        },
        user=user,
        language=user.language,
        link=_desk(user.language),
    )
    if owed:
        readings.sent(actor, first, place="digest", at=at)
    return owed


def _tell_team(team: Team, *, week: str, on: date, at: datetime) -> list:
    open_now = workload.of_team(team)
    number = open_now.count()
    if not number:
        return []
    first = list(open_now.order_by("due_on", "pk")[:MOST_NAMED])
    owed = notices.owe(
        code=CODE,
        key=f"digest:{week}:t{team.pk}",
        at=at,
        context={
            "open": number,
            "overdue": overdue(open_now, on=on).count(),
            "week": workload.due_between(open_now, on, on + timedelta(days=7)),
            "check": 0,
            "appeals": _listed(first, "kk"),
        },
        email=team.email,
        language="kk",
        link=_desk("kk"),
    )
    if owed:
        mailbox = Actor(name=team.name, posts=(Post(Role.EXECUTOR, team.organisation_id, body=team.organisation.code),))
        readings.sent(mailbox, first, place="digest", at=at)
    return owed


def _listed(appeals, language: str) -> str:
    """One appeal to a line: number, last day, the beginning of its text."""
    with translation.override(language):
        return "\n".join(_line(appeal) for appeal in appeals)


def _line(appeal: Appeal) -> str:
    return f"№ {appeal.number}, {date_format(appeal.due_on)}: {title_from(appeal.text)}"


def _desk(language: str) -> str:
    with translation.override(language):
        return reverse("desk:queue")
