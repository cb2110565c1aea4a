"""After admission: the ballot is numbered, said in both languages (rule 39) and frozen (rule 34)."""

import pytest
from django.db import IntegrityError, connection, transaction

from budget.enums import EditionStatus, ProposalStatus
from budget.models import (
    Amendment,
    CostLine,
    Edition,
    Funding,
    Proposal,
)
from budget.selectors import ballot_projects
from budget.services import amendments, author, editions, formal, keys
from tests.factories.budget import AFTER, VETTING, VOTING, Season
from workflow.refusals import Refused


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


RAW = {
    "title": "UPDATE budget_proposal SET title = 'x' WHERE id = %s",
    "cost": "UPDATE budget_proposal SET cost_tenge = 1 WHERE id = %s",
    "off": "UPDATE budget_proposal SET ballot_number = NULL WHERE id = %s",
    "status": "UPDATE budget_proposal SET status = 'withdrawn' WHERE id = %s",
    "place": "UPDATE budget_proposal SET point = ST_Translate(point, 0.001, 0) WHERE id = %s",
    "gone": "DELETE FROM budget_proposal WHERE id = %s",
    "line": "UPDATE budget_costline SET amount_tenge = 1 WHERE proposal_id = %s",
    "line_gone": "DELETE FROM budget_costline WHERE proposal_id = %s",
    "funding": "UPDATE budget_funding SET amount_tenge = 1 WHERE proposal_id = %s",
    "picture": "DELETE FROM budget_proposalphoto WHERE proposal_id = %s",
}


@pytest.fixture
def voted(season: Season) -> Proposal:
    """A project on the ballot of an edition whose first ballot was cast."""
    edition = season.vote()
    Edition.objects.filter(pk=edition.pk).update(first_ballot_at=VOTING)
    return Proposal.objects.get()


@pytest.mark.parametrize("name", RAW)
def test_rule_34_from_the_first_ballot_on_raw_sql_changes_no_project(voted, name):
    before = (Proposal.objects.values().get(), list(CostLine.objects.values()), list(Funding.objects.values()))
    refusal = pytest.raises(IntegrityError, match="The vote has begun")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW[name], [voted.pk])
    after = (Proposal.objects.values().get(), list(CostLine.objects.values()), list(Funding.objects.values()))
    assert after == before


def test_rule_34_no_project_joins_the_ballot_after_the_first_ballot(season: Season, voted):
    late = season.proposal(ProposalStatus.DRAFT, season.resident(), edition=season.open_edition("2027-2"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=late.pk).update(edition=voted.edition, ballot_number=99, status="admitted")


def test_rule_34_a_change_after_admission_is_a_public_amendment_with_its_reason(season: Season, voted):
    words = {
        "what_kk": "Ауданы 1 200 м² емес, 700 м².",
        "what_ru": "Площадь 700 м² вместо 1 200 м².",
        "reason_kk": "Жылу желісі табылды.",
        "reason_ru": "Обнаружена теплотрасса.",
    }
    clerk = season.actor("secretary", AFTER)
    with refused("words_needed"):
        amendments.amend(voted.pk, **{**words, "reason_kk": " "}, actor=clerk, at=AFTER)
    act = amendments.amend(voted.pk, **words, new_cost_tenge=5_000_000, actor=clerk, at=AFTER)
    row = Amendment.objects.get()
    assert act.public and (row.old_cost_tenge, row.new_cost_tenge) == (8_000_000, 5_000_000)
    assert Proposal.objects.get().cost_tenge == 8_000_000  # what was voted on stays


def test_the_ballot_is_numbered_by_district_in_the_order_of_submission(season: Season):
    edition = season.vote(projects=3)
    assert edition.status == EditionStatus.VOTING
    rows = list(ballot_projects(edition, "medeu"))
    assert [row.ballot_number for row in rows] == [1, 2, 3]
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    assert list(ballot_projects(edition, "almaly")) == []


def test_rule_39_the_vote_does_not_open_before_every_project_is_in_both_languages(season: Season):
    row = season.proposal(ProposalStatus.ADMITTED, title_other="")
    editions.advance(at=VETTING)
    assert editions.advance(at=VOTING) == {"2027": "untranslated"}
    words = {"title": "Скамейки в парке", "description": "Двенадцать скамей вдоль дорожки."}
    formal.translate(row.pk, actor=season.actor("secretary", VOTING), at=VOTING, **words)
    assert editions.advance(at=VOTING) == {"2027": "no_keys"}
    keys.make(row.edition, at=VOTING)
    assert editions.advance(at=VOTING) == {"2027": "start_voting"}
    with refused("on_ballot"):
        author.withdraw(row.pk, actor=season.actor("author", VOTING), at=VOTING)
