"""Who calls: the person whose confirmed phone this is, and what came from it before."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from appeals import policy
from appeals.models import Appeal
from appeals.selectors.lists import HEAVY, SHOWN
from workflow.actor import Actor

MOST = 5


@dataclass(frozen=True)
class Caller:
    """``person``: with an account and this phone confirmed. ``appeals``: newest first, under the actor's posts only;
    ``name`` and ``language``: as the person or the newest appeal has them."""

    phone: str
    person: User | None
    appeals: list[Appeal]

    @property
    def name(self) -> str:
        if self.person is not None:
            return self.person.full_name
        return next((appeal.contact_name for appeal in self.appeals if appeal.contact_name), "")

    @property
    def language(self) -> str:
        if self.person is not None:
            return self.person.language
        return self.appeals[0].language if self.appeals else ""


def by_phone(phone: str, *, actor: Actor) -> Caller:
    """The caller of this number (E.164). Two queries; none for an empty number."""
    if not phone:
        return Caller("", None, [])
    person = User.objects.filter(phone=phone, phone_verified=True, is_active=True).first()
    theirs = Q(contact_phone=phone)
    if person is not None:
        theirs |= Q(author=person)
    found = policy.worked_by(actor).filter(theirs).select_related(*SHOWN).defer(*HEAVY)
    return Caller(phone, person, list(found.order_by("-received_at", "-pk")[:MOST]))
