"""The author rates an answer. Who says nothing has said nothing: silence is not counted as content."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.texts import one_line
from appeals import policy
from appeals.enums import LimitCode
from appeals.models import Answer, Appeal, Rating
from appeals.selectors import limits
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

TEXT_LENGTH = 1000
LOWEST, HIGHEST = 1, 5


def rate(
    appeal_id: int,
    *,
    stars: int | None,
    reasons: Sequence[str] = (),
    text: str = "",
    claimed: Collection[int] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Rate the answer from 1 to 5, with reasons from the list; a second rate takes the place of the first.

    Refused: ``stars_needed``; ``reason_unknown``; ``no_answer``; role, state, stale.
    """
    if stars is None or not LOWEST <= stars <= HIGHEST:
        raise Refused(_("Choose a rate from 1 to 5."), code="stars_needed", field="stars")
    listed = [each for each in limits.rating_reasons(timezone.localdate(at)) if each.code in reasons]
    if len(listed) != len(set(reasons)):
        raise Refused(_("Choose the reasons from the list."), code="reason_unknown", field="reasons")

    def change(appeal: Appeal) -> dict:
        answer = Answer.objects.filter(appeal=appeal, sent_at__isnull=False).order_by("-sent_at").first()
        if answer is None:
            raise Refused(_("There is no answer to rate yet."), code="no_answer", conflict=True)
        values = {"answer": answer, "stars": stars, "text": one_line(text)[:TEXT_LENGTH], "rated_at": at}
        rating, _new = Rating.objects.update_or_create(appeal=appeal, round=appeal.reopened, defaults=values)
        rating.reasons.set(listed)
        return {"rating": rating.pk, "stars": stars, "reasons": sorted(reason.code for reason in listed)}

    def roles(appeal: Appeal) -> frozenset[str]:
        return policy.roles_on(actor, appeal, claimed)

    return acts.perform(APPEAL, Appeal, appeal_id, "rate", actor=actor, roles=roles, at=at, change=change, seq=seq)


def is_low(appeal: Appeal, *, at: datetime) -> bool:
    """Whether the author's rate of the last answer is low by the table; without a rate it is not."""
    stars = Rating.objects.filter(appeal=appeal, round=appeal.reopened).values_list("stars", flat=True).first()
    return stars is not None and stars <= limits.value(
        LimitCode.LOW_RATING, category=appeal.category, on=timezone.localdate(at)
    )
