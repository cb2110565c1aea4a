"""Drafted, checked, signed, frozen; amended as a version. No line without a result: rule 46."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts.enums import Role
from meetings.enums import MeetingStatus, ProtocolStatus, QuestionStatus
from meetings.models import Line, Meeting, Protocol, ProtocolVersion, Question
from meetings.rules import protocol as rules
from meetings.services import announcing, protocols, sheet
from meetings.services.sheet import Words
from meetings.workflow import PROTOCOL
from tests.factories import people
from tests.factories.meetings import OPENED
from tests.meetings.refusing import refused
from tests.threads import at_once
from workflow import outbox
from workflow.models import Act
from workflow.refusals import Refused

LATER = OPENED + timedelta(days=2)


def test_a_line_without_a_result_is_named(hall):
    meeting = hall.held()
    hall.line(meeting)
    hall.line(meeting, result="instruction")
    drafted = hall.drafted(meeting)
    refusal = refused("lines_without_result", protocols.check, drafted.pk, actor=hall.actor("controller"), at=OPENED)
    assert ": 1." in str(refusal)


def test_a_line_that_waits_for_its_appeal_is_named(hall):
    meeting = hall.held()
    hall.line(meeting, text="Аулада балалар алаңы жоқ, салып беріңіздер.", is_written=True)
    drafted = hall.drafted(meeting)
    controller = hall.actor("controller")
    refused("appeals_waiting", protocols.check, drafted.pk, actor=controller, at=OPENED)
    outbox.drain(100)
    protocols.check(drafted.pk, actor=controller, at=OPENED)


def test_a_protocol_without_lines_is_none(hall):
    drafted = hall.drafted(hall.held())
    refused("no_lines", protocols.check, drafted.pk, actor=hall.actor("controller"), at=OPENED)


def test_who_drew_it_up_does_not_check_it(hall):
    meeting = hall.settled()
    people.appoint(hall.secretary, "controller", "city-akimat")
    drafted = hall.drafted(meeting)
    refused("own_draft", protocols.check, drafted.pk, actor=hall.actor("secretary"), at=OPENED)


def test_lines_of_a_checked_protocol_do_not_change(hall):
    meeting = hall.settled()
    checked = hall.checked(meeting)
    refused("protocol_closed", hall.line, meeting)
    protocols.return_(checked.pk, reason="Екінші жолды нақтылаңыз", actor=hall.actor("akim"), at=OPENED)
    assert hall.line(meeting).number == 4


@pytest.mark.parametrize("who", ["secretary", "deputy", "controller", "district_akim", "resident"])
def test_only_the_akim_signs(hall, who):
    checked = hall.checked(hall.settled())
    refused("role", protocols.sign, checked.pk, actor=hall.actor(who), at=LATER)


def test_the_signature_freezes_the_protocol_and_closes_the_meeting(hall):
    meeting = hall.announced()
    asked = hall.asked(meeting)
    announcing.hold(meeting.pk, actor=hall.actor("secretary"), at=OPENED)
    hall.line(meeting, text="", question=asked.number, result="instruction", speaker="Айгүл Омарова")
    signed = hall.signed(meeting)
    version = ProtocolVersion.objects.get()
    assert (signed.status, Meeting.objects.get().status) == (ProtocolStatus.SIGNED, MeetingStatus.CLOSED)
    assert (version.number, version.signed_by, version.digest) == (1, hall.akim, rules.digest(version.content))
    assert [line["text"] for line in version.content["lines"]] == [asked.text]
    assert Question.objects.get(pk=asked.pk).status == QuestionStatus.SETTLED
    assert rules.for_public(version.content)["lines"][0]["speaker"] == ""


def test_the_database_refuses_to_touch_what_was_signed(hall):
    hall.signed(hall.settled())
    touches = (
        lambda: ProtocolVersion.objects.update(content={}),
        lambda: ProtocolVersion.objects.all().delete(),
        lambda: Line.objects.update(text="басқаша"),
        lambda: Line.objects.all().delete(),
        lambda: Protocol.objects.update(content={}),
        lambda: Protocol.objects.all().delete(),
    )
    for touch in touches:
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            touch()
    assert Line.objects.filter(text="1-сұрақ").count() == 1


def test_two_signatures_at_once_are_one(busy_hall):
    checked = busy_hall.checked(busy_hall.settled())
    akim = busy_hall.actor("akim")

    def sign(_number: int) -> str:
        try:
            protocols.sign(checked.pk, actor=akim, at=LATER)
        except Refused as refusal:
            return refusal.code
        return "signed"

    assert sorted(at_once(3, sign)) == ["signed", "state", "state"]
    assert ProtocolVersion.objects.count() == 1
    assert Act.objects.filter(kind="protocol", name="sign").count() == 1
    assert Act.objects.filter(kind="meeting", name="close").count() == 1


def test_a_line_written_while_the_protocol_is_checked_is_in_it_or_refused(busy_hall):
    meeting = busy_hall.settled(lines=2)
    drafted = busy_hall.drafted(meeting)
    controller, secretary = busy_hall.actor("controller"), busy_hall.actor("secretary")

    def check() -> str:
        protocols.check(drafted.pk, actor=controller, at=OPENED)
        return "checked"

    def write() -> str:
        try:
            words = Words(text="Соңғы сұрақ", result="instruction")
            sheet.write(meeting.pk, key=uuid.uuid4(), words=words, actor=secretary, at=OPENED)
        except Refused as refusal:
            return refusal.code
        return "written"

    outcome = at_once(2, lambda number: [check, write][number]())
    texts = [line["text"] for line in Protocol.objects.get().content["lines"]]
    assert ("Соңғы сұрақ" in texts) == ("written" in outcome)


def test_an_amendment_is_a_version_with_a_public_difference(hall):
    meeting = hall.settled()
    signed = hall.signed(meeting)
    secretary = hall.actor("secretary")
    refused("reason_needed", protocols.amend, signed.pk, reason=" ", actor=secretary, at=LATER)
    protocols.amend(signed.pk, reason="Екінші жолдың мерзімі", actor=secretary, at=LATER)
    words = Words(text="2-сұрақ", category="1", result="instruction")
    sheet.correct(meeting.pk, 2, version=1, words=words, actor=secretary, at=LATER)
    hall.line(meeting, text="Ұмыт қалған сұрақ", result="instruction", at=LATER)
    protocols.check(signed.pk, actor=hall.actor("controller"), at=LATER)
    protocols.sign(signed.pk, actor=hall.actor("akim"), at=LATER)
    first, second = ProtocolVersion.objects.order_by("number")
    assert (first.number, second.number, second.reason) == (1, 2, "Екінші жолдың мерзімі")
    _head, changes = rules.difference(first.content, second.content)
    assert [(change.number, change.kind) for change in changes] == [(2, "changed"), (4, "added")]
    assert changes[0].fields == {"result": ("explained", "instruction"), "explanation": ("Жөнделеді.", "")}


TABLE = {
    ProtocolStatus.DRAFT: {"secretary": {"redraft"}, "controller": {"check"}, "deputy": {"check"}},
    ProtocolStatus.CHECKED: {"controller": {"return"}, "deputy": {"return"}, "akim": {"return", "sign"}},
    ProtocolStatus.SIGNED: {"secretary": {"amend"}, "deputy": {"amend"}, "akim": {"amend"}},
}


def test_who_may_do_what_with_a_protocol():
    roles = {"secretary": Role.SECRETARY, "controller": Role.CONTROLLER, "deputy": Role.DEPUTY_AKIM, "akim": Role.AKIM}
    found = {
        status: {
            who: acts
            for who, role in roles.items()
            if (acts := set(PROTOCOL.open_to(Protocol(status=status), roles=frozenset({role}), at=OPENED)))
        }
        for status in ProtocolStatus
    }
    assert found == TABLE
