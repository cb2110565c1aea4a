"""A fitted model: what each feature says about each category. Reading one needs NumPy only."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appeals.rules.suggestion.features import Ids, features

# What is no appeal at all: thanks, greetings, advertising, trials.
OTHER = "other"
# Of a text of residents, misspelt or not, more of its features are known than this; of another language or of keys
# struck at random, fewer.
KNOWN = 0.55


@dataclass(frozen=True)
class Model:
    """``labels``: codes of leaves, and ``other``. ``ids``: known features, sorted. ``rarity``: weight of each feature.
    ``weights``: features by labels. ``sharpness`` makes shares of belief out of scores (fitted, so that of all texts
    with a confidence of 0.8 about four in five are right)."""

    labels: tuple[str, ...]
    ids: Ids
    rarity: NDArray[np.float32]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]
    sharpness: float

    def beliefs(self, text: str) -> NDArray[np.float64] | None:
        """Share of belief for each label, in their order; nothing for a text whose features are mostly unknown."""
        found = features(text)
        places, values = vector(found, self.ids, self.rarity)
        if len(places) <= KNOWN * len(found):
            return None
        return spread(values @ self.weights[places].astype(np.float32) + self.bias, self.sharpness)

    def dump(self) -> bytes:
        """The model as npz, without pickle."""
        into = io.BytesIO()
        np.savez_compressed(
            into,
            labels=np.array(self.labels),
            ids=self.ids,
            rarity=self.rarity,
            weights=self.weights,
            bias=self.bias,
            sharpness=np.array(self.sharpness),
        )
        return into.getvalue()

    @classmethod
    def load(cls, content: bytes) -> "Model":
        """Read what ``dump`` wrote; raises ``ValueError`` for anything that would need pickle."""
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            return cls(
                labels=tuple(str(label) for label in kept["labels"]),
                ids=kept["ids"],
                rarity=kept["rarity"],
                weights=kept["weights"],
                bias=kept["bias"],
                sharpness=float(kept["sharpness"]),
            )


def vector(found: Ids, ids: Ids, rarity: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Places of the known features and their weights, of length one together."""
    places = np.searchsorted(ids, found)
    places[places == len(ids)] = 0
    places = places[ids[places] == found] if len(ids) else places[:0]
    values = rarity[places]
    length = float(np.sqrt(np.sum(values * values)))
    return places, values / length if length else values


def spread(scores: NDArray, sharpness: float) -> NDArray[np.float64]:
    """Scores as shares that sum to one."""
    heights = np.exp(sharpness * (scores - np.max(scores, axis=-1, keepdims=True)), dtype=np.float64)
    return heights / np.sum(heights, axis=-1, keepdims=True)


def same_labels(model: Model, labels: Sequence[str]) -> bool:
    """Does the model know exactly these leaves?"""
    return set(model.labels) - {OTHER} == set(labels) - {OTHER}
