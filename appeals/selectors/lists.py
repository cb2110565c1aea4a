"""Lists of appeals: each begins with what the viewer may see and is narrowed by plain values."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.enums import Role
from appeals import policy
from appeals.enums import OPEN, Status
from appeals.models import Appeal, Category
from appeals.policy import Viewer
from appeals.selectors.searching import within
from workflow.actor import Actor

TO_TRIAGE = frozenset({Status.REGISTERED, Status.REOPENED})
SORTERS = frozenset({Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; an empty value does not narrow.

    ``category``: code of a leaf or of a top category. ``organisation``: code. ``received_from`` is in,
    ``received_before`` is out (days of the city). ``overdue_on``: open, and the last day before this one.
    ``words``: a number, or part of a text that the viewer may read.
    """

    statuses: frozenset[str] = frozenset()
    category: str = ""
    district: str = ""
    organisation: str = ""
    received_from: date | None = None
    received_before: date | None = None
    overdue_on: date | None = None
    urgent: bool = False
    words: str = ""


NO_FILTERS = Filters()


def public(filters: Filters = NO_FILTERS) -> QuerySet[Appeal]:
    """Published appeals, newest first."""
    found = _narrowed(policy.visible_to(policy.STRANGER), filters)
    return (
        _searched(found, filters.words, inside=False)
        .select_related(*SHOWN)
        .defer(*HEAVY)
        .order_by("-published_at", "-pk")
    )


def seen_by(viewer: Viewer, filters: Filters = NO_FILTERS) -> QuerySet[Appeal]:
    """All that the viewer may open, newest first. Words are sought in what is public, and in numbers."""
    found = _searched(_narrowed(policy.visible_to(viewer), filters), filters.words, inside=False)
    return found.select_related(*SHOWN).defer(*HEAVY).order_by("-received_at", "-pk")


def own(viewer: Viewer, filters: Filters = NO_FILTERS) -> QuerySet[Appeal]:
    """What the viewer filed or claimed, newest first."""
    mine = Q(pk__in=viewer.claimed)
    if viewer.actor.user_id is not None:
        mine |= Q(author_id=viewer.actor.user_id)
    found = _searched(_narrowed(Appeal.objects.filter(mine), filters), filters.words, inside=True)
    return found.select_related(*SHOWN).defer(*HEAVY).order_by("-received_at", "-pk")


def of_posts(actor: Actor, filters: Filters = NO_FILTERS) -> QuerySet[Appeal]:
    """All that the actor sees because of a post, the nearest last day first."""
    found = _searched(_narrowed(policy.worked_by(actor), filters), filters.words, inside=True)
    return found.select_related(*SHOWN).defer(*HEAVY).order_by("due_on", "pk")


def to_triage(actor: Actor, filters: Filters = NO_FILTERS) -> QuerySet[Appeal]:
    """What waits for the first line: urgent first, then the nearest last day.

    Reopened appeals that have a body wait there and not here.
    """
    waiting = Q(status=Status.REGISTERED) | Q(status=Status.REOPENED, organisation__isnull=True)
    # The first condition follows from the second, and lets the index of open appeals be used.
    found = of_posts(_only(actor, SORTERS), filters).filter(status__in=TO_TRIAGE).filter(waiting)
    return found.order_by("-urgent", "due_on", "pk")


def past(on: date) -> Q:
    """Past its last day; an emergency of today also past its hour, by the clock of the database."""
    return Q(due_on__lte=on) & (Q(due_on__lt=on) | Q(due_at__lt=Now()))


def overdue(appeals: QuerySet[Appeal], *, on: date) -> QuerySet[Appeal]:
    """Those open past their last day, or their hour; see ``past``."""
    return appeals.filter(past(on), status__in=OPEN)


SHOWN = ("category", "category__parent", "district", "organisation")
# An outline has thousands of corners: no list may carry it along.
HEAVY = ("district__outline", "district__provenance")


def _only(actor: Actor, roles: frozenset[Role] | set[Role]) -> Actor:
    """The same person, holding only these posts."""
    return Actor(
        user_id=actor.user_id, name=actor.name, posts=tuple(post for post in actor.posts if post.role in roles)
    )


def _narrowed(appeals: QuerySet[Appeal], filters: Filters) -> QuerySet[Appeal]:
    if filters.statuses:
        appeals = appeals.filter(status__in=filters.statuses)
    if filters.category:
        # Categories first, then their appeals: a condition on joined rows would read every appeal.
        chosen = Category.objects.filter(Q(code=filters.category) | Q(parent__code=filters.category))
        appeals = appeals.filter(category__in=chosen)
    if filters.district:
        appeals = appeals.filter(district_id=filters.district)
    if filters.organisation:
        appeals = appeals.filter(organisation__code=filters.organisation)
    if filters.received_from:
        appeals = appeals.filter(registered_on__gte=filters.received_from)
    if filters.received_before:
        appeals = appeals.filter(registered_on__lt=filters.received_before)
    if filters.overdue_on:
        appeals = overdue(appeals, on=filters.overdue_on)
    if filters.urgent:
        appeals = appeals.filter(urgent=True)
    return appeals


def _searched(appeals: QuerySet[Appeal], words: str, *, inside: bool) -> QuerySet[Appeal]:
    words = " ".join(words.split())
    if not words:
        return appeals
    found = Q(number=words) | Q(within("public_text", words), published_at__isnull=False)
    return appeals.filter(found | within("text", words) if inside else found)
