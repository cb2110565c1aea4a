"""Flags for staff and observers (rule 41): what looks unlike the rest. A flag accuses nobody and changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

# An hour is flagged at so many times the district's median hour, and never below so many votes.
JUMP, LEAST_JUMP = 5, 50
# One clerk cannot mark more than a voter a minute for an hour.
LEAST_OFFICE_HOUR = 60
# So many voters whose phones share all but the last three digits.
LEAST_BLOCK = 20
# So large a share of a district's ballots, in per cent, that name one project and nothing else.
LONELY_SHARE, LEAST_LONELY = 60, 50


class Flag(StrEnum):
    HOUR = "hour"
    OFFICE = "office"
    PREFIX = "prefix"
    DEVICE = "device"
    ADDRESS = "address"
    LONELY = "lonely"


# What a flag speaks of may be named to everybody; a block of telephones, a device and a network may not.
NAMED = frozenset({Flag.HOUR, Flag.OFFICE, Flag.LONELY})


@dataclass(frozen=True)
class Flagged:
    """``key``: hour, office, block of phone numbers, hash of a device or network, or number of a project.

    ``usual``: what it is compared with.
    """

    flag: Flag
    district: str
    key: str
    number: int
    usual: int


def sudden_hours(votes: Mapping[tuple[str, str], int]) -> list[Flagged]:
    """Hours with far more votes than the district's others. ``votes``: (district, hour) -> marks on the roll."""
    by_district: dict[str, list[int]] = {}
    for (district, _hour), number in votes.items():
        by_district.setdefault(district, []).append(number)
    usual = {district: int(median(numbers)) for district, numbers in by_district.items()}
    return [
        Flagged(Flag.HOUR, district, hour, number, usual[district])
        for (district, hour), number in sorted(votes.items())
        if number >= max(LEAST_JUMP, JUMP * usual[district])
    ]


def busy_offices(marks: Mapping[tuple[str, str, str], int]) -> list[Flagged]:
    """Offices that mark voters faster than people can. ``marks``: (district, office, hour) -> marks."""
    return [
        Flagged(Flag.OFFICE, district, f"{office} {hour}", number, LEAST_OFFICE_HOUR)
        for (district, office, hour), number in sorted(marks.items())
        if number > LEAST_OFFICE_HOUR
    ]


def blocks_of_phones(voters: Mapping[tuple[str, str], int]) -> list[Flagged]:
    """Many voters with neighbouring phone numbers. ``voters``: (district, number without its last three) -> marks."""
    return [
        Flagged(Flag.PREFIX, district, block, number, LEAST_BLOCK)
        for (district, block), number in sorted(voters.items())
        if number >= LEAST_BLOCK
    ]


# So many ballots from one device, or one network, within an hour. A family shares a telephone; an office, a hostel and
# all customers of a mobile carrier share a network.
LEAST_CROWD = {Flag.DEVICE: 10, Flag.ADDRESS: 100}


def crowds(ballots: Mapping[tuple[str, str, str, str], int]) -> list[Flagged]:
    """Devices and networks with very many ballots. ``ballots``: (district, hour, kind, key) -> ballots."""
    return [
        Flagged(Flag(kind), district, f"{key} {hour}", number, LEAST_CROWD[Flag(kind)])
        for (district, hour, kind, key), number in sorted(ballots.items())
        if number >= LEAST_CROWD[Flag(kind)]
    ]


def lonely_projects(ballots: Mapping[str, int], alone: Iterable[tuple[str, str, int]]) -> list[Flagged]:
    """Projects that fill most ballots of a district all by themselves; known after the opening only.

    ``ballots``: district -> valid ballots; ``alone``: (district, number, ballots that name it and nothing else).
    """
    return [
        Flagged(Flag.LONELY, district, number, count, ballots[district])
        for district, number, count in alone
        if count >= LEAST_LONELY and count * 100 >= LONELY_SHARE * ballots[district]
    ]
