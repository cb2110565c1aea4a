"""Named reads of winners being built."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Sum

from budget import policy
from budget.enums import BEING_BUILT, BUILT, PUBLISHED, WorkStatus
from budget.models import Edition, Work, WorkFollower, WorkPhoto
from budget.policy import Viewer
from budget.rules import building
from budget.rules.building import Spending
from budget.selectors import results
from workflow.actor import Actor

SHOWN = ("proposal__category", "district", "edition")


@dataclass(frozen=True)
class Figures:
    """Of one edition or district. Money is whole tenge."""

    all: int = 0
    building: int = 0
    built: int = 0
    failed: int = 0
    late: int = 0
    planned_tenge: int = 0
    paid_tenge: int = 0


def shown(viewer: Viewer) -> QuerySet[Work]:
    """The winners that may be read, by district and number, with what a list shows."""
    found = policy.works_visible_to(viewer).select_related(*SHOWN).defer("proposal__description", "proposal__area")
    return found.order_by("district_id", "proposal__number")


def by_number(number: str, viewer: Viewer) -> Work | None:
    return policy.works_visible_to(viewer).select_related(*SHOWN).filter(proposal__number=number).first()


def narrowed(found: QuerySet[Work], *, district: str = "", state: str = "", today: date) -> QuerySet[Work]:
    """By district and by ``building``, ``built``, ``failed`` or ``late``; anything else narrows nothing."""
    if district:
        found = found.filter(district_id=district)
    states = {"building": BEING_BUILT, "built": BUILT, "failed": {WorkStatus.FAILED}}
    if state in states:
        found = found.filter(status__in=states[state])
    return found.filter(late_on(today)) if state == "late" else found


def late_on(today: date) -> Q:
    return Q(status__in=BEING_BUILT, planned_end_on__lt=today)


def figures(found: QuerySet[Work], today: date) -> Figures:
    """One query."""
    return Figures(
        **{
            name: value or 0
            for name, value in found.order_by()
            .aggregate(
                all=Count("pk"),
                building=Count("pk", filter=Q(status__in=BEING_BUILT)),
                built=Count("pk", filter=Q(status__in=BUILT)),
                failed=Count("pk", filter=Q(status=WorkStatus.FAILED)),
                late=Count("pk", filter=late_on(today)),
                planned_tenge=Sum("planned_tenge"),
                paid_tenge=Sum("paid_tenge"),
            )
            .items()
        }
    )


def left_of(edition: Edition, district: str = "") -> int:
    """What of a district's envelope, or of all, nobody needs any more; what went to other districts is gone.

    Whole tenge. Three queries at most.
    """
    counts = results.counts(edition)
    given = sum(each.amount_tenge for each in edition.envelopes.all() if district in ("", each.district_id))
    passed_on = sum(run.left_tenge for run in counts.official if district in ("", run.district_id))
    built = Work.objects.filter(edition=edition).exclude(run__district__isnull=True)
    built = built.filter(district_id=district) if district else built
    spent = [
        Spending(_state(work), work.planned_tenge, work.paid_tenge, work.final_tenge)
        for work in built.only("status", "planned_tenge", "paid_tenge", "final_tenge")
    ]
    return building.left_of(given - (passed_on if counts.pooled else 0), spent)


def _state(work: Work) -> str:
    if work.status == WorkStatus.FAILED:
        return "failed"
    return "built" if work.status in BUILT else "open"


def of_desk(actor: Actor) -> QuerySet[Work]:
    """What the actor builds: first what ends soonest."""
    found = policy.works_of(actor).select_related(*SHOWN).defer("proposal__description", "proposal__area")
    open_first = Q(status__in=BEING_BUILT)
    return found.annotate(is_open=ExpressionWrapper(open_first, BooleanField())).order_by(
        F("is_open").desc(), "planned_end_on", "pk"
    )


def desk_work(actor: Actor, number: str) -> Work | None:
    return policy.works_of(actor).select_related(*SHOWN).filter(proposal__number=number).first()


def photos(work: Work) -> list[WorkPhoto]:
    return list(work.photos.order_by("moment", "pk"))


def photo(number: str, pk: int, viewer: Viewer) -> WorkPhoto | None:
    seen = policy.works_visible_to(viewer).filter(proposal__number=number)
    return WorkPhoto.objects.filter(work__in=seen, pk=pk).first()


def words(work: Work) -> dict[str, int]:
    """How many residents say that it is there, and how many that it is not."""
    found = work.words.aggregate(yes=Count("pk", filter=Q(is_built=True)), no=Count("pk", filter=Q(is_built=False)))
    return {"yes": found["yes"], "no": found["no"]}


def follows(work: Work, user_id: int | None) -> bool:
    return user_id is not None and WorkFollower.objects.filter(work=work, user_id=user_id).exists()


def newest_edition_with_works() -> Edition | None:
    """The newest edition whose winners are being built or were."""
    return Edition.objects.filter(status__in=PUBLISHED, works__isnull=False).order_by("-year", "-pk").first()
