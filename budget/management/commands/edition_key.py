from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from budget.models import Edition
from budget.rules.box import shares
from budget.services import keys
from workflow.refusals import Refused


class Command(BaseCommand):
    help = "Make the keys of an edition and print the five shares of the trustees, once; --destroy forgets the keys."

    def add_arguments(self, parser) -> None:
        parser.add_argument("edition", help="code of the edition")
        parser.add_argument(
            "--destroy", action="store_true", help="after the time for appeals: forget keys and envelopes"
        )

    def handle(self, *, edition: str, destroy: bool, **options) -> None:
        row = Edition.objects.filter(code=edition).first()
        if row is None:
            raise CommandError(f"There is no edition {edition}.")
        try:
            if destroy:
                gone = keys.destroy(row, at=timezone.now())
                self.stdout.write(f"The keys of {edition} and {gone} envelopes are destroyed. Destroy old backups too.")
                return
            made = keys.make(row, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(
            f"Any {shares.NEEDED} of these shares open the ballots of {edition}. They are shown only now."
        )
        self.stdout.write("Give each to one trustee, on paper, and clear this screen.\n")
        for share in made:
            self.stdout.write(f"  trustee {share.number}:  {share}")
