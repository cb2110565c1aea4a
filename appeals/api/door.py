"""What every door of this interface does first: read the clock, build the actor, find the appeal that may be seen."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID, uuid4

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.selectors import actor_of
from appeals import policy
from appeals.models import Appeal
from appeals.policy import Viewer
from appeals.selectors import lists
from appeals.services import claims

CLAIM_HEADER = "X-Claim-Code"
KEY_HEADER = "Idempotency-Key"


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
        """The person with the posts in force, the appeals of the session, and the one whose claim code was shown."""
        claimed = policy.claimed_in(self.request.session)
        code = self.request.headers.get(CLAIM_HEADER, "")
        shown = claims.find(code) if code else None
        return Viewer(actor_of(self.request.user, self.at), claimed | ({shown.pk} if shown else frozenset()))

    def appeal(self, number: str) -> Appeal:
        """The appeal of this number, if the viewer may see it. Somebody else's is as absent as a missing one."""
        seen = policy.visible_to(self.viewer).select_related(*lists.SHOWN).defer(*lists.HEAVY)
        appeal = seen.filter(number=number).first()
        if appeal is None:
            raise Http404
        return appeal

    def intake_key(self) -> UUID:
        """The key that makes a repeated POST one appeal; without the header every POST is a new one.

        A UUID and nothing shorter: the claim code is derived from it, and two programs must not hit on the same.
        """
        given = self.request.headers.get(KEY_HEADER, "").strip()
        if not given:
            return uuid4()
        try:
            return UUID(given)
        except ValueError:
            raise ValidationError({KEY_HEADER: _("Send a UUID in the Idempotency-Key header.")}) from None
