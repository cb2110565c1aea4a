"""The acts of the desk, each with its form, its words and the service that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals import policy
from appeals.models import Answer, Appeal
from appeals.rules.answers import may_sign
from appeals.rules.texts import clean
from appeals.selectors import desk, faces
from appeals.services import triage, work
from appeals.views.desk import forms
from appeals.views.desk.door import Official
from workflow.models import Act

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
            forms.GiveBackForm,
            _("Not our duty: give it back"),
            _("Give it back"),
            _("The appeal went back to the first line."),
            work.give_back,
            "undo-2",
            told="reason",
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
        Offer(deed, bound if bound and bound.name == deed.name else deed.form(appeal=appeal, draft=draft))
        for deed in DEEDS.values()
        if deed.name in open_now
    ]
    for offer in found:
        offer.is_open = offer.form.is_bound or offer.deed.leads
    return Offers(found, hindrances, bool(open_now & {"route", "publish"}))


def _take_out(open_now: set[str], appeal: Appeal, official: Official, draft: Answer | None) -> list[Words]:
    """Take out what the service would refuse whatever is written; the sentences say why."""
    told: list[Words] = []
    if (
        "answer" in open_now
        and draft
        and not may_sign(controller_id=official.actor.user_id, written_by_id=draft.written_by_id)
    ):
        open_now -= {"answer", "return"}
        told.append(_("You reported this work yourself: another controller has to accept it."))
    if "ask" in open_now and not (appeal.author_id or appeal.contact_email or appeal.contact_phone):
        open_now.discard("ask")
        told.append(_("The author left no contact and cannot be asked. Decide by what is known."))
    return told


def values_of(form: forms.DeskForm) -> dict[str, Any]:
    """What the service is called with."""
    return dict(form.cleaned_data)


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
