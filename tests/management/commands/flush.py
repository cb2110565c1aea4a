"""Between tests: empty the tables that hold rows, not all hundred and fifty of them."""

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connection, transaction

from tests import tables


class Command(Flush):
    """Django's own truncates every table, which takes PostgreSQL seconds; a test fills few tables with few rows.

    Sequences run on, as they do there. The triggers sleep in this one transaction: those that forbid to delete, and
    those that give a changed table a new mark, which is done here for all.
    """

    def handle(self, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in tables.filled(tables.names()):
                cursor.execute(f'DELETE FROM "{table}"')
            cursor.execute("UPDATE workflow_tablemark SET mark = gen_random_uuid()")
