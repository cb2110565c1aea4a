"""The calendar of a year against what the law asks: versions, counts, breaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from geo.models import District
from meetings.enums import TOOK_PLACE, UPCOMING, MeetingStatus, NormKind
from meetings.models import Meeting, Norm, YearPlan
from meetings.rules import norms, opening
from meetings.rules.norms import Count
from meetings.selectors.lists import published_meetings


@dataclass(frozen=True)
class Duty:
    """One norm over one district in one year. ``district``: ``None`` for the whole city."""

    norm: Norm
    district: District | None
    counts: list[Count]

    @property
    def broken(self) -> int:
        return sum(count.state == "breach" for count in self.counts)


@dataclass(frozen=True)
class Akim:
    """The calendar of one akim. ``breach``: ``late_calendar``, ``missing_calendar`` or nothing."""

    organisation: Organisation
    versions: list[YearPlan]
    breach: str | None


def duties(year: int, *, today: date) -> list[Duty]:
    """Every norm in force in the year, district by district. Three queries."""
    meetings = list(
        Meeting.objects.filter(starts_at__year=year, public_since__isnull=False)
        .select_related("organisation")
        .only("starts_at", "status", "district_id", "organisation__district_id", "organisation__kind")
    )
    districts = list(District.objects.defer("outline").order_by("code"))
    found = []
    for norm in _norms_of(year):
        places: list[District | None] = [None] if norm.kind == NormKind.CITY_TOTAL else list(districts)
        found += [Duty(norm, place, _counts(norm, place, meetings, year=year, today=today)) for place in places]
    return found


def akims(year: int, *, today: date) -> list[Akim]:
    """The calendar of the city akim and of each district akim, with its versions, the newest first. Two queries."""
    hosts = Organisation.objects.in_force(today).filter(
        kind__in=[OrganisationKind.CITY_AKIMAT, OrganisationKind.DISTRICT_AKIMAT]
    )
    plans: dict[str | None, list[YearPlan]] = {}
    for plan in YearPlan.objects.filter(year=year).order_by("-version"):
        plans.setdefault(plan.district_id, []).append(plan)
    rows = []
    for host in hosts.select_related("district").defer("district__outline").order_by("kind", "code"):
        versions = plans.get(host.district_id, [])
        first = versions[-1].approved_on if versions else None
        rows.append(Akim(host, versions, norms.approval_breach(year, approved_on=first, today=today)))
    return rows


def notice_breach(meeting: Meeting, *, at: datetime) -> str | None:
    """``late_notice``, ``missing_notice`` or nothing; of a meeting that is announced or took place."""
    if meeting.status in (MeetingStatus.PLANNED, MeetingStatus.MOVED, MeetingStatus.CANCELLED):
        return None
    return opening.breach(
        starts_at=meeting.starts_at,
        notice_since=meeting.notice_since,
        days=meeting.notice_days,
        took_place=meeting.status in TOOK_PLACE,
        at=at,
    )


def years() -> list[int]:
    """The years in which there are public meetings, the newest first."""
    return [day.year for day in published_meetings().order_by().dates("starts_at", "year", order="DESC")]


def _norms_of(year: int) -> list[Norm]:
    """The norms in force at the end of the year; what was asked in an earlier part of it is not judged twice."""
    last = date(year, 12, 31)
    rows = Norm.objects.in_force(last).exclude(kind=NormKind.NOTICE_DAYS)
    return sorted(rows, key=lambda norm: (not norm.is_law, norm.kind))


def _counts(norm: Norm, place: District | None, meetings: Iterable[Meeting], *, year: int, today: date) -> list[Count]:
    mine = [meeting for meeting in meetings if _counts_for(norm, place, meeting)]
    held = [timezone.localdate(meeting.starts_at) for meeting in mine if meeting.status in TOOK_PLACE]
    coming = [timezone.localdate(meeting.starts_at) for meeting in mine if meeting.status in UPCOMING]
    return [
        norms.count(span, held=held, coming=coming, asked=norm.number, today=today)
        for span in norms.spans(year, norm.period)
    ]


def _counts_for(norm: Norm, place: District | None, meeting: Meeting) -> bool:
    of_district = meeting.organisation.district_id
    if norm.kind == NormKind.DISTRICT_AKIM:
        return place is not None and of_district == place.pk
    in_city = of_district is None
    return in_city if place is None else in_city and meeting.district_id == place.pk
