"""Random changes behind the back of everybody: of the published files, and of every table that a vote rests on."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

KINDS = ("flip", "delete", "insert", "reorder", "truncate")


def mutated(text: bytes, chance: Random) -> tuple[bytes, set[int]]:
    """A file with one random change, and the lines that it touched (from 0)."""
    while True:
        changed, touched = _changed(text, chance.choice(KINDS), chance)
        if changed != text:
            return changed, touched


def _changed(text: bytes, kind: str, chance: Random) -> tuple[bytes, set[int]]:
    lines = text.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if kind == "delete":
        return b"".join(lines[:one] + lines[one + 1 :]), {one}
    if kind == "insert":
        return b"".join([*lines[:one], lines[other], *lines[one:]]), {one, other}
    if kind == "reorder":
        lines[one], lines[other] = lines[other], lines[one]
        return b"".join(lines), {one, other}
    place = chance.randrange(len(text))
    line = text[:place].count(b"\n")
    if kind == "truncate":
        return text[:place], {line}
    return text[:place] + bytes([text[place] ^ 1 << chance.randrange(8)]) + text[place + 1 :], {line}


def names_line(fault: str, touched: set[int]) -> bool:
    """Whether a fault of leaves.jsonl names one of these leaves, or the few between two signed roots that hold it."""
    exact = re.match(r"(?:leaf|leaves\.jsonl, line) (\d+)", fault)
    if exact:
        return int(exact[1]) - fault.startswith("leaves.jsonl") in touched
    span = re.match(r"leaves (\d+) to (\d+):", fault)
    return bool(span) and any(int(span[1]) <= line <= int(span[2]) for line in touched)


@dataclass(frozen=True)
class Table:
    """``promised``: every bit of these columns; ``free``: nothing that was promised rests on them, see the comments.

    ``order``: the columns that number the rows; ``unique``: what a copy must have of its own; ``kinds``: of changes.
    ``named``: what a fault says of this row.
    """

    promised: frozenset[str]
    free: frozenset[str]
    order: tuple[str, ...] = ()
    unique: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = KINDS
    named: Callable[[dict], str] = lambda row: "."


# Of these columns of an opened ballot only the sums are published.
SUMS = ("way", "sealed_by")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TABLES = {
    "budget_logleaf": Table(
        _words("edition_id index kind hash data"),
        _words("id"),
        order=("index",),
        unique=_words("index hash"),
        named=lambda row: rf"^leaf {row['index']}:|^leaves \d+ to {row['index']}:",
    ),
    "budget_lognode": Table(
        _words("edition_id level place root"),
        _words("id"),
        order=("level", "place"),
        unique=_words("place"),
        named=lambda row: rf"^subtree {row['level']}/{row['place']}:",
    ),
    # When it was published is for people; the witnesses' clocks are what tells a late one.
    "budget_checkpoint": Table(
        _words("edition_id size root edge closing note"),
        _words("id published_at"),
        order=("size",),
        unique=_words("size"),
        named=lambda row: rf"^checkpoint {row['size']}:|^checkpoints.jsonl|^The newest checkpoint",
    ),
    "budget_witness": Table(
        _words("edition_id key"),
        _words("id name"),
        unique=_words("name"),
        kinds=("flip", "delete", "insert"),
        named=lambda row: "witness",
    ),
    # A line that is kept back is missed by its witness, who has it.
    "budget_cosignature": Table(
        _words("line"), _words("id checkpoint_id witness_id seen_at"), kinds=("flip",), named=lambda row: "witness"
    ),
    # Which envelope of a voter is the last is seen at the opening (docs/how-to/vote-proof.md, what is not claimed).
    "budget_sealedballot": Table(
        _words("edition_id mark_id envelope leaf_hash leaf_index"),
        _words("id number key sealed_by due_at"),
        order=("leaf_index",),
        unique=_words("number key leaf_hash"),
        named=lambda row: rf"\bleaf {row['leaf_index']}\b|^mark {row['mark_id']}:|^envelope {row['id']}:",
    ),
    # Who the voter is cannot be told by what is published; a sample of the roll is asked by phone.
    "budget_rollmark": Table(
        _words("edition_id district_id way casts"),
        _words("id voter_key user_id proof phone_key told assisted office_id marked_by_id marked_at"),
        unique=_words("voter_key phone_key"),
        kinds=("flip", "delete", "insert", "truncate"),
        named=lambda row: rf"^mark {row['id']}:|^The roll|its voter",
    ),
    "budget_openedballot": Table(
        _words("edition_id number district_id way sealed_by choices points valid fault"),
        _words("id"),
        order=("number",),
        unique=_words("number"),
        named=lambda row: "ballot",
    ),
    # The moment stands in the record, to the second.
    "budget_opening": Table(
        _words("edition_id counts ballots_hash record signature"),
        _words("id opened_at"),
        kinds=("flip", "delete"),
        named=lambda row: r"^opening\.|protocol|^The roll",
    ),
    # The scan is told by its hash.
    "budget_batch": Table(
        _words("office_id district_id number issued used spoiled returned marks scan_hash salt"),
        _words("id scan opened_at opened_by_id closed_at closed_by_id"),
        unique=_words("number"),
        kinds=("flip", "delete", "insert"),
        named=lambda row: "^batch |batch of paper ballots",
    ),
    # A form has no number in the log: which of the batch it was is nobody's business.
    "budget_paperform": Table(
        _words("batch_id agreed choices points"),
        _words("id edition_id serial mistyped"),
        unique=_words("serial"),
        kinds=("flip", "delete", "insert", "truncate"),
        named=lambda row: "^batch |^form |batch of paper ballots",
    ),
    # The sealed keys say themselves whether they are whole: nothing opens if they are not.
    "budget_editionkey": Table(
        _words("edition_id public share_hashes log_public charter charter_hash"),
        _words("id private_wrapped log_key_sealed roll_key_sealed made_at destroyed_at"),
        kinds=("flip", "delete"),
        named=lambda row: "^leaf 0:",
    ),
}


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        return {name for (name,) in cursor.fetchall()}


def tamper(chance: Random) -> tuple[str, str]:
    """One random change of one random table, past its triggers. Returns what was done, and what a fault must say.

    What a constraint of the database forbids never came to be: another change is drawn.
    """
    while True:
        table = chance.choice(sorted(TABLES))
        kind = chance.choice(TABLES[table].kinds)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY id")
                rows = [json.loads(row) for (row,) in cursor.fetchall()]
                chance.shuffle(rows)
                told = _tampered(cursor, table, kind, rows, chance)
                cursor.execute("SET LOCAL session_replication_role = origin")
        except (IntegrityError, DataError):
            continue
        if told:
            return told


def _tampered(cursor, table: str, kind: str, rows: list[dict], chance: Random) -> tuple[str, str] | None:
    about, row = TABLES[table], rows[0]
    exact, anywhere = about.named(row), "."
    if kind == "delete":
        _drop(cursor, table, [row])
        return f"{table}: delete {row['id']}", exact
    if kind == "truncate":
        cut = sorted(rows, key=lambda one: [one[name] for name in (*about.order, "id")])
        cut = cut[chance.randrange(1, len(cut)) :] if len(cut) > 1 else cut
        _drop(cursor, table, cut)
        return f"{table}: cut off {len(cut)} rows", anywhere
    if kind == "insert":
        copy = row | {"id": max(one["id"] for one in rows) + 1_000_000}
        _put(cursor, table, copy | {name: _other(copy[name], chance) for name in about.unique})
        return f"{table}: copy of {row['id']}", anywhere
    if kind == "reorder":
        pair = rows[:2]
        if _alike(pair, about.order) or _alike(pair, about.promised - {*about.order, *SUMS}):
            return None  # nothing would have changed
        _drop(cursor, table, pair)
        for one, other in (pair, pair[::-1]):
            _put(cursor, table, one | {name: other[name] for name in about.order})
        return f"{table}: {pair[0]['id']} and {pair[1]['id']} change places", exact
    name = chance.choice(sorted(about.promised))
    changed = _other(row[name], chance)
    if changed is None:
        return None
    _drop(cursor, table, [row])
    _put(cursor, table, row | {name: changed})
    return f"{table}: {name} of {row['id']}: {row[name]!s:.80} becomes {changed!s:.80}", exact


def _alike(rows: list[dict], names: Iterable[str]) -> bool:
    return len({json.dumps([row[name] for name in names]) for row in rows}) < 2


def _drop(cursor, table: str, rows: list[dict]) -> None:
    cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [[row["id"] for row in rows]])


def _put(cursor, table: str, row: dict) -> None:
    values = f"SELECT * FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
    cursor.execute(f"INSERT INTO {table} {values}", [json.dumps(row)])


def _other(value: Any, chance: Random) -> Any:
    """The value with one bit flipped, or the next best thing; ``None`` stays."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(14)
    if isinstance(value, str) and value.startswith("\\x"):
        raw = bytearray.fromhex(value[2:])
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        return "\\x" + raw.hex()
    if isinstance(value, str):
        return _flipped(value, chance)
    if value in ([], {}):
        return ["x"] if isinstance(value, list) else {"x": 1}
    while isinstance(value, list | dict):
        try:
            changed = json.loads(_flipped(json.dumps(value, ensure_ascii=False), chance))
        except ValueError:
            continue
        if changed != value and type(changed) is type(value):
            return changed
    return value


def _flipped(text: str, chance: Random) -> str:
    if not text:
        return "x"
    place = chance.randrange(len(text))
    return text[:place] + chr(ord(text[place]) ^ 1 << chance.randrange(4)) + text[place + 1 :]
