"""Writing together: invitations with letters and a last day, near-duplicates made one (rule 31)."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Notice
from budget.enums import CoAuthorState, JoinState, ProposalStatus
from budget.models import CoAuthor, JoinRequest, Proposal
from budget.rules import together
from budget.selectors import proposals
from budget.services import coauthors, joining
from tests.budget.test_letters import told
from tests.budget.test_vetting import refused
from tests.factories import people
from tests.factories.budget import INTAKE, Season

LATE = INTAKE + together.ANSWER_WITHIN


def invite(season: Season, draft: Proposal, email: str, at=INTAKE) -> CoAuthor:
    return coauthors.invite(draft.pk, email=email, actor=season.actor("author", at), at=at)


def test_who_is_invited_is_told_by_a_letter_and_answers_within_a_fortnight(season: Season):
    draft = season.draft()
    friend = season.resident(email="friend@example.kz", language="ru")
    invited = invite(season, draft, "friend@example.kz")
    invite(season, draft, "nobody@example.kz")
    assert ["Ответьте" in n.body or "Принять" in n.body for n in told(friend)] == [True]
    assert [n.user for n in Notice.objects.filter(address="nobody@example.kz", code="proposal_invitation")] == [None]
    viewer = proposals.Viewer(people.acting(friend, INTAKE))
    assert [list(proposals.invitations(viewer, at)) for at in (INTAKE, LATE)] == [[invited], []]
    actor = people.acting(friend, LATE)
    with refused("invitation_expired"):
        coauthors.answer(invited.pk, accept=True, actor=actor, at=LATE)
    assert invite(season, draft, "friend@example.kz", at=LATE).pk == invited.pk
    assert coauthors.answer(invited.pk, accept=True, actor=actor, at=LATE).state == CoAuthorState.ACCEPTED
    assert [n.code for n in told(season.author)] == ["proposal_together"]


@pytest.mark.parametrize("email", ["friend@example.kz", "author@example.kz"])
def test_nobody_is_invited_twice_nor_invites_himself(season: Season, email):
    season.author.email = "author@example.kz"
    season.author.save(update_fields=["email"])
    draft = season.draft()
    invite(season, draft, "friend@example.kz")
    with refused("invited_already" if email.startswith("friend") else "own_email"):
        invite(season, draft, email)
    assert CoAuthor.objects.count() == 1


def duplicate(season: Season) -> tuple[Proposal, Proposal]:
    """A submitted proposal and a draft of somebody else, with a helper, about the same bench."""
    first = season.proposal(ProposalStatus.SUBMITTED)
    neighbour = season.resident(full_name="Ерлан Оспанов")
    draft = season.draft(neighbour)
    helper = season.resident(email="helper@example.kz")
    row = coauthors.invite(draft.pk, email="helper@example.kz", actor=people.acting(neighbour, INTAKE), at=INTAKE)
    coauthors.answer(row.pk, accept=True, actor=people.acting(helper, INTAKE), at=INTAKE)
    return first, draft


def wish(first: Proposal, draft: Proposal, at=INTAKE) -> JoinRequest:
    joining.ask(draft.pk, number=first.number, actor=people.acting(draft.author, at), at=at)
    return JoinRequest.objects.get()


def test_rule_31_the_author_of_a_near_duplicate_joins_and_the_second_draft_is_closed(season: Season):
    first, draft = duplicate(season)
    row = wish(first, draft)
    joining.answer(row.pk, accept=True, actor=season.actor("author", INTAKE), at=INTAKE)
    names = set(first.coauthors.values_list("user__full_name", "state"))
    helper = draft.coauthors.get().user
    assert names == {("Ерлан Оспанов", "accepted"), (helper.full_name, "accepted")}
    assert Proposal.objects.get(pk=draft.pk).status == ProposalStatus.WITHDRAWN
    assert proposals.joined_by(draft) == first
    # All who write the proposal now hear of it; nobody twice.
    for user in (season.author, draft.author, helper):
        assert [n.body.count("қосылып") for n in told(user)][-1:] == [1]
    with refused("state"):
        season._submit(draft.pk, draft.author)


def test_rule_31_a_declined_wish_leaves_both_as_they_are_and_is_not_made_again(season: Season):
    first, draft = duplicate(season)
    row = wish(first, draft)
    with refused("asked_already"):
        wish(first, draft)
    with refused("not_found"):
        joining.answer(row.pk, accept=True, actor=people.acting(draft.author, INTAKE), at=INTAKE)
    joining.answer(row.pk, accept=False, actor=season.actor("author", INTAKE), at=INTAKE)
    with refused("declined"):
        wish(first, draft)
    with refused("answered"):
        joining.answer(row.pk, accept=True, actor=season.actor("author", INTAKE), at=INTAKE)
    assert (first.coauthors.count(), Proposal.objects.get(pk=draft.pk).status) == (0, ProposalStatus.DRAFT)
    assert [n.code for n in told(draft.author)][-1] == "proposal_together"


def test_a_wish_that_nobody_answers_ends_and_may_be_made_again(season: Season):
    first, draft = duplicate(season)
    row = wish(first, draft)
    with refused("wish_expired"):
        joining.answer(row.pk, accept=True, actor=season.actor("author", LATE), at=LATE)
    assert wish(first, draft, at=LATE).asked_at == LATE
    joining.answer(row.pk, accept=True, actor=season.actor("author", LATE), at=LATE + timedelta(days=1))
    assert JoinRequest.objects.get().state == JoinState.JOINED


def test_nobody_joins_what_is_his_own_refused_or_elsewhere(season: Season):
    first, draft = duplicate(season)
    other = season.proposal(ProposalStatus.REFUSED, season.resident())
    elsewhere = season.open_edition("2028")
    foreign = season.draft(season.resident(), edition=elsewhere)
    for number, code in ((other.number, "join_target"), (foreign.number, "join_target"), ("P-1", "join_target")):
        with refused(code):
            joining.ask(draft.pk, number=number, actor=people.acting(draft.author, INTAKE), at=INTAKE)
    with refused("role"):
        joining.ask(draft.pk, number=first.number, actor=season.actor("author", INTAKE), at=INTAKE)
    assert JoinRequest.objects.count() == 0


def test_near_duplicates_are_joined_by_forms(season: Season, monkeypatch, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    monkeypatch.setattr("django.utils.timezone.now", lambda: INTAKE)
    first, draft = duplicate(season)
    clients = [Client(), Client()]
    for client, user in zip(clients, (draft.author, season.author), strict=True):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    neighbour, author = clients
    page = f"/kk/budget/proposals/{draft.number}/"
    assert f'value="{first.number}" formaction="{page}join/"' in neighbour.get(page + "write/").content.decode()
    asked = neighbour.post(page + "join/", {"target": first.number, "title": "Орындықтар мен шамдар қатары"})
    assert (asked.status_code, Proposal.objects.get(pk=draft.pk).title) == (302, "Орындықтар мен шамдар қатары")
    assert neighbour.post(page + "join/", {"target": first.number}).status_code == 422
    answer = f"/kk/budget/wishes/{JoinRequest.objects.get().pk}/"
    for place in ("/kk/me/proposals/", f"/kk/budget/proposals/{first.number}/"):
        assert answer in author.get(place).content.decode()
    assert neighbour.post(answer, {"answer": "accept"}).status_code == 404
    assert author.post(answer, {"answer": "accept"}).status_code == 302
    assert first.number in neighbour.get(page).content.decode()
