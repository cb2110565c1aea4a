import csv
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from geo.boundaries import geojson, overpass
from geo.boundaries.report import report
from geo.boundaries.survey import survey
from geo.models import District
from geo.refusals import FileRefused
from geo.services import Outcome, replace_outlines


class Command(BaseCommand):
    help = (
        "Replace the outline of the districts by official GeoJSON (one feature a district, property `code`), or by "
        "OpenStreetMap. Without --apply nothing is kept: the report shows what would change."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="GeoJSON in WGS 84, longitude first")
        parser.add_argument("--osm", type=Path, metavar="FILE", help="a saved answer of the Overpass API")
        parser.add_argument("--overpass", action="store_true", help="ask the server of OVERPASS_URL")
        parser.add_argument("--apply", action="store_true", help="write; without it this is a dry run")
        parser.add_argument("--despite-flaws", action="store_true", help="write in spite of grave overlaps or gaps")
        parser.add_argument(
            "--changes",
            type=Path,
            default=settings.DATA_DIR / "district_changes.csv",
            help="where to list records whose district changes (CSV: model, id, old, new)",
        )

    def handle(self, *args, **options):
        try:
            outlines, provenance = self._outlines(options)
        except FileRefused as refusal:
            raise CommandError("\n".join([*refusal.sentences, "Nothing was changed."])) from refusal
        found = survey(outlines)
        self.stdout.write(report(found, outlines, District.objects.in_bulk()))
        if options["apply"] and found.grave and not options["despite_flaws"]:
            raise CommandError(
                f"The outlines overlap or leave gaps wider than {settings.DISTRICT_TOLERANCE_M} m. Mend the file, or "
                "repeat with --despite-flaws. Nothing was changed."
            )
        with transaction.atomic():
            outcome = replace_outlines(outlines, provenance=provenance)
            if not options["apply"]:
                transaction.set_rollback(True)
        self._tell(outcome, options)

    def _outlines(self, options) -> tuple[dict, str]:
        given = [name for name in ("file", "osm", "overpass") if options[name]]
        if len(given) != 1:
            raise CommandError("Give one source: a GeoJSON FILE, --osm FILE or --overpass.")
        codes = set(District.objects.values_list("code", flat=True))
        if not codes:
            raise CommandError("There are no districts yet. Load the reference data first: manage.py load_reference.")
        if options["file"]:
            return geojson.outlines(geojson.read(options["file"]), codes), f"Imported from {options['file'].name}"
        relations = {
            relation: code
            for code, relation in District.objects.values_list("code", "osm_relation_id")
            if relation is not None
        }
        if unknown := codes - set(relations.values()):
            raise CommandError(f"No OpenStreetMap relation is known for {', '.join(sorted(unknown))}: see the admin.")
        answer = geojson.read(options["osm"]) if options["osm"] else overpass.fetch(settings.OVERPASS_URL, relations)
        return overpass.outlines(answer, relations), overpass.CREDIT

    def _tell(self, outcome: Outcome, options) -> None:
        counts: dict[str, int] = {}
        for move in outcome.moves:
            counts[move.model] = counts.get(move.model, 0) + 1
        outside = sum(not move.new for move in outcome.moves)
        self.stdout.write(f"\nOutlines that differ: {', '.join(outcome.replaced) or 'none'}")
        for model, count in counts.items():
            self.stdout.write(f"Records whose district changes: {model} {count}")
        if outside:
            self.stdout.write(f"Of these {outside} lie outside every new outline and keep their district.")
        if outcome.moves:
            with options["changes"].open("w", newline="", encoding="utf-8") as target:
                writer = csv.writer(target)
                writer.writerow(["model", "id", "old", "new"])
                writer.writerows([move.model, move.pk, move.old, move.new] for move in outcome.moves)
            self.stdout.write(f"They are listed in {options['changes']}")
        done = "The new outlines are in force." if options["apply"] else "Dry run: nothing was kept. Add --apply."
        self.stdout.write(done)
