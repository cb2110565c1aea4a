"""Who stands at the door of the people's budget, and the moment."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest

from accounts.selectors import actor_of
from accounts.views import desk as desks
from budget.models import Proposal
from budget.policy import Viewer
from budget.selectors import desk


def viewer_at(request: HttpRequest, at: datetime) -> Viewer:
    """The person or stranger who looks."""
    return Viewer(actor_of(request.user, at))


def seen_seq(request: HttpRequest) -> int | None:
    """The version that the person saw, if the form told one."""
    text = request.POST.get("seq", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True)
class Official(desks.Official):
    def proposal(self, number: str) -> Proposal:
        """The proposal, if it falls under the official's posts; otherwise it does not exist."""
        found = desk.by_number(self.actor, number)
        if found is None:
            raise Http404
        return found


for_officials = desks.desk_of(Official, admits=lambda actor: bool(actor.roles & desk.AT_WORK))
