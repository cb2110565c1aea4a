"""Somebody who has everything but the election key: all rows, what PostgreSQL hides beside them, its log, our logs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

Rows = dict[str, list[dict]]


def dump() -> Rows:
    """Table -> rows, as in a backup of the files: with the hidden columns. Places on the map are nobody's secret."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'geo!_%%' ESCAPE '!'"
            " AND table_name <> 'spatial_ref_sys'"
        )
        return {table: list(_rows(cursor, table)) for (table,) in cursor.fetchall()}


def _rows(cursor, table: str) -> Iterable[dict]:
    hidden = "jsonb_build_object('xmin', t.xmin::text, 'ctid', t.ctid::text)"
    cursor.execute(f'SELECT (to_jsonb(t) || {hidden})::text FROM "{table}" t')
    for (row,) in cursor.fetchall():
        yield json.loads(row)


def added(before: Rows, after: Rows) -> Rows:
    """The rows of ``after`` that were not so before."""
    known = {table: {json.dumps(row, sort_keys=True) for row in rows} for table, rows in before.items()}
    found = {
        table: [row for row in rows if json.dumps(row, sort_keys=True) not in known.get(table, set())]
        for table, rows in after.items()
    }
    return {table: rows for table, rows in found.items() if rows}


def wal_position() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return cursor.fetchone()[0]


def wal(table: str, since: str) -> list[dict]:
    """The records of the write-ahead log that put rows into this table, in their order."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
        # A batch is written out by another process a moment later: what is read here must be there.
        cursor.execute("SELECT pg_switch_wal(), pg_relation_filenode(%s)", [table])
        node = cursor.fetchone()[1]
        cursor.execute(
            "SELECT xid::text, record_type, record_length, main_data_length, description"
            " FROM pg_get_wal_records_info(%s::pg_lsn, pg_current_wal_flush_lsn())"
            " WHERE resource_manager = 'Heap' AND record_type LIKE 'INSERT%%' AND block_ref LIKE %s ORDER BY start_lsn",
            [since, f"%/{node} %"],
        )
        names = ("xid", "type", "length", "data", "description")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def features(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, float]:
    """All that may be put in an order about one person: name -> number."""
    found: dict[str, float] = {}
    for table, row in rows:
        for column, value in row.items():
            for name, number in _numbers(value):
                found[f"{table}.{column}:{name}"] = number
    return found


def _numbers(value: Any) -> Iterable[tuple[str, float]]:
    if isinstance(value, bool | int | float):
        yield "value", float(value)
    elif isinstance(value, str):
        raw = bytes.fromhex(value[2:]) if value.startswith("\\x") else value.encode()
        yield "length", len(raw)
        yield "first", int.from_bytes(raw[:6], "big")
        yield "last", int.from_bytes(raw[-6:], "big")
        yield "middle", sum(raw) / max(1, len(raw))
        if value[4:5] == "-" and "T" in value:
            yield "moment", datetime.fromisoformat(value).timestamp()
        if value.startswith("(") or value.isdigit():
            digits = "".join(sign if sign.isdigit() else " " for sign in value).split()
            yield "place", sum(int(part) * 10_000**power for power, part in enumerate(reversed(digits)))


def auc(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """How often one of two, of whom the first is true and the second is not, is told rightly; a tie counts half."""
    true = [score for each, score in zip(truth, scores, strict=True) if each]
    false = [score for each, score in zip(truth, scores, strict=True) if not each]
    wins = sum((one > other) + 0.5 * (one == other) for one in true for other in false)
    return wins / (len(true) * len(false))


def chance_of(truth: Sequence[bool]) -> float:
    """The standard deviation of that figure for somebody who guesses."""
    true = sum(truth)
    return ((len(truth) + 1) / (12 * true * (len(truth) - true))) ** 0.5
