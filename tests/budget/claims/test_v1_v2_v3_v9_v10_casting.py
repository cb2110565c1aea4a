"""V1, V2, V3, V9, V10: at the same moment, at the last moment, and twice. The large numbers are in script/bench."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from budget.enums import Stage, VoteProof
from budget.models import EditionStage, LogLeaf, RollMark, SealedBallot, VoteCode
from budget.services import casting, confirming, log
from budget.services.casting import PROMISE
from tests.budget.claims.conftest import sized
from tests.factories import city
from tests.factories.votes import Vote
from tests.threads import at_once
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(transactional_db) -> Vote:
    city.load()
    return Vote()


def test_v1_many_attempts_of_few_voters_leave_one_ballot_each_and_no_error(crowd):
    """V1: 160 attempts of 5 voters from 8 threads at once. 400,000 of 5,000: script/bench ballots --race."""
    voters = [crowd.voter() for _number in range(5)]
    sealed = [[crowd.sealed(*crowd.numbers(1 + number % 4)) for number in range(20)] for _thread in range(8)]

    def work(thread: int) -> list:
        done = []
        for number in range(20):
            done.append(crowd.cast(voters[(thread + number) % 5], envelope=sealed[thread][number]))
        return done

    results = at_once(8, work)
    assert [error for error in results if isinstance(error, Exception)] == []
    assert sorted(RollMark.objects.values_list("casts", flat=True)) == [32] * 5
    numbers = SealedBallot.objects.order_by("mark", "number").values_list("mark", "number")
    assert [number for _mark, number in numbers] == list(range(1, 33)) * 5


def test_v1_one_phone_confirms_one_of_two_people_at_the_same_moment(crowd):
    voters = [crowd.voter(), crowd.voter()]
    for voter in voters:
        row = VoteCode(edition=crowd.edition, user=voter, phone="+77010000001")
        row.sent_at, row.expires_at = crowd.now, crowd.now + timedelta(hours=1)
        row.code_hash = confirming.hashed(row.public_id, "123456")
        row.save()

    def work(thread: int):
        return crowd.cast(voters[thread], *crowd.numbers(1), proof=casting.Proof(VoteProof.CODE, "123456"))

    results = at_once(2, work)
    refused = [one.code for one in results if isinstance(one, Refused)]
    assert (refused, RollMark.objects.count(), SealedBallot.objects.count()) == (["phone_used"], 1, 1)


def test_v2_every_acknowledged_ballot_stands_in_the_final_tree(crowd):
    """V2 while the log is sequenced and closed meanwhile. With killed processes: script/bench ballots --kills."""
    voters = [crowd.voter() for _number in range(12)]
    stop = threading.Event()

    def keep() -> None:
        while not stop.is_set():
            log.sequence(crowd.edition, at=datetime.now(UTC))
        connections.close_all()

    sequencer = threading.Thread(target=keep)
    sequencer.start()
    results = at_once(4, lambda thread: [crowd.cast(voter, *crowd.numbers(1)) for voter in voters[thread::4] * 5])
    stop.set()
    sequencer.join(60)
    assert [error for error in results if isinstance(error, Exception)] == []
    receipts = {cast.receipt.leaf for casts in results for cast in casts}
    crowd.end()
    closing = log.close(crowd.edition, at=datetime.now(UTC))
    in_tree = {bytes(leaf) for leaf in LogLeaf.objects.filter(edition=crowd.edition).values_list("hash", flat=True)}
    assert (len(receipts), receipts - in_tree, closing.size) == (60, set(), 61)


def test_v3_the_task_runs_three_times_within_a_promise_and_leaves_none_behind(crowd):
    every = settings.CELERY_BEAT_SCHEDULE["keep-log"]["schedule"]
    assert 3 * every <= PROMISE.total_seconds() == 900
    for _number in range(3):
        crowd.cast(crowd.voter(), *crowd.numbers(1))
    assert SealedBallot.objects.filter(leaf_index__isnull=True).count() == 3
    log.keep(at=datetime.now(UTC) + timedelta(seconds=every))
    assert not SealedBallot.objects.filter(leaf_index__isnull=True).exists()


def test_v9_at_the_second_of_closing_a_receipt_means_counted_and_a_refusal_means_not(crowd):
    """V9: casts go on while the vote ends and the box is closed; whoever has a receipt is under the closing root."""
    voters = [crowd.voter() for _number in range(8)]
    ends = datetime.now(UTC) + timedelta(seconds=3)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        EditionStage.objects.filter(edition=crowd.edition, stage=Stage.VOTING).update(closes_at=ends)
    closed = []

    def work(thread: int) -> list[bytes]:
        if thread == 4:
            while not closed:
                try:
                    closed.append(log.close(crowd.edition, at=datetime.now(UTC)))
                except Refused as refusal:
                    assert refusal.code == "still_open"
            return []
        receipts = []
        for number in range(100_000):
            try:
                receipts.append(crowd.cast(voters[2 * thread + number % 2], *crowd.numbers(1)).receipt.leaf)
            except Refused as refusal:
                assert refusal.code == "closed"
                break
        return receipts

    results = at_once(5, work)
    assert [error for error in results if isinstance(error, Exception)] == []
    receipts = {leaf for leaves in results for leaf in leaves}
    in_tree = set(
        map(bytes, LogLeaf.objects.filter(edition=crowd.edition, kind="ballot").values_list("hash", flat=True))
    )
    assert len(receipts) > 8
    assert receipts == in_tree
    assert closed[0].size == len(in_tree) + 1


def test_v10_a_request_sent_again_and_again_is_one_ballot(crowd):
    """V10: each request is sent by eight threads at once (the claim: five times). 10,000 requests: BIRGE_CLAIMS=full.

    From several processes: script/bench ballots --again.
    """
    voters, each = [crowd.voter() for _number in range(5)], sized(5, claimed=100)
    for _round in range(sized(1, claimed=100)):
        requests = [
            (voters[number % 5], {"key": uuid.uuid4(), "envelope": crowd.sealed(*crowd.numbers(1))})
            for number in range(each)
        ]
        results = at_once(8, lambda _thread, requests=requests: [crowd.cast(user, **words) for user, words in requests])
        assert [error for error in results if isinstance(error, Exception)] == []
        for answers in zip(*results, strict=True):
            assert len({(one.receipt, one.signature) for one in answers}) == 1
            assert sum(one.is_new for one in answers) == 1
    ballots = each * sized(1, claimed=100)
    assert SealedBallot.objects.count() == sum(RollMark.objects.values_list("casts", flat=True)) == ballots
