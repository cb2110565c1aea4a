"""Builds the town: people first, then the year's appeals in the order of time, a few thousand at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import connection, transaction

from appeals.enums import Status
from appeals.models import Answer, Appeal, Breach, Extension, Hearing, Photo, Question, QuickAnswer
from appeals.services.intake import NUMBERS
from config.portal.seed import branches, clockwork, lives, plan, rows
from config.portal.seed.budget import editions
from config.portal.seed.budget.editions import Budget
from config.portal.seed.clock import Clock
from config.portal.seed.desk import Desk
from config.portal.seed.halls import Halls, Signed
from config.portal.seed.people import Settlers
from config.portal.seed.story import Story
from workflow.models import Act

AT_A_TIME = 4000
FEWEST_RESIDENTS = 40
# The demo resident's own appeals in Turksib, one in every status and one extended, filed so many working days ago.
SHOWN_WORKING_DAYS_AGO = 3
# And one that lies with the demo executor far past its last day, deemed refused by now.
OVERDUE_DAYS_AGO = 45


@dataclass(frozen=True)
class Built:
    """How many of what."""

    appeals: int
    acts: int
    staff: int
    residents: int
    meetings: int
    signed: list[Signed]
    budget: Budget


def build(*, scale: float, seed: int, until: datetime, progress: Callable[[int], object]) -> Built:
    """Fill the database with ``scale`` times a year's appeals before ``until``; the same seed gives the same town.

    One transaction: an interrupted seeding leaves nothing. History owes no deliveries: nobody is written to.
    ``progress`` hears how many appeals were written.
    """
    chance = Random(seed)  # noqa: S311 - a town, not a secret
    clock = Clock(until)
    with transaction.atomic():
        residents = max(FEWEST_RESIDENTS, round(plan.RESIDENTS * scale))
        people = Settlers(chance, clock.since, clock.since.date()).settle(residents=residents, scale=scale)
        desk = Desk(chance, clock, people)
        picks = desk.picks(round(plan.APPEALS_A_YEAR * scale))
        shown = len(lives.ROADS) + 2 + len(branches.WAYS)
        first = _take_numbers(len(picks) + shown)
        stories = (
            lives.by_chance(desk, f"{first + place:06d}", received, leaf)
            for place, (received, leaf) in enumerate(picks)
        )
        kept: list[Extension | Breach] = []
        acts = _write(stories, progress) + _write(_shown(desk, first + len(picks), kept), progress)
        for row in kept:
            row.save()
        _move_sequences()
        numbers = [f"{first + len(picks) + place:06d}" for place in range(shown)]
        _branch_off(desk, numbers)
        held = Halls(desk, until, lambda: _take_numbers(1)).hold(scale=scale)
        acts += _write(held.passed_on, progress)
        _move_sequences()
        budget = editions.build(desk, scale=scale, until=until)
    staff = sum(len(found) for found in people.by_role.values())
    appeals = len(picks) + shown + len(held.passed_on)
    return Built(appeals, acts, staff, len(people.residents), held.meetings, held.signed, budget)


def _move_sequences() -> None:
    for model in (Appeal, Answer, Hearing, Question, Photo, QuickAnswer, Act):
        rows.move_sequence_past(model)


def _shown(desk: Desk, first: int, kept: list[Extension | Breach]) -> Iterable[Story]:
    """What the demo accounts find on their desks; ``kept`` takes the rows that are written after them."""
    author = desk.people.demo["resident"]
    begin = desk.clock.later(desk.clock.until - timedelta(days=SHOWN_WORKING_DAYS_AGO * 2 + 1), 0.5)
    for place, status in enumerate(lives.ROADS):
        spot = desk.map.spot(desk.chance, "turksib")
        received = begin + timedelta(minutes=7 * place)
        yield lives.along(desk, f"{first + place:06d}", received, status, author=author, spot=spot)
    received = desk.clock.later(desk.clock.until - timedelta(days=OVERDUE_DAYS_AGO), 0.5)
    spot = desk.map.spot(desk.chance, "turksib")
    late = lives.along(desk, f"{first + len(lives.ROADS):06d}", received, Status.IN_WORK, author=author, spot=spot)
    kept.append(clockwork.deem_refused(late))
    yield late
    spot = desk.map.spot(desk.chance, "turksib")
    extended = lives.along(desk, f"{first + len(lives.ROADS) + 1:06d}", begin, Status.IN_WORK, author=author, spot=spot)
    extended.wait(1)
    kept.append(clockwork.extend(extended, desk.people.demo["head"], working_days=8))
    yield extended
    for place in range(len(branches.WAYS)):
        spot, number = desk.map.spot(desk.chance, "turksib"), first + len(lives.ROADS) + 2 + place
        received = begin + timedelta(hours=2, minutes=7 * place)
        yield lives.along(desk, f"{number:06d}", received, Status.REGISTERED, author=author, spot=spot)


def _branch_off(desk: Desk, shown: list[str]) -> None:
    """Lead the last of the shown appeals along the rarer ways; the first, registered and public, takes one in."""
    found = dict(Appeal.objects.filter(number__in=_full(desk, shown)).values_list("number", "received_at"))
    numbers = sorted(found)
    at = max(found.values()) + timedelta(hours=3)
    branches.walk(numbers[-len(branches.WAYS) :], kept=numbers[0], moderator=desk.people.demo["moderator"], at=at)


def _full(desk: Desk, numbers: list[str]) -> list[str]:
    return [f"{year}-{number}" for number in numbers for year in {desk.clock.since.year, desk.clock.until.year}]


def _write(stories: Iterable[Story], progress: Callable[[int], object]) -> int:
    waiting, acts = iter(stories), 0
    while batch := list(islice(waiting, AT_A_TIME)):
        rows.copy(Appeal, (one.appeal for one in batch))
        rows.copy(Photo, (row for one in batch for row in one.photos))
        rows.copy(Question, (row for one in batch for row in one.questions))
        rows.copy(Hearing, (row for one in batch for row in one.hearings))
        rows.copy(Answer, (row for one in batch for row in one.answers))
        rows.copy(QuickAnswer, (row for one in batch for row in one.quick))
        first = rows.next_key(Act)
        journal = [row for one in batch for row in one.acts]
        for key, act in enumerate(journal, first):
            act.pk = key
        rows.copy(Act, journal)
        acts += len(journal)
        progress(len(batch))
    return acts


def _take_numbers(count: int) -> int:
    """Take so many numbers of appeals in a row; in an empty city they begin with 1. Returns the first."""
    with connection.cursor() as cursor:
        if not Appeal.objects.exists():
            cursor.execute("SELECT setval(%s, 1, false)", [NUMBERS])
        cursor.execute("SELECT nextval(%s)", [NUMBERS])
        first = cursor.fetchone()[0]
        cursor.execute("SELECT setval(%s, %s)", [NUMBERS, first + count - 1])
    return first
