"""Who opens the desk, what each role is offered there, and that somebody else's appeal does not exist."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from appeals.enums import Status
from tests.appeals.desk.conftest import kk, offered
from tests.factories import people
from tests.factories.appeals import Town
from workflow.models import Act

# Role -> status -> acts that the page offers. What stands nowhere is offered to nobody.
TABLE = {
    "executor": {
        Status.ROUTED: {"accept", "give_back", "ask"},
        Status.IN_WORK: {"report", "ask", "propose"},
        Status.REOPENED: {"accept", "ask"},
        Status.LODGED: {"pass_up", "satisfy"},
    },
    "head": {
        Status.ROUTED: {"accept", "assign", "extend", "forward", "give_back"},
        Status.IN_WORK: {"assign", "extend", "propose", "report", "waive"},
        Status.REPORTED: {"assign", "extend"},
        Status.REOPENED: {"accept", "assign", "extend", "forward"},
        Status.LODGED: {"pass_up", "satisfy"},
    },
    "controller": {Status.REPORTED: {"answer", "return"}},
    "district_akimat": {},
    # May send to the right body late too, where the first line no longer may.
    "city_akimat": {status: {"forward"} for status in (Status.REGISTERED, Status.ROUTED, Status.REOPENED)},
    "analyst": {},
    "moderator": {
        Status.REGISTERED: {"ask", "forward"},
        Status.ROUTED: {"ask", "forward"},
        Status.IN_WORK: {"ask"},
        Status.REOPENED: {"ask", "forward"},
    },
}
BODIES = {
    "district_akimat": ("akimat-turksib", "turksib"),
    "city_akimat": ("city-akimat", None),
    "analyst": ("city-akimat", None),
}


def officer(town: Town, role: str):
    return people.officer(role, *BODIES[role]) if role in BODIES else getattr(town, role)


@pytest.mark.parametrize("role", TABLE)
def test_each_role_is_offered_its_acts_and_no_others(town: Town, fresh, signed_in, role):
    client = signed_in(officer(town, role))
    offers = {}
    for status in Status:
        appeal = fresh(status)
        page = client.get(reverse("desk:appeal", args=[appeal.number]))
        if page.status_code == 200:
            offers[status] = offered(page.content.decode())
            # Whoever works at the desk may leave a note, whatever the status; an analyst only reads.
            assert ("note" in offers[status]) == (role != "analyst")
            offers[status].discard("note")
    assert {status: acts for status, acts in offers.items() if acts} == TABLE[role]


def test_the_desk_is_for_people_with_a_post(town: Town, signed_in):
    address = reverse("desk:queue")
    stranger = Client().get(address)
    resident = signed_in(town.resident).get(address)
    dismissed = people.resident(is_staff=True, is_superuser=True)
    assert (stranger.status_code, stranger["Location"].split("?")[0]) == (302, reverse("account_login"))
    assert resident.status_code == 403
    assert signed_in(dismissed).get(address).status_code == 403
    assert signed_in(town.executor).get(address).status_code == 200


def test_an_officer_of_another_district_finds_nothing(town: Town, fresh, signed_in, neighbours):
    appeal = fresh(Status.REPORTED)
    before = Act.objects.count()
    answers = {}
    for role, user in neighbours.items():
        client = signed_in(user)
        for name in ("appeal", "news", "journal"):
            answers[role, name] = client.get(reverse(f"desk:{name}", args=[appeal.number])).status_code
        for act in ("accept", "give_back", "ask", "report", "answer", "return"):
            answers[role, act] = client.post(
                reverse("desk:act", args=[appeal.number, act]), {"seq": appeal.seq, "reason": "жоқ", "text": "жоқ" * 20}
            ).status_code
        for name in ("queue", "rows"):
            for query in ("?show=check", f"?q={appeal.text.split()[0]}"):
                assert appeal.number not in client.get(reverse(f"desk:{name}") + query).content.decode()
    assert set(answers.values()) == {404}
    assert Act.objects.count() == before


def test_contacts_are_for_those_who_work_on_it(town: Town, fresh, signed_in):
    from appeals.rules.report import Contact

    appeal = fresh(Status.IN_WORK, contact=Contact(name="Әлия Нұрланова", phone="+77015550193"))
    address = reverse("desk:appeal", args=[appeal.number])
    executor = signed_in(town.executor).get(address).content.decode()
    analyst = signed_in(people.officer("analyst", "city-akimat")).get(address).content.decode()
    assert ("+77015550193" in executor, "Әлия Нұрланова" in executor) == (True, True)
    assert ("+77015550193" in analyst, "Әлия Нұрланова" in analyst) == (False, False)


def test_the_journal_names_officials_and_tells_what_strangers_do_not_see(
    town: Town, fresh: Callable, executor: Client, lately
):
    from appeals.services import triage

    appeal = fresh(Status.ROUTED)
    triage.categorise(appeal.pk, category="roads-pavement", actor=town.actor("moderator"), at=lately)
    page = executor.get(reverse("desk:appeal", args=[appeal.number])).content.decode()
    assert str(town.moderator) in page
    assert kk("The category was corrected") in page
    assert str(town.resident) not in page
