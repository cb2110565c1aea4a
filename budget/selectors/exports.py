"""The count of a district as files: what the page shows, to the digit."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone, translation

from budget.enums import Stage
from budget.models import Edition, TallyRun
from budget.rules import export
from budget.selectors import results
from budget.selectors.editions import stage_of

COLUMNS = (
    "edition",
    "district",
    "place",
    "number",
    "title_kk",
    "title_ru",
    "category",
    "cost_tenge",
    "score",
    "votes",
    "online",
    "paper",
    "won",
    "found",
    "longitude",
    "latitude",
)


def rows(edition: Edition, run: TallyRun) -> list[dict[str, Any]]:
    """The projects of a count as ranked: the same values for the API, the CSV and the XLSX."""
    known = results.titles(edition, run.district_id)
    return [_row(edition, line, known[line["number"]]) for line in run.lines]


def _row(edition: Edition, line: dict[str, Any], project) -> dict[str, Any]:
    return {
        "edition": edition.code,
        "district": project.district_id,
        "place": line["place"],
        "number": line["number"],
        "title_kk": project.title_in("kk"),
        "title_ru": project.title_in("ru"),
        "category": project.category.code if project.category else "",
        "cost_tenge": line["cost"],
        "score": line["score"],
        "votes": line["votes"],
        "online": line["online"],
        "paper": line["paper"],
        "won": line["won"],
        "found": line["found"],
        "longitude": round(project.point.x, 6) if project.point else None,
        "latitude": round(project.point.y, 6) if project.point else None,
    }


def pabulib(edition: Edition, run: TallyRun) -> Iterator[str]:
    """The ``.pb`` file of a district's count, line by line."""
    vote = stage_of(edition, Stage.VOTING)
    assert vote is not None and run.district is not None  # noqa: S101 - an opened edition has its stages
    with translation.override("kk"):
        about = export.About(
            description=edition.name_en,
            district=run.district.name_en,
            instance=str(edition.year),
            edition=edition.code,
            form=edition.voting,
            choices=edition.choices,
            begins_on=timezone.localdate(vote.opens_at),
            ends_on=timezone.localdate(vote.closes_at),
            ages=run.ages,
        )
        listed = {number: _listed(project) for number, project in results.titles(edition, run.district_id).items()}
    return export.lines(
        about,
        rules=run.rules,
        ranked=run.lines,
        listed=listed,
        casts=results.casts(edition, str(run.district_id)),
        seed=run.inputs_hash,
    )


def _listed(project) -> export.Listed:
    return export.Listed(
        place=project.ballot_number,
        number=project.number,
        name=project.title_in("kk"),
        category=project.category.name_en if project.category else "",
        lat=f"{project.point.y:.6f}" if project.point else "",
        lon=f"{project.point.x:.6f}" if project.point else "",
    )
