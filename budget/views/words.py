"""Proposals and editions in the words of a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from budget.enums import CouncilMotion, ProposalStatus, RefusalCode, SiteNoteKind
from budget.models import CouncilItem, Proposal
from budget.selectors.hints import Hint
from workflow.models import Act

S = ProposalStatus


@dataclass(frozen=True)
class Pill:
    tone: str
    icon: str
    word: str


TONES = {
    S.DRAFT: ("idle", "pencil"),
    S.UNPLACED: ("wait", "map-pin"),
    S.SUBMITTED: ("info", "hourglass"),
    S.DEPARTMENTS: ("info", "hourglass"),
    S.COUNCIL: ("info", "users"),
    S.REWORK: ("wait", "message-square"),
    S.ADMITTED: ("ok", "circle-check"),
    S.REFUSED: ("late", "circle-alert"),
    S.APPEALED: ("info", "hourglass"),
    S.WITHDRAWN: ("idle", "minus"),
}


@dataclass(frozen=True)
class Card:
    """A proposal in a list."""

    number: str
    url: str
    title: str
    language: str
    district: str
    district_name: str
    place: str
    photo: str
    cost_tenge: int
    pill: Pill
    lon: float | None
    lat: float | None
    at: datetime | None


@dataclass(frozen=True)
class Step:
    """One step of the way, told to everybody."""

    title: str
    icon: str
    state: str
    at: datetime | None = None
    by: date | None = None
    words: str = ""
    said: str = ""
    seq: int | None = None


def pill(proposal: Proposal) -> Pill:
    tone, icon = TONES[S(proposal.status)]
    return Pill(tone, icon, capfirst(proposal.state))


def card(proposal: Proposal) -> Card:
    """Asks the database nothing, if the pictures were read before."""
    pictures = getattr(proposal, "pictures", [])
    photo = reverse("budget:photo", args=[proposal.number, pictures[0].pk, "thumb"]) if pictures else ""
    point = proposal.point
    return Card(
        number=proposal.number,
        url=reverse("budget:proposal", args=[proposal.number]),
        title=shown_title(proposal),
        language=proposal.name_language,
        district=proposal.district_id or "",
        district_name=proposal.district.name if proposal.district else "",
        place=proposal.address,
        photo=photo,
        cost_tenge=proposal.cost_tenge,
        pill=pill(proposal),
        lon=point.x if point else None,
        lat=point.y if point else None,
        at=proposal.submitted_at,
    )


def shown_title(proposal: Proposal) -> str:
    return proposal.name or _("Proposal without a title yet")


def language() -> str:
    """The language in which an English reader, too, is given what the city says in Kazakh and Russian only."""
    code = (get_language() or "kk")[:2]
    return code if code in ("kk", "ru") else "kk"


def reason_text(data: dict[str, Any]) -> str:
    """The words of a return or a refusal in the reader's language."""
    return str(data.get(f"text_{language()}") or data.get("text_kk") or "")


def hint(found: Hint) -> str:
    """A hint as a sentence."""
    name = found.note.name if found.note else ""
    if found.code == SiteNoteKind.NETWORKS:
        return _("Utility networks may lie here: %(name)s. Nothing may be built in their protection zone.") % {
            "name": name
        }
    if found.code == SiteNoteKind.PLANNED:
        return _("The city plans works here already: %(name)s. What is planned is not paid for twice.") % {"name": name}
    if found.code == "no_common":
        return _("We do not know whether this is land of common use. The land department will check it.")
    return _("The city's part is %(percent)d%% of the cap: a small correction may bring it above.") % {
        "percent": found.percent
    }


ICONS = {
    "submit": "send",
    "place": "map-pin",
    "pass_formal": "file-check",
    "return_formal": "message-square",
    "find": "search",
    "go_to_council": "users",
    "correct_cost": "pencil",
    "admit": "circle-check",
    "rework": "message-square",
    "resubmit": "send",
    "lapse": "clock",
    "refuse": "circle-alert",
    "appeal": "message-square",
    "overturn": "circle-check",
    "uphold": "circle-alert",
    "reopen": "clock",
    "amend": "pencil",
    "withdraw": "x",
    "join": "users",
}


def title_of(act: Act, bodies: dict[str, str]) -> str:
    """What was done, as one line."""
    body = bodies.get(str(act.data.get("organisation", "")), "")
    return {
        "draft": _("Draft begun"),
        "submit": _("Submitted"),
        "place": _("The district was decided"),
        "pass_formal": _("Formal check passed, sent to the departments"),
        "return_formal": _("Returned to the author by the formal check"),
        "find": _("Findings: %(body)s") % {"body": body},
        "go_to_council": _("Before the expert council"),
        "ask_departments": _("Sent to the departments once more"),
        "correct_cost": _("The cost was corrected"),
        "admit": _("The council admitted it to the vote"),
        "rework": _("The council returned it for rework"),
        "resubmit": _("Reworked and sent again"),
        "lapse": _("The days for the rework have passed: second look"),
        "refuse": _("The council refused it"),
        "appeal": _("The author appealed against the refusal"),
        "overturn": _("The refusal was overturned: admitted to the vote"),
        "uphold": _("The refusal was upheld"),
        "reopen": _("A pledge lapsed: the decision is taken anew"),
        "fund": _("Funding changed"),
        "translate": _("Translated"),
        "number": _("Stands on the ballot"),
        "amend": _("Public amendment"),
        "withdraw": _("Withdrawn by the author"),
        "join": _("The author of a similar proposal joined it"),
        "decline_to_join": _("A similar proposal was not taken in"),
    }.get(act.name, act.name)


def steps(acts: Iterable[Act], *, due_on: date | None, status: str) -> list[Step]:
    """The way of a proposal as its page tells it. One query for the names of bodies."""
    acts = list(acts)
    codes = {act.data["organisation"] for act in acts if act.data.get("organisation")}
    bodies = {row.code: row.name for row in Organisation.objects.filter(code__in=codes)} if codes else {}
    found = [
        Step(
            title=title_of(act, bodies),
            icon=ICONS.get(act.name, "circle-check"),
            state="past",
            at=act.at,
            words=_reason(act),
            said=reason_text(act.data) or (act.note if act.name in {"place", "correct_cost", "reopen"} else ""),
            seq=act.seq,
        )
        for act in acts
    ]
    waiting = {
        S.UNPLACED: _("The district is being decided"),
        S.SUBMITTED: _("Formal check"),
        S.DEPARTMENTS: _("Departments check it side by side"),
        S.COUNCIL: _("The expert council decides"),
        S.REWORK: _("The author reworks it"),
        S.APPEALED: _("Other people decide on the appeal"),
    }
    if status in waiting:
        found.append(Step(title=waiting[S(status)], icon="hourglass", state="now", by=due_on))
    return found


def _reason(act: Act) -> str:
    code = act.data.get("code")
    if act.name == "amend" or not code:
        return ""
    return _("Reason: %(reason)s.") % {"reason": RefusalCode(code).label}


def decision(item: CouncilItem) -> str:
    """What a question at a sitting came to."""
    if not item.outcome:
        return _("not decided: no quorum or no majority")
    return str(CouncilMotion(item.outcome).label)
