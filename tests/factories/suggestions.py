"""A model of suggestions that is fitted in a second: fewer examples, no misspelt forms."""

from collections.abc import Mapping, Sequence

from appeals.rules.suggestion.fitting import Example, fit
from appeals.rules.suggestion.model import Model


def quick_fit(examples: Sequence[Example], topics: Mapping[str, str]) -> Model:
    """Good enough to show; how good the whole model is, ``tests/appeals/test_suggestion.py`` says."""
    return fit(examples[::4], topics, varied=0)
