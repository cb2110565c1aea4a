"""Two keys: through no door does anybody but the controller take an instruction off control, least of all its doer."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from meetings.models import Asker, Instruction
from meetings.services import asking, execution
from tests.doors.visitors import of
from tests.doors.walking import Door, doors
from tests.factories import city, people
from tests.factories.plans import LIGHT, ROADS, Office
from tests.meetings.test_instructions import document

pytestmark = pytest.mark.django_db

NOW = timezone.now()
# The acts that end a doer's work or judge it, each in a state that admits it; and the one that moves the term.
CONTROL = {
    ("reported", "accept"),
    ("reported", "return"),
    ("reported", "close"),
    ("stage", "next_stage"),
    ("disputed", "uphold"),
    ("disputed", "reopen"),
}
TERM = {("reported", "move_term")}
WORDS = {
    "reason": "Орнында тексерілді.",
    "note": "Орнында тексерілді.",
    "outcome": "explained",
    "until": date(2099, 1, 5).isoformat(),
}
MAY = {"controller": CONTROL, "akim": TERM, "deputy": TERM}


@pytest.fixture
def office(tmp_path, settings) -> Office:
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    return Office()


@pytest.fixture
def rows(office) -> dict[str, Instruction]:
    """One reported, one reported stage of what comes again, one that its asker disputes."""
    asker = people.resident(email="asker@example.kz")
    plan = office.plan(given_on=timezone.localdate(NOW) - timedelta(days=3), at=NOW)
    words = {"helpers": "Жол инфрақұрылымын дамыту басқармасы", "at": NOW}
    once = [office.instruction(plan, term="31.12.2098", **words) for _row in range(2)]
    again = office.instruction(plan, term="ежеквартально до 31 декабря 2098 года", **words)
    office.given(plan=plan, term="31.12.2098", **words)  # publishes the plan with all its rows
    made = {"reported": once[0], "stage": again, "disputed": once[1]}
    for row in made.values():
        execution.report(row.pk, text="Орнатылды.", documents=[document()], actor=office.doer(), at=NOW)
    Asker.objects.create(instruction=made["disputed"], user=asker)
    execution.accept(made["disputed"].pk, actor=office.controller, at=NOW)
    asking.dispute(made["disputed"].pk, reason="Жанбайды.", actor=people.acting(asker, NOW), at=NOW)
    return {name: Instruction.objects.get(pk=row.pk) for name, row in made.items()}


def visitors(office: Office) -> dict[str, Client]:
    both = people.officer(Role.EXECUTOR, LIGHT)
    people.appoint(both, Role.CONTROLLER, "city-akimat")
    posts = {
        "doer": office.person(Role.EXECUTOR, LIGHT),
        "co-doer": office.person(Role.EXECUTOR, ROADS),
        "doer who is a controller too": both,
        "secretary": office.person(Role.SECRETARY, "city-akimat"),
        "controller of a district": office.person(Role.CONTROLLER, "akimat-medeu"),
        "akim": office.person(Role.AKIM, "city-akimat"),
        "deputy": office.person(Role.DEPUTY_AKIM, "city-akimat"),
        "controller": office.person(Role.CONTROLLER, "city-akimat"),
    }
    return {who: of(user) for who, user in posts.items()} | {"stranger": Client(raise_request_exception=False)}


def act_doors() -> list[Door]:
    """Every address that takes an instruction and the name of an act."""
    found = [door for door in doors("kk") if set(door.parameters) in ({"ref", "name"}, {"ref", "act"})]
    assert {door.name for door in found} == {"desk-plan:act", "api:instruction-act"}
    return found


def moves(client: Client, door: Door, row: Instruction, act: str) -> bool:
    """Whether the act was done; nothing of it stays."""
    with transaction.atomic():
        client.post(door.path({"ref": row.ref, "name": act, "act": act}), WORDS)
        moved = Instruction.objects.get(pk=row.pk).seq != row.seq
        transaction.set_rollback(True)
    return moved


def test_only_the_controller_takes_off_control_and_only_akims_move_terms_through_every_door(office, rows):
    done = {
        (who, door.name, state, act)
        for who, client in visitors(office).items()
        for door in act_doors()
        for state, act in CONTROL | TERM
        if moves(client, door, rows[state], act)
    }
    assert done == {(who, door.name, *deed) for who, deeds in MAY.items() for door in act_doors() for deed in deeds}
