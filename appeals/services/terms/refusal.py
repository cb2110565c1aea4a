"""A term that ran out without an answer counts as a refusal, which the applicant may appeal against."""

from datetime import datetime

from django.utils import timezone

from appeals.enums import BreachKind
from appeals.models import Appeal, Breach
from appeals.rules import term
from appeals.selectors import terms
from appeals.services.terms import rows
from workflow.models import Act


def deem_refused(*, at: datetime, limit: int = 500) -> int:
    """Deem refused every open appeal whose last day has passed. Returns how many.

    The work goes on and a late answer may still go out; the missed term is a breach. The applicant is told how to
    appeal by the letter that follows from the act. Done once a term: a reopened appeal has a new one.
    Rule: APPC art. 91 (2).
    """
    today = timezone.localdate(at)
    return rows.each(terms.expired(on=today), lambda appeal: _deem(appeal, at=at), limit=limit)


def _deem(appeal: Appeal, *, at: datetime) -> Act:
    last_day = max(appeal.due_on, appeal.first_due_on)

    def change(one: Appeal) -> dict:
        one.deemed_refused_at = at
        body = one.organisation.code if one.organisation else None
        details = {"due_on": last_day.isoformat(), "organisation": body}
        Breach.objects.get_or_create(
            appeal=one,
            kind=BreachKind.TERM_MISSED,
            about=one.counted_from.isoformat(),
            defaults={"at": at, "details": details},
        )
        return details | {"expired_on": term.day_after(last_day).isoformat()}

    return rows.perform(appeal, "deem_refused", change=change, at=at)
