"""Two editions whose votes run at the same time, by the same residents in the same districts: nothing of them mixes."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from budget.models import LogLeaf, OpenedBallot, RollMark
from budget.selectors import export
from budget.services import log, opening
from tests.doors.visitors import of
from tests.factories import city
from tests.factories.votes import Vote
from workflow.refusals import Refused

NUMBER = re.compile(r"P-2\d{3}-\d{6}")


@pytest.fixture
def votes(db) -> tuple[Vote, Vote]:
    city.load()
    return Vote(rules={"code": "2027-1"}), Vote(rules={"code": "2027-2", "choices": 2})


def numbers(vote: Vote, *districts: str) -> set[str]:
    return {row.number for code in districts or vote.projects for row in vote.projects[code]}


def test_ballots_lists_turnout_logs_and_files_of_two_editions_do_not_mix(votes):
    resident = votes[0].voter()
    receipts = [vote.cast(resident, *vote.numbers(place)).receipt.leaf for place, vote in enumerate(votes, 1)]
    for vote in votes:
        log.sequence(vote.edition, at=vote.now)
    client = of(resident)
    for vote, other, receipt in zip(votes, votes[::-1], receipts, strict=True):
        base, program = f"/kk/budget/{vote.edition.code}/", f"/api/v1/budget/{vote.edition.code}/"
        ballot = client.get(f"{base}vote/").content.decode()
        assert set(NUMBER.findall(ballot)) == numbers(vote, "medeu")
        for page in (f"{base}proposals/", f"{base}map/"):
            assert set(NUMBER.findall(Client().get(page).content.decode())) <= numbers(vote), page
        assert Client().get(f"{program}turnout/").json()["total"] == 1
        leaves = LogLeaf.objects.filter(edition=vote.edition, kind="ballot").values_list("hash", flat=True)
        assert [bytes(leaf) for leaf in leaves] == [receipt]
        files = dict(export.files(vote.edition))
        assert set(NUMBER.findall("".join(files.values()))) == numbers(vote)
        assert receipt.hex() in files["leaves.jsonl"]
        assert receipt.hex() not in "".join(text for _name, text in export.files(other.edition))
        assert json.loads(files["charter.json"])["rules"]["code"] == vote.edition.code
    marks = RollMark.objects.filter(user=resident)
    assert (marks.count(), len(set(marks.values_list("voter_key", flat=True)))) == (2, 2)


def test_one_is_opened_by_its_own_shares_and_counts_its_own_envelopes_while_the_other_votes_on(votes):
    first, second = votes
    resident = first.voter()
    second.cast(resident, *second.numbers(1))
    second.cast(second.voter(), envelope=first.sealed(*first.numbers(1)))
    second.end()
    log.close(second.edition, at=datetime.now(UTC))
    words = {"actor": second.actor, "at": datetime.now(UTC)}
    with pytest.raises(Refused):
        opening.open_box(second.edition, first.shares[:3], **words)
    record = opening.open_box(second.edition, second.shares[:3], **words)
    assert (record.counts["valid"], record.counts["invalid"]) == (1, {"unreadable": 1})
    assert first.cast(resident, *first.numbers(1)).is_new
    opened = OpenedBallot.objects.filter(valid=True).values_list("edition__code", "choices")
    assert list(opened) == [("2027-2", list(second.numbers(1)))]
