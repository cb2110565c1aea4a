from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from geo import gazetteer
from geo.models import District
from geo.refusals import FileRefused
from geo.services import load_places


class Command(BaseCommand):
    help = "Load places of the gazetteer from CSV or GeoJSON, by code. Bad rows are named and left out."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        try:
            found = gazetteer.read(options["file"], set(District.objects.values_list("code", flat=True)))
        except FileRefused as refusal:
            raise CommandError("\n".join(refusal.sentences)) from refusal
        loaded = load_places(found.rows)
        for number, reason in found.left_out:
            self.stderr.write(f"Row {number} was left out: {reason}.")
        self.stdout.write(
            f"{loaded.added} added, {loaded.changed} changed, {loaded.same} unchanged, {loaded.by_hand} edited by hand "
            f"and left alone, {len(found.left_out)} left out."
        )
