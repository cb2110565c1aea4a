"""A refusal, and that nothing was written."""

from collections.abc import Callable
from typing import Any

import pytest

from workflow.models import Act
from workflow.refusals import Refused


def refused(code: str, call: Callable, *args: Any, **kwargs: Any) -> Refused:
    """The refusal; the journal is as long as before."""
    before = Act.objects.count()
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    assert Act.objects.count() == before
    return caught.value
