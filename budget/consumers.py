"""Who may watch an edition or a proposal on the live socket, and which lists it stands in.

Feeds: ``budget`` (public proposals) and ``budget-<district>`` (those of a district).
"""

from dataclasses import replace

from django.utils import timezone

from accounts.selectors import actor_of
from accounts.sign_in.second_factor import missing_step
from budget import policy
from budget.models import Edition, Proposal, Work
from budget.policy import Viewer
from workflow.registry import Scope


def viewer_in(scope: Scope) -> Viewer:
    """Who holds the socket open, with the posts in force now; without them while a second factor is missing."""
    actor = actor_of(scope.user, timezone.now())
    return Viewer(replace(actor, posts=()) if actor.posts and missing_step(scope) else actor)


def watch_proposal(scope: Scope, public_id: str) -> int | None:
    """The key of the proposal with this number, if this person may open it now."""
    return policy.visible_to(viewer_in(scope)).filter(number=public_id).values_list("pk", flat=True).first()


def watch_edition(scope: Scope, public_id: str) -> int | None:
    found = policy.editions_visible_to(viewer_in(scope)).filter(code=public_id)
    return found.values_list("pk", flat=True).first()


def watch_work(scope: Scope, public_id: str) -> int | None:
    found = policy.works_visible_to(viewer_in(scope)).filter(proposal__number=public_id)
    return found.values_list("pk", flat=True).first()


def number_of_work(work: Work) -> str:
    return work.proposal.number


def number_of(proposal: Proposal) -> str:
    return proposal.number


def code_of(edition: Edition) -> str:
    return edition.code


def feeds(proposal: Proposal) -> list[str]:
    """The public lists that the proposal stands in now."""
    if not proposal.is_public:
        return []
    return ["budget", f"budget-{proposal.district_id}"] if proposal.district_id else ["budget"]


def follow(scope: Scope, feed: str) -> bool:
    """The lists of public proposals are open to everybody."""
    return feed == "budget" or feed.startswith("budget-")
