"""What the clock does in a seeded story: a head extends a term, and a term that ran out counts as a refusal."""

from datetime import datetime, time, timedelta

from accounts.enums import Role
from appeals.enums import BreachKind
from appeals.models import Breach, Extension
from appeals.rules import term
from config.portal.seed.clock import CITY
from config.portal.seed.people import NOBODY, Person
from config.portal.seed.story import Over, Story

# By the law, as the rows of the table say.
MONTHS, NOTICE_DAYS = 2, 3


def extend(story: Story, head: Person, *, working_days: int) -> Extension:
    """Put the last day off by so many working days."""
    appeal, calendar = story.appeal, story.desk.clock.calendar
    before, until = appeal.due_on, calendar.add(appeal.due_on, working_days)
    decided = Extension(
        appeal_id=appeal.pk,
        counted_from=appeal.counted_from,
        before=before,
        until=until,
        cap_on=term.latest_extension(appeal.counted_from, months=MONTHS),
        reason=story.phrase("extended"),
        decided_by_id=head.pk,
        decided_at=story.now,
        notice_due_on=calendar.add(story.now.date(), NOTICE_DAYS),
        told_at=story.now,
    )
    appeal.due_on, appeal.extended_at = until, story.now
    told = {"due_on": until.isoformat(), "due_on_before": before.isoformat(), "cap_on": decided.cap_on.isoformat()}
    told |= {"notice_due_on": decided.notice_due_on.isoformat()}
    story.do("extend", head, Role.HEAD, note=decided.reason, data=told)
    return decided


def deem_refused(story: Story) -> Breach:
    """Let the term run out, on the first minute after its last day. Raises ``Over`` where that is yet to come."""
    appeal = story.appeal
    story.now = datetime.combine(appeal.due_on + timedelta(days=1), time(0, 1), CITY)
    if story.now >= story.desk.clock.until:
        raise Over
    body = appeal.organisation.code if appeal.organisation else None
    details = {"due_on": appeal.due_on.isoformat(), "organisation": body}
    appeal.deemed_refused_at = story.now
    story.do("deem_refused", NOBODY, Role.SYSTEM, data=details | {"expired_on": story.now.date().isoformat()})
    return Breach(
        appeal_id=appeal.pk,
        kind=BreachKind.TERM_MISSED,
        at=story.now,
        about=appeal.counted_from.isoformat(),
        details=details,
    )
