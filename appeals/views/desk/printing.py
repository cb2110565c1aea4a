"""The queue on paper: the list with its filters, and the plan of the day."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.documents import pdf_response, render_pdf
from appeals.selectors import desk
from appeals.services import readings
from appeals.views.desk import sieving
from appeals.views.desk.door import Official, for_officials
from appeals.views.desk.queue import row
from workflow import calendar

MOST_PRINTED = 200


@require_safe
@for_officials
def listing(request: HttpRequest, official: Official) -> HttpResponse:
    """The part of the queue that the address names, at most 200 appeals."""
    asked = sieving.read(request, official)
    found = desk.queue(official.actor, asked.show, sieve=asked.sieve, on=official.today)
    return _printed(request, _("Appeals on the desk"), found, official, name="list")


@require_safe
@for_officials
def plan(request: HttpRequest, official: Official) -> HttpResponse:
    """What the person has to do today: the own open appeals that are late, due this week, or came back."""
    found = desk.plan(official.actor, on=official.today)
    return _printed(request, _("Plan of the day"), found, official, name="plan")


def _printed(request: HttpRequest, title: str, found, official: Official, *, name: str) -> HttpResponse:
    days_off = calendar.current()
    total = found.count()
    printed = list(found[:MOST_PRINTED])
    rows = [row(appeal, official, days_off) for appeal in printed]
    context = {
        "title": title,
        "rows": rows,
        "total": total,
        "left_out": max(total - MOST_PRINTED, 0),
        "person": official.actor.name,
        "at": official.at,
    }
    readings.saw(request, official.actor, printed, place="paper")
    language = translation.get_language() or "kk"
    content = render_pdf("documents/queue.html", context, language)
    return pdf_response(content, name=f"{name}-{official.today.isoformat()}")
