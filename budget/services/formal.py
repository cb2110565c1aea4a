"""The formal check: is the application whole, and in which district does it stand."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from budget import policy
from budget.enums import RefusalCode
from budget.models import Criterion, Proposal, Review
from budget.services import submission
from budget.services.editions import edition_of
from budget.workflow import PROPOSAL
from workflow import acts, calendar
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

__all__ = ["pass_formal", "place", "return_formal", "rework_window", "translate"]


def place(pk: int, *, district: str, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Decide in which of the districts that it touches a proposal stands.

    Refused: ``district_other``: the place does not touch it; ``reason_needed``; role, state, stale.
    """
    if not reason.strip():
        sentence = _("Write why this district: the author and the other district will read it.")
        raise Refused(sentence, code="reason_needed", field="reason")

    def change(proposal: Proposal) -> dict:
        if district not in proposal.district_choices:
            sentence = _("The place does not lie in this district. Choose one of those that it touches.")
            raise Refused(sentence, code="district_other", field="district")
        proposal.district_id = district
        proposal.due_on = submission.formal_due(edition_of(proposal), at=at)
        return {"district": district, "due_on": proposal.due_on}

    return _perform(pk, "place", note=reason.strip(), change=change, seq=seq, actor=actor, at=at)


def pass_formal(pk: int, *, note: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Let an application through: every department is asked at once, each with the same last day.

    Refused: ``own``: nobody checks an application of his own; ``criteria``: no criterion is in use; role, state, stale.
    """

    def change(proposal: Proposal) -> dict:
        bodies = ask(proposal, at=at)
        return {"asked": bodies, "due_on": proposal.due_on}

    return _perform(pk, "pass_formal", note=note.strip(), change=change, seq=seq, actor=actor, at=at)


def return_formal(
    pk: int, *, code: str, text_kk: str, text_ru: str, seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Return an application for rework, with a code and words in both languages. Once: then the council decides.

    Refused: ``code_needed``, ``text_kk_needed``, ``text_ru_needed``; ``second_look``; ``own``; role, state, stale.
    """
    facts = reasons(code, text_kk, text_ru)

    def change(proposal: Proposal) -> dict:
        return {**facts, **rework_window(proposal, at=at)}

    return _perform(pk, "return_formal", note=facts["text_kk"], change=change, seq=seq, actor=actor, at=at)


def translate(pk: int, *, title: str, description: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Enter the title and the description in the other language of the ballot (rule 39).

    Refused: ``title_needed``, ``description_needed``; ``on_ballot``; role, state, stale.
    """
    if not title.strip():
        raise Refused(_("Write the title in the other language."), code="title_needed", field="title_other")
    if not description.strip():
        sentence = _("Write the description in the other language.")
        raise Refused(sentence, code="description_needed", field="description_other")

    def change(proposal: Proposal) -> dict:
        proposal.title_other, proposal.description_other = title.strip()[:140], description.strip()
        return {"language": proposal.other_language}

    return _perform(pk, "translate", change=change, seq=seq, actor=actor, at=at)


def ask(proposal: Proposal, *, at: datetime) -> list[str]:
    """Ask every body that judges a criterion, in this look. Sets ``due_on``. Refused: ``criteria``."""
    bodies = {row.organisation for row in Criterion.objects.filter(is_active=True).select_related("organisation")}
    if not bodies:
        raise Refused(_("No criterion is in use: enter the criteria and their bodies first."), code="criteria")
    edition = edition_of(proposal)
    days = edition.review_days if proposal.round == 1 else edition.second_look_days
    proposal.due_on = calendar.current().add(timezone.localdate(at), days)
    for body in bodies:
        Review.objects.update_or_create(
            proposal=proposal,
            organisation=body,
            round=proposal.round,
            defaults={"asked_at": at, "due_on": proposal.due_on, "done_at": None, "done_by": None},
        )
    return sorted(body.code for body in bodies)


def reasons(code: str, text_kk: str, text_ru: str) -> dict[str, str]:
    """Code and words of a return or a refusal (rule 32). Refused: ``code_needed``, ``text_kk_needed``, ..."""
    if code not in RefusalCode.values:
        raise Refused(_("Choose the reason from the list."), code="code_needed", field="code")
    if not text_kk.strip():
        raise Refused(_("Write the explanation in Kazakh."), code="text_kk_needed", field="text_kk")
    if not text_ru.strip():
        raise Refused(_("Write the explanation in Russian."), code="text_ru_needed", field="text_ru")
    return {"code": code, "text_kk": text_kk.strip(), "text_ru": text_ru.strip()}


def rework_window(proposal: Proposal, *, at: datetime) -> dict:
    """Open the author's window: it ends with its last day."""
    days = edition_of(proposal).rework_days
    last = timezone.localdate(at) + timedelta(days=days)
    proposal.due_on = last
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time())
    proposal.rework_until = timezone.make_aware(midnight)
    return {"rework_until": last}


def not_own(actor: Actor, proposal: Proposal) -> None:
    """Refused: ``own``: whoever wrote it, alone or with others, decides nothing about it."""
    if policy.roles_on(actor, proposal) & {Role.AUTHOR, Role.CO_AUTHOR}:
        raise Refused(_("This is your own proposal: a colleague decides on it."), code="own")


def _perform(pk: int, name: str, *, actor: Actor, change, **words) -> Act:
    def guarded(proposal: Proposal) -> dict | None:
        if name != "translate":
            not_own(actor, proposal)
        return change(proposal)

    return acts.perform(
        PROPOSAL,
        Proposal,
        pk,
        name,
        actor=actor,
        roles=lambda row: policy.roles_on(actor, row),
        change=guarded,
        **words,
    )
