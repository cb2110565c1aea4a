"""Answers at first contact, noted and checked as the first line does: the share of quick answers rests on these."""

from datetime import datetime, timedelta

from accounts.enums import Role
from appeals.models import Answer, Appeal, QuickAnswer
from appeals.services import quick
from config.portal.seed.desk import Desk
from config.portal.seed.people import Person

CHECKED_AFTER = timedelta(days=2)
# Of the checked ones so many per cent are found good.
GOOD_PERCENT = 88


def noted(desk: Desk, appeal: Appeal, answer: Answer, who: Person, *, forwarded: bool, at: datetime) -> QuickAnswer:
    """The note on an answer, with the result of its check where it was drawn and its time has come.

    The draw is the service's own, by the answer's key; chance has no say, so the same seed gives the same town.
    """
    row = QuickAnswer(
        pk=desk.key(QuickAnswer),
        appeal_id=appeal.pk,
        answer_id=answer.pk,
        body_id=desk.first_line,
        forwarded=forwarded,
        answered_by_id=who.pk or 0,
        answered_at=at,
        sampled=quick.is_drawn(answer.pk, percent=desk.sample_percent),
    )
    checkers = [one for one in desk.people.by_role[Role.MODERATOR] if one.pk != who.pk]
    if row.sampled and checkers and at + CHECKED_AFTER < desk.clock.until:
        row.passed = answer.pk % 100 < GOOD_PERCENT
        row.note = "" if row.passed else "Жауапта нақты мерзім жоқ."
        row.checked_by_id, row.checked_at = checkers[answer.pk % len(checkers)].pk, at + CHECKED_AFTER
    return row
