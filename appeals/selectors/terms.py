"""What the clockwork reads: limits of law, terms that have run out, steps of the ladder that are due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from accounts.enums import NoticeState
from accounts.models import Notice
from appeals.enums import OPEN, LadderUnit, LimitCode, Status
from appeals.models import Appeal, Category, Escalation, Extension, LadderStep, Limit, Part
from appeals.rules import term
from appeals.rules.term import Allowed
from workflow.kept import kept
from workflow.workdays import Calendar


@kept("appeals_limit")
def _emergency_rows() -> list[Limit]:
    return list(Limit.objects.filter(code=LimitCode.EMERGENCY_HOURS).order_by("-valid_from"))


def emergency_hours(category: Category, *, on: date) -> int | None:
    """Within how many hours an emergency of this category is dealt with; ``None`` where it is none. One query at most.

    The row of the leaf itself, else of the category above it.
    """
    rows = [row for row in _emergency_rows() if row.category_id and row.is_in_force(on)]
    of_leaf = [row.value for row in rows if row.category_id == category.pk]
    of_top = [row.value for row in rows if row.category_id == category.parent_id]
    return next(iter(of_leaf + of_top), None)


def extension_in_force(appeal: Appeal) -> Extension | None:
    """The newest decision to extend the term that the appeal has now."""
    found = Extension.objects.filter(appeal_id=appeal.pk, part__isnull=True, counted_from=appeal.counted_from)
    return found.order_by("pk").last()


def extension_of_part(part: Part) -> Extension | None:
    """The newest decision to extend the term that the part has now: its own, or one made before the split."""
    own_or_whole = Q(part_id=part.pk) | Q(part__isnull=True)
    found = Extension.objects.filter(own_or_whole, appeal_id=part.appeal_id, counted_from=part.registered_on)
    return found.order_by("pk").last()


def expired(*, on: date) -> QuerySet[Appeal]:
    """Open appeals whose term of law ran out before this day and that are not yet deemed refused."""
    last_day = Greatest("due_on", "first_due_on")
    running = Appeal.objects.filter(status__in=OPEN, deemed_refused_at__isnull=True, first_due_on__lt=on)
    return running.annotate(last_day=last_day).filter(last_day__lt=on).order_by("first_due_on", "pk")


def displaced(days_off: Calendar) -> QuerySet[Appeal]:
    """Open appeals whose last day is not what this calendar gives. One query for the distinct terms, one for them.

    A last day that was put off by a head is judged one by one by the caller.
    """
    running = Appeal.objects.filter(status__in=OPEN, deemed_refused_at__isnull=True)
    plain = running.values_list("counted_from", "term_days", "term_unit", "first_due_on").distinct().order_by()
    moved = Q(pk__in=[])
    for counted_from, days, unit, first in plain:
        if term.due_on(counted_from, allowed=Allowed(days, unit, ""), calendar=days_off) != first:
            moved |= Q(counted_from=counted_from, term_days=days, term_unit=unit, first_due_on=first)
    extended = running.filter(extended_at__isnull=False, part_count=0).values_list("pk", "counted_from", "due_on")
    decided = {pk: (counted_from, due_on) for pk, counted_from, due_on in extended}
    for one in Extension.objects.filter(appeal_id__in=decided).order_by("pk"):
        counted_from, due_on = decided[one.appeal_id]
        if one.counted_from == counted_from:
            due = term.extended_due_on(one.until, cap_on=one.cap_on, calendar=days_off)
            moved = moved | Q(pk=one.appeal_id) if due != due_on else moved
    return running.filter(moved).order_by("first_due_on", "pk")


def running_parts() -> QuerySet[Part]:
    """The open parts of appeals that stay split, by the appeal: those of an undone split are withdrawn."""
    open_ones = Part.objects.filter(status__in=OPEN, appeal__status=Status.SPLIT)
    return open_ones.select_related("organisation", "appeal").order_by("appeal_id", "number")


def parts_at_step(step: LadderStep, *, at: datetime, days_off: Calendar) -> QuerySet[Part]:
    """Open parts that have come to this step of the ladder, which is of days, and have not been on it in their term."""
    climbed = Escalation.objects.filter(part=OuterRef("pk"), step=step, counted_from=OuterRef("registered_on"))
    first, last = term.due_days_reached(step.offset, on=term.city_day(at), calendar=days_off)
    reached = running_parts().filter(~Exists(climbed), due_on__lte=last)
    return reached.filter(due_on__gte=first) if first else reached


@kept("appeals_ladderstep")
def ladder(on: date) -> list[LadderStep]:
    """The steps in force, in the order in which they are climbed."""
    return list(LadderStep.objects.in_force(on).order_by("unit", "offset", "pk"))


def at_step(step: LadderStep, *, at: datetime, days_off: Calendar) -> QuerySet[Appeal]:
    """Open appeals that have come to this step of the ladder and have not been on it in their present term."""
    climbed = Escalation.objects.filter(
        appeal=OuterRef("pk"), part__isnull=True, step=step, counted_from=OuterRef("counted_from")
    )
    waiting = Appeal.objects.filter(~Exists(climbed), status__in=OPEN)
    if step.unit == LadderUnit.HOURS:
        reached = waiting.filter(due_at__lte=at - timedelta(hours=step.offset)).order_by("due_at", "pk")
        return reached.filter(due_at__gt=at) if step.offset < 0 else reached
    first, last = term.due_days_reached(step.offset, on=term.city_day(at), calendar=days_off)
    reached = waiting.filter(due_at__isnull=True, due_on__lte=last).order_by("due_on", "pk")
    return reached.filter(due_on__gte=first) if first else reached


@dataclass(frozen=True)
class Rung:
    """A step of one appeal's ladder: when it is climbed, or when it was. ``on`` is a day, ``at`` a moment."""

    step: LadderStep
    on: date | None
    at: datetime | None
    fired_at: datetime | None


def rungs(appeal: Appeal, *, on: date, days_off: Calendar) -> list[Rung]:
    """The ladder of an appeal from its present last day: the steps climbed and those in force. One query."""
    unit = LadderUnit.HOURS if appeal.due_at else LadderUnit.WORKING
    climbed = Escalation.objects.filter(
        step=OuterRef("pk"), appeal=appeal, part__isnull=True, counted_from=appeal.counted_from
    )
    in_force = Q(unit=unit, valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    steps = LadderStep.objects.annotate(fired_at=Subquery(climbed.values("fired_at")[:1]))
    found = steps.filter(in_force | Q(fired_at__isnull=False)).order_by("unit", "offset", "pk")
    return [_rung(appeal, step, step.fired_at, days_off) for step in found]


def _rung(appeal: Appeal, step: LadderStep, fired_at: datetime | None, days_off: Calendar) -> Rung:
    if step.unit == LadderUnit.HOURS and appeal.due_at:
        return Rung(step, None, appeal.due_at + timedelta(hours=step.offset), fired_at)
    return Rung(step, term.ladder_day(appeal.due_on, offset=step.offset, calendar=days_off), None, fired_at)


def not_yet_told() -> QuerySet[Extension]:
    """Extensions of which no letter has reached the applicant as far as is known."""
    return Extension.objects.filter(told_at__isnull=True).exclude(notice_key="").select_related("appeal")


def told_at(extension: Extension) -> datetime | None:
    """When the first letter about this extension arrived."""
    sent = Notice.objects.filter(key__startswith=extension.notice_key, state=NoticeState.SENT)
    return sent.order_by("sent_at").values_list("sent_at", flat=True).first()
