"""The expert council of a district: quorum, recusal, votes by name, a protocol that stays as signed (rule 33)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Absence
from budget.enums import CouncilMotion, ProposalStatus
from budget.models import CouncilItem, CouncilVote, Proposal, Sitting
from budget.rules import council as counting
from budget.rules import signing
from budget.services import council, decisions, reviews
from tests.budget.test_vetting import LATER, WHY, refused, season_resident
from tests.factories import people
from tests.factories.budget import VETTING, Season, day

COUNTS = [
    (["for"] * 4, 5, "carried"),
    (["for"] * 2 + ["against"] * 2, 5, "lost"),
    (["for"] * 3, 5, "no_quorum"),
    (["for"] * 3 + ["recused"] * 2, 5, "carried"),  # three of the three that are left
    (["for"] * 2 + ["abstained"] * 2, 5, "lost"),
    (["recused"] * 5, 5, "no_quorum"),
]


@pytest.mark.parametrize(("choices", "members", "result"), COUNTS)
def test_rule_33_quorum_and_majority(choices, members, result):
    assert counting.count(choices, members=members, quorum_percent=67).result == result


def test_rule_33_the_protocol_is_signed_by_the_chair_and_published_with_every_vote(season: Season):
    row = season.proposal(ProposalStatus.ADMITTED)
    sitting = Sitting.objects.get()
    assert (sitting.signed_at, sitting.publish_by) == (VETTING, date(2026, 10, 6))
    question = sitting.protocol["questions"][0]
    assert (question["proposal"], question["decision"], question["needed"]) == (row.number, "admit", 4)
    assert question["votes"] == [["council_member akimat-medeu", "for", ""]] * 5  # five namesakes are five votes
    assert signing.holds(sitting.protocol, signing.Signed(sitting.digest, sitting.signature, sitting.key))
    sitting.protocol["questions"][0]["decision"] = "refuse"
    assert not signing.holds(sitting.protocol, signing.Signed(sitting.digest, sitting.signature, sitting.key))


def test_rule_33_without_a_quorum_nothing_is_decided(season: Season):
    row = season.proposal(ProposalStatus.COUNCIL)
    sitting = season.sitting(row.number)
    item = sitting.items.get()
    council.move(item.pk, motion="admit", actor=season.actor("secretary", VETTING), at=VETTING)
    for member in season.council[:3]:
        council.vote(item.pk, choice="for", actor=people.acting(member, VETTING), at=VETTING)
    council.sign(sitting.pk, actor=people.acting(season.council[0], VETTING), at=VETTING)
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.COUNCIL
    assert Sitting.objects.get().protocol["questions"][0]["result"] == "no_quorum"


def test_rule_33_a_member_takes_no_part_in_his_own_proposal(season: Season):
    member = season.council[1]
    season_resident(season, member)
    row = season.proposal(ProposalStatus.COUNCIL, member)
    item = season.sitting(row.number).items.get()
    council.move(item.pk, motion="admit", actor=season.actor("secretary", VETTING), at=VETTING)
    actor = people.acting(member, VETTING)
    with refused("must_recuse"):
        council.vote(item.pk, choice="for", actor=actor, at=VETTING)
    with refused("recusal_reason"):
        council.vote(item.pk, choice="recused", actor=actor, at=VETTING)
    council.vote(item.pk, choice="recused", reason="Өз ұсынысым", actor=actor, at=VETTING)
    item = CouncilItem.objects.get(pk=item.pk)
    assert (council.counted(item).recused, council.counted(item).needed) == (1, 3)


def test_rule_33_only_members_vote_and_each_in_person(season: Season):
    row = season.proposal(ProposalStatus.COUNCIL)
    item = season.sitting(row.number).items.get()
    council.move(item.pk, motion="admit", actor=season.actor("secretary", VETTING), at=VETTING)
    deputy = season.resident()
    Absence.objects.create(user=season.council[2], deputy=deputy, valid_from=date(2026, 10, 1), reason="leave")
    others = [deputy, season.secretary, season.manager, season.officer("council_member", district="almaly")]
    for user in others:
        with refused("not_member"):
            council.vote(item.pk, choice="for", actor=people.acting(user, VETTING), at=VETTING)
    assert CouncilVote.objects.count() == 0


def test_rule_33_another_motion_clears_the_votes_and_a_signed_protocol_stays(season: Season):
    row = season.proposal(ProposalStatus.COUNCIL)
    sitting = season.sitting(row.number)
    item = sitting.items.get()
    secretary = season.actor("secretary", VETTING)
    council.move(item.pk, motion="admit", actor=secretary, at=VETTING)
    council.vote(item.pk, choice="for", actor=people.acting(season.council[0], VETTING), at=VETTING)
    council.move(item.pk, motion="rework", actor=secretary, at=VETTING, **WHY)
    assert CouncilVote.objects.count() == 0
    with refused("not_chair"):
        council.sign(sitting.pk, actor=people.acting(season.council[1], VETTING), at=VETTING)
    for member in season.council:
        council.vote(item.pk, choice="for", actor=people.acting(member, VETTING), at=VETTING)
    council.sign(sitting.pk, actor=people.acting(season.council[0], VETTING), at=VETTING)
    for late in (
        lambda: council.vote(item.pk, choice="against", actor=people.acting(season.council[0], VETTING), at=VETTING),
        lambda: council.move(item.pk, motion="admit", actor=secretary, at=VETTING),
        lambda: council.sign(sitting.pk, actor=people.acting(season.council[0], VETTING), at=VETTING),
    ):
        with refused("signed"):
            late()


KEPT = [
    "UPDATE budget_sitting SET number = number + 1",
    "UPDATE budget_councilitem SET motion = 'admit'",
    "UPDATE budget_councilvote SET choice = 'against'",
    "UPDATE budget_costcorrection SET reason = ''",
    "UPDATE budget_refusalappeal SET text_kk = ''",
    *(f"DELETE FROM budget_{table}" for table in ("sitting", "councilitem", "councilvote", "costcorrection")),
    "DELETE FROM budget_refusalappeal",
]


def test_rule_33_the_database_changes_nothing_of_what_was_signed_and_decided(season: Season):
    row = season.proposal(ProposalStatus.COUNCIL)
    lines = [{"year": "2027", "title": "12 орындық", "amount": "4 000 000"}]
    reviews.correct_cost(row.pk, lines=lines, reason="Баға ескі", actor=season.actor("secretary", VETTING), at=VETTING)
    for step in ("rework", "lapse", "refuse", "appeal"):
        getattr(season, f"_{step}")(row.pk, row.author)
    words = {"text_kk": "Желі бар.", "text_ru": "Сети есть.", "actor": season.actor("akim", LATER)}
    decisions.decide_appeal(row.pk, upheld=True, **words, at=LATER + timedelta(days=2))
    with connection.cursor() as cursor:
        for sql in KEPT:
            with pytest.raises(IntegrityError, match="stays as it"), transaction.atomic():
                cursor.execute(sql)
    other = season.proposal(ProposalStatus.SUBMITTED, season.resident())
    with pytest.raises(IntegrityError, match="stays as it was signed"), transaction.atomic():
        CouncilItem.objects.create(sitting=Sitting.objects.first(), proposal=other, round=1)


def test_rule_33_a_protocol_that_is_not_published_in_time_is_told_to_everybody(season: Season, monkeypatch, client):
    row = season.proposal(ProposalStatus.COUNCIL)
    sitting = season.sitting(row.number)
    page = f"/ru/budget/{season.edition.code}/"
    words = {}
    for day_, name in ((sitting.publish_by, "in time"), (sitting.publish_by + timedelta(days=1), "overdue")):
        moment = day(day_.isoformat(), 12)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        words[name] = "срок публикации прошёл" in client.get(page).content.decode()
    season.decide_at(sitting, CouncilMotion.ADMIT, at=day("2026-10-08", 10))
    shown = client.get(page).content.decode()
    told = client.get(f"/ru/budget/protocols/{sitting.pk}/").content.decode()
    assert words == {"in time": False, "overdue": True}
    assert "опубликован с опозданием" in shown and "срок публикации прошёл" not in shown
    assert "Протокол следовало опубликовать" in told
