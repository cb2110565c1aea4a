"""How the work lies on people and teams, and what authors said of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeals.selectors import desk, workload
from appeals.views.desk.door import Official, for_officials


@require_safe
@for_officials
def page(request: HttpRequest, official: Official) -> HttpResponse:
    """By person and by team: open, late, due this week, answered and the median of days."""
    at, on = official.at, official.today
    context = {
        "tables": [
            _table(_("By executor"), "executor", workload.by_person(official.actor, at=at, on=on)),
            _table(_("By team"), "team", workload.by_team(official.actor, at=at, on=on)),
        ],
        "columns": [
            _("Who"),
            _("Still open"),
            _("Overdue"),
            _("Due this week"),
            _("Answered in 90 days"),
            _("Median, days"),
        ],
        "voices": workload.voices(official.actor, at=at),
    }
    return render(request, "desk/workload.html", context)


def _table(title: str, column: str, loads: list[workload.Load]) -> dict[str, Any]:
    address = reverse("desk:queue")
    most = max((load.open for load in loads), default=0) or 1
    rows = [
        {
            "load": load,
            "name": load.name or _("Not named yet"),
            "is_gap": load.key == 0,
            "url": f"{address}?{column}={load.key or desk.NOBODY_YET}",
            "late_url": f"{address}?show=overdue&{column}={load.key or desk.NOBODY_YET}",
            "width": round(100 * load.open / most),
        }
        for load in loads
    ]
    return {"title": title, "id": column, "rows": rows}
