"""What every door of this interface does first: read the clock, build the viewer, find the meeting."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request

from accounts.selectors import actor_of
from meetings.models import Meeting
from meetings.policy import Viewer
from meetings.selectors import lists


@dataclass(frozen=True)
class Door:
    """One request: who looks (``viewer``) and when (``at``)."""

    request: Request
    at: datetime

    @classmethod
    def of(cls, request: Request) -> "Door":
        return cls(request, timezone.now())

    @cached_property
    def viewer(self) -> Viewer:
        return Viewer(actor_of(self.request.user, self.at))

    def meeting(self, number: str) -> Meeting:
        """The meeting of this number, if the viewer may see it. A hidden one is as absent as a missing one."""
        found = lists.seen_by(self.viewer).filter(number=number).first()
        if found is None:
            raise Http404
        return found
