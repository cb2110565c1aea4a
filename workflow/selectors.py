"""Named reads of the journal."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from workflow.models import Act, Delivery

REPLAY_LIMIT = 50


def timeline(kind: str, pk: int, *, public_only: bool) -> QuerySet[Act]:
    """The acts of one thing, oldest first; for strangers only those that stand in the public timeline."""
    acts = Act.objects.filter(kind=kind, subject_id=pk).order_by("seq")
    return acts.filter(public=True) if public_only else acts


def missed(since: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """What happened to things since a page looked: ``(kind, pk, seq)`` of every later act in order, in one query.

    ``since``: ``(kind, pk, seq)`` with the newest number that the page has. Of a thing with very many later acts the
    newest ``REPLAY_LIMIT`` are told.
    """
    later = Q()
    for kind, pk, seq in since:
        later |= Q(kind=kind, subject_id=pk, seq__gt=seq)
    if not later:
        return []
    place = Window(RowNumber(), partition_by=["kind", "subject_id"], order_by=F("seq").desc())
    found = Act.objects.filter(later).annotate(place=place).filter(place__lte=REPLAY_LIMIT)
    return sorted(found.order_by().values_list("kind", "subject_id", "seq"))


def owed() -> QuerySet[Delivery]:
    """Debts not yet paid."""
    return Delivery.objects.filter(done_at__isnull=True)
