"""Quick answers in figures: the share of all registered appeals that the first line answered well by itself.

What counts as quick (domain rule 22): answered by a person of the first line, not sent to any body before, not opened
again since. What a machine closed has no row here and never counts. The second basis asks for the quality check too:
the check looks at a random sample, so the share that passed in the sample is taken of all.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.enums import Role
from appeals import policy
from appeals.models import Appeal, QuickAnswer, QuickGoal
from workflow.actor import Actor
from workflow.kept import once

# The legal day of an appeal is not later than so many days after it came in: holidays together are shorter.
LONGEST_REST = timedelta(days=15)
NO_GOAL = QuickGoal(target_percent=66, sample_percent=10)
COUNTED = Q(forwarded=False, appeal__reopened=0)
# May judge what others answered.
CHECKERS_OF_CITY = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
CHECKERS = CHECKERS_OF_CITY | {Role.CONTROLLER}


@dataclass(frozen=True)
class Figures:
    """Of the appeals registered in a period. ``answered``: quick answers that count; ``checked``: those of them whose
    quality was checked; ``passed``: that passed. ``target``: per cent."""

    registered: int
    answered: int
    checked: int
    passed: int
    waiting: int
    target: int

    @property
    def share(self) -> float | None:
        """Per cent of all registered, quality aside."""
        return _percent(self.answered, self.registered)

    @property
    def passing(self) -> float | None:
        """Per cent of the checked ones that passed; ``None`` before the first check."""
        return _percent(self.passed, self.checked)

    @property
    def good_share(self) -> float | None:
        """Per cent of all registered with the quality check: ``None`` before the first check."""
        if not self.checked or not self.registered:
            return None
        return 100 * self.answered * self.passed / (self.checked * self.registered)


def figures(*, since: date, until: date) -> Figures:
    """The figures of the whole city for appeals registered from ``since`` to ``until``, both in. Three queries."""
    answers = QuickAnswer.objects.filter(COUNTED, **_registered("appeal__", since, until))
    counted = answers.aggregate(
        answered=Count("appeal", distinct=True),
        judged=Count("pk", filter=Q(passed__isnull=False)),
        good=Count("pk", filter=Q(passed=True)),
        unchecked=Count("pk", filter=Q(sampled=True, passed__isnull=True)),
    )
    registered = Appeal.objects.filter(**_registered("", since, until)).count()
    return Figures(
        registered=registered,
        answered=counted["answered"],
        checked=counted["judged"],
        passed=counted["good"],
        waiting=counted["unchecked"],
        target=goal(until).target_percent,
    )


@once
def goal(on: date) -> QuickGoal:
    """What the city aims at on that day; before its first row what the city told the UN: 66 per cent."""
    return QuickGoal.objects.in_force(on).order_by("-valid_from").first() or NO_GOAL


def checked_by(actor: Actor) -> QuerySet[QuickAnswer]:
    """The drawn answers that the actor may judge: by a moderator's post, or as controller of the body that answered.

    Never the actor's own.
    """
    of_city = policy.worked_by(_only(actor, CHECKERS_OF_CITY)).values("pk")
    bodies = {body for post in actor.posts if post.role == Role.CONTROLLER for body in post.bodies}
    rows = QuickAnswer.objects.filter(Q(appeal__in=of_city) | Q(body__in=bodies), sampled=True)
    return rows.exclude(answered_by=actor.user_id)


def to_check(actor: Actor) -> QuerySet[QuickAnswer]:
    """Those not judged yet, oldest first."""
    rows = checked_by(actor).filter(passed__isnull=True).order_by("answered_at", "pk")
    return rows.select_related("appeal__category", "answer", "article", "answered_by")


def _only(actor: Actor, roles: frozenset[Role]) -> Actor:
    posts = tuple(post for post in actor.posts if post.role in roles)
    return Actor(actor.user_id, actor.name, posts, actor.is_system)


def _registered(of: str, since: date, until: date) -> dict[str, Any]:
    """By the legal day; the moment of receipt, which has an index, bounds the rows to look at."""
    begins = timezone.make_aware(datetime.combine(since, time.min)) - LONGEST_REST
    ends = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    return {
        f"{of}registered_on__range": (since, until),
        f"{of}received_at__gte": begins,
        f"{of}received_at__lt": ends,
    }


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
