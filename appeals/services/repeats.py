"""Repeated appeals are noticed: the same person, the same thing, within half a year."""

from datetime import timedelta

from appeals.models import Appeal, Repeat
from appeals.rules.risk import REPEAT_DAYS
from appeals.selectors import queue


def notice(appeal: Appeal) -> Repeat | None:
    """Write down the newest earlier appeal of the same account, e-mail or phone in the same category, if there is one.

    It stops nothing and tells the author nothing: in the triage it raises the appeal and shows what came before. Done
    twice, it is done once.
    """
    same = queue.same_person(appeal)
    if same is None or appeal.category_id is None:
        return None
    since = appeal.received_at - timedelta(days=REPEAT_DAYS)
    earlier = (
        Appeal.objects.filter(same, category_id=appeal.category_id)
        .filter(received_at__gte=since, received_at__lte=appeal.received_at, pk__lt=appeal.pk)
        .order_by("-received_at", "-pk")
        .first()
    )
    if earlier is None:
        return None
    return Repeat.objects.update_or_create(appeal=appeal, defaults={"earlier": earlier})[0]
