"""What officials see of the appeals under their posts: the queue, its figures, and the names that the journal needs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from accounts.enums import Role
from accounts.models import Organisation
from appeals import policy
from appeals.enums import ENDED, OPEN, LimitCode, Status
from appeals.models import Answer, Appeal, Category, Note, Rating, RoutingRule, SavedView
from appeals.selectors import limits
from appeals.selectors.lists import HEAVY, Filters, of_posts, past, to_triage
from appeals.selectors.searching import within
from appeals.selectors.taxonomy import CATEGORIES, nodes
from appeals.workflow import APPEAL
from workflow.actor import Actor
from workflow.kept import kept
from workflow.models import Act

# What the queue may be narrowed to. All but the last are open appeals.
SHOWS = (
    *("open", "overdue", "today", "week", "returned", "new", "mine", "unassigned"),
    *("check", "copies", "supervise", "ended"),
)
# Further down the queue nobody steps from one appeal to the next.
QUEUE_LOOKED_AT = 500
NOBODY_YET = "none"
MOST_NAMED = 200
K = TypeVar("K")
V = TypeVar("V")
WEEK = timedelta(days=7)
# Tables by whose marks names are kept.
BODIES = "accounts_organisation"
DISTRICTS = "geo_district"


@dataclass(frozen=True)
class Figures:
    """How many open appeals under the actor's posts are in each part of the queue."""

    open: int
    overdue: int
    today: int
    week: int
    returned: int
    new: int
    mine: int
    unassigned: int
    check: int
    copies: int
    supervise: int


def figures(actor: Actor, *, on: date) -> Figures:
    """The figures of the desk on this day. One query."""
    counts = {name: Count("pk", filter=condition) for name, condition in _parts(actor, on).items()}
    return Figures(**policy.worked_by(actor).filter(status__in=OPEN).aggregate(**counts))


@dataclass(frozen=True)
class Sieve:
    """What the queue is narrowed to; empty values do not narrow. ``executor`` and ``team``: keys, or ``none``."""

    words: str = ""
    category: str = ""
    district: str = ""
    status: str = ""
    executor: str = ""
    team: str = ""


EVERYTHING = Sieve()


def queue(actor: Actor, show: str, *, words: str = "", sieve: Sieve = EVERYTHING, on: date) -> QuerySet[Appeal]:
    """A part of the queue (one of ``SHOWS``), what may be dangerous first, then the nearest last day.

    ``words``: a number, or part of the text as written or of a note among officials.
    """
    words = words or sieve.words
    filters = Filters(
        category=sieve.category,
        district=sieve.district,
        statuses=frozenset({sieve.status}) if sieve.status else frozenset(),
    )
    found = _of_hands(of_posts(actor, filters), sieve).select_related("executor", "team")
    if words:
        # Asked apart: as a subquery beside the other two it would make the database read every appeal.
        noted = list(
            Note.objects.filter(text__icontains=words).values_list("appeal_id", flat=True).distinct().order_by()
        )
        found = found.filter(Q(number=words) | within("text", words) | Q(pk__in=noted))
    if show == "ended":
        return found.filter(status__in=ENDED).order_by(F("ended_at").desc(nulls_last=True), "-pk")
    return found.filter(_parts(actor, on)[show], status__in=OPEN).order_by("-urgent", "due_on", "pk")


def plan(actor: Actor, *, on: date) -> QuerySet[Appeal]:
    """The plan of a person's day: the own open appeals that are late, end within a week, or came back."""
    parts = _parts(actor, on)
    urgent = parts["overdue"] | parts["week"] | parts["returned"] | Q(urgent=True)
    own = parts["mine"] | Q(executor__isnull=True, team__members=actor.user_id)
    found = of_posts(actor).filter(own & urgent, status__in=OPEN).select_related("executor", "team")
    return found.distinct().order_by("-urgent", "due_on", "pk")


def _of_hands(appeals: QuerySet[Appeal], sieve: Sieve) -> QuerySet[Appeal]:
    """Those of one executor and one team; ``none``: those that have none."""
    for column, wanted in (("executor", sieve.executor), ("team", sieve.team)):
        if wanted == NOBODY_YET:
            appeals = appeals.filter(**{f"{column}__isnull": True})
        elif wanted.isdecimal():
            appeals = appeals.filter(**{f"{column}_id": int(wanted)})
    return appeals


@dataclass(frozen=True)
class Hands:
    """Who has open work, each as key and name: executors by name, teams by body."""

    executors: list[tuple[int, str]]
    teams: list[tuple[int, str]]


def hands(actor: Actor) -> Hands:
    """Who, and which teams, have open work under the actor's posts. One query."""
    busy = policy.worked_by(actor).filter(status__in=OPEN).select_related(None)
    busy = busy.annotate(
        person=_told("executor__full_name", "executor__email"),
        group=_told(f"team__name_{(get_language() or 'kk')[:2]}", "team__name_kk"),
    )
    columns = ("executor_id", "person", "team_id", "group", "team__organisation_id", "team__code")
    rows = list(busy.order_by("person", "executor_id").values_list(*columns).distinct())
    executors = {key: person for key, person, *_team in rows if key}
    by_body = sorted((row for row in rows if row[2]), key=lambda row: row[4:])
    teams = {key: group for _key, _person, key, group, *_body in by_body}
    return Hands(list(executors.items())[:MOST_NAMED], list(teams.items())[:MOST_NAMED])


def _told(column: str, otherwise: str) -> Coalesce:
    """The words of a column; of another one where it is empty."""
    return Coalesce(NullIf(F(column), Value("")), F(otherwise), output_field=CharField())


def saved_views(actor: Actor) -> QuerySet[SavedView]:
    """The views that this person has saved."""
    return SavedView.objects.filter(user_id=actor.user_id or 0)


def by_number(actor: Actor, number: str) -> Appeal | None:
    """One appeal under the actor's posts, or ``None``: somebody else's does not exist."""
    return of_posts(actor).select_related("executor").filter(number=number).first()


def own_act(actor: Actor, number: str, name: str, *, seq: int | None) -> Act | None:
    """The act of this number if this very person did it, wherever the appeal is now: how a form sent twice is known."""
    if seq is None or actor.user_id is None:
        return None
    appeal = Appeal.objects.filter(number=number).values("pk")
    return Act.objects.filter(
        kind=APPEAL.kind, subject_id__in=appeal, seq=seq, name=name, actor_id=actor.user_id
    ).first()


def answer_of(act: Act) -> Answer | None:
    """The answer that the act wrote or sent."""
    key = act.data.get("answer")
    return Answer.objects.filter(pk=key, appeal_id=act.subject_id).first() if key else None


def piling_up(actor: Actor, *, limit: int = 4) -> list[tuple[Category, int]]:
    """The categories with most open appeals under the actor's posts, largest first. One query."""
    rows = policy.worked_by(actor).filter(status__in=OPEN, category__isnull=False).order_by()
    counted = list(
        rows.values_list("category_id").annotate(number=Count("pk")).order_by("-number", "category_id")[:limit]
    )
    categories = {each.pk: each for each in nodes().values()}
    return [(categories[pk], number) for pk, number in counted]


def body_names(codes: Collection[str]) -> Mapping[str, str]:
    """Code -> name in the active language. No query for no codes."""
    return _picked(_body_names(), codes) if codes else {}


def category_names(codes: Collection[str]) -> Mapping[str, str]:
    """Code -> name in the active language. No query for no codes."""
    return _picked(_category_names(), codes) if codes else {}


@kept(BODIES)
def _body_names() -> Mapping[str, str]:
    return {body.code: body.name for body in Organisation.objects.all()}


@kept(CATEGORIES)
def _category_names() -> Mapping[str, str]:
    return {each.code: each.name for each in Category.objects.all()}


def _picked(known: Mapping[K, V], wanted: Collection[K]) -> dict[K, V]:
    return {key: known[key] for key in wanted if key in known}


def rules(ids: Collection[int]) -> Mapping[int, RoutingRule]:
    """Routing rules by id, with what their sentence names. No query for no ids."""
    return _picked(_rules(), ids) if ids else {}


@kept(BODIES, CATEGORIES, DISTRICTS, "appeals_routingrule", "accounts_team")
def _rules() -> Mapping[int, RoutingRule]:
    found = RoutingRule.objects.select_related("category", "district", "organisation", "team")
    return found.defer("area", *HEAVY).annotate(has_area=Q(area__isnull=False)).in_bulk()


@dataclass(frozen=True)
class Neighbours:
    """Where an appeal stands in the triage queue: ``place`` counts from 1 (0: not in it); the others are keys."""

    place: int
    total: int
    before: int | None
    after: int | None


def neighbours(actor: Actor, pk: int) -> Neighbours:
    """The appeals before and after this one in the triage queue; from outside the queue, its first. One query."""
    keys = list(to_triage(actor).values_list("pk", flat=True)[:QUEUE_LOOKED_AT])
    if pk not in keys:
        return Neighbours(0, len(keys), None, keys[0] if keys else None)
    at = keys.index(pk)
    return Neighbours(at + 1, len(keys), keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None)


def triage_queue(actor: Actor) -> QuerySet[Appeal]:
    """All that the admin's queue lists for this actor: what falls under the posts, ready for a list."""
    return policy.worked_by(actor).select_related("category__parent", "district", "organisation").defer(*HEAVY)


def triage_parts(actor: Actor, *, on: date) -> dict[str, int]:
    """How many appeals wait for the first line, part by part. One query."""
    counts = {name: Count("pk", filter=condition) for name, condition in triage_conditions(on).items()}
    return policy.worked_by(actor).filter(status__in=OPEN).aggregate(**counts)


def triage_conditions(on: date) -> dict[str, Q]:
    """The parts of the admin's queue: to sort, to publish, waiting for the author, overdue, all open ones."""
    is_open = Q(status__in=OPEN)
    return {
        "sort": Q(status=Status.REGISTERED) | Q(status=Status.REOPENED, organisation__isnull=True),
        "publish": is_open & Q(published_at__isnull=True),
        "asked": Q(status=Status.ASKED),
        "review": is_open & Q(review_asked_at__isnull=False),
        "overdue": is_open & past(on),
        "open": is_open,
    }


@kept(BODIES)
def bodies_in_force(on: date) -> list[Organisation]:
    """The bodies that an appeal can be sent to on that day."""
    return list(Organisation.objects.in_force(on).order_by("kind", "code"))


def feeds(actor: Actor, *, most: int) -> list[str]:
    """The live lists that a desk of this actor follows, at most so many; see ``appeals.consumers.follow``."""
    names: dict[str, None] = {}
    for post in actor.posts:
        if post.district:
            names[f"district:{post.district}"] = None
        elif post.role in policy.OF_THE_BODY:
            names |= dict.fromkeys(f"org:{pk}" for pk in [post.organisation_id, *sorted(post.parts)])
        else:
            names["triage"] = None
    return list(names)[:most]


def _parts(actor: Actor, on: date) -> dict[str, Q]:
    """The conditions by which open appeals fall into the parts of the queue."""
    unsent = Answer.objects.filter(appeal=OuterRef("pk"), sent_at__isnull=True)
    check = Q(status=Status.REPORTED)
    if Role.CONTROLLER in actor.roles:
        check &= ~Q(Exists(unsent.filter(written_by_id=actor.user_id)))

    def part(**of_part: Any) -> Q:
        """A split appeal with such a part under the actor's posts."""
        own = policy.parts_worked_by(actor).filter(appeal=OuterRef("pk"), **of_part)
        return Q(part_count__gt=0) & Q(Exists(own))

    low = limits.in_query(LimitCode.LOW_RATING, on=on)
    rated_low = Rating.objects.filter(appeal=OuterRef("pk"), round=OuterRef("reopened") - 1, stars__lte=low)
    return {
        "open": Q(),
        "overdue": past(on),
        "today": Q(due_on=on),
        "week": Q(due_on__gte=on, due_on__lt=on + WEEK),
        "returned": Q(status=Status.REOPENED) | Q(Exists(unsent), status=Status.IN_WORK) | part(status=Status.REOPENED),
        "new": Q(status__in=(Status.REGISTERED, Status.ROUTED, Status.LODGED))
        | part(status__in=(Status.REGISTERED, Status.ROUTED)),
        "mine": Q(executor_id=actor.user_id) | part(executor_id=actor.user_id),
        "unassigned": Q(executor__isnull=True, part_count=0) | part(executor__isnull=True, status__in=OPEN),
        "check": check | part(status=Status.REPORTED),
        "copies": Q(Exists(unsent.filter(copy_of__isnull=False)), status=Status.REPORTED),
        "supervise": Q(Exists(rated_low), reopened__gt=0),
    }
