"""How the work lies on people and teams: open, late, due this week, how long answers took, what authors said."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Avg, Count, DurationField, F, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.enums import Role
from accounts.models import Appointment, Team, User
from appeals import policy
from appeals.enums import OPEN, Status
from appeals.models import Appeal, Rating
from appeals.selectors.lists import past
from workflow.actor import Actor

AT_DESK = (Role.EXECUTOR, Role.HEAD, Role.CONTROLLER, Role.DISTRICT_AKIMAT)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LOOK_BACK = timedelta(days=90)


class Median(Aggregate):
    """The middle one of durations, by the database."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Load:
    """The work of one person, one team, or of nobody yet. ``key`` is 0 for the gap.

    ``median_days``: calendar days from registration to the answer, of those answered in the last 90 days.
    """

    key: int
    name: str
    open: int
    late: int
    week: int
    answered: int
    median_days: float | None


@dataclass(frozen=True)
class Voices:
    """What authors said of the answers of the last 90 days. ``silent``: said nothing; that is no contentment."""

    answered: int
    fixed: int
    reopened: int
    rated: int
    mean: float | None = field(default=None)

    @property
    def silent(self) -> int:
        return max(self.answered - self.fixed - self.reopened, 0)


def by_person(actor: Actor, *, at: datetime, on: date) -> list[Load]:
    """The executors of the appeals under the actor's posts, those with most late first, the gap before all."""
    rows = _rows(actor, "executor_id", at=at, on=on)
    people = User.objects.in_bulk([row["executor_id"] for row in rows if row["executor_id"]])
    return _loads(rows, "executor_id", {pk: str(user) for pk, user in people.items()})


def by_team(actor: Actor, *, at: datetime, on: date) -> list[Load]:
    """The same by team; appeals without a team are the gap."""
    rows = _rows(actor, "team_id", at=at, on=on)
    teams = Team.objects.in_bulk([row["team_id"] for row in rows if row["team_id"]])
    return _loads(rows, "team_id", {pk: team.name for pk, team in teams.items()})


def voices(actor: Actor, *, at: datetime) -> Voices:
    """Closed and fixed are two things: an answer closes the work, only the author's word makes it fixed."""
    since = at - LOOK_BACK
    lately = policy.worked_by(actor).order_by()
    counted = lately.aggregate(
        answered=Count("pk", filter=Q(ended_at__gte=since, status__in=(Status.ANSWERED, Status.FIXED))),
        fixed=Count("pk", filter=Q(ended_at__gte=since, status=Status.FIXED)),
        reopened=Count("pk", filter=Q(status__in=OPEN, reopened__gt=0)),
    )
    given = Rating.objects.filter(rated_at__gte=since, appeal__in=lately.values("pk"))
    rates = given.aggregate(rated=Count("pk"), mean=Avg("stars"))
    return Voices(**{**counted, "answered": counted["answered"] + counted["reopened"]}, **rates)


def people_at_desk(on: date) -> QuerySet[User]:
    """Everybody who works at the desk on that day."""
    posts = Appointment.objects.in_force(on).filter(role__in=AT_DESK).values("user_id")
    return User.objects.filter(pk__in=posts, is_active=True).order_by("pk")


def of_team(team: Team) -> QuerySet[Appeal]:
    return Appeal.objects.filter(team=team, status__in=OPEN)


def due_between(appeals: QuerySet[Appeal], first: date, last: date) -> int:
    """How many open ones have their last day in this period, both ends included."""
    return appeals.filter(status__in=OPEN, due_on__gte=first, due_on__lte=last).count()


def _rows(actor: Actor, column: str, *, at: datetime, on: date) -> list[dict[str, Any]]:
    is_open = Q(status__in=OPEN)
    ended = Q(ended_at__gte=at - LOOK_BACK, status__in=(Status.ANSWERED, Status.FIXED))
    mine = policy.worked_by(actor).filter(is_open | ended, organisation__isnull=False).order_by()
    return list(
        mine.values(column).annotate(
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & past(on)),
            week=Count("pk", filter=is_open & Q(due_on__gte=on, due_on__lt=on + WEEK)),
            answered=Count("pk", filter=ended),
            median=Median(TruncDate("ended_at") - F("registered_on"), filter=ended),
        )
    )


def _loads(rows: list[dict[str, Any]], column: str, names: dict[int, str]) -> list[Load]:
    loads = [
        Load(
            key=row[column] or 0,
            name=names.get(row[column], ""),
            open=row["open"],
            late=row["late"],
            week=row["week"],
            answered=row["answered"],
            median_days=row["median"] / DAY if row["median"] is not None else None,
        )
        for row in rows
    ]
    return sorted(loads, key=lambda load: (load.key != 0, -load.late, -load.open, load.name))
