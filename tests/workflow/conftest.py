import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections

from tests.workflow import lamps
from workflow import registry
from workflow.models import Act


@pytest.fixture(scope="session")
def lamp_table(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        if lamps.Lamp._meta.db_table not in connection.introspection.table_names():
            with connection.schema_editor() as editor:
                editor.create_model(lamps.Lamp)


@pytest.fixture
def street(lamp_table, django_db_blocker) -> Iterator[None]:
    """No lamps yet, and the kind made known, with no handler but ``live``."""
    with django_db_blocker.unblock():
        lamps.Lamp.objects.all().delete()
    registry.register(lamps.kind())
    yield
    registry.forget("lamp")


@pytest.fixture
def hearing(street) -> Callable[..., list[Act]]:
    """Register an ear beside other handlers of lamps; the list of the acts that it has heard comes back."""

    def listen(*handlers: registry.Handler) -> list[Act]:
        heard: list[Act] = []
        registry.register(lamps.kind(registry.Handler("ear", heard.append), *handlers))
        return heard

    return listen


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run ``work(0..count-1)`` in threads that leave one barrier together; results or exceptions in order."""
    barrier = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return results
