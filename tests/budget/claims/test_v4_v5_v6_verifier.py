"""V4 to V6: the stand-alone verifier finds what was tampered with, agrees on trees, and counts as the house does."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from budget.rules.box import merkle
from budget.selectors import export, verification
from budget.services import tallying
from tests.budget.claims.conftest import ALONE
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


def mutated(text: bytes, chance: Random) -> bytes:
    """One random change of a file: a bit, a line less, a line twice, two lines in the other order, the end cut off."""
    lines = text.splitlines(keepends=True)
    kind = chance.choice(["flip", "delete", "insert", "reorder", "truncate"])
    if kind == "delete" and len(lines) > 1:
        del lines[chance.randrange(len(lines))]
        return b"".join(lines)
    if kind == "insert" and lines:
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
        return b"".join(lines)
    if kind == "reorder" and len(set(lines)) > 1:
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
        return b"".join(lines)
    if kind == "truncate" and len(text) > 1:
        return text[: chance.randrange(len(text))]
    place = chance.randrange(len(text))
    return text[:place] + bytes([text[place] ^ 1 << chance.randrange(8)]) + text[place + 1 :]


def files_found(counted, alone, tmp_path, tries: int) -> list[str]:
    """Tamper so many times with a published folder; what was not found."""
    folder, chance, missed = counted.export(tmp_path / "vote"), Random(4), []
    names = sorted(path.name for path in folder.iterdir())
    for number in range(tries):
        path = folder / names[number % len(names)]
        whole = path.read_bytes()
        changed = mutated(whole, chance)
        if changed == whole:
            continue
        path.write_bytes(changed)
        if not alone.verify(folder)[0]:
            missed.append(f"{path.name} #{number}")
        path.write_bytes(whole)
    assert list(alone.verify(folder)[0]) == []
    return missed


# Table -> columns whose every value is promised.
STORED = {
    "budget_logleaf": ["index", "kind", "hash", "data"],
    "budget_lognode": ["level", "place", "root"],
    "budget_checkpoint": ["size", "root", "note"],
    "budget_sealedballot": ["envelope", "leaf_hash", "leaf_index"],
    "budget_rollmark": ["casts"],
    "budget_openedballot": ["number", "choices", "valid", "fault", "district_id"],
    "budget_opening": ["record", "signature"],
    "budget_batch": ["issued", "used", "spoiled", "marks", "scan_hash"],
    "budget_paperform": ["choices", "agreed"],
    "budget_editionkey": ["charter", "charter_hash"],
    "budget_cosignature": ["line"],
}
CHANGES = {
    "hash": "set_byte({c}, 3, get_byte({c}, 3) # 1)",
    "root": "set_byte({c}, 3, get_byte({c}, 3) # 1)",
    "envelope": "set_byte({c}, 300, get_byte({c}, 300) # 1)",
    "leaf_hash": "set_byte({c}, 3, get_byte({c}, 3) # 1)",
    "data": "{c} || ' '",
    "note": "replace({c}, 'birge', 'Birge') || ' '",
    "record": "{c} || ' '",
    "line": "'x' || {c}",
    "signature": "translate({c}, '01', '10')",
    "charter": "{c} || ' '",
    "charter_hash": "translate({c}, '01', '10')",
    "kind": "CASE {c} WHEN 'ballot' THEN 'batch' ELSE 'ballot' END",
    "valid": "NOT {c}",
    "agreed": "NOT {c}",
    "fault": "CASE {c} WHEN '' THEN 'empty' ELSE '' END",
    "choices": "{c} || '[\"P-0\"]'::jsonb",
    "scan_hash": "translate({c}, '0123456789', '1234567890')",
    "district_id": "CASE {c} WHEN 'medeu' THEN 'almaly' ELSE 'medeu' END",
}


def rows_found(counted, alone, tmp_path, tries: int) -> list[str]:
    """Change, copy or delete so many random rows behind the back of the triggers; what was not found."""
    chance, missed = Random(7), []
    for number in range(tries):
        table = chance.choice(sorted(STORED))
        try:
            with transaction.atomic():
                what = _tamper(table, chance)
                if not _faults(counted, alone, tmp_path / "rows"):
                    missed.append(f"{what} ({number})")
                transaction.set_rollback(True)
        except IntegrityError:
            continue  # a constraint of the database found it before anybody
    assert _faults(counted, alone, tmp_path / "rows") == []
    return missed


def _tamper(table: str, chance: Random) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"SELECT id FROM {table} ORDER BY id")
        row = chance.choice(cursor.fetchall())[0]
        if chance.random() < 0.3 and table not in {"budget_cosignature", "budget_editionkey", "budget_opening"}:
            what = "delete"
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row])
        else:
            what = chance.choice(STORED[table])
            change = CHANGES.get(what, "{c} + 1000").format(c=f'"{what}"')
            cursor.execute(f'UPDATE {table} SET "{what}" = {change} WHERE id = %s', [row])
        cursor.execute("SET LOCAL session_replication_role = origin")
    return f"{table}.{what} #{row}"


def _faults(counted, alone, folder) -> list[str]:
    from budget.models import Edition

    edition = Edition.objects.get(pk=counted.vote.edition.pk)
    found = verification.faults(edition)
    if found:
        return found
    folder.mkdir(exist_ok=True)
    for name, text in export.files(edition):
        (folder / name).write_bytes(text.encode())
    return list(alone.verify(folder)[0])


def test_v4_what_was_tampered_with_in_the_published_folder_is_found_and_named(counted, alone, tmp_path):
    """V4, the quick part: every one of 40 random changes of the published files."""
    assert files_found(counted, alone, tmp_path, TRIES) == []


def test_v4_what_was_tampered_with_in_the_database_is_found_and_named(counted, alone, tmp_path):
    """V4, the quick part: every one of 40 random changes of stored rows."""
    assert rows_found(counted, alone, tmp_path, TRIES) == []


@pytest.mark.slow
def test_v4_a_thousand_mutations_a_thousand_found(counted, alone, tmp_path):
    """V4: 1,000 random mutations of files and of stored rows, 1,000 found."""
    assert files_found(counted, alone, tmp_path, MANY // 2) == []
    assert rows_found(counted, alone, tmp_path, MANY // 2) == []


def test_v4_the_fault_names_the_leaf(counted, alone, tmp_path):
    folder = counted.export(tmp_path / "vote")
    lines = (folder / "leaves.jsonl").read_text().splitlines()
    row = json.loads(lines[5])
    row["hash"] = ("0" if row["hash"][0] != "0" else "1") + row["hash"][1:]
    lines[5] = json.dumps(row, sort_keys=True, separators=(",", ":"))
    (folder / "leaves.jsonl").write_text("\n".join(lines) + "\n")
    assert "checkpoint 9: is not the root of the first 9 leaves." in alone.verify(folder)[0]


def test_v5_another_hand_grows_the_same_trees(alone):
    """V5: agrees with the house on random trees and with the vectors of Certificate Transparency."""
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    assert [alone.tree(leaves[: size + 1]).hex() for size in range(8)] == CT_ROOTS
    chance = Random(5)
    for _number in range(500):
        random = [chance.randbytes(32) for _leaf in range(chance.randrange(1, 300))]
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
