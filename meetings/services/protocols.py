"""The protocol: drawn up from the lines, checked by a second person, signed by the akim, amended as a new version.

Whoever changes it takes the lock of the meeting first, as the sheet does: no line slips in between check and content.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from meetings import policy
from meetings.enums import TOOK_PLACE, LineResult, MeetingStatus, QuestionStatus
from meetings.models import Line, Meeting, Protocol, ProtocolVersion, Question
from meetings.rules import protocol as rules
from meetings.rules.disclosure import doubtful
from meetings.selectors import lines
from meetings.services import fields
from meetings.workflow import MEETING, PROTOCOL, QUESTION
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

NUMBERS_SHOWN = 10


def draft(
    meeting_id: int,
    *,
    summary_kk: str = "",
    summary_ru: str = "",
    attended: int | None = None,
    shown: Collection[str] = (),
    actor: Actor,
    at: datetime,
) -> Protocol:
    """Begin the protocol, or write its opening words anew. ``attended``: people in the hall.

    ``shown``: words of the opening, or of the reason to amend it, that look like personal data and that everybody may
    read. Refused: ``role`` (a secretary of the akimat); ``not_held``: the meeting was not opened; ``attended_wrong``.
    """
    words = {
        "summary_kk": fields.text(summary_kk, field="summary_kk", least=0),
        "summary_ru": fields.text(summary_ru, field="summary_ru", least=0),
    }
    if attended is not None and not 0 <= attended <= 1_000_000:
        sentence = _("Give the number of people in the hall as a whole number.")
        raise Refused(sentence, code="attended_wrong", field="attended")
    with transaction.atomic():
        meeting = _locked(meeting_id)
        if Role.SECRETARY not in policy.roles_on(actor, meeting):
            raise Refused(acts.NOT_YOURS, code="role")
        if meeting.status not in TOOK_PLACE:
            sentence = _("The protocol begins when the meeting has been opened.")
            raise Refused(sentence, code="not_held", conflict=True)
        known = Protocol.objects.filter(meeting=meeting).first()
        said = doubtful(*words.values(), known.amendment if known else "")
        values = {**words, "shown": [one for one in said if one in shown]}
        if known is None:
            known = Protocol(meeting=meeting, drafted_by_id=actor.user_id, **values)
            acts.begin(PROTOCOL, known, "draft", actor=actor, role=Role.SECRETARY, at=at, public=False)
        else:
            _perform(known.pk, "redraft", change=_rewrites(values, actor), actor=actor, at=at)
            known.refresh_from_db()
        Meeting.objects.filter(pk=meeting.pk).update(attended=attended)
    return known


def check(protocol_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Confirm that the draft says what was said; from now on lines do not change, and the akim may sign.

    Refused: ``lines_without_result``, ``appeals_waiting`` (naming the lines); ``no_lines``; ``own_draft``: a second
    person checks; role, state, stale.
    """

    def change(thing: Protocol) -> dict:
        if thing.drafted_by_id == actor.user_id:
            sentence = _("The protocol is checked by another person than the one who drew it up.")
            raise Refused(sentence, code="own_draft")
        _check_ready(thing.meeting)
        thing.content = content_of(thing)
        thing.checked_by_id = actor.user_id
        return {"version": thing.version, "lines": len(thing.content["lines"]), "digest": rules.digest(thing.content)}

    return _perform(protocol_id, "check", change=change, seq=seq, actor=actor, at=at)


def return_(protocol_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Give the checked protocol back to the secretary, for a reason. Refused: ``reason_needed``; role, state."""

    def change(thing: Protocol) -> dict:
        thing.content, thing.checked_by_id = {}, None
        return {"version": thing.version}

    return _perform(protocol_id, "return", note=fields.reason(reason), change=change, seq=seq, actor=actor, at=at)


def sign(protocol_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """The akim's signature: the version is frozen, the meeting closed, every question that was heard is settled.

    Two signatures at once give one: the second finds the protocol signed (``state``, conflict). Refused: role, state,
    stale. Rule: Decree No 826 of 3 March 2022.
    """

    def change(thing: Protocol) -> dict:
        name = actor.named(Role.AKIM)
        content = {**thing.content, "signed_name": name, "signed_at": timezone.localtime(at).isoformat()}
        mark = rules.digest(content)
        ProtocolVersion.objects.create(
            protocol=thing,
            number=thing.version,
            content=content,
            digest=mark,
            reason=thing.amendment,
            signed_at=at,
            signed_by_id=actor.user_id,
            signed_name=name,
        )
        thing.content, thing.signed_by_id, thing.signed_at = content, actor.user_id, at
        # The appeals have the contacts now; a frozen line keeps none.
        Line.objects.filter(meeting_id=thing.meeting_id).update(contact_phone="", contact_email="")
        return {"version": thing.version, "digest": mark}

    with transaction.atomic():
        act = _perform(protocol_id, "sign", change=change, seq=seq, actor=actor, at=at)
        meeting = Meeting.objects.get(protocol__pk=protocol_id)
        _close(meeting, actor=actor, at=at)
    return act


def amend(protocol_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Open the signed protocol again, as its next version; the signed one stays what the public reads until then.

    Refused: ``reason_needed``; role, state, stale.
    """
    said = fields.reason(reason)

    def change(thing: Protocol) -> dict:
        thing.version += 1
        thing.amendment, thing.drafted_by_id = said, actor.user_id
        thing.content, thing.checked_by_id, thing.signed_by_id, thing.signed_at = {}, None, None, None
        return {"version": thing.version}

    return _perform(protocol_id, "amend", note=said, change=change, seq=seq, actor=actor, at=at)


def content_of(thing: Protocol) -> dict:
    """The protocol as plain values, from the lines as they stand."""
    meeting = Meeting.objects.select_related("organisation").get(pk=thing.meeting_id)
    asked = Question.objects.filter(meeting=meeting).aggregate(n=Count("pk"))["n"]
    stands = list(lines.lines_of(meeting))
    return content_from(thing, meeting, stands, asked=asked, secretary=_name_of(thing.drafted_by))


def content_from(thing: Protocol, meeting: Meeting, stands: list[Line], *, asked: int, secretary: str) -> dict:
    """The same from what was read already. ``asked``: how many questions were put in advance."""
    return {
        "number": meeting.number,
        "version": thing.version,
        "amendment": thing.amendment,
        "title_kk": meeting.title_kk,
        "title_ru": meeting.title_ru,
        "host_kk": meeting.organisation.name_kk,
        "host_ru": meeting.organisation.name_ru,
        "district": meeting.district_id,
        "venue_kk": meeting.venue_kk,
        "venue_ru": meeting.venue_ru,
        "address": meeting.address,
        "way": str(meeting.way),
        "starts_at": timezone.localtime(meeting.starts_at).isoformat(timespec="minutes"),
        "held_at": timezone.localtime(meeting.held_at).isoformat(timespec="minutes") if meeting.held_at else None,
        "attended": meeting.attended,
        "summary_kk": thing.summary_kk,
        "summary_ru": thing.summary_ru,
        "shown": thing.shown,
        "asked_in_advance": asked,
        "secretary": secretary,
        "lines": [_line(line) for line in stands],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "speaker": line.speaker,
        "named": line.is_named_in_public,
        "district": line.district_id,
        "address": line.address,
        "category": line.category_id,
        "category_kk": line.category.name_kk if line.category else "",
        "category_ru": line.category.name_ru if line.category else "",
        "language": line.language,
        "text": line.text,
        "written": line.is_written,
        "result": line.result,
        "explanation": line.explanation,
        "shown": line.shown,
        "appeal_number": line.appeal_number,
        "raises": line.raises,
        "question": line.question.number if line.question else None,
    }


def _name_of(user: Any) -> str:
    return str(user) if user else ""


def _check_ready(meeting: Meeting) -> None:
    open_lines = list(lines.not_ready(meeting).values_list("number", "result"))
    without = [number for number, result in open_lines if not result]
    if without:
        sentence = _("Lines without a result: %(lines)s. Every line gets one before the protocol is checked.")
        raise Refused(sentence % {"lines": _named(without)}, code="lines_without_result")
    waiting = [number for number, result in open_lines if result == LineResult.APPEAL]
    if waiting:
        sentence = _("Lines that have not become appeals yet: %(lines)s. Look at them on the sheet.")
        raise Refused(sentence % {"lines": _named(waiting)}, code="appeals_waiting")
    if not lines.lines_of(meeting).exists():
        raise Refused(_("The protocol has no lines yet."), code="no_lines")


def _named(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:NUMBERS_SHOWN]))
    return f"{shown} …" if len(numbers) > NUMBERS_SHOWN else shown


def _close(meeting: Meeting, *, actor: Actor, at: datetime) -> None:
    if meeting.status == MeetingStatus.HELD:

        def stamp(thing: Meeting) -> None:
            thing.closed_at = at

        acts.perform(
            MEETING,
            Meeting,
            meeting.pk,
            "close",
            actor=actor,
            roles=lambda thing: policy.roles_on(actor, thing),
            at=at,
            change=stamp,
        )
    heard = Question.objects.filter(meeting=meeting, status=QuestionStatus.HEARD).prefetch_related("lines")
    acts.perform_many(
        QUESTION,
        Question,
        [
            acts.Order(
                question.pk,
                data={
                    "lines": [
                        {"line": line.number, "result": line.result, "appeal": line.appeal_number}
                        for line in question.lines.all()
                        if line.struck_at is None
                    ]
                },
            )
            for question in heard
        ],
        "settle",
        actor=actor,
        roles=lambda thing: policy.roles_on_question(actor, thing),
        at=at,
        related=("meeting",),
    )


def _rewrites(values: dict[str, Any], actor: Actor) -> Callable[[Protocol], dict]:
    def change(thing: Protocol) -> dict:
        for name, value in values.items():
            setattr(thing, name, value)
        thing.drafted_by_id = actor.user_id
        return {"version": thing.version}

    return change


def _locked(meeting_id: int) -> Meeting:
    found = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting_id).first()
    if found is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    return found


def _perform(protocol_id: int, name: str, *, actor: Actor, at: datetime, **words) -> Act:
    with transaction.atomic():
        of_meeting = Protocol.objects.filter(pk=protocol_id).values_list("meeting_id", flat=True).first()
        meeting = _locked(of_meeting or 0)
        return acts.perform(
            PROTOCOL,
            Protocol,
            protocol_id,
            name,
            actor=actor,
            roles=lambda thing: policy.roles_on(actor, meeting),
            at=at,
            **words,
        )
