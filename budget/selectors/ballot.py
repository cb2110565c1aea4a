"""What stands on the ballot."""

from django.db.models import QuerySet

from budget.models import Edition, Proposal
from geo.models import District


def ballot_projects(edition: Edition, district: District | str | None = None) -> QuerySet[Proposal]:
    """The projects that residents choose from, in the order frozen when the vote opened; of one district or of all."""
    found = Proposal.objects.filter(edition=edition, ballot_number__isnull=False)
    if district is not None:
        found = found.filter(district_id=getattr(district, "pk", district))
    return found.order_by("district_id", "ballot_number")
