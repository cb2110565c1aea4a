"""Learning from examples. The only module that needs scikit-learn, and it asks for it only when it fits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from appeals.rules.suggestion.features import Ids, identify
from appeals.rules.suggestion.model import Model, spread, vector
from appeals.rules.suggestion.variation import variants

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# In this many texts at least, other forms of one counted: what stands in one alone is mostly a slip of the finger.
SEEN_IN = 2
# Every fifth example is set aside once, to learn how far the scores can be trusted.
FOLD = 5
SHARPNESS = np.geomspace(0.1, 4, 60)
# Three learners look at each leaf: one tells leaves apart, one topics, one counts words. Each weight is about what
# makes shares of belief of its scores alone; found on left-out examples, and little depends on them.
OF_LEAF, OF_TOPIC, OF_WORDS = 8.0, 4.0, 0.8


@dataclass(frozen=True)
class Example:
    """A text and what it is about: code of a leaf or ``other``. ``weight``: 1 for an example of our own."""

    label: str
    language: str
    text: str
    weight: float = 1.0


def fit(examples: Sequence[Example], topics: Mapping[str, str], *, varied: int = 1) -> Model:
    """Learn from examples and from ``varied`` other forms of each. The same examples give the same model.

    ``topics``: topic of each leaf; a label without one (``other``) is a topic of its own.
    """
    aside = [example for number, example in enumerate(examples) if number % FOLD == 0]
    first = _fit([example for number, example in enumerate(examples) if number % FOLD], topics, 0, sharpness=1.0)
    return _fit(examples, topics, varied, sharpness=_sharpness(first, aside))


def _fit(examples: Sequence[Example], topics: Mapping[str, str], varied: int, *, sharpness: float) -> Model:
    whole = list(chain.from_iterable(variants(example, varied) for example in examples))
    found = identify(example.text for example in whole)
    ids, rarity = _vocabulary(found)
    labels = tuple(sorted({example.label for example in examples}))
    weights, bias = _learn(_table(found, ids, rarity), whole, labels, topics)
    return Model(labels=labels, ids=ids, rarity=rarity, weights=weights, bias=bias, sharpness=sharpness)


def _table(found: Sequence[Ids], ids: Ids, rarity: NDArray[np.float32]) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    rows = [vector(one, ids, rarity) for one in found]
    return csr_matrix(
        (
            np.concatenate([values for _places, values in rows]),
            np.concatenate([places for places, _values in rows]),
            np.cumsum([0, *(len(places) for places, _values in rows)]),
        ),
        shape=(len(rows), len(ids)),
    )


def _learn(
    table: "csr_matrix", examples: Sequence[Example], labels: Sequence[str], topics: Mapping[str, str]
) -> tuple[NDArray[np.float16], NDArray[np.float32]]:
    """What each feature says of each label, and what is said of it before a word is read."""
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.svm import LinearSVC

    said = [example.label for example in examples]
    trust = [example.weight for example in examples]
    topic_of = [topics.get(label, label) for label in labels]
    leaf, topic = (LinearSVC(C=0.5, tol=0.01, class_weight="balanced", random_state=0) for _turn in range(2))
    leaf.fit(table, said, trust)
    topic.fit(table, [topics.get(label, label) for label in said], trust)
    counted = MultinomialNB(alpha=0.05, fit_prior=False).fit(table, said, trust).feature_log_prob_
    above = np.searchsorted(topic.classes_, topic_of)
    # Of counted words only the differences between labels matter; small numbers keep their digits in half precision.
    weights = OF_LEAF * leaf.coef_ + OF_TOPIC * topic.coef_[above] + OF_WORDS * (counted - counted.mean(axis=0))
    bias = OF_LEAF * leaf.intercept_ + OF_TOPIC * topic.intercept_[above]
    return weights.T.astype(np.float16), bias.astype(np.float32)


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
