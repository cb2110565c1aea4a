import sys
from getpass import getpass

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from budget.models import Edition
from budget.rules.box import shares
from budget.services import opening
from workflow.refusals import Refused


class Command(BaseCommand):
    help = "Open the ballots of an edition: three trustees type their shares (or give them on standard input)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("edition")
        parser.add_argument("manager", help="e-mail of the manager who leads the opening")

    def handle(self, *, edition: str, manager: str, **options) -> None:
        row = Edition.objects.filter(code=edition).first()
        leader = User.objects.filter(email__iexact=manager).first()
        if row is None or leader is None:
            raise CommandError("There is no such edition, or nobody with this e-mail.")
        if sys.stdin.isatty():
            words = [getpass(f"Share {number} of {shares.NEEDED}: ") for number in range(1, shares.NEEDED + 1)]
        else:
            words = sys.stdin.read().split()
        at = timezone.now()
        try:
            done = opening.open_box(row, words, actor=actor_of(leader, at), at=at)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        for name, value in done.counts.items():
            self.stdout.write(f"{name}: {value}")
        self.stdout.write(f"hash of the ballots: {done.ballots_hash}")
