"""Suggested categories on texts never learned from: first right, among three, abstained, precision of each leaf."""

import argparse
import time
from datetime import date

from django.conf import settings

from appeals.rules.suggestion.fitting import Example, fit
from appeals.rules.suggestion.measure import measure, written_otherwise
from appeals.rules.suggestion.ranking import suggest
from appeals.services import suggesting

# Every seventh example in turn: examples say the same thing in other words, so what is left out is met for the first
# time. This is the hardest of the figures.
LEFT_OUT = 7


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench suggest")
    parser.add_argument("--quick", action="store_true", help="without the figures of left-out examples")
    options = parser.parse_args(arguments)
    tree = suggesting.topics(date.today())
    own = suggesting.examples("examples", tree)
    named = suggesting.names(tree)
    held_out = suggesting.examples("heldout", tree)
    began = time.perf_counter()
    model = fit(own + named, tree)
    print(f"Fitted on {len(own)} examples in {time.perf_counter() - began:.1f} s; {len(held_out)} held out.")
    began = time.perf_counter()
    for one in held_out:
        suggest(one.text, model, tree, threshold=settings.SUGGESTION_THRESHOLD)
    print(f"A suggestion takes {(time.perf_counter() - began) / len(held_out) * 1000:.2f} ms.\n")
    print(f"{'texts':<22}{'n':>6}{'first':>8}{'of 3':>8}{'leaf':>8}{'leaf/3':>8}{'abstain':>9}")
    figures = measure(model, held_out, tree, threshold=settings.SUGGESTION_THRESHOLD)
    for name in ("all", "ru", "kk"):
        _line(name, figures[name])
    for name, texts in written_otherwise(held_out).items():
        _line(name, measure(model, texts, tree, threshold=settings.SUGGESTION_THRESHOLD)["all"])
    if not options.quick:
        _left_out(own, named, tree)
    print("\nPrecision of each leaf (first suggestions on the held-out texts):")
    for leaf, row in sorted(figures["classes"].items(), key=lambda pair: pair[1]["precision"]):
        print(f"  {leaf:<24}{row['precision']:>6.0%}  of {row['suggested']}, met {row['recall']:.0%} of {row['texts']}")
    return figures["all"]["first"] * 100, "% right at first"


def _left_out(own: list[Example], named: list[Example], tree: dict[str, str]) -> None:
    kept = [one for number, one in enumerate(own) if number % LEFT_OUT]
    aside = [one for number, one in enumerate(own) if number % LEFT_OUT == 0]
    figures = measure(fit(kept + named, tree), aside, tree, threshold=settings.SUGGESTION_THRESHOLD)
    for name in ("ru", "kk"):
        _line(f"{name}, left-out examples", figures[name])


def _line(name: str, row: dict[str, float]) -> None:
    shares = (row["first"], row["among_three"], row["leaf"], row["leaf_among_three"], row["abstained"])
    print(f"{name:<22}{row['texts']:>6}" + "".join(f"{share:>8.1%}" for share in shares[:-1]) + f"{shares[-1]:>9.1%}")
