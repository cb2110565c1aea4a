"""The way of an appeal as sentences: what happened, who acted, what comes next.

Bodies are named, officials never. What the author wrote or was asked stands in the author's own view only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals.enums import OPEN, Source, Status
from appeals.models import Appeal, Question
from workflow.models import Act

Words = str | Promise


@dataclass(frozen=True)
class Step:
    """One step of the timeline. ``state``: past, now or next; ``at`` when it happened or ``by`` which day it will."""

    title: Words
    icon: str
    state: str
    at: datetime | None = None
    by: date | None = None
    seq: int | str = ""
    words: Words = ""
    said: str = ""


# act: icon, what everybody reads, what the author reads
TOLD: dict[str, tuple[str, Words, Words]] = {
    "register": ("inbox", _("The appeal is registered"), _("Your appeal is registered")),
    "route": ("send", _("Sent to the responsible body"), _("Sent to the responsible body")),
    "ask": ("message-circle-question-mark", _("The author was asked a question"), _("You were asked a question")),
    "reply": ("message-square", _("The author replied"), _("You replied")),
    "lapse": (
        "clock",
        _("No reply came in time; the work goes on"),
        _("The time for your reply has passed; the work goes on"),
    ),
    "propose": (
        "message-square",
        _("The author got a preliminary decision and may object"),
        _("You got a preliminary decision and may object"),
    ),
    "object": ("message-square", _("The author objected"), _("You objected")),
    "carry_over": (
        "file-check",
        _("The answer was given in the earlier system"),
        _("You got the answer in the earlier system"),
    ),
    "answer_at_once": ("file-check", _("The answer went out"), _("You got the answer")),
    "accept": ("hourglass", _("The body took the appeal into work"), _("The body took the appeal into work")),
    "give_back": ("undo-2", _("The body gave it back: not its duty"), _("The body gave it back: not its duty")),
    "report": ("camera", _("The body reported that the work is done"), _("The body reported that the work is done")),
    "return": (
        "corner-up-right",
        _("The check returned the work to be put right"),
        _("The check returned the work to be put right"),
    ),
    "answer": (
        "file-check",
        _("The work was checked and the answer went out"),
        _("The work was checked, you got the answer"),
    ),
    "confirm": ("circle-check", _("The author confirmed that it is fixed"), _("You confirmed that it is fixed")),
    "reopen": (
        "refresh-cw",
        _("The author opened the appeal again: it is not fixed"),
        _("You opened the appeal again"),
    ),
    "undo": ("undo-2", _("The step before was taken back"), _("The step before was taken back")),
    "extend": (
        "calendar-clock",
        _("The head of the body extended the term"),
        _("The head of the body extended the term"),
    ),
    "recalculate": (
        "calendar-clock",
        _("The work calendar changed, and the last day with it"),
        _("The work calendar changed, and the last day with it"),
    ),
    "deem_refused": (
        "octagon-alert",
        _("The term ran out without an answer: by law this is a refusal"),
        _("The term ran out without an answer: by law this is a refusal"),
    ),
    "forward": (
        "forward",
        _("Forwarded to the competent body"),
        _("Forwarded to the competent body, and you were told of it"),
    ),
    "register_there": (
        "inbox",
        _("The competent body registered the appeal"),
        _("The competent body registered your appeal"),
    ),
    "split": ("split", _("The appeal was split into parts"), _("Your appeal was split into parts")),
    "split_out": ("forward", _("Forwarded to the competent body"), _("Forwarded to the competent body")),
    "join": ("undo-2", _("The parts were joined again"), _("The parts were joined again")),
    "conclude": ("file-check", _("All parts are answered"), _("You got the answers to all parts")),
    "reopen_parts": (
        "refresh-cw",
        _("The author opened the appeal again: it is not fixed"),
        _("You opened the appeal again"),
    ),
    "lodge": (
        "scale",
        _("The complaint went in through the body complained of"),
        _("Your complaint went in through the body complained of"),
    ),
    "pass_up": ("corner-up-right", _("The body sent the complaint up"), _("The body sent your complaint up")),
    "satisfy": (
        "camera",
        _("The body says that it satisfied the complaint in full; the body above checks"),
        _("The body says that it satisfied your complaint in full; the body above checks"),
    ),
    "escalate": (
        "corner-up-right",
        _("The body let its days pass: the complaint went up by itself"),
        _("The body let its days pass: your complaint went up by itself"),
    ),
    "stop_repeat": (
        "file-check",
        _("It repeats an answered appeal and brings nothing new: the author was told why it ends"),
        _("It repeats an answered appeal and brings nothing new: you were told why it ends"),
    ),
    "merge": (
        "merge",
        _("Merged with an earlier appeal about the same"),
        _("Your appeal was merged with an earlier one about the same"),
    ),
    "unmerge": (
        "undo-2",
        _("Parted again: it is dealt with on its own"),
        _("Parted again: your appeal is dealt with on its own"),
    ),
    "absorb": (
        "merge",
        _("The last day follows from the appeals merged into this one"),
        _("The last day follows from the appeals merged into this one"),
    ),
    "ask_review": (
        "user-check",
        _("The author asked a person to look at what the machine chose"),
        _("You asked a person to look at what the machine chose"),
    ),
    "review": (
        "user-check",
        _("A person looked at what the machine had chosen"),
        _("A person looked at what the machine had chosen, and you were told"),
    ),
    "withdraw": ("minus", _("The author withdrew the appeal"), _("You withdrew the appeal")),
}

# the step of one part, by the part's own act
OF_PART: dict[str, tuple[str, Words, Words]] = {
    name: TOLD[name]
    for name in (
        *("route", "forward", "accept", "give_back", "ask", "reply", "lapse"),
        *("report", "return", "answer", "extend", "recalculate"),
    )
}

CAME_BY: dict[str, Words] = {
    Source.PORTAL: _("It came through this site."),
    Source.API: _("It came through another program."),
    Source.CALL_CENTRE: _("It was told by phone to 1308."),
    Source.FRONT_OFFICE: _("It was filed at the front office."),
    Source.SOCIAL: _("It came from a social network."),
    Source.MESSENGER: _("It came through a messenger."),
    Source.MEETING: _("It was said at a public meeting."),
    Source.IMPORT: _("It came from another system of the city."),
}

# state: icon and words of the step that follows, for everybody and for the author
AHEAD: dict[str, tuple[str, Words, Words]] = {
    Status.REGISTERED: (
        "send",
        _("A moderator sends it to the responsible body"),
        _("A moderator sends it to the responsible body"),
    ),
    Status.ASKED: ("message-square", _("The author replies"), _("You reply to the question")),
    Status.ROUTED: ("hourglass", _("The body takes it into work"), _("The body takes it into work")),
    Status.IN_WORK: ("camera", _("The body reports on the work"), _("The body reports on the work")),
    Status.REPORTED: ("shield-check", _("Somebody else checks the work"), _("Somebody else checks the work")),
    Status.SPLIT: (
        "split",
        _("The bodies answer the parts, each in its own term"),
        _("The bodies answer the parts, each in its own term"),
    ),
    Status.LODGED: (
        "corner-up-right",
        _("The body satisfies the complaint in full or sends it up"),
        _("The body satisfies your complaint in full or sends it up"),
    ),
    Status.REOPENED: ("hourglass", _("The body takes it into work again"), _("The body takes it into work again")),
    Status.ANSWERED: ("circle-check", _("The author says whether it is fixed"), _("You say whether it is fixed")),
}


def steps(
    appeal: Appeal,
    acts: Iterable[Act],
    *,
    bodies: Mapping[str, str],
    questions: Iterable[Question] = (),
    own: bool = False,
    today: date,
) -> list[Step]:
    """The timeline of an appeal from its public acts, oldest first, and what lies ahead.

    ``bodies``: names of organisations by code, in the reader's language. ``questions``: all put to the author.
    """
    told = [act for act in acts if act.name in TOLD or act.data.get("step") in OF_PART]
    asked = {question.pk: question for question in questions}
    past = []
    for act in told:
        icon, words, own_words = told_of(act)
        said = _said(act, asked) if own else ""
        past.append(
            Step(
                title=own_words if own else words,
                icon=icon,
                state="now" if act is told[-1] else "past",
                at=act.at,
                seq=act.seq,
                words=_more(act, appeal, bodies),
                said=said,
            )
        )
    return past + _ahead(appeal, own, today)


def told_of(act: Act) -> tuple[str, Words, Words]:
    """Icon and words of an act: of one that only tells the step of a part, those of that step."""
    return TOLD[act.name] if act.name in TOLD else OF_PART[act.data["step"]]


def body_codes(acts: Iterable[Act]) -> set[str]:
    """Codes of the organisations that these acts speak of."""
    return {act.data["organisation"] for act in acts if act.data.get("organisation")}


def _more(act: Act, appeal: Appeal, bodies: Mapping[str, str]) -> Words:
    if act.name == "register":
        return CAME_BY.get(appeal.source, "")
    if act.name in {"extend", "recalculate"}:
        days = {name: date_format(date.fromisoformat(act.data[name])) for name in ("due_on_before", "due_on")}
        return _("Last day before: %(due_on_before)s; new last day: %(due_on)s") % days
    if act.name == "deem_refused":
        day = date_format(date.fromisoformat(act.data["due_on"]))
        return _("The last day was %(day)s; the work goes on") % {"day": day}
    body = bodies.get(act.data.get("organisation") or "", "") or act.data.get("outside", "")
    if "part" not in act.data:
        return body
    part = gettext("Part %(n)d") % {"n": act.data["part"]}
    return f"{part}: {body}" if body else part


def _said(act: Act, asked: Mapping[int, Question]) -> str:
    step = act.data.get("step", act.name)
    if step in {"ask", "reply"}:
        question = asked.get(act.data.get("question", 0))
        return (question.text if step == "ask" else question.reply) if question else ""
    return act.note if act.name in {"reopen", "reopen_parts", "withdraw", "extend"} else ""


def _ahead(appeal: Appeal, own: bool, today: date) -> list[Step]:
    steps = []
    if appeal.status in AHEAD:
        icon, words, own_words = AHEAD[Status(appeal.status)]
        by = timezone.localtime(appeal.reopen_until).date() if _waits_for_word(appeal) else None
        steps.append(Step(own_words if own else words, icon, "next", by=by))
    if appeal.status in OPEN:
        late = today > appeal.due_on
        words = _("It was due by this day and is late.") if late else ""
        steps.append(Step(_("The answer"), "file-check", "next", by=appeal.due_on, words=words))
    return steps


def _waits_for_word(appeal: Appeal) -> bool:
    return appeal.status == Status.ANSWERED and appeal.reopen_until is not None
