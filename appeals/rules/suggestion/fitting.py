"""Learning from examples. The only module that needs scikit-learn, and it asks for it only when it fits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from appeals.rules.suggestion.features import Ids, identify
from appeals.rules.suggestion.model import Model, spread, vector
from appeals.rules.suggestion.variation import variants

# In this many texts at least; examples are few, and a word of one alone may be the word of a hidden thousand.
SEEN_IN = 1
# Every fifth example is set aside once, to learn how far the scores can be trusted.
FOLD = 5
SHARPNESS = np.geomspace(1, 40, 60)


@dataclass(frozen=True)
class Example:
    """A text and what it is about: code of a leaf or ``other``. ``weight``: 1 for an example of our own."""

    label: str
    language: str
    text: str
    weight: float = 1.0


def fit(examples: Sequence[Example], *, varied: int = 1) -> Model:
    """Learn from examples and from ``varied`` misspelt forms of each. The same examples give the same model."""
    aside = [example for number, example in enumerate(examples) if number % FOLD == 0]
    first = _fit([example for number, example in enumerate(examples) if number % FOLD], 0, sharpness=1.0)
    return _fit(examples, varied, sharpness=_sharpness(first, aside))


def _fit(examples: Sequence[Example], varied: int, *, sharpness: float) -> Model:
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    whole = list(chain.from_iterable(variants(example, varied) for example in examples))
    found = identify(example.text for example in whole)
    ids, rarity = _vocabulary(found)
    rows = [vector(one, ids, rarity) for one in found]
    labels = tuple(sorted({example.label for example in examples}))
    number = {label: place for place, label in enumerate(labels)}
    table = csr_matrix(
        (
            np.concatenate([values for _places, values in rows]),
            np.concatenate([places for places, _values in rows]),
            np.cumsum([0, *(len(places) for places, _values in rows)]),
        ),
        shape=(len(rows), len(ids)),
    )
    learner = LinearSVC(C=0.5, tol=0.01, class_weight="balanced", random_state=0)
    learner.fit(table, [number[example.label] for example in whole], [example.weight for example in whole])
    return Model(
        labels=labels,
        ids=ids,
        rarity=rarity,
        weights=learner.coef_.T.astype(np.float16),
        bias=learner.intercept_.astype(np.float32),
        sharpness=sharpness,
    )


def _vocabulary(found: Sequence[Ids]) -> tuple[Ids, NDArray[np.float32]]:
    seen = Counter(chain.from_iterable(one.tolist() for one in found))
    kept = sorted(feature for feature, times in seen.items() if times >= SEEN_IN)
    times = np.array([seen[feature] for feature in kept], dtype=np.float32)
    return np.array(kept, dtype=np.uint32), (np.log((1 + len(found)) / (1 + times)) + 1).astype(np.float32)


def _sharpness(model: Model, aside: Sequence[Example]) -> float:
    """The sharpness under which the right labels of texts not learned from are least surprising."""
    place = {label: number for number, label in enumerate(model.labels)}
    scored = [(model.beliefs(example.text), place[example.label]) for example in aside if example.label in place]
    kept = [(np.log(beliefs), right) for beliefs, right in scored if beliefs is not None]
    if not kept:
        return 1.0
    scores, right = np.stack([row for row, _right in kept]), np.array([number for _row, number in kept])
    surprise = [
        -np.mean(np.log(spread(scores, sharpness)[np.arange(len(right)), right] + 1e-12)) for sharpness in SHARPNESS
    ]
    return float(SHARPNESS[int(np.argmin(surprise))])
