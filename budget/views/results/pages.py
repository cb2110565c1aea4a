"""The results of an edition, of a district, and the same ballots by other rules."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from budget.enums import RunCause
from budget.models import Edition, Proposal, TallyRun, WhatIf
from budget.selectors import results, works
from budget.selectors.editions import envelope_of
from budget.views.results import plots, words
from budget.views.results.door import content_language, edition_or_404, viewer_at
from geo.models import District


@dataclass(frozen=True)
class Bar:
    """A project of the list as the page shows it. ``width``: per cent of the longest bar."""

    place: int
    number: str
    title: str
    score: int
    votes: int
    online: int
    paper: int
    cost: str
    won: bool
    pill: words.Pill
    width: int
    language: str


@require_safe
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    """The whole city: winners, money, turnout, a row for each district."""
    found = edition_or_404(request, edition)
    counts = results.counts(found)
    runs = counts.official
    turnout = results.turnout(found)
    won = counts.winners
    costs = {line["number"]: line["cost"] for run in runs for line in run.lines}
    voters = sum(each.all for each in turnout.values())
    pooled = counts.pooled
    context = {
        "edition": found,
        "winners": len(won),
        "spent": words.money(sum(costs[number] for number in won if number in costs)),
        "envelope": words.money(sum(run.rules["envelope"] for run in runs)),
        "voters": voters,
        "online": sum(each.online for each in turnout.values()),
        "paper": sum(each.paper for each in turnout.values()),
        "invalid": sum(each.invalid for each in turnout.values()),
        "rows": [_district_row(run, turnout.get(str(run.district_id))) for run in runs],
        "turnout": _turnout_bars(runs, turnout),
        "pooled": pooled,
        "pooled_projects": _projects_of(found, pooled),
        "draw": getattr(found, "draw", None),
        "decisions": list(found.set_aside.all()),
        "has_works": works.shown(viewer_at(request, timezone.now())).filter(edition=found).exists(),
    }
    return render(request, "results/edition.html", context)


@require_safe
def district(request: HttpRequest, edition: str, code: str) -> HttpResponse:
    """One district: list, map, remainder, paper and online apart, the log of the count."""
    found = edition_or_404(request, edition)
    counts = results.counts(found)
    run = counts.of(code)
    if run is None or run.district is None:
        raise Http404
    titles = results.titles(found, code)
    names = {number: project.name for number, project in titles.items()}
    winners = frozenset(number for number in counts.winners if number in titles)
    bars = _bars(run, titles, winners)
    turnout = results.turnout(found).get(code, results.Turnout(code))
    struck = found.struck_off.select_related("proposal")
    reasons = {row.proposal.number: row.reason_in(content_language()) for row in struck}
    context = {
        "edition": found,
        "run": run,
        "district": run.district,
        "bars": bars,
        "winners": len(winners),
        "projects": len(bars),
        "spent": words.money(sum(line["cost"] for line in run.lines if line["number"] in winners)),
        "envelope": words.money(envelope_of(found, code)),
        "left": words.money(run.left_tenge),
        "owed": words.money(run.owed_tenge) if run.owed_tenge else "",
        "turnout": turnout,
        "plot": plots.of_district(run.district, titles.values(), winners, names),
        "runs": [_told(each, titles, names, reasons) for each in reversed(counts.about(code))],
        "others": [each.district for each in counts.official if each.district_id != code],
        "draw": getattr(found, "draw", None),
        "flags": [
            {**each, "title": words.FLAGS[each["flag"]], "project": titles.get(each["key"])}
            for each in results.flags(found, code)
        ],
        "set_aside": found.set_aside.exists(),
        "has_answers": bool(results.what_if(run)),
        "works": list(works.shown(viewer_at(request, timezone.now())).filter(edition=found, district=code)[:1]),
    }
    return render(request, "results/district.html", context)


@require_safe
def other_rules(request: HttpRequest, edition: str, code: str) -> HttpResponse:
    """The same ballots by other rules, side by side: to inform, never to decide."""
    found = edition_or_404(request, edition)
    counts = results.counts(found)
    run = counts.of(code)
    if run is None or run.district is None:
        raise Http404
    titles = results.titles(found, code)
    names = {number: project.name for number, project in titles.items()}
    answers = results.what_if(run)
    official = frozenset(run.winners)
    cards = [_answer(answer, official, run.district, titles, names) for answer in answers]
    rows = [
        {
            "title": names[line["number"]],
            "language": titles[line["number"]].name_language,
            "cost": words.money(line["cost"]),
            "votes": line["votes"],
            "wins": [(answer.get_method_display(), line["number"] in answer.winners) for answer in answers],
        }
        for line in run.lines
        if any(line["number"] in answer.winners for answer in answers)
    ]
    context = {
        "edition": found,
        "run": run,
        "district": run.district,
        "cards": cards,
        "rows": rows,
        "others": [each.district for each in counts.official if each.district_id != code],
    }
    return render(request, "results/other_rules.html", context)


def _bars(run: TallyRun, titles: dict[str, Proposal], winners: frozenset[str]) -> list[Bar]:
    most = max((line["score"] for line in run.lines), default=0) or 1
    return [
        Bar(
            place=line["place"],
            number=line["number"],
            title=titles[line["number"]].name,
            score=line["score"],
            votes=line["votes"],
            online=line["online"],
            paper=line["paper"],
            cost=words.money(line["cost"]),
            won=line["number"] in winners,
            pill=words.pill("fits" if line["number"] in winners else line["found"]),
            width=line["score"] * 100 // most,
            language=titles[line["number"]].name_language,
        )
        for line in run.lines
    ]


def _told(run: TallyRun, titles: dict[str, Proposal], names: dict[str, str], reasons: dict[str, str]) -> dict[str, Any]:
    """A count with its log as sentences; of the remainders of the city only what concerns the district."""
    steps = [
        {"project": titles[step["project"]], "text": words.sentence(step, names, reasons), "found": step["found"]}
        for step in run.steps
        if step["project"] in titles
    ]
    return {"run": run, "cause": run.get_cause_display(), "steps": steps, "is_pool": run.cause == RunCause.TRANSFER}


def _district_row(run: TallyRun, turnout: results.Turnout | None) -> dict[str, Any]:
    return {
        "district": run.district,
        "winners": len(run.winners),
        "projects": len(run.lines),
        "voters": turnout.all if turnout else 0,
        "spent": words.money(run.rules["envelope"] - run.left_tenge + run.owed_tenge),
        "left": words.money(run.left_tenge),
    }


def _turnout_bars(runs: list[TallyRun], turnout: dict[str, results.Turnout]) -> list[dict[str, Any]]:
    numbers = [(run.district, turnout[run.district_id].all if run.district_id in turnout else 0) for run in runs]
    most = max((number for _district, number in numbers), default=0) or 1
    numbers.sort(key=lambda pair: -pair[1])
    return [{"district": where, "number": number, "width": number * 100 // most} for where, number in numbers]


def _projects_of(edition: Edition, run: TallyRun | None) -> list[Proposal]:
    if run is None or not run.winners:
        return []
    known = results.titles(edition)
    return [known[number] for number in run.winners]


def _answer(
    answer: WhatIf, official: frozenset[str], where: District, titles: dict[str, Proposal], names: dict[str, str]
) -> dict[str, Any]:
    won = frozenset(answer.winners)
    share = answer.without * 100 / answer.voters if answer.voters else 0
    return {
        "method": answer.method,
        "name": answer.get_method_display(),
        "winners": len(won),
        "spent": words.money(answer.spent_tenge),
        "without": answer.without,
        "without_share": words.figure(share, 1),
        "fresh": len(won - official),
        "gone": len(official - won),
        "plot": plots.of_district(where, titles.values(), won, names),
    }
