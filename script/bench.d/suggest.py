"""Suggested categories on texts never learned from: first right, among three, abstained, precision of each leaf."""

import argparse
import csv
import time
from collections.abc import Sequence
from datetime import date

from django.conf import settings

from appeals.rules.suggestion.fitting import Example, fit
from appeals.rules.suggestion.measure import Figures, measure, written_otherwise
from appeals.rules.suggestion.model import Model
from appeals.rules.suggestion.ranking import suggest
from appeals.services import suggesting

# Each example is left out once, with every seventh other one: examples say the same thing in ever other words, so what
# is left out is met for the first time.
PARTS = 7
WORST = 15
SHARES = ("first", "among_three", "leaf", "leaf_among_three", "abstained")


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench suggest")
    parser.add_argument("--quick", action="store_true", help="without the figures of left-out examples")
    options = parser.parse_args(arguments)
    tree = suggesting.topics(date.today())
    own = suggesting.examples("examples", tree)
    named = suggesting.names(tree)
    held_out, voices = suggesting.examples("heldout", tree), suggesting.examples("voices", tree)
    began, busy = time.perf_counter(), time.process_time()
    model = fit(own + named, tree)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    print(f"Fitted on {len(own)} examples in {took:.1f} s ({worked:.1f} s of a core).")
    print(f"A suggestion takes {_milliseconds(model, voices, tree):.2f} ms.\n")
    print(f"{'texts':<28}{'n':>6}{'first':>8}{'of 3':>8}{'leaf':>8}{'leaf/3':>8}{'abstain':>9}")
    figures = _measured(model, voices, tree)
    for name, shown in (("short and plain", _measured(model, held_out, tree)), ("many voices", figures)):
        for language in ("ru", "kk"):
            _line(f"{name}, {language}", shown[language])
    for voice in sorted(set(_voices().values())):
        spoken = [one for one in voices if _voices()[one.text] == voice]
        _line(f"  {voice}", _measured(model, spoken, tree)["all"])
    for name, texts in written_otherwise(voices).items():
        _line(f"many voices, {name}", _measured(model, texts, tree)["all"])
    if not options.quick:
        _left_out(own, named, tree)
    classes = _measured(model, held_out + voices, tree)["classes"]
    print(f"\nThe {WORST} leaves met worst, of short texts and many voices together:")
    for leaf, row in sorted(classes.items(), key=lambda pair: (pair[1]["recall"], pair[1]["precision"]))[:WORST]:
        met = f"met {row['recall']:>4.0%} of {row['texts']}"
        print(f"  {leaf:<24}{met}, right {row['precision']:>4.0%} of {row['suggested']}")
    return min(figures[language]["first"] for language in ("ru", "kk")) * 100, "% right at first of many voices"


def _measured(model: Model, texts: Sequence[Example], tree: dict[str, str]) -> Figures:
    return measure(model, texts, tree, threshold=settings.SUGGESTION_THRESHOLD)


def _milliseconds(model: Model, texts: Sequence[Example], tree: dict[str, str]) -> float:
    began = time.perf_counter()
    for one in texts:
        suggest(one.text, model, tree, threshold=settings.SUGGESTION_THRESHOLD)
    return (time.perf_counter() - began) / len(texts) * 1000


def _voices() -> dict[str, str]:
    """Whose voice each text of ``voices.csv`` is."""
    with (suggesting.DATA / "voices.csv").open(encoding="utf-8", newline="") as file:
        return {row["text"]: row["voice"] for row in csv.DictReader(file)}


def _left_out(own: list[Example], named: list[Example], tree: dict[str, str]) -> None:
    parts = []
    for part in range(PARTS):
        kept = [one for number, one in enumerate(own) if number % PARTS != part]
        parts.append(_measured(fit(kept + named, tree), own[part::PARTS], tree))
    for language in ("ru", "kk"):
        rows = [figures[language] for figures in parts]
        texts = sum(row["texts"] for row in rows)
        mean = {name: sum(row[name] * row["texts"] for row in rows) / texts for name in SHARES}
        _line(f"left-out examples, {language}", {"texts": texts, **mean})


def _line(name: str, row: dict[str, float]) -> None:
    *shares, abstained = (row[name] for name in SHARES)
    print(f"{name:<28}{row['texts']:>6}" + "".join(f"{share:>8.1%}" for share in shares) + f"{abstained:>9.1%}")
