"""Who may stand at the desk: people with a post in force. What they see there is for the policy to say."""

from dataclasses import dataclass

from django.http import Http404

from accounts.views import desk as desks
from appeals.models import Appeal
from appeals.policy import Viewer
from appeals.selectors import desk


@dataclass(frozen=True)
class Official(desks.Official):
    @property
    def viewer(self) -> Viewer:
        """The official and nothing else: at the desk nobody is an author."""
        return Viewer(self.actor)

    def appeal(self, number: str) -> Appeal:
        """The appeal, if it falls under the official's posts; otherwise it does not exist."""
        found = desk.by_number(self.actor, number)
        if found is None:
            raise Http404
        return found


for_officials = desks.desk_of(Official)
