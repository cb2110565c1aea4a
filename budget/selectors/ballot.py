"""What stands on the ballot."""

from django.db.models import QuerySet, Sum

from budget.enums import GroupState, VotingForm
from budget.models import Edition, Envelope, ExclusionGroup, Proposal
from budget.rules.ballots import Form
from geo.models import District


def ballot_projects(edition: Edition, district: District | str | None = None) -> QuerySet[Proposal]:
    """The projects that residents choose from, in the order frozen when the vote opened; of one district or of all."""
    found = Proposal.objects.filter(edition=edition, ballot_number__isnull=False)
    if district is not None:
        found = found.filter(district_id=getattr(district, "pk", district))
    return found.order_by("district_id", "ballot_number")


def ballot_costs(edition: Edition, district: str) -> dict[str, int]:
    """Number -> cost of what a resident of this district may choose from. One query."""
    projects = ballot_projects(edition, district if edition.own_district else None)
    return dict(projects.values_list("number", "cost_tenge"))


def form_of(edition: Edition, district: str) -> Form:
    """How a resident of this district chooses; a knapsack holds what the envelopes of the ballot hold together."""
    money = 0
    if edition.voting == VotingForm.KNAPSACK:
        envelopes = Envelope.objects.filter(edition=edition)
        if edition.own_district:
            envelopes = envelopes.filter(district=district)
        money = envelopes.aggregate(all=Sum("amount_tenge"))["all"] or 0
    return Form(edition.voting, edition.choices, money)


def exclusive_groups(edition: Edition, district: str | None = None) -> list[list[str]]:
    """Confirmed groups of projects of which one may win at most: sorted numbers; of one district or of all."""
    found = ExclusionGroup.objects.filter(edition=edition, state=GroupState.CONFIRMED)
    if district is not None:
        found = found.filter(district_id=district)
    return [list(numbers) for numbers in found.order_by("numbers").values_list("numbers", flat=True)]


def rivals(edition: Edition, district: str | None = None) -> dict[str, list[str]]:
    """Number -> the numbers beside which it cannot be built, each once, in order. One query."""
    found: dict[str, set[str]] = {}
    for group in exclusive_groups(edition, district):
        for number in group:
            found.setdefault(number, set()).update(set(group) - {number})
    return {number: sorted(others) for number, others in found.items()}
