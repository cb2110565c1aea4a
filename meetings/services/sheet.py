"""The secretary's sheet: lines are written, corrected, struck out, passed on as appeals. Several hands at once.

Every change of a line is an act of its meeting: the row of the meeting is the lock that numbers are given under, and
its acts tell the open sheets and screens.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from meetings import policy
from meetings.enums import LineResult, LinkKind, ProtocolStatus, QuestionStatus
from meetings.models import Line, Meeting, Protocol, Question
from meetings.rules.disclosure import doubtful, public
from meetings.services import fields
from meetings.services.fields import NO_PLACE, Place
from meetings.workflow import MEETING, QUESTION
from workflow import acts, references
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

# What a line needs to be registered as an appeal, see the refusals of the appeals' own intake.
APPEAL_TEXT_MIN = 10
CLOSED_STATES = (ProtocolStatus.CHECKED, ProtocolStatus.SIGNED)


@dataclass(frozen=True)
class Words:
    """A line as the secretary typed it. ``category``: code or digits; ``question``: number of one put in advance.

    ``raises``: number of an appeal filed before; ``shown``: words that look like personal data and that everybody may
    read.
    """

    text: str = ""
    speaker: str = ""
    is_named: bool = False
    phone: str = ""
    email: str = ""
    question: int | None = None
    category: str = ""
    place: Place = NO_PLACE
    language: str = "kk"
    is_written: bool = False
    result: str = ""
    explanation: str = ""
    raises: str = ""
    shown: Collection[str] = ()


@dataclass(frozen=True)
class Written:
    """``is_new`` is false when this very line had been written before."""

    line: Line
    is_new: bool


class _Known(Exception):
    """The key came before: nothing is to be written."""


def write(meeting_id: int, *, key: UUID, words: Words, actor: Actor, at: datetime) -> Written:
    """Write a line down; its number is given by the server, once per ``key`` however often it is sent.

    Without text a line that takes up a question put in advance carries the question's own, as it was published. A
    written note without a result is passed on as an appeal. Refused: role, state; ``protocol_closed``; ``text_short``,
    ``question_unknown``, ``appeal_unknown``, ``result_unknown``, ``explanation_needed``, what ``fields`` refuses.
    """
    judged: dict = {}

    def change(meeting: Meeting) -> dict:
        known = Line.objects.filter(meeting=meeting, key=key).first()
        if known is not None:
            raise _Known
        _check_open(meeting)
        values = _judge(meeting, words)
        line = Line(
            meeting=meeting,
            key=key,
            number=(Line.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0) + 1,
            stamp=meeting.seq + 1,
            written_at=at,
            written_by_id=actor.user_id,
            **values,
        )
        line.save(force_insert=True)
        _hear(line, actor=actor, at=at)
        judged["line"] = line
        return _facts(line)

    name = "pass_on" if _result(words) == LineResult.APPEAL else "write_line"
    try:
        _perform(meeting_id, name, change=change, actor=actor, at=at)
    except _Known:
        return Written(Line.objects.get(meeting_id=meeting_id, key=key), is_new=False)
    return Written(judged["line"], is_new=True)


def correct(meeting_id: int, number: int, *, version: int, words: Words, actor: Actor, at: datetime) -> Line:
    """Change a line. ``version``: of the line that the secretary saw.

    Refused: role, state; ``protocol_closed``; ``not_found``; ``line_changed`` (conflict); ``passed_on``: what was
    passed on as an appeal stays one; and as ``write``.
    """
    shown: dict = {}

    def change(meeting: Meeting) -> dict:
        _check_open(meeting)
        line = _line(meeting, number, version)
        values = _judge(meeting, words)
        was_passed = line.result == LineResult.APPEAL and not line.appeal_problem
        if was_passed and values["result"] != LineResult.APPEAL:
            sentence = _("This line is an appeal already: the appeal cannot be taken back from here.")
            raise Refused(sentence, code="passed_on", field="result", conflict=True)
        before = line.result
        for column, value in values.items():
            setattr(line, column, value)
        if values["result"] == LineResult.APPEAL and not was_passed:
            line.appeal_problem = ""
        _save(line, meeting)
        _hear(line, actor=actor, at=at)
        shown["line"] = line
        return _facts(line) | {"before": before}

    _perform(meeting_id, _name_of_correction(meeting_id, number, words), change=change, actor=actor, at=at)
    return shown["line"]


def _name_of_correction(meeting_id: int, number: int, words: Words) -> str:
    """Whether the line is passed on by this change; a line that moved on meanwhile is refused by its version."""
    line = Line.objects.filter(meeting_id=meeting_id, number=number).first()
    waits = line is not None and (line.result != LineResult.APPEAL or bool(line.appeal_problem))
    return "pass_on" if waits and _result(words) == LineResult.APPEAL else "correct_line"


def strike(meeting_id: int, number: int, *, version: int, reason: str = "", actor: Actor, at: datetime) -> Line:
    """Take a line out that was written by mistake; its number is not given again.

    Refused: role, state; ``protocol_closed``; ``not_found``; ``line_changed``; ``passed_on``.
    """
    shown: dict = {}

    def change(meeting: Meeting) -> dict:
        _check_open(meeting)
        line = _line(meeting, number, version)
        if line.appeal_number:
            sentence = _("This line is an appeal already: the appeal cannot be taken back from here.")
            raise Refused(sentence, code="passed_on", conflict=True)
        line.struck_at = at
        _save(line, meeting)
        shown["line"] = line
        return _facts(line)

    said = fields.text(reason, field="reason", least=0, most=500)
    _perform(meeting_id, "strike_line", note=said, change=change, actor=actor, at=at)
    return shown["line"]


def link_appeal(meeting_id: int, line_id: int, *, number: str = "", problem: str = "", at: datetime) -> Act:
    """Tell a line the number of the appeal that it became, or why it became none. The system's own act."""

    def change(meeting: Meeting) -> dict:
        line = Line.objects.select_for_update(of=("self",)).get(pk=line_id, meeting=meeting)
        line.appeal_number, line.appeal_problem = number, problem[:300]
        _save(line, meeting)
        return _facts(line) | {"appeal": number}

    return _perform(meeting_id, "link_appeal", change=change, actor=SYSTEM, at=at)


def _judge(meeting: Meeting, words: Words) -> dict:
    question = _question(meeting, words.question)
    spot = fields.place(words.place)
    result = _result(words)
    if result and result not in LineResult.values:
        raise Refused(_("Choose the result from the list."), code="result_unknown", field="result")
    explanation = fields.text(words.explanation, field="explanation", least=0)
    if result == LineResult.EXPLAINED and not explanation:
        sentence = _("Write what was explained: the protocol shows it.")
        raise Refused(sentence, code="explanation_needed", field="explanation")
    typed = words.text or (question.public_text or question.text if question else "")
    least = APPEAL_TEXT_MIN if result == LineResult.APPEAL else 1
    own: dict[str, Any] = {"point": spot.point, "district": spot.district, "address": spot.address}
    if question and not (spot.point or spot.district or spot.address):
        own = {"point": question.point, "district_id": question.district_id, "address": question.address}
    text = fields.text(typed, least=least)
    return own | {
        "text": text,
        "speaker": fields.line(words.speaker, field="speaker"),
        "is_named_in_public": words.is_named,
        "contact_phone": fields.phone(words.phone),
        "contact_email": fields.email(words.email),
        "question": question,
        "category": fields.category(words.category) or (question.category if question else None),
        "language": fields.language(words.language),
        "is_written": words.is_written,
        "result": result,
        "raises": _raised(words.raises),
        "explanation": explanation,
        "shown": [said for said in doubtful(text, explanation, own["address"]) if said in words.shown],
    }


def _result(words: Words) -> str:
    return words.result or (LineResult.APPEAL if words.is_written else "")


def _raised(typed: str) -> str:
    """The number of the appeal that a line speaks of, or nothing."""
    if not typed.strip():
        return ""
    number = references.find(LinkKind.APPEAL, typed)
    if not number:
        sentence = _("There is no appeal with the number %(n)s. Check it, or leave the field empty.")
        raise Refused(sentence % {"n": typed.strip()[:40]}, code="appeal_unknown", field="raises")
    return number


def _question(meeting: Meeting, number: int | None) -> Question | None:
    if number is None:
        return None
    found = Question.objects.filter(meeting=meeting, number=number).select_related("category").first()
    if found is None:
        sentence = _("There is no question number %(n)d put to this meeting.") % {"n": number}
        raise Refused(sentence, code="question_unknown", field="question")
    return found


def _hear(line: Line, *, actor: Actor, at: datetime) -> None:
    """A question that was taken up at the meeting has been heard; unchecked as yet, it is read as the line is."""
    question = line.question
    if question is None or question.status not in (QuestionStatus.ASKED, QuestionStatus.PUBLISHED):
        return

    def change(asked: Question) -> None:
        asked.public_text = asked.public_text or public(asked.text, line.shown)

    acts.perform(
        QUESTION,
        Question,
        question.pk,
        "hear",
        actor=actor,
        roles=lambda asked: policy.roles_on_question(actor, asked),
        at=at,
        data={"line": line.number},
        change=change,
    )


def _line(meeting: Meeting, number: int, version: int) -> Line:
    line = Line.objects.filter(meeting=meeting, number=number, struck_at__isnull=True).first()
    if line is None:
        raise Refused(_("There is no such line: it may have been struck out."), code="not_found")
    if line.version != version:
        sentence = _("Somebody changed this line while you were writing. Look at it again, then change it.")
        raise Refused(sentence, code="line_changed", conflict=True)
    return line


def _save(line: Line, meeting: Meeting) -> None:
    line.version += 1
    line.stamp = meeting.seq + 1
    line.save()


def _check_open(meeting: Meeting) -> None:
    if Protocol.objects.filter(meeting=meeting, status__in=CLOSED_STATES).exists():
        sentence = _("The protocol is checked or signed. It has to be returned or amended before lines change.")
        raise Refused(sentence, code="protocol_closed", conflict=True)


def _facts(line: Line) -> dict:
    return {"line": line.number, "key": str(line.key), "result": line.result}


def _perform(
    meeting_id: int, name: str, *, change: Callable[[Meeting], dict], actor: Actor, at: datetime, note: str = ""
) -> Act:
    return acts.perform(
        MEETING,
        Meeting,
        meeting_id,
        name,
        actor=actor,
        roles=lambda meeting: policy.roles_on(actor, meeting),
        at=at,
        note=note,
        change=change,
    )
