"""The akim's board: how the instructions of one's own scope stand. Every figure starts from ``policy``."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, CharField, Count, DateTimeField, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Organisation
from geo.models import District
from meetings import policy
from meetings.enums import OPEN_INSTRUCTIONS, UPCOMING
from meetings.models import Instruction, Meeting
from meetings.rules.light import NEAR_DAYS, Light
from meetings.selectors.plans import EVERYTHING, Filters, narrowed, shown, with_names
from workflow.actor import Actor
from workflow.models import Act

# An open instruction of which nobody heard for so long is a silent one.
SILENT_DAYS = 14
MOST_LISTED = 6
MOST_ON_MAP = 500


@dataclass(frozen=True)
class Heads:
    """The figures at the top: each is a link to its list."""

    open: int = 0
    overdue: int = 0
    week: int = 0
    check: int = 0
    moved: int = 0
    silent: int = 0


@dataclass(frozen=True)
class Body:
    """A body with its open instructions by light. ``code``: empty where no body of ours leads."""

    code: str
    name: str
    red: int
    amber: int
    green: int
    grey: int

    @property
    def open(self) -> int:
        return self.red + self.amber + self.green + self.grey

    def percent(self, number: int) -> int:
        return round(100 * number / self.open) if self.open else 0

    @property
    def shares(self) -> list[tuple[str, int, int]]:
        """(light, number, whole percent) of the lights that there are."""
        lights = (("red", self.red), ("amber", self.amber), ("green", self.green), ("grey", self.grey))
        return [(name, number, self.percent(number)) for name, number in lights if number]


def open_of(actor: Actor) -> QuerySet[Instruction]:
    return policy.instructions_worked_by(actor).filter(status__in=OPEN_INSTRUCTIONS)


def heads(actor: Actor, *, on: date, at: datetime) -> Heads:
    """All figures at the top in one query."""
    words = {name: Count("pk", filter=shown(name, on=on)) for name in ("open", "overdue", "week", "check")}
    counted = open_of(actor).annotate(heard_at=_heard()).order_by()
    found = counted.aggregate(**words, moved=Count("pk", filter=Q(moves__gt=0)), silent=Count("pk", filter=_silent(at)))
    return Heads(**found)


def listed(actor: Actor, show: str, filters: Filters = EVERYTHING, *, on: date, at: datetime) -> QuerySet[Instruction]:
    """The instructions behind a figure of the board; the one that is late the longest comes first."""
    found = narrowed(policy.instructions_worked_by(actor), filters, on=on)
    if show == "silent":
        found = found.filter(status__in=OPEN_INSTRUCTIONS).annotate(heard_at=_heard()).filter(_silent(at))
    elif show == "moved":
        found = found.filter(status__in=OPEN_INSTRUCTIONS, moves__gt=0)
    else:
        condition = shown(show or "open", on=on)
        found = found.filter(condition) if condition is not None else found.none()
    return with_names(found).order_by(F("due_to").asc(nulls_last=True), "pk")


def bodies(actor: Actor, *, on: date) -> list[Body]:
    """Every body with open instructions, the one with most of them overdue first. Two queries."""
    counted = (
        open_of(actor).order_by().annotate(light=_light(on)).values("lead_id", "light").annotate(number=Count("pk"))
    )
    found: dict[int | None, dict[str, int]] = {}
    for row in counted:
        found.setdefault(row["lead_id"], {})[row["light"]] = row["number"]
    names = Organisation.objects.in_bulk([pk for pk in found if pk is not None])
    rows = [
        Body(
            code=names[pk].code if pk else "",
            name=names[pk].name if pk else "",
            **{light: lights.get(light, 0) for light in ("red", "amber", "green", "grey")},
        )
        for pk, lights in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.red, -row.amber, -row.open, row.code))


def districts(actor: Actor, *, on: date) -> list[tuple[District, int, int]]:
    """(district, open, overdue) of those where something is open, in the order of the city's list. Two queries."""
    counted = {
        row["district_id"]: (row["open"], row["overdue"])
        for row in open_of(actor)
        .order_by()
        .values("district_id")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=shown("overdue", on=on)))
    }
    known = District.objects.defer("outline").filter(pk__in=[pk for pk in counted if pk])
    return [(district, *counted[district.pk]) for district in known]


def points(actor: Actor, *, on: date) -> list[dict]:
    """Open instructions that have a place, for the map: reference, place and light; the late ones first."""
    found = (
        open_of(actor).filter(point__isnull=False).annotate(light=_light(on)).order_by(F("due_to").asc(nulls_last=True))
    )
    return [
        {"ref": row.ref, "lon": row.point.x, "lat": row.point.y, "light": row.light, "text": row.text}
        for row in found.only("ref", "point", "text_kk", "text_ru")[:MOST_ON_MAP]
        if row.point is not None
    ]


def moves(actor: Actor) -> QuerySet[Instruction]:
    """Open instructions whose term was moved, the most often moved first."""
    return with_names(open_of(actor).filter(moves__gt=0)).order_by("-moves", "due_to", "pk")


def coming_meetings(actor: Actor, *, at: datetime) -> QuerySet[Meeting]:
    """The next meetings of the actor's akimat, the nearest first."""
    ahead = policy.worked_by(actor).filter(status__in=UPCOMING, starts_at__gte=at - timedelta(hours=3))
    return ahead.select_related("organisation", "district").defer("district__outline").order_by("starts_at")


def _heard() -> Coalesce:
    """When something was last done about it by people; reminders are no news."""
    acts = Act.objects.filter(kind="instruction", subject_id=OuterRef("pk")).exclude(
        name__in=["remind", "fall_overdue", "amend", "draft", "let_through"]
    )
    newest = acts.order_by().values("subject_id").annotate(newest=Max("at")).values("newest")
    return Coalesce(Subquery(newest, output_field=DateTimeField()), F("status_since"))


def _silent(at: datetime) -> Q:
    return Q(heard_at__lt=at - timedelta(days=SILENT_DAYS))


def _light(on: date) -> Case:
    """``rules.light`` as SQL, for open instructions."""
    return Case(
        When(due_to__isnull=True, then=Value(Light.GREY.value)),
        When(due_to__lt=on, then=Value(Light.RED.value)),
        When(due_to__lte=on + timedelta(days=NEAR_DAYS), then=Value(Light.AMBER.value)),
        default=Value(Light.GREEN.value),
        output_field=CharField(),
    )
