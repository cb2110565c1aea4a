"""The migrated database of which every test database is a copy: migrations run once, not once a process."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def ready() -> str:
    """The name of the database; made anew where it does not come from the migrations of today.

    Processes that start together wait for the one that makes it. What stands as its comment is written last: a
    database left half-made has none.
    """
    name = f"test_{connection.settings_dict['NAME']}_template"
    digest = _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() != (digest,):
            _make(name)
            cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{digest}'")
    return name


def _make(name: str) -> None:
    usual = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"] = usual


def _digest() -> str:
    """Of every migration, ours and, by the list of what is installed, everybody else's."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield ROOT / "requirements/base.txt"
    for folder in sorted(ROOT.glob("*/migrations")):
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


if __name__ == "__main__":
    # script/test lets it be made while the linters run: they leave a core free.
    import django

    django.setup()
    ready()
