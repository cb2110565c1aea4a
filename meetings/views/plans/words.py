"""An instruction as a page shows it: its pill, its light, its term in words, the steps of its way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from meetings.enums import InstructionOutcome, InstructionStatus, LinkKind
from meetings.models import Instruction, InstructionLink
from meetings.policy import Viewer
from meetings.rules.light import Light, light
from meetings.selectors.plan_words import TOLD, TONES, label
from workflow import references
from workflow.models import Act

LIGHT_TONES = {Light.RED: "late", Light.AMBER: "wait", Light.GREEN: "ok", Light.GREY: "", Light.DONE: "done"}


@dataclass(frozen=True)
class Card:
    """A row of a list. ``tone``: of its pill; ``light``: of its term; ``term``: how much time there is, in words."""

    row: Instruction
    state: str
    tone: str
    light: str
    term: str
    url: str
    body: str

    @property
    def is_late(self) -> bool:
        return self.light == Light.RED

    @property
    def light_tone(self) -> str:
        return LIGHT_TONES[Light(self.light)]


def card(row: Instruction, *, on: date, at_desk: bool = False) -> Card:
    shown = light(is_open=row.is_open, due_to=row.due_to, on=on)
    return Card(
        row=row,
        state=label(row.status),
        tone=TONES[InstructionStatus(row.status)],
        light=shown.value,
        term=time_left(row, on=on),
        url=reverse("desk-plan:instruction" if at_desk else "plans:instruction", args=[row.ref]),
        body=row.lead.name if row.lead else row.lead_text,
    )


def cards(rows: Iterable[Instruction], *, on: date, at_desk: bool = False) -> list[Card]:
    return [card(row, on=on, at_desk=at_desk) for row in rows]


def time_left(row: Instruction, *, on: date) -> str:
    """«3 days left», «12 days late», «done on 4 May»; the term as written where it has no day."""
    if row.outcome == InstructionOutcome.DONE and row.done_on:
        return _("done on %(day)s") % {"day": date_format(row.done_on)}
    if row.outcome:
        return str(InstructionOutcome(row.outcome).label)
    if row.due_to is None:
        return row.term_text or _("no term")
    days = (row.due_to - on).days
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days == 0:
        return _("the last day is today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@dataclass(frozen=True)
class Step:
    """One step of the way of an instruction. ``seq``: number of its act."""

    title: str
    icon: str
    at: datetime
    seq: int
    words: str = ""
    said: str = ""
    state: str = "past"


def steps(acts: Iterable[Act], *, names: Mapping[str, str], covered: Callable[[str], str]) -> list[Step]:
    """The public acts in sentences, oldest first. Officials are not named.

    ``names``: code of a body -> its name; ``covered``: a reason as this reader may read it.
    """
    told = [act for act in acts if act.name in TOLD]
    return [_step(act, names, covered(act.note), state="now" if act is told[-1] else "past") for act in told]


def bodies_in(acts: Iterable[Act]) -> dict[str, str]:
    """Names of the bodies that the acts speak of. One query."""
    codes = {act.data.get(key) for act in acts for key in ("organisation", "organisation_before")} - {None}
    return {body.code: body.name for body in Organisation.objects.filter(code__in=codes)}


def _step(act: Act, names: Mapping[str, str], said: str, *, state: str) -> Step:
    icon, title = TOLD[act.name]
    return Step(str(title), icon, act.at, act.seq, _facts(act, names), said, state)


def _facts(act: Act, names: Mapping[str, str]) -> str:
    data = act.data
    if act.name == "move_term":
        return f"{_day(data['due_before'])} → {_day(data['due_to'])}"
    if act.name in {"give", "redirect", "do_part"}:
        return names.get(data.get("organisation") or "", data.get("name", ""))
    if act.name == "next_stage" and data.get("due_to"):
        return _("next term: %(day)s") % {"day": _day(data["due_to"])}
    if act.name == "child_moved":
        return _("%(done)d of %(of)d parts are done") % {"done": data["done"], "of": data["of"]}
    if act.name == "close":
        return str(InstructionOutcome(data["outcome"]).label)
    if act.name == "link":
        return str(data["number"])
    return ""


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text)) if text else "–"


def links(found: Iterable[InstructionLink], viewer: Viewer) -> list[dict[str, Any]]:
    """What it stands together with; of what this reader may not open the number alone."""
    named = list(found)
    open_to = {
        kind: references.addresses(
            kind, [one.number for one in named if one.kind == kind], actor=viewer.actor, session=viewer.session
        )
        for kind in LinkKind
    }
    return [
        {
            "label": one.get_kind_display(),
            "number": one.number,
            "address": open_to[LinkKind(one.kind)].get(one.number, ""),
        }
        for one in named
    ]
