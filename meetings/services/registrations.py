"""Coming to a meeting: register, call off, come in at the door."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import notices
from accounts.enums import Role
from meetings import policy
from meetings.enums import MeetingStatus
from meetings.models import Meeting, Registration
from meetings.policy import Viewer
from meetings.services import fields
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused

TOKEN_BYTES = 18


def register(
    meeting_id: int,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    language: str = "kk",
    wants_to_speak: bool = False,
    subject: str = "",
    consent: str = "",
    actor: Actor,
    at: datetime,
) -> Registration:
    """Write down that somebody comes, or wants to speak. A person with an account is registered once.

    ``consent``: version of the text on personal data that was agreed to. Refused: ``name_needed``;
    ``contact_needed`` without an account; ``consent_needed``; ``subject_needed`` of a speaker; ``full``;
    ``not_announced``, ``meeting_over``; what ``fields`` refuses.
    """
    values = {
        "name": _name(name),
        "email": fields.email(email),
        "phone": fields.phone(phone),
        "language": fields.language(language),
        "wants_to_speak": wants_to_speak,
        "subject": fields.line(subject, field="subject", most=300),
        "consent_version": consent,
    }
    if actor.user_id is None and not (values["email"] or values["phone"]):
        sentence = _("Leave an e-mail or a phone number, so that we can remind you and tell you of changes.")
        raise Refused(sentence, code="contact_needed", field="email")
    if not consent:
        sentence = _("To register we need your consent to the processing of personal data. Tick the box.")
        raise Refused(sentence, code="consent_needed", field="consent")
    if wants_to_speak and not values["subject"]:
        sentence = _("Say in a few words what you want to speak about.")
        raise Refused(sentence, code="subject_needed", field="subject")
    with transaction.atomic():
        meeting = policy.visible_to(Viewer(actor)).select_for_update(of=("self",)).filter(pk=meeting_id).first()
        if meeting is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        _check_open(meeting, at)
        known = coming(meeting).filter(user_id=actor.user_id).first() if actor.user_id else None
        if known is not None:
            return _changed(known, values)
        _check_room(meeting)
        made = Registration.objects.create(
            meeting=meeting,
            user_id=actor.user_id,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            turn=_next_turn(meeting) if wants_to_speak else None,
            created_at=at,
            **values,
        )
        _send_ticket(made, at)
        return made


def call_off(token: str, *, at: datetime) -> Registration:
    """Free the seat. Refused: ``not_found``; ``came_already``. Twice does no harm."""
    with transaction.atomic():
        found = _by_token(token)
        if found.checked_in_at:
            raise Refused(_("You have come already, so there is nothing to call off."), code="came_already")
        if found.cancelled_at is None:
            found.cancelled_at, found.turn = at, None
            found.save(update_fields=["cancelled_at", "turn"])
    return found


def check_in(token: str, *, actor: Actor, at: datetime) -> tuple[Registration, bool]:
    """Let somebody in by the code at the door. The second value is false for a code that was shown before.

    Refused: ``not_found``: no such code, or not of a meeting of this akimat; ``called_off``; ``other_day``.
    """
    with transaction.atomic():
        found = _by_token(token)
        if not may_let_in(found, actor):
            raise Refused(_("This code is not of a meeting of your akimat."), code="not_found", field="token")
        if found.cancelled_at is not None:
            raise Refused(_("This registration was called off."), code="called_off", field="token")
        if found.meeting.status not in (MeetingStatus.ANNOUNCED, MeetingStatus.HELD):
            raise Refused(_("This code is of a meeting that is not open now."), code="other_day", field="token")
        if found.checked_in_at is not None:
            return found, False
        found.checked_in_at, found.checked_in_by_id = at, actor.user_id
        found.save(update_fields=["checked_in_at", "checked_in_by"])
    return found, True


def _send_ticket(person: Registration, at: datetime) -> None:
    language = person.user.language if person.user else person.language
    with translation.override(person.language):
        link = reverse("meetings:ticket", args=[person.token])
    notices.owe(
        code="meeting_registered",
        key=f"registration:{person.pk}",
        at=at,
        context=about(person.meeting, language) | {"name": person.name, "turn": person.turn or ""},
        user=person.user,
        email="" if person.user else person.email,
        phone="" if person.user else person.phone,
        language=person.language,
        link=link,
    )


def about(meeting: Meeting, language: str) -> dict:
    """What every letter of a meeting says of it, in the language of the letter."""
    with translation.override(language):
        place = ", ".join(filter(None, (meeting.venue, meeting.address))) or meeting.stream_url
        return {
            "meeting": meeting.number,
            "title": meeting.title,
            "starts_at": timezone.localtime(meeting.starts_at),
            "place": place,
        }


def may_let_in(person: Registration, actor: Actor) -> bool:
    """Whether this official keeps the door of that meeting."""
    return Role.SECRETARY in policy.roles_on(actor, person.meeting)


def coming(meeting: Meeting):
    """Those who registered and did not call off."""
    return Registration.objects.filter(meeting=meeting, cancelled_at__isnull=True)


def _by_token(token: str) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",)).select_related("meeting")
    found = rows.filter(token=token.strip()).first() if token.strip() else None
    if found is None:
        raise Refused(_("There is no registration with this code."), code="not_found", field="token")
    return found


def _changed(known: Registration, values: dict) -> Registration:
    for column, value in values.items():
        setattr(known, column, value)
    if known.wants_to_speak and known.turn is None:
        known.turn = _next_turn(known.meeting)
    if not known.wants_to_speak:
        known.turn = None
    known.save()
    return known


def _next_turn(meeting: Meeting) -> int:
    return (Registration.objects.filter(meeting=meeting).aggregate(last=Max("turn"))["last"] or 0) + 1


def _check_room(meeting: Meeting) -> None:
    if meeting.capacity is not None and coming(meeting).count() >= meeting.capacity:
        sentence = _("All seats are taken. You may follow the broadcast, or put your question in advance.")
        raise Refused(sentence, code="full", conflict=True)


def _check_open(meeting: Meeting, at: datetime) -> None:
    if meeting.status != MeetingStatus.ANNOUNCED:
        sentence = _("One registers for a meeting once it is announced, and until it begins.")
        raise Refused(sentence, code="not_announced", conflict=True)
    if at >= meeting.starts_at:
        raise Refused(_("This meeting has begun: come straight to the door."), code="meeting_over", conflict=True)


def _name(typed: str) -> str:
    kept = fields.line(typed, field="name")
    if not kept:
        raise Refused(_("Write your name."), code="name_needed", field="name")
    return kept
