"""Projects that cannot both be built: found by the map, confirmed by people, shown on the ballot."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from budget import policy
from budget.enums import EditionStatus, GroupState, ProposalStatus
from budget.models import Edition, ExclusionGroup
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused

# Two points nearer than this may mean the same bench; the decision is a person's.
NEAR_M = 15

# Pairs of admitted projects of one district: shapes that share ground, or lie within so many metres. The condition
# on the planar distance is for the index: 0.001 degrees are at least 80 metres in the city.
PAIRS = """
WITH place AS (
    SELECT number, district_id, COALESCE(area, point) AS shape FROM budget_proposal
    WHERE edition_id = %(edition)s AND status = %(admitted)s AND district_id IS NOT NULL
)
SELECT one.district_id, one.number, other.number,
    COALESCE(ST_Area(ST_CollectionExtract(ST_Intersection(one.shape, other.shape), 3)::geography), 0)::int,
    ST_Distance(one.shape::geography, other.shape::geography)::int
FROM place one JOIN place other ON one.district_id = other.district_id AND one.number < other.number
    AND ST_DWithin(one.shape, other.shape, 0.001)
WHERE ST_DWithin(one.shape::geography, other.shape::geography, %(near)s)
ORDER BY 1, 2, 3
"""


def find(edition: Edition, *, actor: Actor, at: datetime, near_m: int = NEAR_M) -> list[ExclusionGroup]:
    """Find pairs of admitted projects that want the same ground; those known already stay as they were decided.

    Returns the fresh ones, of all districts. Refused: ``role``; ``vote_began``.
    """
    if not actor.roles & policy.DECIDERS:
        raise Refused(acts.NOT_YOURS, code="role")
    with transaction.atomic():
        edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
        _not_frozen(edition)
        with connection.cursor() as cursor:
            cursor.execute(PAIRS, {"edition": edition.pk, "admitted": ProposalStatus.ADMITTED, "near": near_m})
            pairs = cursor.fetchall()
        known = {tuple(numbers) for numbers in edition.groups.values_list("numbers", flat=True)}
        return ExclusionGroup.objects.bulk_create(
            ExclusionGroup(
                edition=edition,
                district_id=district,
                numbers=[first, second],
                overlap_m2=overlap,
                distance_m=distance,
                found_at=at,
            )
            for district, first, second, overlap, distance in pairs
            if (first, second) not in known
        )


def decide(group_id: int, *, exclusive: bool, actor: Actor, at: datetime) -> ExclusionGroup:
    """Say whether the projects of a group exclude each other; may be said anew until the vote.

    Refused: ``not_found``, ``role``, ``vote_began``.
    """
    with transaction.atomic():
        group = ExclusionGroup.objects.select_for_update(of=("self",)).filter(pk=group_id).first()
        if group is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        if not policy.may_decide(actor, group.district_id):
            raise Refused(acts.NOT_YOURS, code="role")
        _not_frozen(group.edition)
        group.state = GroupState.CONFIRMED if exclusive else GroupState.DISMISSED
        group.decided_at, group.decided_by_id = at, actor.user_id
        group.save(update_fields=["state", "decided_at", "decided_by"])
        return group


def _not_frozen(edition: Edition) -> None:
    if edition.status not in (EditionStatus.INTAKE, EditionStatus.VETTING) or edition.first_ballot_at is not None:
        sentence = _("The vote has begun: which projects exclude each other can no longer be changed.")
        raise Refused(sentence, code="vote_began", conflict=True)
