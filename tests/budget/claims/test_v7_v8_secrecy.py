"""V7 and V8 (rule 38): who chose what cannot be guessed from the database, and no part of the box can be opened."""

import contextlib
import json
from datetime import UTC, datetime
from random import Random

import pytest
from django.db import connection

from budget.models import OpenedBallot, Opening, SealedBallot
from budget.rules.box import envelope as envelopes
from budget.rules.box import merkle, shares
from budget.rules.box import opening as openings
from budget.rules.box.envelope import Choice
from budget.services import keys, log, opening
from tests.budget.claims import attacker
from tests.budget.claims.conftest import sized
from workflow.models import Act
from workflow.refusals import Refused

# With so many standard deviations none of some hundred guesses goes astray by chance.
FAR = 5.0


class Booth:
    """Voters of one district, of whom each chose the first project or the second by the toss of a coin."""

    def __init__(self, vote, number: int) -> None:
        chance = Random(7)
        self.vote, self.voters = vote, [vote.voter() for _number in range(number)]
        self.before, self.since = attacker.dump(), attacker.wal_position()
        self.truth = [chance.random() < 0.5 for _voter in self.voters]
        for voter, first in zip(self.voters, self.truth, strict=True):
            choice = vote.numbers(1 if first else 2)
            # Without scripts the server sees the choice; it must leave no trace either.
            words = {"choice": Choice(choice)} if chance.random() < 0.3 else {"envelope": vote.sealed(*choice)}
            vote.cast(voter, **words)
        log.sequence(vote.edition, at=vote.now)

    def known_of_voters(self, rows: attacker.Rows, wal: list[dict] = ()) -> list[dict[str, float]]:
        """What may be put in an order about each voter, from whatever row leads to the voter."""
        marks = {row["user_id"]: row for row in rows["budget_rollmark"]}
        envelopes = {row["mark_id"]: (row, number) for number, row in enumerate(rows["budget_sealedballot"])}
        leaves = {row["index"]: row for row in rows["budget_logleaf"]}
        found = []
        for voter in self.voters:
            envelope, number = envelopes[marks[voter.pk]["id"]]
            linked = [("mark", marks[voter.pk]), ("envelope", envelope), ("leaf", leaves[envelope["leaf_index"]])]
            linked += [("wal", record) for record in wal[number : number + 1]]
            linked += [(table, row) for table, lines in rows.items() for row in lines if row.get("user_id") == voter.pk]
            found.append(attacker.features(linked))
        return found


def test_v7_whoever_has_backup_wal_and_logs_of_the_vote_guesses_no_better_than_chance(vote, caplog):
    """V7 before the opening: every row and every hidden column, the write-ahead log, our own logs at their loudest.

    By none of some hundred features are those who chose the first project told from the others (AUC 0.5); with the
    shares of three trustees the same attacker tells all of them. With 2,000 voters: BIRGE_CLAIMS=full.
    """
    with contextlib.ExitStack() as loudest:
        for name in (None, "django", "django.db.backends", "budget", "accounts", "workflow"):
            loudest.enter_context(caplog.at_level("DEBUG", logger=name))
        connection.force_debug_cursor = True
        loudest.callback(setattr, connection, "force_debug_cursor", False)
        booth = Booth(vote, sized(200, claimed=2_000))
    assert "budget_cast" in caplog.text
    rows = attacker.added(booth.before, attacker.dump())
    written = json.dumps({table: rows[table] for table in rows if table not in {"budget_edition", "budget_editionkey"}})
    assert [number for number in vote.numbers(1, 2) if number in written or number in caplog.text] == []
    wal = attacker.wal("budget_sealedballot", booth.since)
    assert len(wal) == len(booth.voters)
    known = booth.known_of_voters(rows, wal)
    assert len(known[0]) > 100
    told = {name: attacker.auc(booth.truth, [each.get(name, 0.0) for each in known]) for name in known[0]}
    limit = FAR * attacker.chance_of(booth.truth)
    assert {name: score for name, score in told.items() if abs(score - 0.5) > limit} == {}
    # The control: what the key of the election would tell.
    given = [shares.Share.read(word) for word in vote.shares[:3]]
    private = shares.unwrap(bytes(vote.key.private_wrapped), given, keys.about(vote.edition))
    label = envelopes.label(vote.edition.code, vote.key.charter_hash, "medeu")
    marks = SealedBallot.objects.values_list("mark__user_id", "envelope")
    opened = {user: envelopes.unseal(bytes(sealed), key=private, label=label).numbers for user, sealed in marks}
    assert attacker.auc(booth.truth, [opened[voter.pk] == vote.numbers(1) for voter in booth.voters]) == 1.0


def test_v7_whoever_has_all_of_it_after_the_opening_links_no_ballot_to_its_voter(vote):
    """V7 after the opening: each order of the voters is laid beside each order of the opened ballots, both ways."""
    booth = Booth(vote, sized(200, claimed=2_000))
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    since = attacker.wal_position()
    opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    rows = attacker.added(booth.before, attacker.dump())
    known, ballots = booth.known_of_voters(rows), rows["budget_openedballot"]
    # All opened ballots are of one transaction: the join by xmin that found everybody finds nobody.
    assert ({row["xmin"] for row in ballots}, len(ballots)) == ({ballots[0]["xmin"]}, len(booth.voters))
    assert len(attacker.wal("budget_openedballot", since)) == len(ballots)
    linked = [attacker.features([("ballot", row), ("wal", {"place": place})]) for place, row in enumerate(ballots)]
    first = [row["choices"] == list(vote.numbers(1)) for row in ballots]
    right = sum(booth.truth)
    chance = right * (len(first) - right) / len(first) / (len(first) - 1) ** 0.5
    expected = (right**2 + (len(first) - right) ** 2) / len(first)
    orders = {name: _by(name, linked, first) for name in linked[0] if "choices" not in name}
    far = {
        (name, other): hits
        for name in known[0]
        for other, order in orders.items()
        for hits in [sum(one == two for one, two in zip(_by(name, known, booth.truth), order, strict=True))]
        if abs(hits - expected) > FAR * 2 * chance
    }
    assert (far, len(orders) > 5) == ({}, True)


def _by(name: str, features: list[dict[str, float]], said: list[bool]) -> list[bool]:
    """What was chosen, in the order of a feature. Where all are equal it orders nothing: by lot, then."""
    lot = Random(name)
    rows = sorted((each.get(name, 0.0), lot.random(), choice) for each, choice in zip(features, said, strict=True))
    return [choice for _value, _lot, choice in rows]


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
