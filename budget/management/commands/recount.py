"""``manage.py recount FILE.pb``: who won an election of the Pabulib library, counted again from its ballots."""

import json
from argparse import ArgumentParser
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from budget.rules import pabulib
from budget.rules.pabulib import BrokenFile
from budget.rules.recount import Options, Recount, recount
from budget.rules.tally import Fit, Step, Ties

SENTENCES = {
    "excluded": "{code}: struck off: {note}",
    "below_minimum": "{code}: {score} points are fewer than needed",
    "tie": "{codes}: equal at {score} points, order decided by: {note}",
    "fits": "{code}: {score} points, costs {cost}, fits: {left} left before it",
    "does_not_fit": "{code}: {score} points, costs {cost}, does not fit: {left} left, {missing} missing",
    "stopped": "{code}: the list ends here",
    "share": "{code}: enough of its cost is left, {missing} comes from a reserve",
    "exclusive": "{code}: {score} points, cannot be built beside {codes}, which won",
    "not_reached": "{code}: {score} points, the list had ended",
}


class Command(BaseCommand):
    help = "Count a Pabulib file again by the rule and the parameters that it names. No database is needed."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a .pb file")
        parser.add_argument("--json", action="store_true", help="winners and steps as JSON")
        parser.add_argument("--fit", choices=[fit.value for fit in Fit], help="at what does not fit: go on, or end")
        parser.add_argument(
            "--share", type=int, metavar="PERCENT", help="of a blocked project that must be left for it to win"
        )
        parser.add_argument("--minimum", metavar="POINTS", help="points needed to win")
        parser.add_argument("--envelope", metavar="MONEY", help="another envelope than the file's")
        parser.add_argument("--ties", choices=[ties.value for ties in Ties], default=Ties.LISTED.value)
        parser.add_argument("--seed", default="", help="seed of the public draw, for --ties draw")
        parser.add_argument("--exclude", action="append", default=[], metavar="ID", help="strike a project off")
        parser.add_argument("--exclusive", action="append", default=[], metavar="ID,ID", help="one of these at most")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            election = pabulib.read(file)
            found = recount(election, _options(options))
        except OSError as error:
            raise CommandError(f"{file.name}: {error.strerror}") from error
        except BrokenFile as error:
            raise CommandError(f"{file.name}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(_shape(found), ensure_ascii=False))
        else:
            self._tell(found)

    def _tell(self, found: Recount) -> None:
        self.stdout.write(f"Rule: {found.read}.")
        for remark in found.remarks:
            self.stdout.write(f"Remark: {remark}.")
        for step in found.outcome.steps:
            self.stdout.write(sentence(step))
        self.stdout.write(f"Winners: {len(found.outcome.winners)}, left: {_number(found.outcome.left)}.")


def sentence(step: Step) -> str:
    words = {name: _number(getattr(step, name)) for name in ("score", "cost", "left", "missing")}
    return SENTENCES[step.found].format(code=step.code, codes=", ".join(step.others), note=step.note, **words)


def _shape(found: Recount) -> dict[str, Any]:
    return {
        "selected": list(found.outcome.winners),
        "steps": [_step(step) for step in found.outcome.steps],
        "rule": found.read,
        "left": _plain(found.outcome.left),
        "owed": _plain(found.outcome.owed),
        "remarks": found.remarks,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.found.value,
        "project": step.code,
        "score": _plain(step.score),
        "cost": _plain(step.cost),
        "left": _plain(step.left),
        "missing": _plain(step.missing),
        "others": list(step.others),
        "note": step.note,
        "text": sentence(step),
    }


def _options(given: dict[str, Any]) -> Options:
    return Options(
        fit=Fit(given["fit"]) if given["fit"] else None,
        share=Fraction(given["share"], 100) if given["share"] is not None else None,
        minimum=pabulib.number(given["minimum"]) if given["minimum"] else None,
        envelope=pabulib.number(given["envelope"]) if given["envelope"] else None,
        ties=Ties(given["ties"]),
        seed=given["seed"],
        exclusive=tuple(frozenset(group.split(",")) for group in given["exclusive"]),
        excluded=dict.fromkeys(given["exclude"], "as asked"),
    )


def _plain(amount: int | Fraction) -> int | str:
    """A whole number, or the exact decimal (money has no more than two places) as text."""
    return amount if isinstance(amount, int) else _number(amount)


def _number(amount: int | Fraction) -> str:
    if isinstance(amount, int) or amount.denominator == 1:
        return str(int(amount))
    return f"{float(amount):.2f}" if 100 % amount.denominator == 0 else str(amount)
