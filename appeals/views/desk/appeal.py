"""The page of an appeal for officials: all of it, who did what, and what may be done now."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from appeals import policy
from appeals.enums import OPEN, PhotoMoment
from appeals.models import Answer, Appeal, Hearing, Photo
from appeals.selectors import details, faces
from appeals.services import readings
from appeals.views import journal, words
from appeals.views.desk import forms, ladder, part_rows
from appeals.views.desk.deeds import offers, sees_contacts
from appeals.views.desk.door import Official, for_officials
from appeals.views.why import explain
from workflow import calendar
from workflow.workdays import Calendar


@require_safe
@for_officials
def page(request: HttpRequest, official: Official, number: str) -> HttpResponse:
    """The page of an appeal under the official's posts."""
    return show(request, official.appeal(number), official)


@require_safe
@for_officials
def news(request: HttpRequest, official: Official, number: str) -> HttpResponse:
    """State and clock, for the live island; says so when somebody acted after the page was opened (``seen``)."""
    appeal = official.appeal(number)
    return render(request, "desk/news.html", _head(request, appeal, official, calendar.current()))


@require_safe
@for_officials
def journal_part(request: HttpRequest, official: Official, number: str) -> HttpResponse:
    """The journal alone, for the live island."""
    appeal = official.appeal(number)
    return render(request, "desk/journal.html", {"lines": journal.lines(appeal, official.viewer)})


def show(
    request: HttpRequest,
    appeal: Appeal,
    official: Official,
    *,
    bound: forms.DeskForm | None = None,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; ``bound`` is a refused form with what was typed, ``errors`` what belongs to no field."""
    # Loaded once, for the steps on offer and for the page.
    written = Answer.objects.select_related("written_by", "signed_by", "copy_of")
    hearings = Hearing.objects.select_related("exception")
    prefetch_related_objects([appeal], Prefetch("hearings", hearings), Prefetch("answers", written))
    found = offers(appeal, official, bound=bound)
    offered = any(offer.form is bound for offer in found.all)
    days_off = calendar.current()
    context = _head(request, appeal, official, days_off) | {
        "face": faces.face(appeal, official.viewer),
        "photos": pictures(appeal),
        "details": details.of_appeal(appeal),
        "why": explain(appeal.routing) if appeal.routing else None,
        "questions": appeal.questions.filter(part__isnull=True).order_by("-asked_at"),
        "answers": sorted(appeal.answers.all(), key=lambda answer: answer.written_at, reverse=True),
        "hearings": list(reversed(appeal.hearings.all())),
        "notes": appeal.notes.select_related("written_by"),
        "sees_control": Role.CONTROLLER in policy.roles_on(official.actor, appeal),
        "lines": journal.lines(appeal, official.viewer),
        "offers": found,
        "bound": bound,
        "errors": errors or [],
        # What was typed for a step that is no longer open is shown, so that it can be taken along.
        "typed": [] if offered or bound is None else typed(bound),
        "sees_contacts": sees_contacts(appeal, official),
        "ladder": ladder.rungs(appeal, official, days_off),
        "is_open": appeal.status in OPEN,
        "rows": part_rows.rows(appeal, official),
    }
    readings.saw(request, official.actor, [appeal], place="desk", contacts=True)
    return render(request, "desk/appeal.html", context, status=status)


def pictures(appeal: Appeal) -> list[dict[str, Any]]:
    """Every photo with its addresses and words."""
    return [_picture(appeal, number, photo) for number, photo in enumerate(appeal.photos.all(), 1)]


def typed(form: forms.DeskForm) -> list[tuple[str, str]]:
    """Label and words of every field that was filled in by hand."""
    filled = ((field, form[field.name].value()) for field in form)
    return [(str(field.label), value) for field, value in filled if isinstance(value, str) and value.strip()]


def _picture(appeal: Appeal, number: int, photo: Photo) -> dict[str, Any]:
    after = photo.moment == PhotoMoment.AFTER
    alt = _("Photo %(n)d of the finished work") if after else _("Photo %(n)d sent by the author")
    return {
        "id": photo.pk,
        "thumb": reverse("appeals:photo", args=[appeal.number, photo.pk, "thumb"]),
        "full": reverse("appeals:photo", args=[appeal.number, photo.pk, "full"]),
        "alt": alt % {"n": number},
        "caption": _caption(photo),
        "width": photo.width,
        "height": photo.height,
        "is_public": photo.is_public,
    }


def _caption(photo: Photo) -> str:
    """Whose photo it is; of one after the work also how far from the pin it was taken, and who says so."""
    if photo.moment != PhotoMoment.AFTER:
        return _("From the author")
    if photo.distance_m is None:
        return _("After the work")
    words = _("After the work, %(n)d m from the pin (%(source)s)")
    return words % {"n": photo.distance_m, "source": photo.get_place_source_display()}


def _head(request: HttpRequest, appeal: Appeal, official: Official, days_off: Calendar) -> dict[str, Any]:
    seen = request.GET.get("seen", "")
    return {
        "appeal": appeal,
        "title": words.title(appeal),
        "pill": words.pill(appeal, official.today, official.at),
        "state": words.state(appeal),
        "clock": words.clock(appeal, official.today, days_off, official.at),
        "moved_on": seen.isdecimal() and len(seen) < 10 and int(seen) < appeal.seq,
    }
