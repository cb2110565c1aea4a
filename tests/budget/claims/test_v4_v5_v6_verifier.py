"""V4 to V6: the stand-alone verifier finds what was tampered with, agrees on trees, and counts as the house does."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import transaction

from budget.models import Edition, EditionKey
from budget.rules.box import merkle
from budget.selectors import export, verification
from budget.services import tallying
from tests.budget.claims import tampering
from tests.budget.claims.conftest import ALONE, sized
from tests.budget.test_box_rules import CT_LEAVES, CT_ROOTS

TRIES = 40
MANY = 1_000


def test_what_was_published_stands_the_check_of_a_program_of_one_file(counted, alone, tmp_path):
    folder = counted.export(tmp_path / "vote")
    faults, told = alone.verify(folder, counted.receipts)
    assert (list(faults), told["leaves"], told["envelopes"], told["batches"]) == ([], 16, 14, 1)
    assert told["ballots"] == 14
    assert alone.verify(folder, ["0" * 64])[0] == [f"Receipt {'0' * 64}: there is no such envelope in the log."]
    assert verification.faults(counted.vote.edition) == []
    call_command("verify_edition", counted.vote.edition.code)


# File -> a word that stands in every fault of it, where it is not its own name.
NAMED = {
    "charter.json": "leaf 0",
    "batches.jsonl": "batch",
    "checkpoints.jsonl": "checkpoint",
    "witnesses.txt": "witness",
    "opening.sig": "opening.json: the log has not signed it.",
}


def files_missed(counted, alone, tmp_path, tries: int) -> list[str]:
    """Tamper so many times with a published folder; what was not found, or not named."""
    vote = counted.vote
    tallying.count(vote.edition.pk, actor=vote.actor, at=datetime.now(UTC))
    folder, chance, missed = counted.export(tmp_path / "vote"), Random(4), []
    names = sorted(path.name for path in folder.iterdir())
    for number in range(tries):
        path = folder / names[number % len(names)]
        whole = path.read_bytes()
        changed, touched = tampering.mutated(whole, chance)
        path.write_bytes(changed)
        faults = list(alone.verify(folder)[0])
        if path.name == "leaves.jsonl":
            named = any(tampering.names_line(fault, touched) for fault in faults)
        else:
            named = any(path.name in fault or NAMED.get(path.name, path.name) in fault for fault in faults)
        missed += [] if named else [f"{path.name} #{number}: {faults}"]
        path.write_bytes(whole)
    assert list(alone.verify(folder)[0]) == []
    return missed


def rows_missed(counted, alone, tmp_path, tries: int) -> list[str]:
    """Tamper so many times with the stored rows; what was not found, or not named."""
    chance, missed = Random(7), []
    for _number in range(tries):
        with transaction.atomic():
            done, named = tampering.tamper(chance)
            faults = _faults(counted, alone, tmp_path / "rows", named)
            transaction.set_rollback(True)
        if not any(re.search(named, fault) for fault in faults):
            missed.append(f"{done}: {faults}")
    assert _faults(counted, alone, tmp_path / "rows") == []
    return missed


def _faults(counted, alone, folder, named: str = "(?!)") -> list[str]:
    """What the operator's check finds; the stand-alone verifier is asked too unless that one ``named`` the fault."""
    edition = Edition.objects.get(pk=counted.vote.edition.pk)
    found = verification.faults(edition)
    if any(re.search(named, fault) for fault in found) or not EditionKey.objects.filter(edition=edition).exists():
        return found
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in export.files(edition):
        (folder / name).write_bytes(text.encode())
    return [*found, *alone.verify(folder)[0]]


def test_v4_every_column_of_the_box_is_promised_or_known_to_be_free(db):
    found = {table: tampering.columns(table) for table in tampering.TABLES}
    assert found == {table: about.promised | about.free for table, about in tampering.TABLES.items()}


def test_v4_what_was_tampered_with_in_the_published_folder_is_found_and_named(counted, alone, tmp_path):
    """V4, the quick part: every one of 40 random changes of the published files."""
    assert files_missed(counted, alone, tmp_path, TRIES) == []


def test_v4_what_was_tampered_with_in_the_database_is_found_and_named(counted, alone, tmp_path):
    """V4, the quick part: every one of 40 random changes of stored rows."""
    assert rows_missed(counted, alone, tmp_path, TRIES) == []


@pytest.mark.slow
def test_v4_a_thousand_mutations_a_thousand_found(counted, alone, tmp_path):
    """V4: 1,000 random mutations of files and of stored rows, 1,000 found and named.

    Of the leaves an outsider has only hashes: he is told between which two signed roots the changed one lies.
    """
    assert files_missed(counted, alone, tmp_path, MANY // 2) == []
    assert rows_missed(counted, alone, tmp_path, MANY // 2) == []


def test_v4_the_fault_names_the_leaf(counted, alone, tmp_path):
    folder = counted.export(tmp_path / "vote")
    lines = (folder / "leaves.jsonl").read_text().splitlines()
    row = json.loads(lines[5])
    row["hash"] = ("0" if row["hash"][0] != "0" else "1") + row["hash"][1:]
    lines[5] = json.dumps(row, sort_keys=True, separators=(",", ":"))
    (folder / "leaves.jsonl").write_text("\n".join(lines) + "\n")
    assert "checkpoint 9: is not the root of the first 9 leaves." in alone.verify(folder)[0]


def test_v5_another_hand_grows_the_same_trees(alone):
    """V5: agrees with the house on random trees, and with the vectors of Certificate Transparency (RFC 6962).

    100,000 trees: BIRGE_CLAIMS=full.
    """
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    assert [alone.tree(leaves[: size + 1]).hex() for size in range(8)] == CT_ROOTS
    chance = Random(5)
    for _number in range(sized(300, claimed=100_000)):
        random = [chance.randbytes(32) for _leaf in range(chance.randrange(1, 300 if chance.random() < 0.1 else 40))]
        assert alone.tree(random) == merkle.root(random)


def test_v5_another_hand_verifies_the_same_signatures(alone):
    chance = Random(6)
    for _number in range(20):
        key = Ed25519PrivateKey.generate()
        public, text = key.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(100))
        signature = key.sign(text)
        assert alone.ed25519(public, text, signature)
        place = chance.randrange(64)
        broken = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
        assert not alone.ed25519(public, text, broken)
        assert not alone.ed25519(public, text + b"x", signature)


def test_v6_the_recount_needs_neither_network_nor_the_house(counted, tmp_path):
    """V6: a bare interpreter, isolated, without the network, finds the same votes and winners."""
    folder = counted.export(tmp_path / "vote")
    run = subprocess.run(
        ["unshare", "--user", "--net", sys.executable, "-I", "-S", str(ALONE), str(folder), "--json"],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    told = json.loads(run.stdout)
    vote = counted.vote
    first, second, third, fourth = vote.numbers(1, 2, 3, 4)
    # Medeu: six of eight kept two choices each, two changed to the second project, two forms say one and two.
    assert {number: told["votes"][number] for number in (first, second, third, fourth)} == {
        first: 4,
        second: 5,
        third: 3,
        fourth: 4,
    }
    assert told["faults"] == []
    assert told["winners"] == {
        "medeu": [second, first, fourth, third],
        "almaly": list(vote.numbers(1, 2, 3, district="almaly")),
    }


def test_v6_the_official_count_is_the_one_that_anybody_finds(counted, alone, tmp_path):
    """V6: the tally of the house, exported, and the recount of the other program agree; a changed winner is named."""
    vote = counted.vote
    tallying.count(vote.edition.pk, actor=vote.actor, at=datetime.now(UTC))
    folder = counted.export(tmp_path / "vote")
    faults, told = alone.verify(folder)
    results = json.loads((folder / "results.json").read_text())
    assert (list(faults), results["winners"]["medeu"], bool(results["draw"])) == ([], told["winners"]["medeu"], True)
    results["winners"]["medeu"].pop()
    (folder / "results.json").write_text(json.dumps(results))
    assert [fault for fault in alone.verify(folder)[0] if "medeu" in fault] != []
