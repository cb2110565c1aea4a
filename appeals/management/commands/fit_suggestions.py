"""Fit the model that suggests categories."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from appeals.services import suggesting


class Command(BaseCommand):
    help = "Learn from examples and from moderators' corrections; a model worse than the old one is kept aside."

    def handle(self, *args, **options) -> None:
        now = timezone.now()
        model = suggesting.refit(at=now, on=timezone.localdate(now))
        reached = model.figures["all"]
        self.stdout.write(f"model {model.version}: {model.sources}")
        self.stdout.write(f"held-out texts: {reached['texts']}, first right {reached['first']:.1%}")
        self.stdout.write(f"refused: {model.refused}" if model.refused else "in use")
