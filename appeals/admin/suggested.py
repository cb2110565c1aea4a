"""What the machine made of a text, for people who decide."""

from typing import Any

from appeals.models import Appeal, Category


def suggested(appeal: Appeal) -> dict[str, Any] | None:
    """``model`` (version), ``abstained``, ``leaves`` with ``category`` and ``percent``; nothing without a model."""
    word = appeal.suggestion
    if not word:
        return None
    leaves = Category.objects.select_related("parent").in_bulk(
        [one["category"] for one in word["suggestions"] if one["category"]], field_name="code"
    )
    rows = [
        {"category": leaves[one["category"]], "percent": round(one["confidence"] * 100)}
        for one in word["suggestions"]
        if one["category"] in leaves
    ]
    return {"model": word["model"], "abstained": word["abstained"], "leaves": rows}
