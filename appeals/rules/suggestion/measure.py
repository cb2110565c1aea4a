"""How good a model is on texts that it never saw."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from appeals.rules.suggestion.fitting import Example
from appeals.rules.suggestion.model import OTHER, Model
from appeals.rules.suggestion.ranking import Suggestion, suggest
from appeals.rules.suggestion.variation import latin, misspelt

Figures = dict[str, Any]

# What is not to the point, in other words than those that models are taught to read past.
_BESIDE = {
    "ru": (
        "Доброго времени суток!", "Пишу вам второй раз.", "Живу тут с девяносто восьмого года.", "Терпение лопнуло.",
        "Бостандыкский район, за гимназией.", "Племянница фото сделала, приложу.", "В прошлый раз отписались и всё.",
        "Соберём подписи, если не поможете.", "Работаем допоздна, видим каждый раз.", "Очень надеемся на вас.",
    ),
    "kk": (
        "Армысыздар!", "Сіздерге екінші рет жазып отырмын.", "Осында тоқсан сегізден бері тұрамын.", "Шыдам таусылды.",
        "Бостандық ауданы, гимназияның арғы жағы.", "Жиенім суретке түсірді, қосамын.", "Өткенде жауап беріп құтылды.",
        "Көмектеспесеңіздер, қол жинаймыз.", "Кеш қайтамыз, әр жолы көреміз.", "Сіздерге сенеміз.",
    ),
}  # fmt: skip


def measure(model: Model, texts: Sequence[Example], topics: Mapping[str, str], *, threshold: float) -> Figures:
    """Shares from 0 to 1 for ``all``, each language and each way of writing, and ``classes``: precision of each leaf.

    ``first``: the first suggestion has the right topic. ``leaf``: it is the right leaf itself. ``among_three``: the
    right topic is among the three. ``abstained``: no suggestion was made (counted as wrong above).
    """
    found = [suggest(one.text, model, topics, threshold=threshold) for one in texts]
    figures: Figures = {"all": _shares(texts, found, topics), "classes": _classes(texts, found)}
    for language in sorted({one.language for one in texts}):
        kept = [(one, got) for one, got in zip(texts, found, strict=True) if one.language == language]
        figures[language] = _shares([one for one, _got in kept], [got for _one, got in kept], topics)
    return figures


def written_otherwise(texts: Sequence[Example]) -> dict[str, list[Example]]:
    """The same texts with typos, in capitals, in Latin letters, among idle words, and Kazakh mixed with Russian."""
    chance = Random(7)  # noqa: S311  no secret
    schools = ("passport", "chat", "kazakh")
    russian = ["здравствуйте, помогите пожалуйста", "сколько можно терпеть", "примите меры срочно", "жду ответа"]
    return {
        "typos": [_with(one, misspelt(one.text, chance, 0.4)) for one in texts],
        "capitals": [_with(one, one.text.upper()) for one in texts],
        "latin": [_with(one, latin(one.text, chance.choice(schools))) for one in texts],
        "wordy": [_with(one, " ".join(_around(one, chance))) for one in texts],
        "mixed": [_with(one, f"{one.text}. {chance.choice(russian)}") for one in texts if one.language == "kk"],
    }


def _around(one: Example, chance: Random) -> list[str]:
    before, behind, after = chance.sample(_BESIDE[one.language], 3)
    return [before, behind, f"{one.text}.", after]


def _with(one: Example, text: str) -> Example:
    return Example(one.label, one.language, text)


def _topic(label: str, topics: Mapping[str, str]) -> str:
    return OTHER if label == OTHER else topics[label]


def _shares(
    texts: Sequence[Example], found: Sequence[tuple[Suggestion, ...]], topics: Mapping[str, str]
) -> dict[str, float]:
    rows = list(zip(texts, found, strict=True))
    number = max(1, len(rows))
    right = {
        "first": sum(bool(got) and got[0].topic == _topic(one.label, topics) for one, got in rows),
        "leaf": sum(bool(got) and (got[0].category or OTHER) == one.label for one, got in rows),
        "among_three": sum(_topic(one.label, topics) in {each.topic for each in got} for one, got in rows),
        "leaf_among_three": sum(one.label in {each.category or OTHER for each in got} for one, got in rows),
        "abstained": sum(not got for _one, got in rows),
    }
    return {"texts": len(rows), **{name: round(times / number, 4) for name, times in right.items()}}


def _classes(texts: Sequence[Example], found: Sequence[tuple[Suggestion, ...]]) -> dict[str, dict[str, float]]:
    """For each leaf: of the texts put there first, which share belongs there; and how many of its texts were met."""
    put: dict[str, Counter[bool]] = defaultdict(Counter)
    met: dict[str, Counter[bool]] = defaultdict(Counter)
    for one, got in zip(texts, found, strict=True):
        first = (got[0].category or OTHER) if got else ""
        met[one.label][first == one.label] += 1
        if first:
            put[first][first == one.label] += 1
    return {
        label: {
            "precision": round(put[label][True] / max(1, put[label].total()), 3),
            "recall": round(met[label][True] / max(1, met[label].total()), 3),
            "suggested": put[label].total(),
            "texts": met[label].total(),
        }
        for label in sorted(put.keys() | met.keys())
    }
