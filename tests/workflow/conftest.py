from collections.abc import Callable, Iterator

import pytest
from django.db import connection

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
