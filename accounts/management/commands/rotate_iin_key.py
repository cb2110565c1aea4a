"""Seal every IIN again under the key in force."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.identity import opened, sealed_for
from accounts.models import Identity
from accounts.sealing import SealBroken

_BATCH = 500


class Command(BaseCommand):
    """Rows that the key in force opens already are skipped, so a run that was cut off is simply started again."""

    help = "Re-encrypt the IINs: set IIN_ENCRYPTION_KEY to the new key and OLD_IIN_ENCRYPTION_KEY to the old one."

    def handle(self, *args, **options) -> None:
        old = os.environ.get("OLD_IIN_ENCRYPTION_KEY", "")
        if not old:
            raise CommandError("OLD_IIN_ENCRYPTION_KEY is not set: it holds the key that is being replaced.")
        done = kept = 0
        last = 0
        while batch := list(Identity.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
            for pk in batch:
                changed = self._rotate(pk, old)
                done, kept = done + changed, kept + (not changed)
            last = batch[-1]
        self.stdout.write(f"{done} sealed again, {kept} already under the key in force.")

    @transaction.atomic
    def _rotate(self, pk: int, old: str) -> bool:
        identity = Identity.objects.select_for_update().get(pk=pk)
        try:
            opened(identity)
            return False
        except SealBroken:
            pass
        try:
            iin = opened(identity, secret=old)
        except SealBroken:
            raise CommandError(f"Row {pk} opens with neither key. Nothing of it was changed.") from None
        identity.iin_sealed = sealed_for(identity.user_id, iin)
        identity.save(update_fields=["iin_sealed"])
        return True
