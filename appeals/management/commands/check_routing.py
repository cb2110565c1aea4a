"""``manage.py check_routing``: holes, broken, shadowed, overlapping and expired rules of the routing table."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals.rules.coverage import Hole, Survey
from appeals.selectors import coverage
from appeals.selectors.coverage import Table


class Command(BaseCommand):
    help = (
        "Lay the routing table over all leaves and districts. Ends with 1 if some case has no body or a rule is "
        "broken, else with 0; shadowed, overlapping and expired rules are told and do no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="on this day (default: today)")
        parser.add_argument("--json", action="store_true", help="the whole survey as JSON")

    def handle(self, *args, **options) -> None:
        on = options["on"] or timezone.localdate()
        table = coverage.read()
        found = table.survey(on)
        ahead = list(table.holes_ahead(on))
        if options["json"]:
            self.stdout.write(json.dumps(_plain(table, found, ahead), ensure_ascii=False, indent=1))
        else:
            self._tell(table, found, ahead)
        if not found.is_whole:
            raise CommandError("The routing table has holes or broken rules.", returncode=1)

    def _tell(self, table: Table, found: Survey, ahead: list[tuple[date, Hole]]) -> None:
        leaves, districts = {leaf for leaf, _district in found.cells}, len(table.districts)
        self.stdout.write(f"{found.on}: {len(table.rules)} rules, {len(leaves)} leaves x {districts} districts")
        self._list("without a body", map(_hole, found.holes))
        self._list("without a body later", (f"{day}: {_hole(hole)}" for day, hole in ahead))
        self._list("broken", (f"{_rule(table, pk)}: {fault}" for pk, fault in found.broken))
        self._list("shadowed", (f"{_rule(table, pk)}: {_beaten(by)}" for pk, by in found.shadowed))
        self._list("overlapping", (f"{_rule(table, one)} goes before {other}" for one, other in found.overlapping))
        self._list("expired", (_rule(table, pk) for pk in found.expired))
        self._list("not yet in force", (_rule(table, pk) for pk in found.coming))

    def _list(self, title: str, lines: Iterable[str]) -> None:
        rows = list(lines)
        self.stdout.write(f"{title}: {len(rows)}")
        for row in rows:
            self.stdout.write(f"  {row}")


def _beaten(by: int | None) -> str:
    return f"loses everywhere, for example to {by}" if by else "fits nowhere"


def _hole(hole: Hole) -> str:
    more = [f"{code}={value}" for code, value in hole.answers.items()] + [f"area of {pk}" for pk in hole.areas]
    return " ".join([hole.leaf, hole.district or "no-place", hole.problem, *more])


def _rule(table: Table, pk: int) -> str:
    row = table.rows[pk]
    category = row.category.code if row.category else "any"
    where = row.district_id or (row.area_name or "own area" if table.rules[pk].own_area else "all")
    days = f"{row.valid_from}..{row.valid_to or ''}"
    return f"{pk} {category} {where} -> {row.organisation.code} {days}"


def _plain(table: Table, found: Survey, ahead: list[tuple[date, Hole]]) -> Mapping[str, Any]:
    matrix: dict[str, dict[str, Any]] = {}
    for (leaf, district), cell in found.cells.items():
        body = table.rules[cell.rule_id].body.code if cell.rule_id else None
        matrix.setdefault(leaf, {})[district or ""] = {
            "rule": cell.rule_id,
            "organisation": body,
            "problem": cell.problem,
        }
    return {
        "on": found.on.isoformat(),
        "whole": found.is_whole,
        "matrix": matrix,
        "holes": [_plain_hole(hole) for hole in found.holes],
        "holes_ahead": [{"on": day.isoformat(), **_plain_hole(hole)} for day, hole in ahead],
        "broken": [{"rule": pk, "fault": fault} for pk, fault in found.broken],
        "shadowed": [{"rule": pk, "by": by} for pk, by in found.shadowed],
        "overlapping": [{"first": one, "second": other} for one, other in found.overlapping],
        "expired": list(found.expired),
        "coming": list(found.coming),
    }


def _plain_hole(hole: Hole) -> dict[str, Any]:
    return {
        "leaf": hole.leaf,
        "district": hole.district,
        "problem": hole.problem,
        "answers": dict(hole.answers),
        "areas": list(hole.areas),
    }
