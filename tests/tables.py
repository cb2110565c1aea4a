"""The tables of the test database, and which of them hold rows."""

from collections.abc import Iterable

from django.db import connection

# Written by `migrate`, the same for every test; triggers alone renew the marks of tables.
MIGRATED = frozenset({"django_migrations", "django_content_type", "auth_permission", "workflow_tablemark"})


def names() -> set[str]:
    """Every table that a test may fill."""
    return set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - MIGRATED


def filled(tables: Iterable[str]) -> list[str]:
    """Those of the tables that have a row, by name."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in sorted(tables)))
        return [table for (table,) in cursor.fetchall()]
