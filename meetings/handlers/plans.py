"""What follows from an act of an instruction: who is told, by which letter. The whole list is ``LETTERS``.

Handlers run in the worker and may run twice or late: a letter's key holds the act, so nobody is told twice. Askers and
subscribers hear of every public step by one letter, ``instruction_step``, which says the step in a sentence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts import notices
from accounts.marks import spoken
from accounts.models import User
from meetings.models import Instruction
from meetings.selectors import plan_staff as staff
from meetings.selectors.plan_words import TOLD, told
from workflow.models import Act
from workflow.registry import Handler

People = Callable[[Instruction, date], Iterable[User]]
# Steps of which the followers of a district or a body would hear too often: only who asked, and who follows this very
# instruction, hears of them.
QUIET = frozenset({"take_up", "link", "link_moved", "child_moved", "divide"})
STEPS = frozenset(TOLD) - {"carry_over"}  # what an import brings had ended before


@dataclass(frozen=True)
class Letter:
    """``code``: of its words. ``to``: who gets it. ``at_desk``: it leads to the desk, else to the public page."""

    code: str
    to: People
    at_desk: bool = True


def _late_ones(row: Instruction, on: date) -> list[User]:
    return [*staff.doers(row, on), *staff.controllers(row, on)]


def _doers_and_helpers(row: Instruction, on: date) -> list[User]:
    return [*staff.doers(row, on), *staff.helpers(row, on)]


LETTERS: dict[str, tuple[Letter, ...]] = {
    "give": (Letter("instruction_given", _doers_and_helpers),),
    "redirect": (Letter("instruction_given", staff.doers),),
    "report": (Letter("instruction_to_check", staff.controllers),),
    "refuse": (Letter("instruction_to_check", staff.controllers),),
    "dispute": (Letter("instruction_to_check", staff.controllers),),
    "return": (Letter("instruction_returned", staff.doers),),
    "insist": (Letter("instruction_returned", staff.doers),),
    "reopen": (Letter("instruction_returned", staff.doers),),
    "move_term": (Letter("instruction_term_moved", _doers_and_helpers),),
    "remind": (Letter("instruction_due", _doers_and_helpers),),
    "fall_overdue": (Letter("instruction_overdue", _late_ones),),
}


def tell(act: Act) -> None:
    """Owe the letters to officials that follow from this act. Late or twice, it owes each of them once."""
    row = _row(act)
    for letter in LETTERS.get(act.name, ()):
        for person in {person.pk: person for person in letter.to(row, timezone.localdate(act.at))}.values():
            _owe(letter.code, row, act, person, at_desk=letter.at_desk)


def tell_followers(act: Act) -> None:
    """Owe the letter of this step to those who asked and those who subscribed."""
    if not act.public:
        return
    row = _row(act)
    for person in staff.followers(row, of_it_alone=act.name in QUIET):
        _owe("instruction_step", row, act, person, at_desk=False)


def link_to(row: Instruction, language: str, *, at_desk: bool = False) -> str:
    """The page of the instruction in this language, as a path."""
    with translation.override(language):
        return reverse("desk-plan:instruction" if at_desk else "plans:instruction", args=[row.ref])


def _row(act: Act) -> Instruction:
    return Instruction.objects.select_related("plan__akimat", "lead", "controller").get(pk=act.subject_id)


def _owe(code: str, row: Instruction, act: Act, person: User, *, at_desk: bool) -> None:
    with translation.override(person.language):
        context = {
            "ref": row.ref,
            "number": row.number,
            "plan": row.plan.label,
            "text": row.text,
            "body": row.lead.name if row.lead else row.lead_text,
            "term": row.term_text,
            "step": told(act.name),
            "reason": act.note if at_desk else spoken(row.in_public(act.note)),
            "due_to": _day(act.data.get("due_to")) or row.due_to or "",
            "days": act.data.get("days", ""),
            "leave": settings.SITE_URL + reverse("plans:following"),
        }
    notices.owe(
        code=code,
        key=f"instruction:{row.pk}:{act.seq}:{code}:u{person.pk}",
        at=act.at,
        context=context,
        user=person,
        language=person.language,
        link=link_to(row, person.language, at_desk=at_desk),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


HANDLERS = (
    Handler("letters", tell, frozenset(LETTERS)),
    Handler("followers", tell_followers, STEPS),
)
