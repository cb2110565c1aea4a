"""Everybody whose vote was put in is told of it, by the registered phone or e-mail: nobody votes for another unseen."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from accounts import notices
from accounts.models import User
from budget.models import Edition, RollMark

AT_ONCE = 500


def tell_voters(*, at: datetime) -> int:
    """Owe a letter for every ballot not yet told of. Late or twice, each ballot is told of once. Returns how many.

    The mark on the roll is the debt: it was written in the transaction of the ballot, so no ballot goes untold.
    """
    with transaction.atomic():
        owed = list(
            RollMark.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(told__lt=F("casts"))
            .select_related("user")
            .order_by("pk")[:AT_ONCE]
        )
        editions = Edition.objects.in_bulk({mark.edition_id for mark in owed})
        for mark in owed:
            if mark.user is not None:
                _tell(mark, mark.user, editions[mark.edition_id], at)
        # The casts as they were read: one that came in meanwhile is told of next time.
        for mark in owed:
            RollMark.objects.filter(pk=mark.pk).update(told=mark.casts)
    return len(owed)


def _tell(mark: RollMark, user: User, edition: Edition, at: datetime) -> None:
    with translation.override(user.language):
        link = reverse("vote:choose", args=[edition.code])
        name = edition.name
    notices.owe(
        code="vote_recorded",
        key=f"vote:{mark.pk}:{mark.casts}",
        at=at,
        context={
            "edition": name,
            "when": f"{timezone.localtime(at):%d.%m.%Y %H:%M}",
            "times": str(mark.casts),
        },
        user=user,
        link=link,
    )
