"""Elections as files of the Pabulib library (``.pb``): META, PROJECTS and VOTES, separated by semicolons, UTF-8.

Format: pabulib.org/format. What a file cannot mean is refused with the line; what merely disagrees is a remark.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from budget.rules import voting
from budget.rules.voting import Amount, Ballot, Count, Project

SECTIONS = ("META", "PROJECTS", "VOTES")
WON = "1"
FROM_RESERVE = "2"  # paid with other money; 3: with what other districts left over


class BrokenFile(ValueError):
    """The file is not an election; the message names the line and what is wrong with it."""


@dataclass(frozen=True)
class Election:
    """A whole file.

    ``meta`` as written; ``declared``: points by code as the file tells them; ``official``: the winners that the file
    names, or None; ``from_reserve``: projects that it marks as paid with other money.
    """

    meta: dict[str, str]
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    declared: dict[str, Amount] = field(default_factory=dict)
    official: frozenset[str] | None = None
    from_reserve: frozenset[str] = frozenset()

    @property
    def envelope(self) -> Amount:
        return number(self.meta["budget"])

    def count(self) -> Count:
        """The ballots counted as the type of the vote says."""
        match self.meta["vote_type"]:
            case "approval" | "choose-1":
                return voting.by_votes(self.projects, self.ballots)
            case "cumulative" | "scoring":
                return voting.by_points(self.projects, self.ballots)
            case "ordinal":
                best = int(self.meta.get("max_length") or len(self.projects))
                return voting.by_rank(self.projects, self.ballots, best=best)
        raise BrokenFile(f"vote_type {self.meta['vote_type']!r} is not known")

    def remarks(self, count: Count) -> list[str]:
        """Where the file disagrees with itself: numbers declared in it and counted from its ballots."""
        found = []
        for key, real in (("num_projects", len(self.projects)), ("num_votes", len(self.ballots))):
            if self.meta.get(key, str(real)) != str(real):
                found.append(f"{key} says {self.meta[key]}, the file holds {real}")
        wrong = [code for code, told in self.declared.items() if told != count.scores[code]]
        if wrong:
            found.append(f"the ballots give other points than the file declares to {_list(wrong)}")
        if count.unknown:
            found.append(f"ballots name projects that are not in the file: {_list(sorted(count.unknown))}")
        return found


def read(path: Path) -> Election:
    """Read a file. Refused (``BrokenFile``): a section, a key or a column that is missing, a number that is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return parse(lines)
    except UnicodeDecodeError as error:
        raise BrokenFile("the file is not UTF-8 text") from error


def parse(lines: Iterable[str]) -> Election:
    """As ``read``, from its lines."""
    sections = _sections(lines)
    meta = {row["key"].strip(): row["value"].strip() for _, row in _rows(sections, "META", ("key", "value"))}
    for key in ("budget", "vote_type", "rule"):
        if not meta.get(key):
            raise BrokenFile(f"META has no {key}")
    rows = list(_rows(sections, "PROJECTS", ("project_id", "cost")))
    projects = tuple(_listed(rows))
    declared = {row["project_id"].strip(): _at(place, told) for place, row in rows if (told := _told(row))}
    weighted = meta["vote_type"] in {"cumulative", "scoring"}
    columns = ("voter_id", "vote", "points") if weighted else ("voter_id", "vote")
    ballots = tuple(_ballot(place, row, weighted=weighted) for place, row in _rows(sections, "VOTES", columns))
    flags = {row["project_id"].strip(): row["selected"].strip() for _, row in rows if "selected" in row}
    official = frozenset(code for code, flag in flags.items() if flag == WON) if flags else None
    reserve = frozenset(code for code, flag in flags.items() if flag == FROM_RESERVE)
    return Election(meta, projects, ballots, declared, official, reserve)


def number(text: str) -> Amount:
    """An exact number: an integer where it is one."""
    try:
        value = Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError) as error:
        raise BrokenFile(f"{text!r} is not a number") from error
    return int(value) if value.denominator == 1 else value


Numbered = tuple[int, list[str]]


def _sections(lines: Iterable[str]) -> dict[str, list[Numbered]]:
    sections: dict[str, list[Numbered]] = {}
    current: list[Numbered] | None = None
    reader = csv.reader(lines, delimiter=";")
    try:
        for row in reader:
            if len(row) == 1 and row[0].strip() in SECTIONS:
                current = sections.setdefault(row[0].strip(), [])
            elif row and any(row):
                if current is None:
                    raise BrokenFile("the file does not begin with META")
                current.append((reader.line_num, row))
    except csv.Error as error:
        raise BrokenFile(f"line {reader.line_num}: {error}") from error
    for name in SECTIONS:
        if not sections.get(name):
            raise BrokenFile(f"the section {name} is missing or empty")
    return sections


def _rows(
    sections: dict[str, list[Numbered]], name: str, needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    (_, header), *rows = sections[name]
    header = [title.strip() for title in header]
    for title in needed:
        if title not in header:
            raise BrokenFile(f"{name} has no column {title}")
    for place, row in rows:
        yield place, dict(zip(header, row + [""] * (len(header) - len(row)), strict=False))


def _listed(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[Project]:
    seen = set()
    for place, row in rows:
        code = row["project_id"].strip()
        cost = _at(place, row["cost"])
        if not code or code in seen:
            raise BrokenFile(f"line {place}: project {code!r} is empty or stands twice")
        if cost <= 0:
            raise BrokenFile(f"line {place}: the cost of project {code} must be above nothing")
        seen.add(code)
        yield Project(code, cost, row.get("name", ""))


def _told(row: dict[str, str]) -> str:
    return row.get("score") or row.get("votes") or ""


def _ballot(place: int, row: dict[str, str], *, weighted: bool) -> Ballot:
    choices = tuple(code.strip() for code in row["vote"].split(",") if code.strip())
    if len(set(choices)) != len(choices):
        raise BrokenFile(f"line {place}: the ballot names a project twice")
    if not weighted:
        return Ballot(choices)
    points = tuple(_at(place, each) for each in row["points"].split(",") if each.strip())
    if len(points) != len(choices):
        raise BrokenFile(f"line {place}: {len(choices)} projects and {len(points)} points")
    return Ballot(choices, points)


def _at(place: int, text: str) -> Amount:
    try:
        return number(text)
    except BrokenFile as error:
        raise BrokenFile(f"line {place}: {error}") from error


def _list(codes: list[str]) -> str:
    return ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")
