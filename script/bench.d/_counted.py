"""The pages and the API as in production, with the number of SQL queries of each answer in a header.

Granian is started with ``_counted:application`` instead of ``config.wsgi:application``.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from config.wsgi import application as pages

QUERIES = "X-Queries"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    asked = 0

    def count(execute: Callable[..., Any], *given: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*given)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (QUERIES, str(asked))], *rest)

    with connection.execute_wrapper(count):
        return pages(environ, start)
