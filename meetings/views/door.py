"""What every door of meetings does first: read the clock, build the viewer, find what may be seen."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest

from accounts.selectors import actor_of
from accounts.views import desk
from meetings import policy
from meetings.models import Meeting
from meetings.policy import Viewer
from meetings.selectors import lists


def viewer_at(request: HttpRequest, at: datetime) -> Viewer:
    return Viewer(actor_of(request.user, at), request.session)


def found(number: str, viewer: Viewer) -> Meeting:
    """The meeting, if this viewer may open it; otherwise it does not exist."""
    meeting = lists.with_names(policy.visible_to(viewer)).filter(number=number).first()
    if meeting is None:
        raise Http404
    return meeting


@dataclass(frozen=True)
class Official(desk.Official):
    def meeting(self, number: str) -> Meeting:
        """The meeting, if it falls under the official's posts; otherwise it does not exist."""
        found = lists.with_names(policy.worked_by(self.actor)).filter(number=number).first()
        if found is None:
            raise Http404
        return found


for_officials = desk.desk_of(Official)
