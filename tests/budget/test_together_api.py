"""Writing together, for programs: who may do what as a table, what a refusal says, what is told to whom."""

import pytest
from django.db import transaction
from django.test import Client

from budget.enums import CoAuthorState, ProposalStatus
from budget.models import CoAuthor, JoinRequest, Proposal
from budget.services import coauthors, joining
from tests.budget.test_pages import at, client_of  # noqa: F401 - the clock of the doors is a fixture
from tests.factories import people
from tests.factories.budget import INTAKE, VETTING, Season

pytestmark = pytest.mark.django_db

API = "/api/v1/budget"


class Scene:
    """A submitted proposal and a draft of a neighbour about the same bench, with a helper, an invited, and a wish."""

    def __init__(self, season: Season) -> None:
        self.first = season.proposal(ProposalStatus.SUBMITTED)
        neighbour = season.resident(full_name="Ерлан Оспанов")
        self.draft = season.draft(neighbour)
        helper, friend = season.resident(email="helper@example.kz"), season.resident(email="friend@example.kz")
        actor = people.acting(neighbour, INTAKE)
        helping, self.invited = (
            coauthors.invite(self.draft.pk, email=who.email, actor=actor, at=INTAKE) for who in (helper, friend)
        )
        coauthors.answer(helping.pk, accept=True, actor=people.acting(helper, INTAKE), at=INTAKE)
        joining.ask(self.draft.pk, number=self.first.number, actor=actor, at=INTAKE)
        self.wish = JoinRequest.objects.get()
        self.other = season.proposal(ProposalStatus.SUBMITTED, season.resident())
        self.people = {
            "stranger": None,
            "resident": season.resident(),
            "operator": people.officer("operator", "open-almaty"),
            "author": neighbour,
            "co-author": helper,
            "invited": friend,
            "author of the first": season.author,
        }
        self.clients = {who: client_of(user) if user else Client() for who, user in self.people.items()}

    def ask(self, who: str, deed: str):
        method, address, words = self.deeds()[deed]
        return getattr(self.clients[who], method)(API + address, words, "application/json")

    def deeds(self) -> dict[str, tuple[str, str, dict]]:
        draft, invited, wish = f"/proposals/{self.draft.number}/", self.invited.pk, self.wish.pk
        return {
            "list co-authors": ("get", f"{draft}co-authors/", {}),
            "invite": ("post", f"{draft}co-authors/", {"email": "new@example.kz"}),
            "take an invitation back": ("delete", f"{draft}co-authors/{invited}/", {}),
            "near-duplicates": ("get", f"{draft}near/", {}),
            "ask to join": ("post", f"{draft}wishes/", {"target": self.other.number}),
            "accept an invitation": ("post", f"/invitations/{invited}/answer/", {"accept": True}),
            "decline an invitation": ("post", f"/invitations/{invited}/answer/", {"accept": False}),
            "take in": ("post", f"/wishes/{wish}/answer/", {"accept": True}),
            "do not take in": ("post", f"/wishes/{wish}/answer/", {"accept": False}),
        }


# Deed -> who may do it, and with what answer; everybody else gets 404, a stranger 403.
ALLOWED = {
    "list co-authors": {"author": 200, "co-author": 200},
    # Who writes along sees the draft and may not do this with it: the machine refuses by its role.
    "invite": {"author": 201, "co-author": 422},
    "take an invitation back": {"author": 204, "co-author": 422},
    "near-duplicates": {"author": 200, "co-author": 200},
    "ask to join": {"author": 201, "co-author": 422},
    "accept an invitation": {"invited": 200},
    "decline an invitation": {"invited": 200},
    "take in": {"author of the first": 200},
    "do not take in": {"author of the first": 200},
}


@pytest.fixture
def scene(season: Season, at, settings) -> Scene:  # noqa: F811
    settings.STAFF_SECOND_FACTOR = "off"
    return Scene(season)


def rows() -> tuple[set, set]:
    return set(CoAuthor.objects.values_list()), set(JoinRequest.objects.values_list())


def test_who_may_do_what_and_a_refusal_writes_nothing(scene):
    found: dict[str, dict[str, int]] = {}
    before = rows()
    for deed in scene.deeds():
        for who in scene.people:
            with transaction.atomic():
                answer = scene.ask(who, deed)
                assert answer.status_code < 400 or rows() == before
                transaction.set_rollback(True)
            if answer.status_code != (404 if scene.people[who] else 403):
                found.setdefault(deed, {})[who] = answer.status_code
            if answer.status_code >= 400:
                assert answer["Content-Type"] == "application/problem+json"
    assert found == ALLOWED


@pytest.mark.parametrize(
    ("path", "words", "status", "code", "field"),
    [
        ("co-authors/", {"email": "nobody"}, 422, "email_wrong", "email"),
        ("co-authors/", {"email": "friend@example.kz"}, 422, "invited_already", "email"),
        ("co-authors/", {}, 400, "invalid", "email"),
        ("wishes/", {"target": "P-2027-999999"}, 422, "join_target", None),
        ("wishes/", {"target": "first"}, 422, "asked_already", None),
    ],
)
def test_a_refusal_is_a_problem_with_a_code_and_the_words_of_the_page(scene, path, words, status, code, field):
    words = {name: scene.first.number if value == "first" else value for name, value in words.items()}
    answer = scene.clients["author"].post(f"{API}/proposals/{scene.draft.number}/{path}", words, "application/json")
    told = answer.json()
    assert (answer.status_code, told["code"], [row["field"] for row in told.get("errors", [])]) == (
        status,
        code,
        [field] if field else [],
    )
    assert told["detail"]


def test_both_sides_read_what_waits_for_them_and_answer(scene, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        waiting = scene.clients["invited"].get(f"{API}/invitations/").json()
    assert [(row["id"], row["proposal"], row["author"]) for row in waiting] == [
        (scene.invited.pk, scene.draft.number, "Ерлан Оспанов")
    ]
    assert scene.ask("invited", "accept an invitation").json()["state"] == CoAuthorState.ACCEPTED
    with django_assert_max_num_queries(15):
        along = scene.ask("author", "list co-authors").json()
    assert [(row["state"], row["email"], row["expires_at"]) for row in along] == [("accepted", "", None)] * 2
    with django_assert_max_num_queries(15):
        wishes = scene.clients["author of the first"].get(f"{API}/wishes/").json()
    assert [(row["draft"], row["target"]) for row in wishes] == [(scene.draft.number, scene.first.number)]
    near = {row["number"]: row["wish"] for row in scene.ask("author", "near-duplicates").json()}
    assert (near[scene.first.number]["state"], near[scene.other.number]) == ("asked", None)
    assert scene.ask("author of the first", "take in").json()["state"] == "joined"
    assert Proposal.objects.get(pk=scene.draft.pk).status == ProposalStatus.WITHDRAWN
    again = scene.ask("author of the first", "take in")
    assert (again.status_code, again.json()["code"]) == (409, "answered")


def test_an_invitation_that_is_too_old_is_refused_in_words(scene, at):  # noqa: F811
    at(VETTING)
    answer = scene.ask("invited", "accept an invitation")
    assert (answer.status_code, answer.json()["code"]) == (422, "invitation_expired")
