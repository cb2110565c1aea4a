"""The count as it is kept: per district, repeatable, ties by the draw, projects struck off, remainders transferred.

Rule 40 of the domain; rules 27 and 34 where the edition's parameters decide.
"""

import hashlib
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from budget.models import DrawSeed, Edition, Envelope, ExclusionGroup, StruckOff, TallyRun, WhatIf
from budget.rules.tally import draw_order
from budget.selectors import results
from budget.services import groups, tallying
from tests.factories import city, people
from tests.factories.results import Election
from workflow.models import Act
from workflow.refusals import Refused


@pytest.fixture
def election(db) -> Election:
    city.load()
    return Election()


def narrow(election: Election, tenge: int) -> None:
    """Give Medeu another envelope, before the first ballot."""
    Envelope.objects.filter(edition=election.edition, district="medeu").update(amount_tenge=tenge)


def test_rule_40_the_list_goes_down_by_votes_and_what_does_not_fit_is_passed_over(election):
    narrow(election, 60_000_000)
    election.counted()
    run = results.official_run(election.edition, "medeu")
    one, two, three, four = (election.number(place) for place in (1, 2, 3, 4))
    assert run.winners == [one, four]
    assert run.left_tenge == 8_000_000
    assert run.ballots == {"online": 31, "paper": 4, "invalid": 2}
    told = {(step["project"], step["found"], step["left"], step["missing"]) for step in run.steps}
    assert {
        (one, "fits", 60_000_000, 0),
        (two, "does_not_fit", 20_000_000, 5_000_000),
        (three, "does_not_fit", 20_000_000, 70_000_000),
        (four, "fits", 20_000_000, 0),
    } < told
    assert [(row["number"], row["votes"], row["online"], row["paper"]) for row in run.lines[:1]] == [(one, 12, 11, 1)]


def test_rule_40_an_equal_vote_is_decided_by_the_seed_that_was_committed_to_before(election):
    draw = DrawSeed.objects.get(edition=election.edition)
    assert (draw.seed, draw.revealed_at) == ("", None)
    assert f'"draw":"{draw.commitment}"' in election.vote.key.charter
    election.counted()
    draw.refresh_from_db()
    assert hashlib.sha256(draw.seed.encode()).hexdigest() == draw.commitment
    run = results.official_run(election.edition, "medeu")
    equals = sorted((election.number(2), election.number(3)), key=lambda number: draw_order(draw.seed, number))
    assert [row["number"] for row in run.lines[1:3]] == equals
    assert [step["others"] for step in run.steps if step["found"] == "tie"] == [equals]


def test_rule_40_cheaper_first_where_the_edition_says_so(db):
    city.load()
    election = Election({"tie_rule": "cheaper"}).counted()
    run = results.official_run(election.edition, "medeu")
    assert [row["number"] for row in run.lines[1:3]] == [election.number(2), election.number(3)]


def test_a_second_run_gives_the_same_and_another_ballot_would_not(election):
    election.counted()
    runs = results.official_runs(election.edition)
    assert len(runs) == 8
    assert [tallying.recomputed(run) for run in runs] == [True] * 8
    run = next(run for run in runs if run.district_id == "medeu")
    run.rules["envelope"] -= 1
    assert not tallying.recomputed(run)


def test_the_count_is_made_once_and_by_the_manager_alone_after_the_opening(election):
    with pytest.raises(Refused) as early:
        election.vote.end()
        election.count()
    assert early.value.code == "not_opened"
    election.vote.end = lambda: None
    election.counted()
    with pytest.raises(Refused) as twice:
        election.count()
    stranger = people.acting(people.officer("observer", "city-akimat"), election.now)
    with pytest.raises(Refused) as foreign:
        tallying.count(election.edition.pk, actor=stranger, at=election.now)
    assert (twice.value.code, foreign.value.code) == ("counted", "role")
    assert TallyRun.objects.count() == 8


@pytest.mark.parametrize("sentence", ["UPDATE budget_tallyrun SET winners = '[]'", "DELETE FROM budget_tallyrun"])
def test_what_was_counted_is_kept_by_the_database(election, sentence):
    election.counted()
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sentence)
    with pytest.raises(IntegrityError, match="committed to"), transaction.atomic():
        DrawSeed.objects.update(seed="00")


def test_a_project_struck_off_after_the_vote_is_counted_again_with_its_reason_and_both_counts_stay(election):
    narrow(election, 45_000_000)
    election.counted()
    before = results.official_run(election.edition, "medeu")
    words = {
        "order_number": "17-б",
        "dated_on": date(2026, 11, 1),
        "reason_kk": "Жер жеке меншік.",
        "actor": election.actor,
    }
    tallying.strike_off(
        election.edition.pk, number=election.number(1), reason_ru="Земля частная.", at=election.now, **words
    )
    after = results.official_run(election.edition, "medeu")
    assert (before.winners, after.winners) == ([election.number(1)], [election.number(2), election.number(4)])
    assert [run.number for run in results.runs_of(election.edition, "medeu")] == [1, 2]
    assert tallying.recomputed(before) and tallying.recomputed(after)
    act = Act.objects.get(kind="edition", name="strike_off")
    assert (act.public, act.note, act.data["lost"]) == (True, "Жер жеке меншік.", [election.number(1)])


def test_a_project_is_not_struck_off_in_silence(election):
    election.counted()
    words = {"number": election.number(1), "order_number": "17-б", "dated_on": date(2026, 11, 1)}
    with pytest.raises(Refused) as refusal:
        tallying.strike_off(
            election.edition.pk, **words, reason_kk="Жер.", reason_ru=" ", actor=election.actor, at=election.now
        )
    assert refusal.value.code == "reason_needed"
    assert (StruckOff.objects.count(), TallyRun.objects.count()) == (0, 8)


def test_what_districts_leave_over_pays_for_the_next_of_the_city_where_the_edition_says_so(db):
    city.load()
    election = Election({"leftover_rule": "transfer"})
    narrow(election, 60_000_000)
    Envelope.objects.filter(edition=election.edition).exclude(district="medeu").update(amount_tenge=15_000_000)
    election.counted()
    pooled = results.pool_run(election.edition)
    assert pooled.rules["envelope"] == 8_000_000 + 7 * 15_000_000
    assert pooled.winners[0] == pooled.lines[0]["number"]
    assert set(pooled.winners).isdisjoint(results.official_run(election.edition, "medeu").winners)
    assert sum(row["cost"] for row in pooled.lines if row["won"]) + pooled.left_tenge == pooled.rules["envelope"]


def test_projects_on_the_same_ground_are_found_confirmed_and_exclude_each_other(db):
    city.load()
    election = Election()
    # The factory puts all projects of a district on one point; the vote has begun, so it is undone for the search.
    Edition.objects.filter(pk=election.edition.pk).update(status="vetting")
    found = groups.find(election.edition, actor=election.actor, at=election.now)
    assert {tuple(group.numbers) for group in found if group.district_id == "medeu"} == {
        (election.number(one), election.number(two)) for one in range(1, 5) for two in range(one + 1, 5)
    }
    assert groups.find(election.edition, actor=election.actor, at=election.now) == []
    pair = next(group for group in found if group.numbers == [election.number(1), election.number(2)])
    groups.decide(pair.pk, exclusive=True, actor=election.actor, at=election.now)
    with pytest.raises(Refused) as refusal:
        groups.decide(pair.pk, exclusive=True, actor=people.acting(people.resident(), election.now), at=election.now)
    assert refusal.value.code == "role"
    Edition.objects.filter(pk=election.edition.pk).update(status="voting")
    election.counted()
    run = results.official_run(election.edition, "medeu")
    assert election.number(2) not in run.winners
    assert [step["others"] for step in run.steps if step["found"] == "exclusive"] == [[election.number(1)]]


def test_groups_are_frozen_with_the_first_ballot(election):
    group = ExclusionGroup.objects.create(
        edition=election.edition, district_id="medeu", numbers=["P-1", "P-2"], found_at=election.now
    )
    election.vote.cast(election.vote.voter(), *election.vote.numbers(1))
    with pytest.raises(IntegrityError, match="exclude each other"), transaction.atomic():
        ExclusionGroup.objects.filter(pk=group.pk).update(state="confirmed")


def test_the_other_rules_are_computed_once_and_kept_beside_the_official_one(election):
    narrow(election, 60_000_000)
    election.counted()
    run = results.official_run(election.edition, "medeu")
    tallying.compute_what_if(run.pk, at=election.now)
    tallying.compute_what_if(run.pk, at=election.now)
    answers = {row.method: row for row in WhatIf.objects.filter(run=run)}
    assert set(answers) == {"official", "stop", "per_cost", "equal_shares"}
    assert answers["official"].winners == run.winners
    assert answers["stop"].winners == [election.number(1)]
    assert (answers["official"].voters, answers["official"].without) == (35, 18)
