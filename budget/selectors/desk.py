"""The queue of the check: what waits for whom, the earliest last day first."""

from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from accounts.enums import Role
from budget import policy
from budget.enums import ProposalStatus
from budget.models import CouncilItem, CouncilVote, Criterion, CriterionFinding, Proposal, Review, Sitting
from workflow.actor import Actor

S = ProposalStatus
# Which step waits for which role.
WAITS_FOR: dict[str, frozenset[str]] = {
    S.UNPLACED: frozenset({Role.OPERATOR, Role.COUNCIL_SECRETARY, Role.EDITION_MANAGER, Role.ADMINISTRATOR}),
    S.SUBMITTED: frozenset({Role.OPERATOR, Role.COUNCIL_SECRETARY}),
    S.DEPARTMENTS: frozenset({Role.EXPERT}),
    S.COUNCIL: frozenset({Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER}),
    S.APPEALED: frozenset({Role.CITY_AKIMAT}),
}
SHOWS = ("mine", S.UNPLACED, S.SUBMITTED, S.DEPARTMENTS, S.COUNCIL, S.REWORK, S.APPEALED, S.ADMITTED, S.REFUSED)
# What the pages of the check are for: every other post has a desk of its own.
AT_WORK = frozenset().union(*WAITS_FOR.values()) | {Role.DISTRICT_AKIMAT, Role.OBSERVER}


def queue(actor: Actor, *, show: str = "mine", edition: str = "", district: str = "", words: str = "") -> QuerySet:
    """The proposals under the actor's posts, narrowed; those with the earliest last day first."""
    found = policy.worked_by(actor).select_related("edition", "district", "category")
    found = found.filter(waiting_for(actor)) if show == "mine" else found.filter(status=show)
    if edition:
        found = found.filter(edition__code=edition)
    if district:
        found = found.filter(district_id=district)
    if words:
        found = found.filter(Q(number__iexact=words) | Q(title__icontains=words))
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def waiting_for(actor: Actor) -> Q:
    """The condition that a proposal waits for a step of this very person's posts."""
    condition = Q(pk__in=[])
    for status, roles in WAITS_FOR.items():
        if status == S.DEPARTMENTS or not roles & actor.roles:
            continue
        condition |= Q(status=status)
    bodies = {body for post in actor.posts if post.role == Role.EXPERT for body in post.bodies}
    if bodies:
        open_reviews = Review.objects.filter(organisation_id__in=bodies, done_at__isnull=True)
        condition |= Q(status=S.DEPARTMENTS, pk__in=open_reviews.values("proposal_id"))
    return condition


def counts(actor: Actor, *, on: date) -> dict[str, int]:
    """How many proposals under the actor's posts are in each step, wait for the actor, and are late. One query."""
    late = Q(due_on__lt=on, status__in=[*WAITS_FOR])
    figures = {status: Count("pk", filter=Q(status=status)) for status in SHOWS if status != "mine"}
    found = policy.worked_by(actor).aggregate(
        mine=Count("pk", filter=waiting_for(actor)), late=Count("pk", filter=late), **figures
    )
    return {str(name): number for name, number in found.items()}


def by_number(actor: Actor, number: str) -> Proposal | None:
    """A proposal under the actor's posts with all that the desk shows of it."""
    return (
        policy.worked_by(actor)
        .filter(number=number)
        .select_related("edition", "district", "category", "author", "appeal")
        .prefetch_related("photos", "costs", "funding", "corrections__made_by", "amendments", _reviews(), _items())
        .first()
    )


def criteria_of(reviews: list[Review]) -> dict[int, list[Criterion]]:
    """Body -> its criteria in use. One query."""
    found: dict[int, list[Criterion]] = {}
    for row in Criterion.objects.filter(is_active=True, organisation_id__in={each.organisation_id for each in reviews}):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def sittings(actor: Actor) -> QuerySet[Sitting]:
    """Sittings of the councils of the actor's districts, the newest first."""
    condition = Q(pk__in=[])
    for post in actor.posts:
        if post.role in AT_WORK and not (post.role in policy.IN_PERSON and post.stands_for):
            condition |= Q(district_id=post.district) if post.district else ~Q(pk__in=[])
    rows = Sitting.objects.filter(condition).select_related("edition", "district", "chair", "secretary")
    return rows.annotate(questions=Count("items"))


def sitting(actor: Actor, pk: int) -> Sitting | None:
    """A sitting with its questions and votes, if it falls under the actor's posts."""
    return sittings(actor).filter(pk=pk).prefetch_related(_questions()).first()


def published(pk: int) -> Sitting | None:
    """A signed protocol, for everybody."""
    signed = Sitting.objects.filter(pk=pk, signed_at__isnull=False).select_related("edition", "district")
    return signed.prefetch_related(_questions()).first()


def protocols(edition_id: int, *, on: date) -> QuerySet[Sitting]:
    """The protocols of an edition that everybody sees: published ones, and those whose publication is overdue.

    The latest sitting first.
    """
    shown = Q(signed_at__isnull=False) | Q(publish_by__lt=on)
    rows = Sitting.objects.filter(shown, edition_id=edition_id).select_related("district")
    return rows.order_by("-held_on", "-pk")


def before_the_council(edition_id: int, district: str) -> QuerySet[Proposal]:
    """What a new sitting may decide: not on the agenda of an unsigned one."""
    agenda = CouncilItem.objects.filter(sitting__signed_at__isnull=True).values("proposal_id")
    waiting = Proposal.objects.filter(edition_id=edition_id, district_id=district, status=S.COUNCIL)
    return waiting.exclude(pk__in=agenda).order_by("due_on", "number")


def _reviews() -> Prefetch:
    rows = Review.objects.select_related("organisation", "done_by")
    found = CriterionFinding.objects.select_related("criterion")
    return Prefetch("reviews", rows.prefetch_related(Prefetch("findings", found)))


def _items() -> Prefetch:
    return Prefetch("council_items", CouncilItem.objects.select_related("sitting").order_by("pk"))


def _questions() -> Prefetch:
    votes = Prefetch("votes", CouncilVote.objects.select_related("member"))
    items = CouncilItem.objects.select_related("proposal__category").prefetch_related(votes).order_by("pk")
    return Prefetch("items", items)
