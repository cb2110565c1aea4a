"""V7 and V8 (rule 38): who chose what cannot be guessed from the database, and no part of the box can be opened."""

from datetime import UTC, datetime
from random import Random

import pytest
from django.db import connection

from budget.models import OpenedBallot, Opening, SealedBallot
from budget.rules.box import merkle
from budget.rules.box import opening as openings
from budget.services import log, opening
from workflow.models import Act
from workflow.refusals import Refused

VOTERS = 60


def test_v7_an_attacker_with_the_whole_database_guesses_no_better_than_chance(vote):
    """V7: pairs of voters, one of whom chose the first project. By xmin, by place, by key, by time, by size of rows,
    the attacker ranks ballots for each voter; the area under the curve stays at one half."""
    chance = Random(7)
    voters = [vote.voter() for _number in range(VOTERS)]
    truth = {voter.pk: chance.random() < 0.5 for voter in voters}
    for voter in voters:
        vote.cast(voter, *vote.numbers(1 if truth[voter.pk] else 2))
    log.sequence(vote.edition, at=vote.now)
    # Before the opening: the envelopes of both choices are of one length and share nothing.
    envelopes = [bytes(row.envelope) for row in SealedBallot.objects.all()]
    assert len({len(one) for one in envelopes}) == 1
    assert len({one[1:66] for one in envelopes}) == VOTERS
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.user_id FROM budget_rollmark m JOIN budget_sealedballot b ON b.mark_id = m.id ORDER BY leaf_index"
        )
        by_leaf = [user for (user,) in cursor.fetchall()]
        cursor.execute("SELECT user_id FROM budget_rollmark ORDER BY id")
        by_mark = [user for (user,) in cursor.fetchall()]
        cursor.execute("SELECT choices->>0, xmin::text FROM budget_openedballot ORDER BY ctid")
        opened = cursor.fetchall()
    # All opened ballots are of one transaction: the join that found everybody finds nobody.
    assert len({xmin for _choice, xmin in opened}) == 1
    said = [choice == vote.numbers(1)[0] for choice, _xmin in opened]
    for order in (by_leaf, by_mark):
        assert abs(_auc([truth[user] for user in order], said) - 0.5) < 0.26
        hits = sum(truth[user] == one for user, one in zip(order, said, strict=True))
        # The guess of a coin is right in half of the cases; four standard deviations are allowed.
        assert abs(hits - VOTERS / 2) < 4 * (VOTERS / 4) ** 0.5


def _auc(truth: list[bool], scores: list[bool]) -> float:
    rows = list(zip(truth, scores, strict=True))
    pairs = [(one, other) for first, one in rows if first for second, other in rows if not second]
    return sum((one > other) + 0.5 * (one == other) for one, other in pairs) / max(1, len(pairs))


def test_v7_ballots_are_never_journalled_with_a_person(vote):
    acts = Act.objects.count()
    vote.cast(vote.voter(), *vote.numbers(1))
    assert Act.objects.count() == acts
    names = {field.name for field in OpenedBallot._meta.get_fields()}
    assert names == {
        "id",
        "edition",
        "number",
        "district",
        "way",
        "sealed_by",
        "choices",
        "points",
        "valid",
        "fault",
    }


def test_v8_no_subset_of_the_box_is_opened():
    """V8: 1,000 random sets of envelopes that are not the whole box, 1,000 refused."""
    chance = Random(8)
    box = [chance.randbytes(40) for _envelope in range(50)]
    leaves = [("charter", merkle.leaf_hash(b"{}")), *[("ballot", merkle.leaf_hash(one)) for one in box]]
    root = merkle.root([leaf for _kind, leaf in leaves])
    whole = {"size": 51, "root": root, "ballot": "ballot"}
    openings.check(leaves, chance.sample(box, 50), **whole)
    codes = []
    for _number in range(1_000):
        part = chance.sample(box, chance.randrange(50))
        kind = chance.randrange(3)
        if kind == 1:
            part = [*part, chance.randbytes(40)] if len(part) == 49 else [*part, box[0], box[0]]
        with pytest.raises(openings.NotTheBox) as refused:
            if kind == 2:
                # The log itself is cut to fit the part: then it is not what was signed.
                fitted = [leaves[0], *[("ballot", merkle.leaf_hash(one)) for one in part]]
                openings.check(fitted, part, **whole)
            else:
                openings.check(leaves, part, **whole)
        codes.append(refused.value.code)
    assert set(codes) == {"root", "missing", "twice"} | ({"foreign"} & set(codes))
    assert len(codes) == 1_000


@pytest.mark.parametrize("how", ["missing", "replaced"])
def test_v8_the_ceremony_stops_where_an_envelope_was_taken_or_exchanged(vote, how):
    voters = [vote.voter() for _number in range(3)]
    for voter in voters:
        vote.cast(voter, *vote.numbers(1))
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    row = SealedBallot.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        if how == "missing":
            cursor.execute("DELETE FROM budget_sealedballot WHERE id = %s", [row.pk])
        else:
            other = vote.sealed(*vote.numbers(2))
            cursor.execute("UPDATE budget_sealedballot SET envelope = %s WHERE id = %s", [other, row.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(Refused) as refusal:
        opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    assert (refusal.value.code, OpenedBallot.objects.count(), Opening.objects.count()) == ("not_the_box", 0, 0)
