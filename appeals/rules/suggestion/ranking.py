"""Three suggestions out of the beliefs of a model."""

from collections.abc import Mapping
from dataclasses import dataclass

from appeals.rules.suggestion.model import OTHER, Model

MOST = 3
# A second leaf of a topic already named tells a person less than the first leaf of another topic.
REPEATED_TOPIC = 0.4


@dataclass(frozen=True)
class Suggestion:
    """``category``: code of a leaf, empty for what is no appeal. ``confidence``: from 0 to 1."""

    category: str
    topic: str
    confidence: float


def suggest(text: str, model: Model, topics: Mapping[str, str], *, threshold: float) -> tuple[Suggestion, ...]:
    """At most three suggestions, best first; none where nothing is known or the best topic is below ``threshold``.

    Of what is rather no appeal than anything else that alone is said: no category is suggested.

    ``topics``: topic of each leaf. The best leaf of the likeliest topic comes first. The confidence of a suggestion
    is that of its topic for the first leaf named of it, of the leaf itself for further ones.
    """
    beliefs = model.beliefs(text)
    if beliefs is None:
        return ()
    by_topic: dict[str, list[tuple[float, str]]] = {}
    for label, belief in zip(model.labels, beliefs.tolist(), strict=True):
        topic = OTHER if label == OTHER else topics.get(label, "")
        if topic:
            by_topic.setdefault(topic, []).append((belief, label))
    ranked = []
    for topic, leaves in by_topic.items():
        whole = sum(belief for belief, _label in leaves)
        for place, (belief, label) in enumerate(sorted(leaves, reverse=True)):
            confidence = whole if place == 0 else belief
            ranked.append((confidence if place == 0 else belief * REPEATED_TOPIC, confidence, label, topic))
    ranked.sort(reverse=True)
    if not ranked or ranked[0][1] < threshold:
        return ()
    if ranked[0][3] == OTHER:
        ranked = ranked[:1]
    return tuple(
        Suggestion("" if label == OTHER else label, topic, round(confidence, 3))
        for _rank, confidence, label, topic in ranked[:MOST]
    )
