"""Rooms that do not know each other: an instruction hears of the appeal that it stands together with."""

import pytest
from django.utils import timezone

from appeals.enums import Status
from meetings.models import InstructionLink
from meetings.services import follows
from tests.factories import city
from tests.factories.appeals import Town
from tests.factories.plans import Office
from workflow import outbox
from workflow.models import Act


@pytest.fixture
def office(db) -> Office:
    city.load()
    return Office()


def test_an_instruction_hears_when_its_appeal_is_answered(office: Office):
    town = Town()
    appeal, other = town.appeal(Status.REPORTED), town.appeal(Status.REPORTED)
    row, apart = office.given(), office.given()
    for instruction, number in ((row, appeal.number), (apart, other.number)):
        follows.link(instruction.pk, kind="appeal", number=number, actor=office.controller, at=timezone.now())
    outbox.drain(200)
    town._answer(appeal.pk, timezone.now())
    outbox.drain(200)
    heard = Act.objects.filter(kind="instruction", name="link_moved").values_list("subject_id", "data")
    assert list(heard) == [(row.pk, {"kind": "appeal", "number": appeal.number, "told": Status.ANSWERED})]
    assert set(InstructionLink.objects.values_list("number", "told")) == {
        (appeal.number, Status.ANSWERED),
        (other.number, ""),
    }
