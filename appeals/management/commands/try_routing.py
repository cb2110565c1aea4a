"""``manage.py try_routing``: what a new or changed rule would do to past appeals. Nothing is written."""

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Organisation, Team
from appeals.models import Category, RoutingRule
from appeals.selectors.trial import Outcome, Trial, trial
from appeals.services import rules
from geo.models import District
from workflow.refusals import Refused

NONE = "-"


class Command(BaseCommand):
    help = (
        "Ask the routing table twice about past appeals, without and with a rule, and show who would get what. "
        "Give --rule to change a row, or describe a new one. Nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rule", type=int, help="number of the row to change; the rest is what changes in it")
        parser.add_argument("--category", help="code of a leaf or of a top category, - for any")
        parser.add_argument("--district", help="code, - for all")
        parser.add_argument("--area", type=Path, help="GeoJSON with the outline of an area of its own")
        parser.add_argument("--when", help="conditions, several divided by ; (extent = street; number > 3)")
        parser.add_argument("--organisation", help="code of the body")
        parser.add_argument("--team", help="code of a team of this body, - for none")
        parser.add_argument("--priority", type=int)
        parser.add_argument("--valid-from", type=date.fromisoformat)
        parser.add_argument("--valid-to", type=date.fromisoformat)
        parser.add_argument("--on", type=date.fromisoformat, help="as if the appeals came on this day (default: today)")
        parser.add_argument("--days", type=int, default=90, help="appeals of so many days back (default: 90)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        now = timezone.now()
        on = options["on"] or timezone.localdate(now)
        try:
            rule = self._rule(options, on)
            rules.check(rule)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        found = trial(rule, on=on, since=now - timedelta(days=options["days"]))
        self.stdout.write(json.dumps(_plain(found), ensure_ascii=False, indent=1) if options["json"] else _told(found))

    def _rule(self, options: dict[str, Any], on: date) -> RoutingRule:
        rule = self._one(RoutingRule, pk=options["rule"]) if options["rule"] else RoutingRule(valid_from=on)
        self._set_bodies(rule, options)
        for name, model in (("category", Category), ("district", District)):
            if options[name]:
                setattr(rule, name, None if options[name] == NONE else self._one(model, code=options[name]))
        if options["area"]:
            rule.area = rules.read_area(options["area"].read_text(encoding="utf-8"))
        if options["when"] is not None:
            rule.conditions = rules.read_conditions(options["when"].replace(";", "\n"))
        for name in ("priority", "valid_from", "valid_to"):
            if options[name] is not None:
                setattr(rule, name, options[name])
        return rule

    def _set_bodies(self, rule: RoutingRule, options: dict[str, Any]) -> None:
        if options["organisation"]:
            rule.organisation, rule.team = self._one(Organisation, code=options["organisation"]), None
        if rule.organisation_id is None:
            raise CommandError("Name the body: --organisation CODE.")
        if options["team"]:
            known = {"organisation": rule.organisation, "code": options["team"]}
            rule.team = None if options["team"] == NONE else self._one(Team, **known)

    def _one(self, model, **known):
        found = model.objects.filter(**known).first()
        if found is None:
            named = ", ".join(f"{name} {value}" for name, value in known.items())
            raise CommandError(f"There is no {model._meta.model_name} with {named}.")
        return found


def _told(found: Trial) -> str:
    lines = [f"{found.examined} appeals examined, as on {found.on}; {found.moved} would go elsewhere"]
    for move in found.moves:
        lines.append(f"{move.number:>7}  {_who(move.old)} -> {_who(move.new)}  {', '.join(move.examples)}")
    return "\n".join(lines)


def _who(outcome: Outcome) -> str:
    return outcome.problem or "/".join(filter(None, (outcome.organisation, outcome.team)))


def _plain(found: Trial) -> dict[str, Any]:
    return {
        "on": found.on.isoformat(),
        "since": found.since.isoformat(),
        "examined": found.examined,
        "moved": found.moved,
        "moves": [
            {"old": vars(move.old), "new": vars(move.new), "number": move.number, "examples": list(move.examples)}
            for move in found.moves
        ],
    }
