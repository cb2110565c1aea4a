"""A model of suggestions that is fitted in a second and once a run: fewer examples, no misspelt forms."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from appeals.rules.suggestion.fitting import Example, fit
from appeals.rules.suggestion.model import Model


def quick_fit(examples: Sequence[Example], topics: Mapping[str, str]) -> Model:
    """Good enough to show; how good the whole model is, ``tests/appeals/test_suggestion.py`` says."""
    return _fitted(tuple(examples[::4]), tuple(topics.items()))


@lru_cache(maxsize=4)
def _fitted(examples: tuple[Example, ...], topics: tuple[tuple[str, str], ...]) -> Model:
    return fit(examples, dict(topics), varied=0)
