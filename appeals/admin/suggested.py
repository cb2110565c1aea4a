"""What the machine made of a text, for people who decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from appeals.models import Appeal
from appeals.rules.suggestion.model import OTHER
from appeals.selectors import desk, taxonomy
from appeals.workflow import APPEAL


@dataclass(frozen=True)
class Offer:
    """The machine's first suggestion, which one press takes over. ``percent``: its confidence."""

    code: str
    name: str
    percent: int


def suggested(appeal: Appeal) -> dict[str, Any] | None:
    """``model`` (version), ``abstained``, ``leaves`` with ``category`` and ``percent``; nothing without a model.

    ``no_appeal``: the machine takes the text for thanks, a trial, an advertisement, and names no category.
    """
    word = appeal.suggestion
    if not word:
        return None
    leaves = taxonomy.nodes()
    rows = [
        {"category": leaves[one["category"]], "percent": round(one["confidence"] * 100)}
        for one in word["suggestions"]
        if one["category"] in leaves
    ]
    current = appeal.category.code if appeal.category else ""
    told = {"model": word["model"], "abstained": word["abstained"], "leaves": rows, "current": current}
    return told | {"no_appeal": [one["topic"] for one in word["suggestions"]] == [OTHER]}


def offers(appeals: Iterable[Appeal]) -> dict[int, Offer]:
    """Key -> what one press would make its category, of those that may be sorted and stand otherwise now."""
    firsts = {each.pk: first for each in appeals if (first := _first(each))}
    names = desk.category_names({first["category"] for first in firsts.values()})
    return {
        pk: Offer(first["category"], names[first["category"]], round(first["confidence"] * 100))
        for pk, first in firsts.items()
        if first["category"] in names
    }


def _first(appeal: Appeal) -> dict[str, Any] | None:
    found = next((one for one in appeal.suggestion.get("suggestions", ()) if one["category"]), None)
    if found is None or appeal.status not in APPEAL["categorise"].sources:
        return None
    return None if appeal.category and appeal.category.code == found["category"] else found
