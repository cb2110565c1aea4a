"""A copy of the benchmark's database that may grow: appeals multiplied by SQL, and all of it dropped afterwards."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, connections

from appeals.models import Appeal

TABLE = Appeal._meta.db_table
# What differs from one copy to the next. ``one`` is an appeal of the town, ``n`` counts the copies of all.
DIFFERENT = {
    "number": "'2019-' || lpad(n::text, 8, '0')",
    "claim_hash": "md5(n::text) || md5(n::text || 'x')",
    "intake_key": "gen_random_uuid()",
    # Of a year's appeals one in twelve is open; the copies are the years before.
    "received_at": "one.received_at - (1 + n % 2000) * interval '7 minutes'",
    "published_at": "one.published_at - (1 + n % 2000) * interval '7 minutes'",
    "point": "ST_Translate(one.point, (n % 97 - 48) * 0.00011, (n % 89 - 44) * 0.00009)",
    "public_point": "ST_Translate(one.public_point, (n % 97 - 48) * 0.00011, (n % 89 - 44) * 0.00009)",
}


@contextmanager
def own_copy(*, wanted: bool) -> Iterator[None]:
    """Work on a copy of the database for as long as the block lasts, the server's process too; then drop it."""
    if not wanted:
        yield
        return
    name = connection.settings_dict["NAME"]
    grown, address = f"{name}_grown", os.environ["DATABASE_URL"]
    _administer(name, f'DROP DATABASE IF EXISTS "{grown}"', f'CREATE DATABASE "{grown}" TEMPLATE "{name}"')
    os.environ["DATABASE_URL"] = address.replace(f"/{name}?", f"/{grown}?")
    _turn_to(grown)
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = address
        _turn_to(name)
        _administer(name, f'DROP DATABASE IF EXISTS "{grown}" WITH (FORCE)')


def _turn_to(name: str) -> None:
    connections.close_all()
    connections.databases["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _administer(name: str, *sentences: str) -> None:
    """From the maintenance database, as the private cluster's owner: a database in use cannot be copied."""
    given = connection.settings_dict
    connections.close_all()
    if getattr(connection, "pool", None):
        connection.close_pool()
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], dbname="postgres", autocommit=True
    ) as postgres:
        for sentence in sentences:
            postgres.execute(sentence)


def grow(rows: int) -> None:
    """Multiply the appeals of the town up to so many rows; fewer are left as they are."""
    have = Appeal.objects.count()
    if rows <= have:
        return
    began = time.monotonic()
    columns = [field.column for field in Appeal._meta.concrete_fields if not field.primary_key]
    values = [DIFFERENT.get(column, f'one."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [TABLE])
        indexes = [row for row in cursor.fetchall() if "UNIQUE" not in row[1]]
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET maintenance_work_mem = '512MB'")
        # The first appeals of the town are its own, not copies: those are multiplied.
        cursor.execute(
            f"INSERT INTO {TABLE} ({names}) SELECT {', '.join(values)} FROM ("
            f"SELECT town.*, row_number() OVER () + {have} AS n FROM "
            f"(SELECT * FROM {TABLE} WHERE number NOT LIKE '2019-%%' ORDER BY id) town, generate_series(1, 1 + "
            f"{rows} / GREATEST(1, (SELECT count(*) FROM {TABLE} WHERE number NOT LIKE '2019-%%')::int)) "
            f"LIMIT {rows - have}) one"
        )
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(f"VACUUM ANALYZE {TABLE}")
    print(f"Grown from {have:,} to {rows:,} appeals in {time.monotonic() - began:.0f} s", flush=True)
