"""Named reads about proposals: the public list, a person's own, one by its number."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Case, CharField, Count, F, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Lower, Upper

from budget import policy
from budget.enums import CoAuthorState, JoinState, ProposalStatus
from budget.models import CoAuthor, CouncilItem, DraftRevision, Edition, JoinRequest, Proposal, ProposalPhoto
from budget.models.proposals import BALLOT_LANGUAGES
from budget.policy import STRANGER, Viewer
from budget.rules import together

PAGE = 24
COUNTED_TO = 1000
GROUPS: dict[str, frozenset[str]] = {
    "check": frozenset(
        {
            ProposalStatus.UNPLACED,
            ProposalStatus.SUBMITTED,
            ProposalStatus.DEPARTMENTS,
            ProposalStatus.COUNCIL,
            ProposalStatus.APPEALED,
        }
    ),
    "rework": frozenset({ProposalStatus.REWORK}),
    "admitted": frozenset({ProposalStatus.ADMITTED}),
    "refused": frozenset({ProposalStatus.REFUSED}),
}
SHOWN = ("edition", "district", "category")


def title_for(reader: str) -> tuple[str | Case, str | Case]:
    """The title for a reader of this language and what it is written in: ``Proposal.title_in``, said in SQL."""
    if reader not in dict(BALLOT_LANGUAGES):
        return "title", "language"
    other = ~Q(language=reader) & ~Q(title_other="")
    spoken = Case(When(other, then=Value(reader)), default=F("language"), output_field=CharField())
    return Case(When(other, then=F("title_other")), default=F("title")), spoken


@dataclass(frozen=True)
class Filters:
    """``state`` is a name of ``GROUPS`` or empty; ``words`` are looked for in both languages."""

    district: str = ""
    category: str = ""
    state: str = ""
    words: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.district or self.category or self.state or self.words)


@dataclass(frozen=True)
class Page:
    """``after``: where the next page goes on, or ``None``."""

    rows: list[Proposal] = field(default_factory=list)
    after: tuple[datetime, int] | None = None


def public(edition: Edition, filters: Filters = Filters()) -> QuerySet[Proposal]:
    """What strangers may read of an edition, narrowed, newest first."""
    found = policy.visible_to(STRANGER).filter(edition=edition).select_related(*SHOWN)
    if filters.district:
        found = found.filter(district_id=filters.district)
    if filters.category:
        found = found.filter(category__code=filters.category)
    if filters.state in GROUPS:
        found = found.filter(status__in=GROUPS[filters.state])
    for word in filters.words.upper().split()[:6]:
        found = found.annotate(said=Upper("title"), told=Upper("description"), other=Upper("title_other")).filter(
            Q(said__contains=word) | Q(told__contains=word) | Q(other__contains=word)
        )
    return found.order_by("-submitted_at", "-pk")


def page(found: QuerySet[Proposal], *, after: tuple[datetime, int] | None = None, size: int = PAGE) -> Page:
    """One page by position, not by number: a proposal that comes in meanwhile shifts nothing. Two queries."""
    if after is not None:
        at, pk = after
        found = found.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk))
    rows = list(found.prefetch_related(_pictures())[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], (last.submitted_at, last.pk) if last and last.submitted_at else None)


def count(found: QuerySet[Proposal]) -> int:
    """How many, up to one more than ``COUNTED_TO``."""
    return found.order_by()[: COUNTED_TO + 1].count()


def by_number(number: str, viewer: Viewer) -> Proposal | None:
    """A proposal with all that its page shows, if this viewer may open it. Seven queries."""
    return (
        policy.visible_to(viewer)
        .filter(number=number)
        .select_related(*SHOWN, "author", "appeal")
        .prefetch_related(
            _pictures(),
            "costs",
            "funding",
            "corrections",
            "amendments",
            Prefetch(
                "coauthors", CoAuthor.objects.filter(state=CoAuthorState.ACCEPTED).select_related("user"), "together"
            ),
            Prefetch(
                "council_items",
                CouncilItem.objects.filter(sitting__signed_at__isnull=False).select_related("sitting"),
                "decided",
            ),
        )
        .first()
    )


def own(viewer: Viewer) -> QuerySet[Proposal]:
    """What the viewer wrote, alone or with others, newest first."""
    rows = policy.own_of(viewer.actor).exclude(status=ProposalStatus.WITHDRAWN, submitted_at__isnull=True)
    return rows.select_related(*SHOWN).prefetch_related(_pictures()).order_by("-pk")


def invitations(viewer: Viewer, at: datetime) -> QuerySet[CoAuthor]:
    """Invitations to write together that wait for the viewer's answer: to the account, or to its confirmed e-mail."""
    who = viewer.actor.user_id
    if who is None:
        return CoAuthor.objects.none()
    confirmed = EmailAddress.objects.filter(user_id=who, verified=True).values(lower=Lower("email"))
    addressed = Q(user_id=who) | Q(user__isnull=True, email__in=confirmed)
    waiting = CoAuthor.objects.filter(
        addressed,
        state=CoAuthorState.INVITED,
        invited_at__gt=at - together.ANSWER_WITHIN,
        proposal__status=ProposalStatus.DRAFT,
    )
    return waiting.select_related("proposal__author", "proposal__edition")


def wishes_for(viewer: Viewer, at: datetime) -> QuerySet[JoinRequest]:
    """Wishes to join the viewer's own proposals that wait for an answer."""
    if viewer.actor.user_id is None:
        return JoinRequest.objects.none()
    waiting = JoinRequest.objects.filter(
        target__author_id=viewer.actor.user_id,
        state=JoinState.ASKED,
        asked_at__gt=at - together.ANSWER_WITHIN,
        draft__status=ProposalStatus.DRAFT,
    )
    return waiting.select_related("draft__author", "target")


def wish(pk: int) -> JoinRequest:
    """The wish with the two proposals that it is about."""
    return JoinRequest.objects.select_related("draft__author", "target").get(pk=pk)


def wishes_of(draft: Proposal) -> dict[int, JoinRequest]:
    """Proposal -> the wish to join it that was made instead of sending this draft. One query."""
    return {wish.target_id: wish for wish in draft.wishes.select_related("draft__author", "target")}


def joined_by(draft: Proposal) -> Proposal | None:
    """The proposal that a closed draft was joined to."""
    return Proposal.objects.filter(wished__draft=draft, wished__state=JoinState.JOINED).first()


def grown_from(kind: str, number: str, viewer: Viewer) -> QuerySet[Proposal]:
    """The proposals that grew from this appeal or meeting, as far as the viewer may open them (rule 43)."""
    return policy.visible_to(viewer).filter(origin_kind=kind, origin_number=number).order_by("pk")


def history(proposal: Proposal) -> QuerySet[DraftRevision]:
    """The saved versions of a draft, newest first."""
    return proposal.revisions.select_related("saved_by").order_by("-saved_at", "-pk")


def photo(pk: int, number: str, viewer: Viewer) -> ProposalPhoto | None:
    """A picture of a proposal that this viewer may open."""
    seen = policy.visible_to(viewer).filter(number=number)
    return ProposalPhoto.objects.filter(pk=pk, proposal__in=seen).first()


def by_district(edition: Edition) -> dict[str, dict[str, int]]:
    """District code -> how many proposals were submitted, are admitted, and what the admitted ones would cost."""
    rows = (
        policy.visible_to(STRANGER)
        .filter(edition=edition, district__isnull=False)
        .order_by()
        .values("district_id")
        .annotate(submitted=Count("pk"), admitted=Count("pk", filter=Q(status=ProposalStatus.ADMITTED)))
    )
    return {row["district_id"]: {"submitted": row["submitted"], "admitted": row["admitted"]} for row in rows}


def _pictures() -> Prefetch:
    return Prefetch("photos", ProposalPhoto.objects.order_by("kind", "position", "pk"), "pictures")
