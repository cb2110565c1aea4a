"""The triage queue: what stands in it, in the order of risk, and what else there is to know about one appeal of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import IntEnum

from django.contrib.gis.db.models.functions import Distance
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Upper

from accounts.models import Organisation
from appeals import policy
from appeals.enums import OPEN
from appeals.models import Appeal, Category, Repeat, SavedFilter
from appeals.rules.risk import MOST_AT_ONCE
from appeals.selectors import desk
from appeals.selectors.lists import past
from appeals.selectors.searching import within
from appeals.selectors.taxonomy import CATEGORIES
from geo.models import District
from workflow.actor import Actor
from workflow.kept import kept

PAGE = 50
# What stands beside an appeal in the side panel, at most.
NEAR_M = 300
BESIDE = 6
NONE = "none"


class Risk(IntEnum):
    """Why an appeal stands where it stands, the most pressing first. An appeal has the first that fits."""

    DANGER = 0
    LATE = 1
    SOON = 2
    REOPENED = 3
    REPEATED = 4
    USUAL = 5
    ENDED = 6


ORDERS = ("risk", "old", "new")


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed to; an empty value does not narrow.

    ``district``, ``category``, ``body``: a code, or ``none`` for those that have none. ``older_than``: moment before
    which it came in. ``plain``: column -> value. ``words``: a number, or words of the text as typed;
    ``alike``: words much alike, for those mistyped.
    """

    part: str = "sort"
    order: str = "risk"
    risk: Risk | None = None
    district: str = ""
    category: str = ""
    body: str = ""
    older_than: datetime | None = None
    plain: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    alike: bool = False


@dataclass(frozen=True)
class Page:
    """``shown``: the appeals, each with its ``risk``; ``number``: the page's, from 1; ``has_more``: more follow."""

    shown: list[Appeal]
    number: int
    has_more: bool


def page(actor: Actor, wanted: Wanted, *, number: int, on: date, soon: date) -> Page:
    """A page of the queue. ``soon``: the last day that still counts as near. Two queries, three for mistyped words.

    Keys are sorted first and rows fetched afterwards, so that a long queue is not dragged along whole.
    """
    start = (number - 1) * PAGE
    keys = _keys(actor, wanted, start, on=on, soon=soon)
    if not keys and wanted.words:
        keys = _keys(actor, replace(wanted, alike=True), start, on=on, soon=soon)
    rows = desk.triage_queue(actor).annotate(risk=risk_on(on, soon)).in_bulk(keys[:PAGE])
    return Page([rows[pk] for pk in keys[:PAGE] if pk in rows], number, len(keys) > PAGE)


def _keys(actor: Actor, wanted: Wanted, start: int, *, on: date, soon: date) -> list[int]:
    found = ordered(narrowed(actor, wanted, on=on, soon=soon), wanted, on=on, soon=soon)
    return list(found.values_list("pk", flat=True)[start : start + PAGE + 1])


def keys(actor: Actor, wanted: Wanted, *, on: date, soon: date) -> dict[int, int]:
    """Key -> version of all that the queue shows on its pages, one more than a bulk act takes at most. One query."""
    found = ordered(narrowed(actor, wanted, on=on, soon=soon), wanted, on=on, soon=soon)
    return dict(found.values_list("pk", "seq")[: MOST_AT_ONCE + 1])


def narrowed(actor: Actor, wanted: Wanted, *, on: date, soon: date) -> QuerySet[Appeal]:
    """The appeals under the actor's posts that are wanted, in no order."""
    found = policy.worked_by(actor).order_by()
    conditions = desk.triage_conditions(on)
    if wanted.part in conditions:
        found = found.filter(conditions[wanted.part], status__in=OPEN)
    if wanted.district:
        found = found.filter(district_id=None if wanted.district == NONE else wanted.district)
    if wanted.category == NONE:
        found = found.filter(category__isnull=True)
    elif wanted.category:
        # Categories first, then their appeals: a condition on joined rows would read every appeal.
        chosen = Category.objects.filter(Q(code=wanted.category) | Q(parent__code=wanted.category))
        found = found.filter(category__in=chosen)
    if wanted.body:
        body = None if wanted.body == NONE else Organisation.objects.filter(code=wanted.body)
        found = found.filter(organisation__isnull=True) if body is None else found.filter(organisation__in=body)
    if wanted.older_than:
        found = found.filter(received_at__lt=wanted.older_than)
    if wanted.risk is not None:
        found = found.filter(_conditions(on, soon)[wanted.risk])
    return _searched(found.filter(**wanted.plain), wanted)


def ordered(found: QuerySet[Appeal], wanted: Wanted, *, on: date, soon: date) -> QuerySet[Appeal]:
    """In the order wanted. What has ended knows no risk: where all are listed, the newest stand first."""
    if wanted.order == "old":
        return found.order_by("received_at", "pk")
    if wanted.order == "new" or wanted.part not in desk.triage_conditions(on):
        return found.order_by("-received_at", "-pk")
    return found.order_by(risk_on(on, soon), "due_on", "pk")


def risk_on(on: date, soon: date) -> Case:
    """The number of the first risk that fits."""
    ended = ~Q(status__in=OPEN)
    whens = [When(condition, then=Value(int(risk))) for risk, condition in _conditions(on, soon).items()]
    return Case(
        When(ended, then=Value(int(Risk.ENDED))),
        *whens,
        default=Value(int(Risk.USUAL)),
        output_field=IntegerField(),
    )


def _conditions(on: date, soon: date) -> dict[Risk, Q]:
    return {
        Risk.DANGER: Q(urgent=True),
        Risk.LATE: past(on),
        Risk.SOON: Q(due_on__lte=soon),
        Risk.REOPENED: Q(reopened__gt=0),
        Risk.REPEATED: Q(pk__in=Repeat.objects.values("appeal")),
    }


def _searched(found: QuerySet[Appeal], wanted: Wanted) -> QuerySet[Appeal]:
    """A number or its beginning; else words of the text as typed, or words much alike."""
    words = " ".join(wanted.words.replace("\0", "").split())
    if not words:
        return found
    if words.replace("-", "").isdigit():
        return found.filter(number__startswith=words)
    if not wanted.alike:
        return found.filter(within("text", words))
    # Of the text in capitals, because that is what the index knows.
    return found.alias(capitals=Upper("text")).filter(capitals__trigram_word_similar=words)


# What one may choose from


@kept(desk.DISTRICTS)
def districts() -> list[District]:
    """Named districts only: their outlines are not read."""
    return list(District.objects.defer(*(name.removeprefix("district__") for name in desk.HEAVY)))


@kept(CATEGORIES)
def tops() -> list[Category]:
    return list(Category.objects.filter(parent__isnull=True))


def saved(actor: Actor) -> QuerySet[SavedFilter]:
    """The person's own saved filters and those that a colleague of one of the bodies shares."""
    bodies = {post.organisation_id for post in actor.posts}
    return SavedFilter.objects.filter(Q(owner_id=actor.user_id) | Q(team__in=bodies)).select_related("owner")


# Beside one appeal


def near(actor: Actor, appeal: Appeal) -> list[Appeal]:
    """Open appeals under the actor's posts within ``NEAR_M`` metres, the nearest first, each with ``distance``."""
    if appeal.point is None:
        return []
    reach = NEAR_M / 111_000 / 0.7  # degrees, wide enough at this latitude: the index cuts roughly, metres finely
    around = desk.triage_queue(actor).filter(point__dwithin=(appeal.point, reach), status__in=OPEN)
    measured = around.exclude(pk=appeal.pk).annotate(distance=Distance("point", appeal.point))
    return [each for each in measured.order_by("distance", "pk")[:BESIDE] if each.distance.m <= NEAR_M]


def of_the_author(actor: Actor, appeal: Appeal) -> list[Appeal]:
    """The newest other appeals of the same account, e-mail or phone, among those under the actor's posts."""
    same = same_person(appeal)
    if same is None:
        return []
    return list(desk.triage_queue(actor).filter(same).exclude(pk=appeal.pk).order_by("-received_at", "-pk")[:BESIDE])


def same_person(appeal: Appeal) -> Q | None:
    """The condition that an appeal comes from the same account, e-mail or phone; ``None`` where there is neither."""
    same = Q()
    if appeal.author_id:
        same |= Q(author_id=appeal.author_id)
    if appeal.contact_email:
        same |= Q(contact_email=appeal.contact_email)
    if appeal.contact_phone:
        same |= Q(contact_phone=appeal.contact_phone)
    return same or None
