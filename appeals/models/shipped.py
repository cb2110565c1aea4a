import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import models


def digest_of(values: Mapping[str, Any]) -> str:
    """What tells one set of values of a row from another; by field, in any order."""
    told = json.dumps({name: str(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


class Shipped(models.Model):
    """A row that came out of a file of ``appeals/data`` and may be edited in the office.

    ``shipped_digest``: of the values that it was last filled with. A row that no longer matches it was edited here and
    is never overwritten; the others follow the file (``appeals.reference``).
    """

    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
