"""The acts of the desk, each with its form, its words and the service that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.texts import clean
from appeals import policy
from appeals.models import Answer, Appeal
from appeals.selectors import desk, faces
from appeals.services import answers, assignment, complaints, forwarding, hearings, notes, terms, triage, work
from appeals.views.desk import duty_forms, forms, hearing_forms, sending_forms, term_forms
from appeals.views.desk.door import Official
from workflow.models import Act
from workflow.refusals import Refused

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """One act as the page offers it. ``leads``: it is the step that the appeal waits for, and stands open on the page.

    ``told``: the field whose words come to the journal's note; by it a form sent twice is known.
    """

    form: type[forms.DeskForm]
    title: Words
    button: Words
    done: Words
    do: Callable[..., Act]
    icon: str
    leads: bool = False
    told: str = ""
    hint: Words = ""

    @property
    def name(self) -> str:
        return self.form.name


DEEDS: dict[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed(
            forms.AcceptForm,
            _("Take it into work"),
            _("Take into work"),
            _("The appeal is in work. You are its executor."),
            work.accept,
            "hourglass",
            leads=True,
            hint=_("You become its executor. The author sees that the work has begun."),
        ),
        Deed(
            forms.ReportForm,
            _("Report the work done"),
            _("Send for checking"),
            _("The report is sent. A controller checks it before the answer goes out."),
            work.report,
            "camera",
            leads=True,
        ),
        Deed(
            forms.AnswerForm,
            _("Accept the work and answer"),
            _("Accept and send the answer"),
            _("The answer went out to the author."),
            work.answer,
            "file-check",
            leads=True,
        ),
        Deed(
            forms.ReturnForm,
            _("Return it to be put right"),
            _("Return the work"),
            _("The work is returned to the executor."),
            work.return_,
            "corner-up-right",
            told="reason",
        ),
        Deed(
            forms.AskForm,
            _("Ask the author"),
            _("Send the question"),
            _("The question is sent to the author."),
            triage.ask,
            "message-circle-question-mark",
            told="question",
        ),
        Deed(
            hearing_forms.ProposeForm,
            _("Hear the author before a refusal"),
            _("Give the preliminary decision"),
            _("The author got the preliminary decision. The clock of the hearing runs."),
            hearings.propose,
            "message-square",
        ),
        Deed(
            hearing_forms.MinuteForm,
            _("Write the protocol of the hearing"),
            _("Save the protocol"),
            _("The protocol is saved."),
            hearings.minute,
            "file-text",
        ),
        Deed(
            hearing_forms.WaiveForm,
            _("Record an exception from the hearing"),
            _("Record the exception"),
            _("The exception is recorded."),
            hearings.waive,
            "scale",
            told="reason",
        ),
        Deed(
            duty_forms.AssignForm,
            _("Name who does the work"),
            _("Assign"),
            _("The work is assigned. The executor or the team is told."),
            assignment.assign,
            "user-check",
        ),
        Deed(
            term_forms.ExtendForm,
            _("Extend the term"),
            _("Extend and tell the author"),
            _("The term is extended. The author is told of both days."),
            terms.extend,
            "calendar-clock",
            told="reason",
        ),
        Deed(
            forms.GiveBackForm,
            _("Not our duty: give it back"),
            _("Give it back"),
            _("The appeal went back to the first line."),
            work.give_back,
            "undo-2",
            told="reason",
        ),
        Deed(
            sending_forms.PassUpForm,
            _("Send the complaint up"),
            _("Send it up with the whole file"),
            _("The complaint went to the body above."),
            complaints.pass_up,
            "corner-up-right",
            leads=True,
            told="note",
            hint=_("Within three working days. After that it goes up by itself, and that is a breach."),
        ),
        Deed(
            sending_forms.SatisfyForm,
            _("Satisfy the complaint in full"),
            _("Satisfied in full"),
            _("The answer is with a controller of the body above."),
            complaints.satisfy,
            "camera",
        ),
        Deed(
            sending_forms.ForwardForm,
            _("Not competent: forward"),
            _("Forward and tell the author"),
            _("The appeal is forwarded, and its author told."),
            forwarding.forward,
            "forward",
            told="reason",
            hint=_("Later than three working days after registration it is your order, and a breach."),
        ),
        Deed(
            duty_forms.NoteForm,
            _("Write a note for colleagues"),
            _("Save the note"),
            _("The note is saved."),
            notes.note,
            "pencil",
        ),
    )
}


@dataclass
class Offer:
    """A deed that is open now, with its form; ``is_open``: the page shows the form and not only its name."""

    deed: Deed
    form: forms.DeskForm
    is_open: bool = False


@dataclass(frozen=True)
class Offers:
    """What the official may do now. ``hindrances``: sentences on steps that only somebody else may do."""

    all: list[Offer]
    hindrances: list[Words]
    elsewhere: bool

    @property
    def leading(self) -> list[Offer]:
        return [offer for offer in self.all if offer.deed.leads]

    @property
    def others(self) -> list[Offer]:
        return [offer for offer in self.all if not offer.deed.leads]


def offers(appeal: Appeal, official: Official, *, bound: forms.DeskForm | None = None) -> Offers:
    """The deeds that the machine admits. ``bound``: a refused form, which takes the place of a fresh one."""
    open_now = set(faces.open_acts(appeal, official.viewer, at=official.at))
    draft = faces.unsent_answer(appeal)
    hindrances = _take_out(open_now, appeal, official, draft)
    found = [
        Offer(
            deed,
            bound if bound and bound.name == deed.name else deed.form(appeal=appeal, draft=draft, on=official.today),
        )
        for deed in DEEDS.values()
        if deed.name in open_now
    ]
    for offer in found:
        offer.is_open = offer.form.is_bound or offer.deed.leads
    return Offers(found, hindrances, bool(open_now & {"route", "publish"}))


def _take_out(open_now: set[str], appeal: Appeal, official: Official, draft: Answer | None) -> list[Words]:
    """Take out what the service would refuse whatever is written; the sentences say why."""
    told: list[Words] = []
    if "answer" in open_now and draft:
        try:
            answers.check_keys(appeal, draft, actor=official.actor)
        except Refused as refusal:
            open_now -= {"answer", "return"}
            told.append(refusal.sentence)
    if "answer" in open_now and draft:
        try:
            hearings.check(appeal, decision=draft.decision, at=official.at)
        except Refused as refusal:
            open_now.discard("answer")
            told.append(refusal.sentence)
    if "minute" in open_now and not _is_heard(appeal):
        open_now.discard("minute")
    return told


def _is_heard(appeal: Appeal) -> bool:
    held = hearings.newest(appeal)
    return held is not None and held.exception_id is None


def values_of(form: forms.DeskForm) -> dict[str, Any]:
    """What the service is called with."""
    return form.values()


def is_repeated(number: str, deed: Deed, values: dict[str, Any], *, seq: int | None, official: Official) -> bool:
    """Whether this very form has been carried out already: a double click, a lost answer, the back button."""
    act = desk.own_act(official.actor, number, deed.name, seq=None if seq is None else seq + 1)
    if act is None:
        return False
    if deed.told:
        return act.note == clean(values[deed.told])
    written = desk.answer_of(act)
    return written is None or not values.get("text") or written.text == clean(values["text"])


def sees_contacts(appeal: Appeal, official: Official) -> bool:
    return policy.may_see_contacts(official.actor, appeal)
