"""A Celery application that knows lamps: `celery -A tests.workflow.worker worker`."""

import django

django.setup()

from config.celery import app  # noqa: E402
from tests.workflow import lamps  # noqa: E402
from workflow import registry  # noqa: E402

__all__ = ["app"]
registry.register(lamps.kind())
