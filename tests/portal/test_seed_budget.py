"""The seeded budget: three editions at once, each count the real one, each act one that the table admits."""

import io
from collections import Counter

import pytest
from django.core.management import call_command

from budget.enums import EditionStatus, ProposalStatus, WorkStatus
from budget.models import Edition, OpenedBallot, Proposal, RollMark, Work
from budget.selectors import results
from budget.services import editions, tallying
from budget.workflow import PROPOSAL
from config.portal.seed.budget import plan
from tests.factories import city
from workflow.models import Act, Delivery


@pytest.fixture
def town(db, tmp_path, settings) -> str:
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    out = io.StringIO()
    call_command("seed_city", scale=0.01, seed=7, until="2026-11-20", quiet=True, stdout=out)
    return out.getvalue()


def test_the_seeded_budget_obeys_the_rules_of_a_real_one(town):
    assert town.count("\n  birge-") == 5
    assert Counter(Edition.objects.values_list("status", flat=True)) == {
        EditionStatus.WORKS: 1,
        EditionStatus.VOTING: 1,
        EditionStatus.INTAKE: 1,
    }
    assert all(editions.signature_holds(edition) for edition in Edition.objects.all())
    past = Edition.objects.get(status=EditionStatus.WORKS)
    ballots = OpenedBallot.objects.filter(edition=past)
    assert ballots.count() == RollMark.objects.filter(edition=past).count() == round(plan.VOTES * 0.01)
    runs = results.official_runs(past)
    assert {run.district_id: len(run.winners) for run in runs} == dict.fromkeys(plan.WINNERS, 1)
    assert [tallying.recomputed(run) for run in runs] == [True] * 8
    works = Work.objects.filter(edition=past)
    assert set(works.values_list("status", flat=True)) == set(WorkStatus)
    assert set(works.values_list("proposal__number", flat=True)) == set(results.winners(past))
    _journals_are_whole()
    # History owes no letters.
    assert Delivery.objects.count() == 0


def _journals_are_whole() -> None:
    """Every proposal's acts are numbered without a gap, follow the table, and end in its status."""
    ends = dict(Proposal.objects.values_list("pk", "status"))
    last: dict[int, tuple[int, str]] = {}
    for act in Act.objects.filter(kind="proposal").order_by("subject_id", "seq"):
        seq, status = last.get(act.subject_id, (0, ""))
        assert (act.seq, act.before) == (seq + 1, status)
        if act.name != "draft":
            assert act.before in PROPOSAL[act.name].sources
            assert act.after == (PROPOSAL[act.name].target or act.after)
        last[act.subject_id] = (act.seq, act.after)
    assert {pk: status for pk, (_seq, status) in last.items()} == ends
    assert ProposalStatus.ADMITTED in ends.values()
