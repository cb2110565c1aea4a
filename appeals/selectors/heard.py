"""Hearings as the pages need them."""

from datetime import date

from appeals.models import Appeal, Hearing


def newest(appeal: Appeal) -> Hearing | None:
    """The newest preliminary decision since the appeal was last opened again. Exceptions are for officials."""
    found = appeal.hearings.filter(round=appeal.reopened, exception__isnull=True)
    return found.order_by("-told_at", "-pk").first()


def may_object(hearing: Hearing | None, *, on: date) -> bool:
    """Whether its time for objections still runs and none was made."""
    return (
        hearing is not None and hearing.objected_at is None and on <= (hearing.object_until or hearing.told_at.date())
    )
