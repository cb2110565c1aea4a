"""Work through rows one by one: any number of workers may do it at once, and one bad row stops none of the others."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from appeals import policy
from appeals.models import Appeal
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import SYSTEM
from workflow.models import Act

log = logging.getLogger(__name__)


def each(due: QuerySet[Appeal], work: Callable[[Appeal], object], *, limit: int) -> int:
    """Do ``work`` on at most ``limit`` appeals of ``due``, in its order, each in a transaction that holds its lock.

    A row that another worker holds is left to it; one that is no longer due is passed over; one that fails is logged
    and stays due. ``work`` returns something false where it found nothing to do. Returns how many were done.
    """
    done = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        try:
            with transaction.atomic():
                row = due.filter(pk=pk).select_for_update(skip_locked=True, of=("self",)).first()
                done += bool(row is not None and work(row))
        except Exception:
            log.exception("The clock of appeal %s could not be kept.", pk)
    return done


def perform(appeal: Appeal, name: str, **words) -> Act:
    """An act of the system on an appeal."""
    return acts.perform(
        APPEAL, Appeal, appeal.pk, name, actor=SYSTEM, roles=lambda one: policy.roles_on(SYSTEM, one), **words
    )
