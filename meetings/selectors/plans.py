"""Plans and instructions: for pages, tables, feeds and the API. Every list starts from the policy."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from meetings import policy
from meetings.enums import OPEN_INSTRUCTIONS, InstructionOutcome, InstructionStatus
from meetings.models import CoDoer, Evidence, Instruction, InstructionLink, Meeting, Plan, Report, TermMove
from meetings.policy import Viewer
from meetings.rules.light import NEAR_DAYS
from workflow.models import Act

NAMES = ("plan__akimat", "lead", "district", "category")
HEAVY = ("district__outline",)
CITY = "city"
# What a drill-down may be narrowed to; the words of the scoreboard and of the board.
SHOWS = ("open", "overdue", "week", "done", "late", "on_time", "moved", "disputed", "closed", "check", "silent")


@dataclass(frozen=True)
class Filters:
    """``body``: code of the leading body, ``none`` where no body of ours leads; ``owner``: ``city`` or a district;
    ``show``: one of ``SHOWS``; ``since``, ``until``: days on which instructions were given, both included."""

    body: str = ""
    district: str = ""
    owner: str = ""
    category: str = ""
    show: str = ""
    since: date | None = None
    until: date | None = None


EVERYTHING = Filters()


def instructions(viewer: Viewer, filters: Filters = EVERYTHING, *, on: date) -> QuerySet[Instruction]:
    """Instructions that this viewer may see, narrowed, with the names that a row shows; the nearest term first."""
    found = narrowed(policy.instructions_visible_to(viewer), filters, on=on)
    return with_names(found).order_by(F("due_to").asc(nulls_last=True), "pk")


def with_names(found: QuerySet[Instruction]) -> QuerySet[Instruction]:
    return found.select_related(*NAMES).defer(*HEAVY)


def narrowed(found: QuerySet[Instruction], filters: Filters, *, on: date) -> QuerySet[Instruction]:
    if filters.body == "none":
        found = found.filter(lead__isnull=True)
    elif filters.body:
        found = found.filter(lead__code=filters.body)
    if filters.district == "none":
        found = found.filter(district__isnull=True)
    elif filters.district:
        found = found.filter(district_id=filters.district)
    if filters.owner == CITY:
        found = found.filter(plan__district__isnull=True)
    elif filters.owner:
        found = found.filter(plan__district_id=filters.owner)
    if filters.category:
        found = found.filter(category_id=filters.category)
    if filters.since:
        found = found.filter(given_on__gte=filters.since)
    if filters.until:
        found = found.filter(given_on__lte=filters.until)
    condition = shown(filters.show, on=on)
    return found.filter(condition) if condition is not None else found


def shown(show: str, *, on: date) -> Q | None:
    """The condition of one word of the scoreboard or the board; ``None`` for an unknown one."""
    open_ = Q(status__in=OPEN_INSTRUCTIONS)
    done = Q(status=InstructionStatus.ACCEPTED, outcome=InstructionOutcome.DONE)
    conditions = {
        "open": open_,
        "overdue": open_ & Q(due_to__lt=on),
        "week": open_ & Q(due_to__gte=on, due_to__lte=on + timedelta(days=NEAR_DAYS)),
        "done": done,
        "on_time": done & Q(due_to__isnull=False, done_on__lte=F("due_to")),
        "late": done & Q(done_on__gt=F("due_to")),
        "moved": Q(moves__gt=0),
        "disputed": Q(disputed_at__isnull=False),
        "closed": Q(status=InstructionStatus.CLOSED),
        "check": Q(status__in=[InstructionStatus.REPORTED, InstructionStatus.REFUSED, InstructionStatus.DISPUTED]),
    }
    return conditions.get(show)


def by_ref(viewer: Viewer, ref: str) -> Instruction | None:
    """The instruction of this number, if the viewer may see it."""
    found = policy.instructions_visible_to(viewer).select_related(*NAMES, "plan__meeting", "plan__district", "parent")
    return found.defer(*HEAVY, "plan__district__outline").filter(ref=ref).first()


def plan_by_code(viewer: Viewer, code: str) -> Plan | None:
    seen = policy.plans_visible_to(viewer).select_related("akimat", "district", "meeting").defer("district__outline")
    return seen.filter(code=code).first()


def plans(viewer: Viewer, *, owner: str = "", year: int | None = None) -> QuerySet[Plan]:
    """Plans that the viewer may see, the newest first. ``owner``: ``city`` or a district's code."""
    found = policy.plans_visible_to(viewer).select_related("akimat", "district", "meeting").defer("district__outline")
    if owner == CITY:
        found = found.filter(district__isnull=True)
    elif owner:
        found = found.filter(district_id=owner)
    return found.filter(year=year) if year else found


def plan_of(meeting: Meeting, viewer: Viewer) -> Plan | None:
    return policy.plans_visible_to(viewer).filter(meeting=meeting).first()


def rows_for_table(plan: Plan, viewer: Viewer | None = None) -> QuerySet[Instruction]:
    """The rows of a plan with all that a table shows: bodies, co-doers, reports with evidence. Five queries."""
    rows = plan.instructions.all()
    if viewer is not None:
        rows = policy.instructions_visible_to(viewer).filter(plan=plan)
    reports = Report.objects.order_by("act_seq").prefetch_related("evidence")
    return with_names(rows).prefetch_related(_helpers(), Prefetch("reports", reports)).order_by("position")


def parts_of(instruction: Instruction) -> list[Instruction]:
    return list(with_names(instruction.children.all()).order_by("position"))


def helpers_of(instruction: Instruction) -> list[CoDoer]:
    return list(instruction.co_doers.select_related("organisation").order_by("position"))


def reports_of(instruction: Instruction) -> list[Report]:
    """Reports with their evidence, the newest first. Two queries."""
    found = instruction.reports.select_related("organisation").prefetch_related("evidence")
    return list(found.order_by("-act_seq"))


def moves_of(instruction: Instruction) -> list[TermMove]:
    return list(instruction.term_moves.order_by("act_seq"))


def links_of(instruction: Instruction) -> list[InstructionLink]:
    return list(instruction.links.all())


def evidence(ref: str, pk: int, viewer: Viewer) -> Evidence | None:
    """A piece of evidence of an instruction that this viewer may see."""
    seen = policy.instructions_visible_to(viewer).filter(ref=ref).values("pk")
    return Evidence.objects.filter(pk=pk, report__instruction__in=seen).first()


def journal(instruction: Instruction, *, public_only: bool) -> QuerySet[Act]:
    acts = Act.objects.filter(kind="instruction", subject_id=instruction.pk)
    return (acts.filter(public=True) if public_only else acts).order_by("seq")


def said_of(instruction: Instruction) -> list[str]:
    """All that was asked, reported and reasoned of it: in public personal data in it is covered."""
    reports = instruction.reports.order_by("act_seq").values_list("text", "reason")
    parts = instruction.co_doers.order_by("position").values_list("told", flat=True)
    notes = journal(instruction, public_only=True).values_list("note", flat=True)
    return [
        instruction.question,
        instruction.progress_text,
        *(text for both in reports for text in both),
        *parts,
        *notes,
    ]


def _helpers() -> Prefetch:
    return Prefetch("co_doers", CoDoer.objects.select_related("organisation").order_by("position"))
