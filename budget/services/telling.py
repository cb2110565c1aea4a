"""Everybody whose vote was put in is told of it, by the registered phone or e-mail: nobody votes for another unseen."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from accounts import notices
from accounts.models import Identity, User
from budget.models import Edition, Office, RollMark
from budget.selectors.voters import PROVEN_IDENTITY

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


def tell_of_paper(
    mark: RollMark, iin_hash: str, office: Office, *, refused: bool = False, instead: bool = False, at: datetime
) -> None:
    """A paper form was given out, or ``refused`` because an online ballot counts: to the voter, if there is an account.

    The account is the one that voted online, or else the one to which the IIN is proven to belong. ``instead``: the
    form counts instead of an online ballot.
    """
    proven = Identity.objects.filter(iin_hash=iin_hash, proof__in=PROVEN_IDENTITY, user__is_active=True)
    user = mark.user or User.objects.filter(pk__in=proven.values("user_id")).first()
    if user is None:
        return
    with translation.override(user.language):
        link = reverse("vote:choose", args=[office.edition.code])
        names = {"edition": office.edition.name, "office": office.name}
    code = "vote_paper_refused" if refused else "vote_on_paper"
    notices.owe(
        code=code,
        # Asking again at the same office within the day is told of once.
        key=f"{code}:{mark.pk}:{office.pk}:{timezone.localdate(at)}",
        at=at,
        context=names | {"when": f"{timezone.localtime(at):%d.%m.%Y %H:%M}", "instead": "1" if instead else ""},
        user=user,
        link=link,
    )
