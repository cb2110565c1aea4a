"""Groups of projects that want the same ground, each with its projects."""

from dataclasses import dataclass

from budget import policy
from budget.enums import GroupState
from budget.models import Edition, ExclusionGroup, Proposal
from workflow.actor import Actor


@dataclass(frozen=True)
class Group:
    """A group with its projects in the order of their numbers. ``open``: this official may decide it."""

    row: ExclusionGroup
    projects: list[Proposal]
    open: bool


def of_edition(actor: Actor, edition: Edition) -> list[Group]:
    """The groups under the actor's posts, those that wait for a decision first. Two queries."""
    found = policy.groups_worked_by(actor).filter(edition=edition).select_related("district", "decided_by")
    rows = sorted(found, key=lambda row: (row.state != GroupState.FOUND, row.district_id, row.numbers))
    numbers = {number for row in rows for number in row.numbers}
    projects = {row.number: row for row in Proposal.objects.filter(number__in=numbers)}
    return [
        Group(row, [projects[number] for number in row.numbers], policy.may_decide(actor, row.district_id))
        for row in rows
    ]
