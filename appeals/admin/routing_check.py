"""Two pages beside the routing table: is it whole, and what would a changed row do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from appeals.admin.rights import clerk
from appeals.models import RoutingRule
from appeals.rules import routing
from appeals.rules.conditions import Condition
from appeals.rules.coverage import Hole, Survey
from appeals.selectors import coverage, desk
from appeals.selectors.coverage import Table
from appeals.selectors.trial import Outcome, trial
from appeals.views.why import FAULTS, RuleWords, questions_by_code, words_of

SPANS = (30, 90, 365)
UNPROCESSABLE = 422


@dataclass(frozen=True)
class Span:
    """Neighbouring cells of a row with the same answer, drawn as one. ``special``: rules for answers and areas."""

    width: int
    name: str
    url: str
    is_hole: bool


@dataclass(frozen=True)
class Row:
    leaf: str
    spans: tuple[Span, ...]
    special: int


@dataclass(frozen=True)
class Group:
    """A branch of the tree with the rows of its leaves."""

    name: str
    rows: tuple[Row, ...]


def check(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The matrix of all leaves and districts, and the lists of what is wrong or of no use. ``?on=``: on that day."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    on = _day(request.GET.get("on", "")) or clerk(request).today
    table = coverage.read()
    found = table.survey(on)
    asked = table.questions
    waiting = coverage.without_a_body()
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Check of the routing table"),
        "on": on,
        "found": found,
        "districts": [*(district.name for district in table.districts), _("no place")],
        "groups": _matrix(table, found),
        "holes": _holes(table, found.holes),
        "ahead": _ahead(table, on),
        "broken": [words_of(table.rows[pk], asked, str(FAULTS.get(fault, fault))) for pk, fault in found.broken],
        "shadowed": [(words_of(table.rows[pk], asked), by) for pk, by in found.shadowed],
        "overlapping": [_pair(table, asked, one, other) for one, other in found.overlapping],
        "expired": [words_of(table.rows[pk], asked) for pk in found.expired],
        "coming": [words_of(table.rows[pk], asked) for pk in found.coming],
        "waiting": sum(waiting.values()),
        "broken_on_appeals": waiting.get(routing.BROKEN_RULE, 0),
    }
    return TemplateResponse(request, "admin/appeals/routingrule/check.html", context)


def attempt(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A dry run of the row in the form, over appeals of the past; nothing is saved."""
    if request.method != "POST":
        raise Http404
    number = request.POST.get("_row", "")
    row = admin.get_object(request, number) if number.isdecimal() else None
    if not (admin.has_change_permission(request, row) if row else admin.has_add_permission(request)):
        raise PermissionDenied
    form = admin.get_form(request, row, change=row is not None)(request.POST, instance=row)
    at_work = clerk(request)
    days = next((each for each in SPANS if str(each) == request.POST.get("_days")), SPANS[1])
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Dry run of a rule"),
        "form": form,
        "days": days,
    }
    if not form.is_valid():
        return TemplateResponse(request, "admin/appeals/routingrule/trial.html", context, status=UNPROCESSABLE)
    on = max(at_work.today, form.instance.valid_from)
    found = trial(form.instance, on=on, since=at_work.at - timedelta(days=days))
    context |= {
        "found": found,
        "rule": words_of(form.instance, questions_by_code([form.instance])),
        "moves": _moves(found.moves),
        "columns": [_("Appeals"), _("Now"), _("With this rule"), _("For example")],
    }
    return TemplateResponse(request, "admin/appeals/routingrule/trial.html", context)


def conditions_of(rule: RoutingRule) -> list[Condition]:
    """The conditions of a row that can be read."""
    rows = rule.conditions if isinstance(rule.conditions, list) else []
    return [Condition.from_plain(each) for each in rows if isinstance(each, dict)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _matrix(table: Table, found: Survey) -> list[Group]:
    districts: Sequence[str | None] = [*(district.code for district in table.districts), None]
    groups = []
    for branch, leaves in groupby(table.leaves, key=lambda leaf: leaf.parent):
        rows = [
            Row(leaf.name, tuple(_spans(table, found, leaf.code, districts)), _special(table, leaf, found.on))
            for leaf in leaves
            if (leaf.code, None) in found.cells
        ]
        groups.append(Group(branch.name, tuple(rows)))
    return groups


def _spans(table: Table, found: Survey, leaf: str, districts: Iterable[str | None]) -> Iterable[Span]:
    """One district's own akimat after another is one answer: the body of the place."""
    cells = []
    for district in districts:
        rule_id = found.cells[leaf, district].rule_id
        row = table.rows[rule_id] if rule_id else None
        own = bool(row and district and row.organisation.district_id == district)
        name = _("akimat of the district") if own else row.organisation.name if row else _("no body")
        cells.append((name, row.pk if row and not own else None, row is None))
    for (name, pk, is_hole), same in groupby(cells):
        url = reverse("admin:appeals_routingrule_change", args=[pk]) if pk else ""
        yield Span(len(list(same)), name, url, is_hole)


def _special(table: Table, leaf, on: date) -> int:
    rules = table.rules_of(leaf)
    in_force = [rule for rule in rules if rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)]
    return sum(1 for rule in in_force if rule.conditions or rule.own_area)


def _holes(table: Table, holes: Iterable[Hole]) -> list[str]:
    """Holes in words, those of one leaf in one line. The districts come in the order of the table."""
    names = {leaf.code: leaf.name for leaf in table.leaves}
    places = {district.code: district.name for district in table.districts}
    lines = []
    alike = sorted(holes, key=lambda hole: (list(names).index(hole.leaf), *_case(hole)))
    for (leaf, problem, answers, _areas), same in groupby(alike, key=lambda hole: (hole.leaf, *_case(hole))):
        where = [places.get(hole.district or "", _("no place")) for hole in same]
        everywhere = len(where) == len(places) + 1
        told = [names[leaf], *([] if everywhere else where), *answers]
        why = _("a broken rule stands first") if problem == routing.BROKEN_RULE else _("no rule")
        lines.append(f"{', '.join(map(str, told))}: {why}")
    return lines


def _ahead(table: Table, on: date) -> list[tuple[date, str]]:
    days = groupby(table.holes_ahead(on), key=lambda pair: pair[0])
    return [(day, line) for day, pairs in days for line in _holes(table, [hole for _day, hole in pairs])]


def _case(hole: Hole) -> tuple:
    return hole.problem, tuple(f"{code} = {value}" for code, value in sorted(hole.answers.items())), hole.areas


def _pair(table: Table, asked, one: int, other: int) -> tuple[RuleWords, RuleWords]:
    return words_of(table.rows[one], asked), words_of(table.rows[other], asked)


def _moves(moves) -> list[dict[str, Any]]:
    codes = {outcome.organisation for move in moves for outcome in (move.old, move.new) if outcome.organisation}
    names = desk.body_names(codes)
    teams = {
        (team.organisation.code, team.code): team.name
        for team in Team.objects.filter(organisation__code__in=codes).select_related("organisation")
    }
    return [
        {
            "number": move.number,
            "old": _who(move.old, names, teams),
            "new": _who(move.new, names, teams),
            "examples": move.examples,
            "words": ngettext("%(n)d appeal", "%(n)d appeals", move.number) % {"n": move.number},
        }
        for move in moves
    ]


def _who(outcome: Outcome, names, teams) -> str:
    if outcome.organisation is None:
        return _("nobody: a broken rule") if outcome.problem == routing.BROKEN_RULE else _("nobody: no rule")
    name = names.get(outcome.organisation, outcome.organisation)
    team = teams.get((outcome.organisation, outcome.team))
    return f"{name}, {team}" if team else name
