"""What may be done with an instruction at the desk: each act with its form, its service and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import policy
from meetings.models import Instruction
from meetings.services import asking, disclosing, execution, families, follows, plan_rows, term_moves
from meetings.views.plans import forms
from meetings.views.plans.forms import DeedForm, LetThroughForm
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.actor import Actor

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """``leads``: it stands open on the page; the others are folded away. ``done``: what is said after it."""

    name: str
    form: type[DeedForm]
    do: Callable[..., Any]
    title: Words
    button: Words
    done: Words
    icon: str
    hint: Words = ""
    leads: bool = False


@dataclass(frozen=True)
class Offer:
    deed: Deed
    form: DeedForm

    @property
    def is_open(self) -> bool:
        return self.form.is_bound


DEEDS: tuple[Deed, ...] = (
    Deed(
        "take_up",
        forms.TakeUpForm,
        execution.take_up,
        _("Take it into work"),
        _("Take into work"),
        _("It is in work."),
        "hourglass",
        leads=True,
    ),
    Deed(
        "report",
        forms.ReportForm,
        execution.report,
        _("Report what was done"),
        _("Send the report"),
        _("The report went to the controller."),
        "send",
        _("The controller checks it; only then it is off control."),
        leads=True,
    ),
    Deed(
        "accept",
        forms.AcceptForm,
        execution.accept,
        _("Accept the report"),
        _("Accept: it is done"),
        _("It is done and off control."),
        "circle-check",
        leads=True,
    ),
    Deed(
        "next_stage",
        forms.StageForm,
        execution.next_stage,
        _("Accept this stage"),
        _("Accept; the next stage begins"),
        _("The stage is accepted; the next one began."),
        "refresh-cw",
        leads=True,
    ),
    Deed(
        "return",
        forms.ReturnForm,
        execution.return_,
        _("Return the report"),
        _("Return it"),
        _("It went back to the body."),
        "corner-up-right",
        _("The body reads the reason. The term runs on."),
        leads=True,
    ),
    Deed(
        "uphold",
        forms.UpholdForm,
        asking.uphold,
        _("It is done after all"),
        _("Tell the asker that it is done"),
        _("It is done and off control."),
        "file-check",
        leads=True,
    ),
    Deed(
        "reopen",
        forms.ReopenForm,
        asking.reopen,
        _("The asker is right"),
        _("Let the work go on"),
        _("The body goes on working."),
        "refresh-cw",
        leads=True,
    ),
    Deed(
        "insist",
        forms.InsistForm,
        execution.insist,
        _("The body has to do it"),
        _("Do not accept the refusal"),
        _("The body goes on working."),
        "corner-up-right",
        leads=True,
    ),
    Deed(
        "redirect",
        forms.RedirectForm,
        execution.redirect,
        _("Give it to another body"),
        _("Give it to this body"),
        _("It went to the other body."),
        "forward",
        _("The term stays."),
    ),
    Deed(
        "move_term",
        forms.MoveForm,
        term_moves.move_term,
        _("Move the term"),
        _("Move the term"),
        _("The term was moved; the first one stays in public."),
        "calendar-clock",
    ),
    Deed(
        "refuse",
        forms.RefuseForm,
        execution.refuse,
        _("It is not our duty"),
        _("Refuse it"),
        _("The controller decides on your refusal."),
        "undo-2",
        _("Name the body that answers for it, if you know."),
    ),
    Deed(
        "do_part",
        forms.PartForm,
        execution.do_part,
        _("A co-doer's part is done"),
        _("Note it"),
        _("The part is noted as done."),
        "circle-check",
    ),
    Deed(
        "divide",
        forms.DivideForm,
        families.divide,
        _("Divide it into parts"),
        _("Divide"),
        _("It is divided into parts."),
        "split",
    ),
    Deed(
        "link",
        forms.LinkForm,
        follows.link,
        _("Link an appeal or a budget project"),
        _("Link"),
        _("It is linked."),
        "link",
    ),
    Deed(
        "amend",
        forms.AmendForm,
        plan_rows.amend,
        _("Fill in or correct the row"),
        _("Keep it"),
        _("The row is kept."),
        "pencil",
    ),
    Deed(
        "let_through",
        forms.LetThroughForm,
        disclosing.let_through,
        _("Words that are covered in public"),
        _("Keep it"),
        _("Everybody reads the words that you marked; the others stay covered."),
        "eye-off",
    ),
    Deed(
        "close",
        forms.CloseForm,
        execution.close,
        _("Take it off control, not done"),
        _("Take it off control"),
        _("It is off control. It is not counted as done."),
        "minus",
    ),
)
BY_NAME = {deed.name: deed for deed in DEEDS}


def offers(row: Instruction, actor: Actor, *, at: datetime, on: date, bound: DeedForm | None = None) -> list[Offer]:
    """The acts open to this person now, each with its form; a form that was sent keeps what was typed."""
    roles = policy.roles_on_instruction(actor, row)
    open_ = set(acts.may(INSTRUCTION, row, roles=roles, at=at))
    if not _has_open_part(row, actor):
        open_.discard("do_part")
    elif "do_part" in _states(row):
        open_.add("do_part")
    found = [Offer(deed, _form(deed, row, on, bound)) for deed in DEEDS if deed.name in open_]
    return [offer for offer in found if not isinstance(offer.form, LetThroughForm) or offer.form.words]


def _form(deed: Deed, row: Instruction, on: date, bound: DeedForm | None) -> DeedForm:
    return bound if isinstance(bound, deed.form) and bound.name == deed.name else deed.form(row=row, on=on)


def _states(row: Instruction) -> set[str]:
    return {one.name for one in INSTRUCTION.transitions if row.status in one.sources}


def _has_open_part(row: Instruction, actor: Actor) -> bool:
    """Whether there is a co-doer's part that this person may note as done."""
    waiting = row.co_doers.filter(done_at__isnull=True).select_related("instruction__plan", "organisation")
    return any(policy.roles_on_part(actor, one) for one in waiting)
