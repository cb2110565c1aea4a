"""Who may watch an instruction on the live socket, and which lists it stands in.

Feeds: ``plans`` (all that were given), ``plans:district:<code>``, ``plans:body:<code>``: all public, as the pages are.
A draft stands in no list.
"""

from meetings import policy
from meetings.consumers.meetings import actor_in
from meetings.models import Instruction
from meetings.policy import Viewer
from workflow.registry import Scope

FEED = "plans"


def watch(scope: Scope, public_id: str) -> int | None:
    """The key of the instruction with this number, if this person may open it now."""
    viewer = Viewer(actor_in(scope))
    return policy.instructions_visible_to(viewer).filter(ref=public_id).values_list("pk", flat=True).first()


def work(scope: Scope, public_ids: list[str]) -> dict[str, int]:
    """Number -> key of those of these instructions that this person sees because of a post. One query."""
    actor = actor_in(scope)
    if not actor.posts:
        return {}
    return dict(policy.instructions_worked_by(actor).filter(ref__in=public_ids).values_list("ref", "pk"))


def public_id(instruction: Instruction) -> str:
    return instruction.ref


def feeds(instruction: Instruction) -> list[str]:
    if not instruction.is_public:
        return []
    names = [FEED]
    if instruction.district_id:
        names.append(f"{FEED}:district:{instruction.district_id}")
    if instruction.lead:
        names.append(f"{FEED}:body:{instruction.lead.code}")
    return [name for name in names if len(name) <= 60]


def follow(scope: Scope, feed: str) -> bool:
    """Anybody may follow: what was given is public."""
    return feed == FEED or feed.startswith(f"{FEED}:")
