"""A copy of one's own data and being forgotten, for what the people's budget holds."""

from datetime import timedelta

from django.utils import timezone

from budget.models import CoAuthor, Proposal
from budget.services import own_data
from tests.factories import people
from tests.factories.budget import Season


def test_a_copy_holds_the_own_proposals_and_forgetting_takes_the_drafts_words(db, season: Season):
    mine, other = season.draft(), season.draft(people.resident())
    person = mine.author
    CoAuthor.objects.create(proposal=other, user=person, invited_at=timezone.now())
    data = own_data.collect(person).data
    assert [row["number"] for row in data["proposals"]] == [mine.number]
    assert [row["proposal__number"] for row in data["co_authored"]] == [other.number]
    assert (data["votes"], data["words"], data["follows"]) == ([], [], [])
    for _twice in range(2):
        own_data.forget(person, timezone.now() + timedelta(days=1))
    mine.refresh_from_db()
    assert (mine.title, mine.description, mine.point, mine.revisions.count()) == ("", "", None, 0)
    assert CoAuthor.objects.count() == 0
    assert Proposal.objects.get(pk=other.pk).title == other.title


def test_a_proposal_being_checked_keeps_its_author(db, season: Season):
    row = season.proposal()
    assert own_data.open_cases(row.author) == [row.number]
