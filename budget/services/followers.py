"""Residents and a winner: who is told of its steps, and what those who live there say of the result."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Residence
from budget.enums import BUILT
from budget.models import Work, WorkFollower, WorkWord
from budget.selectors.voters import PROVEN_RESIDENCE
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused

MOST_LETTERS = 1000


def follow(work: Work, *, actor: Actor, at: datetime) -> None:
    """Tell this person of each step from now on; twice is once. Refused: ``sign_in``."""
    WorkFollower.objects.get_or_create(work=work, user_id=_person(actor), defaults={"since": at})


def leave(work: Work, *, actor: Actor, at: datetime) -> None:
    """Tell this person no more. Refused: ``sign_in``."""
    WorkFollower.objects.filter(work=work, user_id=_person(actor)).delete()


def say(work: Work, *, is_built: bool, text: str = "", actor: Actor, at: datetime) -> WorkWord:
    """A resident of the district says whether an accepted work is there; the last word counts.

    Refused: ``sign_in``; ``not_accepted``; ``not_resident``: no residence in this district is proven; ``text_needed``:
    what is wrong; ``text_too_long``.
    """
    user_id = _person(actor)
    if work.status not in BUILT:
        raise Refused(_("This work is not accepted yet: there is nothing to confirm."), code="not_accepted")
    lives = Residence.objects.filter(user_id=user_id, district_id=work.district_id, proof__in=PROVEN_RESIDENCE)
    if not lives.exists():
        sentence = _("Only residents of this district confirm the work. Prove where you live in your profile.")
        raise Refused(sentence, code="not_resident")
    if not is_built and not text.strip():
        raise Refused(_("Write what is wrong or missing."), code="text_needed", field="text")
    if len(text.strip()) > MOST_LETTERS:
        raise Refused(_("Write it shorter: 1,000 letters at most."), code="text_too_long", field="text")
    said = {"is_built": is_built, "text": text.strip(), "said_at": at}
    return WorkWord.objects.update_or_create(work=work, user_id=user_id, defaults=said)[0]


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise Refused(acts.NOT_YOURS if actor.is_system else _("Sign in first."), code="sign_in")
    return actor.user_id
