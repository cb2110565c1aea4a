"""Who is told of a proposal's steps, by which letter, in which language."""

import pytest

from accounts.models import Notice
from budget.enums import ProposalStatus
from budget.handlers import TO_AUTHORS
from budget.models import Proposal
from budget.services import amendments, coauthors, decisions
from budget.workflow import PROPOSAL
from tests.factories import people
from tests.factories.budget import INTAKE, KK, RU, VETTING, Season
from workflow import outbox

LETTERS = {
    ProposalStatus.SUBMITTED: ["proposal_submitted"],
    ProposalStatus.ADMITTED: ["proposal_submitted", "proposal_admitted"],
    ProposalStatus.REWORK: ["proposal_submitted", "proposal_returned"],
    ProposalStatus.REFUSED: ["proposal_submitted", "proposal_returned", "proposal_refused"],
}


def told(user) -> list[Notice]:
    while outbox.drain(100):
        pass
    return list(Notice.objects.filter(user=user, channel="inbox").order_by("pk"))


@pytest.mark.parametrize("status", LETTERS)
def test_the_author_hears_of_each_decision_once(season: Season, status):
    row = season.proposal(status)
    assert [notice.code for notice in told(row.author)] == LETTERS[status]
    assert [notice.code for notice in told(row.author)] == LETTERS[status]


def test_a_refusal_tells_reason_words_and_the_last_day_in_the_readers_language(season: Season):
    kazakh, russian = season.resident(), season.resident(language="ru")
    for user, words, reason in ((kazakh, KK, "инженерлік желілер"), (russian, RU, "инженерные сети")):
        season.proposal(ProposalStatus.REFUSED, user)
        letter = told(user)[-1]
        assert words in letter.body and reason in letter.body.lower()
        assert ("16 қазан" if user == kazakh else "16 октября") in letter.body.lower()


def test_a_co_author_hears_too_and_a_stranger_does_not(season: Season):
    row = season.draft()
    friend, stranger = season.resident(email="friend@example.kz"), season.resident()
    invited = coauthors.invite(row.pk, email="friend@example.kz", actor=season.actor("author", INTAKE), at=INTAKE)
    coauthors.answer(invited.pk, accept=True, actor=people.acting(friend, INTAKE), at=INTAKE)
    season._submit(row.pk, season.author)
    letters = [[letter.code for letter in told(user)] for user in (season.author, friend, stranger)]
    assert letters == [["proposal_together", "proposal_submitted"], ["proposal_invitation", "proposal_submitted"], []]


def test_the_experts_of_the_departments_asked_are_told(season: Season):
    experts = season.experts()
    away = people.officer("expert", "dept-culture")
    season.proposal(ProposalStatus.DEPARTMENTS)
    assert {code: [each.code for each in told(user)] for code, user in experts.items()} == {
        code: ["proposal_review"] for code in experts
    }
    assert told(away) == []


def test_decisions_on_appeals_and_amendments_are_told(season: Season):
    row = season.proposal(ProposalStatus.APPEALED)
    akim = season.actor("akim", VETTING)
    decisions.decide_appeal(row.pk, upheld=False, text_kk="Желі жоқ.", text_ru="Сетей нет.", actor=akim, at=VETTING)
    words = {"what_kk": "Орын ауысты.", "what_ru": "Место изменено.", "reason_kk": "Ағаш.", "reason_ru": "Дерево."}
    amendments.amend(row.pk, **words, actor=season.actor("secretary", VETTING), at=VETTING)
    letters = told(row.author)
    assert [letter.code for letter in letters][-2:] == ["proposal_appeal", "proposal_amended"]
    assert "Желі жоқ." in letters[-2].body
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.ADMITTED


def test_every_act_that_is_told_of_is_an_act_of_the_table():
    assert set(TO_AUTHORS) <= {step.name for step in PROPOSAL.transitions}
