"""The machine's word on an appeal: which category its text may mean. It suggests; people decide."""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from accounts.masking import mask
from appeals.models import Appeal, Category, SuggestionModel
from appeals.rules import emergency
from appeals.rules.suggestion.fitting import Example, fit
from appeals.rules.suggestion.measure import Figures, measure
from appeals.rules.suggestion.model import OTHER, Model, same_labels
from appeals.rules.suggestion.ranking import Suggestion, suggest
from workflow.kept import kept
from workflow.models import Act

DATA = Path(__file__).parents[1] / "data" / "suggestion"
# A moderator's correction counts as this many examples of our own; all corrections of one moderator for one leaf
# together never more than MOST_OF_ONE, so that nobody bends a category alone.
WEIGHT_OF_CORRECTION = 0.7
MOST_OF_ONE = 15
NEWEST_CORRECTIONS = 4000
# What is no appeal counts as this much of an example: a matter told among idle sentences must not be taken for chatter.
WEIGHT_OF_OTHER = 0.3
# A new model may be this much worse on the held-out texts, no more: held-out sets are small.
SLACK = 0.01


@kept("appeals_category")
def topics(on: date) -> dict[str, str]:
    """Topic code of every leaf in force on that day."""
    leaves = Category.objects.in_force(on).filter(parent__isnull=False)
    return dict(leaves.values_list("code", "topic"))


def digest(tree: Mapping[str, str]) -> str:
    """What tells one tree of categories from another."""
    return hashlib.sha256("\n".join(f"{code} {topic}" for code, topic in sorted(tree.items())).encode()).hexdigest()


def current() -> tuple[int, Model] | None:
    """Version and coefficients of the model in use; nothing where none has been fitted."""
    found = _in_use()
    return (found[0], _loaded(found[1], found[0])) if found else None


@kept("appeals_suggestionmodel")
def _in_use() -> tuple[int, int] | None:
    """Version and key of the model in use."""
    return SuggestionModel.objects.filter(in_use=True).values_list("version", "pk").first()


@lru_cache(maxsize=2)
def _loaded(pk: int, version: int) -> Model:
    return Model.load(bytes(SuggestionModel.objects.values_list("coefficients", flat=True).get(pk=pk)))


def suggestions(text: str, *, on: date) -> tuple[int, tuple[Suggestion, ...]]:
    """Version of the model, and at most three suggestions; none where it abstains. Version 0: there is no model."""
    found = current()
    if found is None:
        return 0, ()
    version, model = found
    return version, suggest(text, model, topics(on), threshold=settings.SUGGESTION_THRESHOLD)


def word_on(text: str, *, on: date) -> dict:
    """What is kept on the appeal: ``model`` (version), ``abstained``, ``suggestions`` (category, topic, confidence)."""
    version, found = suggestions(text, on=on)
    if not version:
        return {}
    return {"model": version, "abstained": not found, "suggestions": [asdict(one) for one in found]}


@dataclass(frozen=True)
class Judged:
    """``suggestions``: none where the machine abstains. ``phone``: the emergency number called for, or empty."""

    suggestions: tuple[Suggestion, ...]
    phone: str
    masked: str


class Reader:
    """Reads many texts with one model: the tree and the coefficients are fetched once."""

    def __init__(self, on: date) -> None:
        found = current()
        self.model = found[1] if found else None
        self.topics = topics(on)

    def __call__(self, text: str) -> Judged:
        got = suggest(text, self.model, self.topics, threshold=settings.SUGGESTION_THRESHOLD) if self.model else ()
        return Judged(got, emergency.phone_for(text), mask(text).text)


def examples(name: str, tree: Mapping[str, str]) -> list[Example]:
    """Our own texts (``examples`` or ``heldout``) of the leaves that are in the tree, and of what is no appeal."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [Example(row["category"], row["language"], row["text"]) for row in csv.DictReader(file)]
    others = [replace(row, weight=WEIGHT_OF_OTHER) for row in rows if row.label == OTHER]
    return [row for row in rows if row.label in tree] + others


def names(tree: Mapping[str, str]) -> list[Example]:
    """The names of the leaves, so that a leaf added by the city is known by its name at least."""
    leaves = Category.objects.filter(code__in=tree)
    return [
        Example(leaf.code, language, getattr(leaf, f"name_{language}"))
        for leaf in leaves
        for language in ("kk", "ru", "en")
    ]


def corrections(tree: Mapping[str, str]) -> list[Example]:
    """Texts that moderators sorted otherwise than they stood, the newest first; the last word on an appeal counts."""
    acts = Act.objects.filter(kind="appeal", name="categorise").order_by("-at", "-pk")[:NEWEST_CORRECTIONS]
    last: dict[int, Act] = {}
    for act in acts:
        last.setdefault(act.subject_id, act)
    texts = {pk: (text, language) for pk, text, language in _texts(last)}
    taken: dict[tuple[int | None, str], int] = {}
    found = []
    for pk, act in last.items():
        leaf = act.data.get("category", "")
        key = (act.actor_id, leaf)
        if leaf not in tree or pk not in texts or taken.get(key, 0) >= MOST_OF_ONE:
            continue
        taken[key] = taken.get(key, 0) + 1
        text, language = texts[pk]
        found.append(Example(leaf, language, text, WEIGHT_OF_CORRECTION))
    return found


def _texts(pks: Iterable[int]) -> Iterable[tuple[int, str, str]]:
    return Appeal.objects.filter(pk__in=list(pks)).values_list("pk", "text", "language")


def refit(*, at: datetime, on: date) -> SuggestionModel:
    """Fit a new model and put it to use, unless it is worse on the held-out texts than the one in use.

    A refused model is kept with the reason. The held-out texts are never learned from.
    """
    tree = topics(on)
    own = examples("examples", tree) + names(tree)
    corrected = corrections(tree)
    model = fit(own + corrected, tree)
    held_out = examples("heldout", tree)
    figures = measure(model, held_out, tree, threshold=settings.SUGGESTION_THRESHOLD)
    with transaction.atomic():
        before = SuggestionModel.objects.select_for_update().filter(in_use=True).first()
        refused = _refusal(figures, before, digest(tree))
        if not refused and before is not None:
            SuggestionModel.objects.filter(pk=before.pk).update(in_use=False)
        return SuggestionModel.objects.create(
            version=(SuggestionModel.objects.aggregate(last=Max("version"))["last"] or 0) + 1,
            taxonomy=digest(tree),
            fitted_at=at,
            sources={"examples": len(own), "corrections": len(corrected)},
            figures=figures,
            coefficients=model.dump(),
            in_use=not refused,
            refused=refused,
        )


def _refusal(figures: Figures, before: SuggestionModel | None, tree: str) -> str:
    if before is None or before.taxonomy != tree:
        return ""
    for name in ("first", "among_three"):
        new, old = figures["all"][name], before.figures["all"][name]
        if new < old - SLACK:
            return f"{name}: {new:.3f} < {old:.3f}"
    return ""


def needed(on: date) -> bool:
    """Is there no model in use for the tree of today?"""
    found = current()
    return found is None or not same_labels(found[1], list(topics(on)))
