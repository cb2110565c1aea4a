"""Who may propose: grown up, registered in the city on the cut-off day, with one application to an edition."""

from datetime import date, datetime

from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Residence
from budget.enums import ProposalStatus
from budget.models import Edition, Proposal
from budget.rules.ages import age
from budget.selectors import editions
from workflow.actor import Actor
from workflow.refusals import Refused

NOT_COUNTED = (ProposalStatus.DRAFT, ProposalStatus.WITHDRAWN)


def check(edition: Edition, *, author_id: int, without: int | None = None, at: datetime) -> None:
    """Refuse whoever may not submit now (rule 29).

    Refused: ``intake_closed``, ``residence_needed``, ``registered_late``, ``birth_needed``, ``too_young``,
    ``one_application``. One query, and one for the stages of the edition where they are not read yet.
    """
    if not editions.intake_is_open(edition, at):
        sentence = _("Proposals are not taken in now. See the dates on the page of the edition.")
        raise Refused(sentence, code="intake_closed")
    others = Proposal.objects.filter(edition=edition, author_id=author_id).exclude(status__in=NOT_COUNTED)
    earlier = Subquery(others.exclude(pk=without or 0).values("number")[:1])
    residence = Residence.objects.filter(user_id=author_id).annotate(application=earlier).first()
    _check_person(edition, residence, on=timezone.localdate(at))
    if residence is not None and residence.application is not None:
        raise second_application(residence.application)


def second_application(number: str = "") -> Refused:
    """One author, one application."""
    sentence = _("You have an application in this edition already: %(number)s. One author has one application.")
    return Refused(sentence % {"number": number or "P-…"}, code="one_application")


def signed_in(actor: Actor) -> int:
    """The key of the person. Refused: ``sign_in``."""
    if actor.user_id is None:
        raise Refused(_("Sign in first: a proposal has an author."), code="sign_in")
    return actor.user_id


def _check_person(edition: Edition, residence: Residence | None, *, on: date) -> None:
    if residence is None or residence.registered_on is None:
        sentence = _("Say where and since when you are registered in Almaty, on the page of your residence.")
        raise Refused(sentence, code="residence_needed")
    if residence.registered_on > edition.cutoff_on:
        sentence = _("Only those may propose who were registered in Almaty on %(day)s.")
        raise Refused(sentence % {"day": f"{edition.cutoff_on:%d.%m.%Y}"}, code="registered_late")
    if residence.born_on is None:
        sentence = _("Enter your date of birth on the page of your residence: authors must be of age.")
        raise Refused(sentence, code="birth_needed")
    if age(residence.born_on, on) < edition.min_age:
        sentence = _("An author must be %(n)d years old on the day of the application.")
        raise Refused(sentence % {"n": edition.min_age}, code="too_young")
