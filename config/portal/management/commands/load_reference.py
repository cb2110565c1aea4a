"""Load the reference data of Almaty."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import reference as people
from appeals import reference as appeals
from appeals.services import suggesting
from budget import reference as budget
from geo import reference as places
from meetings import reference as meetings
from workflow import reference as work_calendar


class Command(BaseCommand):
    help = (
        "Load districts, places, the work calendar, bodies, letters, categories, routing and terms of law. "
        "Safe to repeat: rows edited by hand stay."
    )

    def handle(self, *args, **options) -> None:
        found = places.load()
        self.stdout.write(f"places: {found}")
        days = work_calendar.load(work_calendar.YEARS)
        self.stdout.write(f"calendar: {len(days)} days changed")
        for room in (people, appeals, budget, meetings):
            for name, number in room.load().items():
                self.stdout.write(f"{name}: {number} new")
        now = timezone.now()
        if suggesting.needed(timezone.localdate(now)):
            fitted = suggesting.refit(at=now, on=timezone.localdate(now))
            self.stdout.write(f"suggestions of categories: model {fitted.version} fitted")
