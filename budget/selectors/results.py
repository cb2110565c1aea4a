"""Named reads of what the count found. Before the results are published only their makers and observers read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max, QuerySet

from budget import policy
from budget.enums import OFFICIAL_RUNS, RunCause
from budget.models import Edition, OpenedBallot, Opening, Proposal, StruckOff, TallyRun, WhatIf
from budget.policy import Viewer
from budget.rules.official import Cast
from budget.rules.tally import Fit, Rules, Ties
from budget.rules.voting import Project
from budget.selectors.ballot import ballot_projects, exclusive_groups
from budget.selectors.editions import envelope_of
from workflow.selectors import timeline


def shown(viewer: Viewer) -> QuerySet[Edition]:
    """The editions whose results this viewer may read, newest first."""
    return policy.results_visible_to(viewer).prefetch_related("envelopes__district", "stages")


def by_code(code: str, viewer: Viewer) -> Edition | None:
    return shown(viewer).filter(code=code).first()


def newest_published() -> Edition | None:
    """The newest edition with published results."""
    return shown(policy.STRANGER).order_by("-year", "-pk").first()


def casts(edition: Edition, district: str | None) -> Iterator[Cast]:
    """The valid ballots that may name projects of this district: its own residents', or everybody's."""
    found = OpenedBallot.objects.filter(edition=edition, valid=True)
    if district is not None and edition.own_district:
        found = found.filter(district_id=district)
    rows = found.order_by("number").values_list("choices", "points", "way")
    for choices, points, way in rows.iterator(chunk_size=10_000):
        yield Cast(tuple(choices), tuple(points), way)


def projects(edition: Edition, district: str | None) -> list[Project]:
    """The projects of a district as the count knows them, in the order of the ballot."""
    rows = ballot_projects(edition, district).values_list("number", "cost_tenge")
    return [Project(number, cost) for number, cost in rows]


def rules_of(edition: Edition, district: str, seed: str) -> Rules:
    """The frozen rules of one envelope, with the projects struck off since."""
    excluded = StruckOff.objects.filter(edition=edition, proposal__district_id=district)
    return Rules(
        envelope=envelope_of(edition, district),
        fit=Fit(edition.fit_rule),
        share=Fraction(edition.fit_share, 100),
        minimum=int(edition.min_votes.get("district", 0)),
        ties=Ties(edition.tie_rule),
        seed=seed,
        exclusive=tuple(frozenset(group) for group in exclusive_groups(edition, district)),
        excluded=dict(excluded.values_list("proposal__number", "order_number")),
    )


@dataclass(frozen=True)
class Counts:
    """All counts of an edition, read once. ``rows``: oldest first."""

    rows: tuple[TallyRun, ...]

    @property
    def official(self) -> list[TallyRun]:
        """The newest official count of every district, by district."""
        newest = {str(run.district_id): run for run in self.rows if run.cause in OFFICIAL_RUNS}
        return [newest[code] for code in sorted(newest)]

    @property
    def pooled(self) -> TallyRun | None:
        """The newest count of the remainders of all districts."""
        return next((run for run in reversed(self.rows) if run.cause == RunCause.TRANSFER), None)

    @property
    def winners(self) -> dict[str, TallyRun]:
        """Number of each winner -> the count that it won, over all counts in force."""
        later = [run for run in self.rows if run.cause == RunCause.LEFTOVER]
        runs = [*self.official, *([self.pooled] if self.pooled else []), *later]
        return {number: run for run in runs for number in run.winners}

    def of(self, district: str) -> TallyRun | None:
        """The newest official count of a district."""
        return next((run for run in self.official if run.district_id == district), None)

    def about(self, district: str) -> list[TallyRun]:
        """All counts that speak of a district, oldest first: its own, and the newest of the remainders of all."""
        own = [run for run in self.rows if run.district_id == district]
        return [*own, self.pooled] if self.pooled else own


def counts(edition: Edition) -> Counts:
    """One query."""
    return Counts(tuple(TallyRun.objects.filter(edition=edition).select_related("district").order_by("pk")))


def official_runs(edition: Edition) -> list[TallyRun]:
    return counts(edition).official


def official_run(edition: Edition, district: str) -> TallyRun | None:
    """The newest official count of a district, alone."""
    found = TallyRun.objects.filter(edition=edition, district_id=district, cause__in=OFFICIAL_RUNS)
    return found.select_related("district").order_by("-number").first()


def runs_of(edition: Edition, district: str) -> list[TallyRun]:
    return counts(edition).about(district)


def pool_run(edition: Edition) -> TallyRun | None:
    return counts(edition).pooled


def winners(edition: Edition) -> dict[str, TallyRun]:
    return counts(edition).winners


def next_number(edition: Edition, district: str | None) -> int:
    runs = TallyRun.objects.filter(edition=edition, district_id=district)
    return (runs.aggregate(last=Max("number"))["last"] or 0) + 1


def opening_of(edition: Edition) -> Opening | None:
    return Opening.objects.filter(edition=edition).first()


def titles(edition: Edition, district: str | None = None) -> dict[str, Proposal]:
    """The projects on the ballot by number, light: titles, place and category for the pages."""
    found = ballot_projects(edition, district).select_related("category", "district")
    return {row.number: row for row in found.defer("description", "description_other", "area")}


@dataclass(frozen=True)
class Turnout:
    """Ballots of one district, opened: valid by way, and those that do not count."""

    district: str
    online: int = 0
    paper: int = 0
    invalid: int = 0

    @property
    def all(self) -> int:
        return self.online + self.paper + self.invalid


def turnout(edition: Edition) -> dict[str, Turnout]:
    """By district. One query."""
    rows = OpenedBallot.objects.filter(edition=edition).values("district_id", "way", "valid").annotate(n=Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for row in rows.order_by("district_id"):
        key = row["way"] if row["valid"] else "invalid"
        of = found.setdefault(row["district_id"], {})
        of[key] = of.get(key, 0) + row["n"]
    return {district: Turnout(district, **numbers) for district, numbers in found.items()}


def flags(edition: Edition, district: str) -> list[dict[str, Any]]:
    """What looked odd in a district, as it was published with the results: ``anomalies.told``. One query."""
    published = timeline("edition", edition.pk, public_only=True).filter(name="publish_results").last()
    found = published.data.get("flags", []) if published else []
    return [each for each in found if each["district"] == district]


def what_if(run: TallyRun) -> list[WhatIf]:
    """The answers of the other rules, the official one first; empty until they are computed."""
    return list(WhatIf.objects.filter(run=run).order_by("pk"))


def waiting_for_what_if() -> QuerySet[TallyRun]:
    """Official counts whose other rules have not been computed yet."""
    return TallyRun.objects.filter(cause__in=OFFICIAL_RUNS, what_if__isnull=True).order_by("pk")
