"""The log of a count in sentences that a citizen can read, money as people say it, and pills of states."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budget.enums import WorkStatus

MILLION = 1_000_000
_GLUE, _THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"

# found in the count: tone, icon and words of the pill
PILLS: dict[str, tuple[str, str, str | Promise]] = {
    "fits": ("ok", "check", gettext_lazy("Will be built")),
    "share": ("ok", "check", gettext_lazy("Will be built")),
    "does_not_fit": ("idle", "minus", gettext_lazy("Not enough money left")),
    "stopped": ("idle", "minus", gettext_lazy("Not enough money left")),
    "not_reached": ("idle", "minus", gettext_lazy("The list had ended")),
    "below_minimum": ("idle", "minus", gettext_lazy("Too few votes")),
    "exclusive": ("idle", "minus", gettext_lazy("Its ground went to another project")),
    "excluded": ("late", "circle-alert", gettext_lazy("Struck off")),
}
FLAGS: dict[str, str | Promise] = {
    "hour": gettext_lazy("Many votes in one hour"),
    "office": gettext_lazy("An office marks very fast"),
    "prefix": gettext_lazy("Neighbouring phone numbers"),
    "device": gettext_lazy("Many votes from one device"),
    "address": gettext_lazy("Many votes from one network"),
    "lonely": gettext_lazy("One project and nothing else"),
}
WORK_TONES = {
    WorkStatus.DESIGN: ("info", "pencil"),
    WorkStatus.TENDER: ("info", "file-text"),
    WorkStatus.CONTRACT: ("info", "file-check"),
    WorkStatus.WORKS: ("info", "hourglass"),
    WorkStatus.ACCEPTED: ("ok", "circle-check"),
    WorkStatus.WARRANTY: ("ok", "shield-check"),
    WorkStatus.FAILED: ("late", "circle-alert"),
}


@dataclass(frozen=True)
class Pill:
    tone: str
    icon: str
    word: str


def pill(found: str) -> Pill:
    tone, icon, word = PILLS[found]
    return Pill(tone, icon, str(word))


def work_pill(status: str, *, late: bool) -> Pill:
    if late:
        return Pill("late", "circle-alert", capfirst(_("overdue")))
    tone, icon = WORK_TONES[WorkStatus(status)]
    return Pill(tone, icon, capfirst(str(WorkStatus(status).label)))


def figure(value: float, decimals: int = 0) -> str:
    """A number with its thousands apart, as the pages write it."""
    return formats.number_format(value, decimals, use_l10n=True, force_grouping=True).replace(_GLUE, _THIN)


def whole(tenge: int) -> str:
    """«12 300 000 ₸». A sum is never broken over two lines."""
    return f"{figure(tenge)}{_GLUE}₸"


def money(tenge: int) -> str:
    """«12,3 млн ₸», or whole tenge below a million."""
    if tenge < MILLION:
        return whole(tenge)
    return (_("%(n)s m ₸") % {"n": figure(tenge / MILLION, 1)}).replace(" ", _GLUE)


def sentence(step: Mapping[str, Any], names: Mapping[str, str], reasons: Mapping[str, str]) -> str:
    """One step of the log. ``names``: number -> title; ``reasons``: number -> why it was struck off."""
    told = {
        "left": money(step["left"]),
        "missing": figure(step["missing"]) if step["found"] == "below_minimum" else money(step["missing"]),
        "cost": money(step["cost"]),
        "votes": figure(step["score"]),
        "others": ", ".join(f"«{names.get(code, code)}»" for code in step["others"]),
        "reason": reasons.get(step["project"], ""),
        "order": step["note"],
    }
    return _SENTENCES[step["found"]](step) % told


def _tie(step: Mapping[str, Any]) -> str:
    return {
        "draw": _("Equal at %(votes)s votes. The public draw put them in this order: %(others)s."),
        "cheaper": _("Equal at %(votes)s votes. The cheaper goes first: %(others)s."),
        "dearer": _("Equal at %(votes)s votes. The dearer goes first: %(others)s."),
        "listed": _("Equal at %(votes)s votes. The one submitted earlier goes first: %(others)s."),
    }[step["note"]]


def _below(step: Mapping[str, Any]) -> str:
    if not step["score"]:
        return _("Nobody voted for it.")
    return ngettext(
        "%(missing)s vote short of the minimum.", "%(missing)s votes short of the minimum.", step["missing"]
    )


_SENTENCES = {
    "fits": lambda step: _("Fits: it costs %(cost)s, and %(left)s were left."),
    "does_not_fit": lambda step: _("Does not fit: %(left)s left, %(missing)s more would be needed."),
    "stopped": lambda step: _("The list ends here by the rule of the edition."),
    "share": lambda step: _("Enough of its cost is left: %(missing)s are added from the reserve, and the list ends."),
    "exclusive": lambda step: _("Cannot be built beside %(others)s, which got more votes."),
    "not_reached": lambda step: _("The list had ended before."),
    "below_minimum": _below,
    "excluded": lambda step: _("Struck off after the vote by order %(order)s. %(reason)s"),
    "tie": _tie,
}
