"""The whole journal of an appeal in sentences, for officials: who did what, as whom, and what it changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import Role
from appeals.enums import Decision, Kind, LadderUnit, Recipient
from appeals.models import Appeal, Part
from appeals.policy import Viewer
from appeals.selectors import desk
from appeals.selectors.faces import acts_shown
from appeals.views.timeline import told_of
from workflow.models import Act
from workflow.selectors import timeline

INSIDE: dict[str, tuple[str, str | Promise]] = {
    "categorise": ("tag", gettext_lazy("The category was corrected")),
    "amend": ("pencil", gettext_lazy("Corrected in the system that it was imported from")),
    "publish": ("eye", gettext_lazy("Published")),
    "cover": ("eye-off", gettext_lazy("Places on a photo were covered")),
    "expire": ("hourglass", gettext_lazy("The author's data was removed: its term of keeping has passed")),
    "unpublish": ("eye-off", gettext_lazy("Taken off the public pages")),
    "note": ("message-square", gettext_lazy("A note among officials")),
    "assign": ("user", gettext_lazy("The work was assigned")),
    "minute": ("file-check", gettext_lazy("The protocol of the hearing was written")),
    "waive": ("file-check", gettext_lazy("No hearing: an exception was recorded")),
    "warn": ("siren", gettext_lazy("A step of the escalation ladder")),
    "rate": ("message-square", gettext_lazy("The author rated the answer")),
}


# Acts that tell to which body something went, or from which it came back.
SENT = frozenset({"route", "give_back", "forward", "pass_up", "satisfy", "escalate", "lodge", "part_moved", "conclude"})


@dataclass(frozen=True)
class Change:
    """What an act set: ``label``, ``after`` and, where it is known, ``before``. Dates are dates, the rest is words."""

    label: str
    after: str | date
    before: str | date | None = None

    @property
    def is_day(self) -> bool:
        return isinstance(self.after, date)


@dataclass(frozen=True)
class Line:
    """One act. ``who`` is a name only where it is an official's; ``public``: strangers see the step too."""

    seq: int
    title: str
    icon: str
    at: datetime
    who: str
    post: str
    note: str
    public: bool
    basis: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Names:
    """Code -> name, in the language of the page."""

    bodies: Mapping[str, str]
    categories: Mapping[str, str]


def lines(appeal: Appeal, viewer: Viewer) -> list[Line]:
    """The journal, newest first. Three queries at most."""
    acts = list(acts_shown(appeal, viewer))
    names = Names(desk.body_names(_codes(acts, "organisation")), desk.category_names(_codes(acts, "category")))
    return [_line(act, names) for act in reversed(acts)]


def lines_of_part(part: Part) -> list[Line]:
    """The journal of one part, newest first, for the officials of its body. Two queries at most."""
    acts = list(timeline("part", part.pk, public_only=False))
    names = Names(desk.body_names(_codes(acts, "organisation")), {})
    return [_line(act, names) for act in reversed(acts)]


def _line(act: Act, names: Names) -> Line:
    icon, title = INSIDE[act.name] if act.name in INSIDE else told_of(act)[:2]
    who, post = _doer(act)
    return Line(
        seq=act.seq,
        title=str(title),
        icon=icon,
        at=act.at,
        who=who,
        post=post,
        note=act.note,
        public=act.public,
        basis=act.basis,
        changes=tuple(_changes(act, names)),
    )


def _doer(act: Act) -> tuple[str, str]:
    """An official by name and post. Who the author is stands beside the appeal, for those who may know."""
    if act.actor_role == Role.AUTHOR:
        return _("the author"), ""
    if act.actor_role == Role.SYSTEM:
        return _("the system"), ""
    return act.actor_name, str(Role(act.actor_role).label) if act.actor_role in Role.values else ""


def _changes(act: Act, names: Names) -> Iterator[Change]:
    data = act.data
    if act.name == "categorise":
        yield from _recategorised(data, names)
    if data.get("organisation") and act.name in SENT:
        yield Change(_("Responsible body"), names.bodies.get(data["organisation"], data["organisation"]))
    if act.name == "route" and not data.get("by_table", True):
        yield Change(_("How it was chosen"), _("by hand, not by the routing table"))
    if data.get("decision") in Decision.values:
        yield Change(_("Decision"), str(Decision(data["decision"]).label))
    yield from _of_parts(data)
    if act.name == "publish":
        yield Change(_("Public title"), str(data.get("title", "")))
    if act.name in {"publish", "report"}:
        number = len(data.get("photos", ()))
        yield Change(_("Photos"), ngettext("%(n)d photo", "%(n)d photos", number) % {"n": number})
    if data.get("due_on") and data.get("due_on_before"):
        yield _moved(data["due_on_before"], data["due_on"])
    yield from _of_the_clock(act.name, data)


def _of_parts(data: dict) -> Iterator[Change]:
    if data.get("outside"):
        yield Change(_("Body outside the platform"), data["outside"])
    if "part" in data:
        yield Change(_("Part"), str(data["part"]))


def _of_the_clock(name: str, data: dict) -> Iterator[Change]:
    if name == "extend" and data.get("override"):
        yield Change(_("Why once more"), data["override"])
    if name == "recalculate" and data.get("by"):
        yield Change(_("Asked for by"), data["by"])
    if name == "deem_refused":
        yield Change(_("Last day"), date.fromisoformat(data["due_on"]))
    if name == "warn":
        yield Change(_("Who is told"), str(Recipient(data["recipient"]).label))
        yield Change(_("Step"), step_words(data["offset"], data["unit"]))


def _recategorised(data: dict, names: Names) -> Iterator[Change]:
    before = data.get("before", {})
    if data.get("category") != before.get("category"):
        old = names.categories.get(before["category"], before["category"]) if before.get("category") else None
        yield Change(_("Category"), names.categories.get(data["category"], data["category"]), old)
    if data.get("kind") != before.get("kind") and data.get("kind") in Kind.values:
        yield Change(_("Kind"), str(Kind(data["kind"]).label), str(Kind(before["kind"]).label))
    if data.get("due_on") != before.get("due_on"):
        yield _moved(before.get("due_on"), data["due_on"])


def step_words(offset: int, unit: str) -> str:
    """When a step of the escalation ladder is climbed, in words."""
    number = abs(offset)
    if unit == LadderUnit.HOURS:
        before = ngettext("%(n)d hour before the end of the term", "%(n)d hours before the end of the term", number)
        after = ngettext("%(n)d hour after the end of the term", "%(n)d hours after the end of the term", number)
        at_end = _("at the end of the term")
    else:
        before = ngettext("%(n)d working day before the last day", "%(n)d working days before the last day", number)
        after = ngettext("%(n)d working day after the last day", "%(n)d working days after the last day", number)
        at_end = _("on the last day")
    return (before if offset < 0 else after if offset else at_end) % {"n": number}


def _moved(before: str | None, after: str) -> Change:
    return Change(_("Last day"), date.fromisoformat(after), date.fromisoformat(before) if before else None)


def _codes(acts: Iterable[Act], word: str) -> set[str]:
    found = set()
    for act in acts:
        found |= {act.data.get(word), (act.data.get("before") or {}).get(word) if word == "category" else None}
    return {code for code in found if isinstance(code, str) and code}
