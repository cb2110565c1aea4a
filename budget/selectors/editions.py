"""Named reads about editions: which are open, which stage runs, what the rules say."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from budget import policy
from budget.enums import EditionStatus, GroupState, ProposalStatus, Stage
from budget.models import Edition, EditionKey, EditionStage, Envelope, ExclusionGroup, Proposal
from budget.policy import Viewer
from geo.models import District
from workflow.models import Act
from workflow.selectors import timeline

# What of an edition is a rule: it is signed at the opening, and a trigger freezes it from the first ballot on.
RULES = (
    "code",
    "year",
    "name_kk",
    "name_ru",
    "name_en",
    "mci_year",
    "mci_tenge",
    "cap_mci",
    "min_age",
    "cutoff_on",
    "voting",
    "choices",
    "own_district",
    "min_votes",
    "tie_rule",
    "fit_rule",
    "fit_share",
    "leftover_rule",
    "ways",
    "counts_hidden",
    "paper_rule",
    "formal_days",
    "review_days",
    "council_days",
    "rework_days",
    "second_look_days",
    "appeal_days",
    "appeal_review_days",
    "council_quorum",
)


@dataclass(frozen=True)
class Phase:
    """A stage as a page shows it. ``state``: past, now or ahead."""

    row: EditionStage
    state: str


@dataclass(frozen=True)
class Missing:
    """What the vote still waits for. ``code``: keys, projects, untranslated or groups; ``numbers``: of proposals."""

    code: str
    numbers: tuple[str, ...] = ()
    count: int = 0


def shown(viewer: Viewer) -> QuerySet[Edition]:
    """The editions that this viewer may open, newest first, with all that a page shows of their rules."""
    return policy.editions_visible_to(viewer).prefetch_related(
        "stages",
        "orders",
        "categories",
        Prefetch("envelopes", queryset=Envelope.objects.select_related("district")),
    )


def by_code(code: str, viewer: Viewer) -> Edition | None:
    return shown(viewer).filter(code=code).first()


def at_the_vote(code: str, viewer: Viewer) -> Edition | None:
    """The same with no more of its rules than the pages of a vote need: stages and envelopes."""
    return policy.editions_visible_to(viewer).prefetch_related("stages", "envelopes").filter(code=code).first()


def taking_in(at: datetime) -> QuerySet[Edition]:
    """The editions whose intake is open at this moment; there may be several, or none."""
    running = EditionStage.objects.filter(stage=Stage.INTAKE, opens_at__lte=at, closes_at__gt=at)
    return Edition.objects.filter(status=EditionStatus.INTAKE, pk__in=running.values("edition_id"))


def intake_is_open(edition: Edition, at: datetime) -> bool:
    """Whether a proposal may be submitted at this moment. One query, or the stages already read."""
    stage = stage_of(edition, Stage.INTAKE)
    return edition.status == EditionStatus.INTAKE and stage is not None and stage.opens_at <= at < stage.closes_at


def stage_of(edition: Edition, stage: str) -> EditionStage | None:
    """One stage of an edition; from the rows already read where there are any."""
    return next((row for row in edition.stages.all() if row.stage == stage), None)


def changes_of_rules(edition: Edition) -> QuerySet[Act]:
    """The acts that set rules anew after the opening, oldest first; their notes say why."""
    return timeline("edition", edition.pk, public_only=True).filter(name="amend_rules")


def phases(edition: Edition, at: datetime) -> list[Phase]:
    """The stages in order, each with where it stands at this moment."""

    def state(row: EditionStage) -> str:
        if at >= row.closes_at:
            return "past"
        return "now" if at >= row.opens_at else "ahead"

    return [Phase(row, state(row)) for row in edition.stages.all()]


def missing(edition: Edition) -> list[Missing]:
    """What an edition lacks before its vote; nothing where it is ready. Four queries."""
    admitted = Proposal.objects.filter(edition=edition, status=ProposalStatus.ADMITTED)
    bare = Q(title_other="") | Q(description_other="")
    numbers = tuple(admitted.filter(bare).order_by("number").values_list("number", flat=True))
    undecided = ExclusionGroup.objects.filter(edition=edition, state=GroupState.FOUND).count()
    found = [
        Missing("keys", count=0 if EditionKey.objects.filter(edition=edition).exists() else 1),
        Missing("projects", count=0 if admitted.exists() else 1),
        Missing("untranslated", numbers, len(numbers)),
        Missing("groups", count=undecided),
    ]
    return [each for each in found if each.count]


def envelope_of(edition: Edition, district: District | str) -> int:
    """What the edition has for this district, in whole tenge; 0 where it has nothing."""
    code = getattr(district, "pk", district)
    return next((row.amount_tenge for row in edition.envelopes.all() if row.district_id == code), 0)


def rules_of(edition: Edition) -> dict[str, Any]:
    """The rules as plain values, ready to be signed: everything that decides who may do what, until when and who wins.

    Times are ISO 8601 in UTC. Four queries, unless the rows were read before.
    """
    rules = {name: getattr(edition, name) for name in RULES}
    rules["cutoff_on"] = edition.cutoff_on.isoformat()
    rules["ways"] = sorted(edition.ways)
    rules["cap_tenge"] = edition.cap_tenge
    rules["categories"] = sorted(category.code for category in edition.categories.all())
    rules["envelopes"] = {row.district_id: row.amount_tenge for row in edition.envelopes.all()}
    rules["stages"] = {row.stage: [_utc(row.opens_at), _utc(row.closes_at)] for row in edition.stages.all()}
    return rules


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
