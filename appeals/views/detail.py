"""The page of an appeal: for everybody what is published, for its author all of it and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.marks import spoken
from appeals import policy
from appeals.enums import OPEN, PhotoMoment
from appeals.models import Answer, Appeal, Hearing, Photo, Question, Rating, RatingReason
from appeals.policy import Viewer
from appeals.selectors import desk, details, faces, heard, limits, public, similar
from appeals.services import questions as asked
from appeals.services import readings
from appeals.views import parts, timeline, why, words
from appeals.views.door import viewer_at
from appeals.views.parts import PartView, SentOn, WayUp
from workflow import references
from workflow.calendar import current as current_calendar
from workflow.references import Mention
from workflow.selectors import timeline as journal

OF_AUTHOR = frozenset({"reply", "object", "confirm", "rate", "reopen", "reopen_parts", "withdraw", "ask_review"})


@dataclass(frozen=True)
class Picture:
    """A photo of the page: addresses of both sizes, and what a reader of screens hears."""

    thumb: str
    full: str
    absolute: str
    alt: str
    caption: str
    width: int
    height: int


@dataclass(frozen=True)
class ToReply:
    """A question that waits for the author's reply. ``part``: the number of the part that it is about, or nothing."""

    question: Question

    @property
    def part(self) -> int | str:
        return self.question.part.number if self.question.part else ""

    @property
    def field_id(self) -> str:
        return f"id_text{self.part}"


@dataclass(frozen=True)
class View:
    """Everything that ``appeals/detail.html`` shows of an appeal to this viewer."""

    title: str
    text: str
    place: str
    point: dict | None
    pin: str
    pill: words.Pill
    clock: words.Clock
    is_own: bool
    is_public: bool
    is_open: bool
    ran_out_on: date
    before: list[Picture]
    after: list[Picture]
    answer: Answer | None
    questions: list[ToReply]
    hearing: Hearing | None
    may_object: bool
    rating: Rating | None
    rating_reasons: list[RatingReason]
    details: tuple[details.AnswerWords, ...]
    why: str
    steps: list[timeline.Step]
    acts: frozenset[str]
    parts: list[PartView]
    sent_on: list[SentOn]
    way_up: WayUp | None
    meetings: list[Mention]
    address: str
    fragment_url: str

    @property
    def pictures(self) -> int:
        return len(self.before) + len(self.after)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The page of an appeal."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    return page(request, found(number, viewer), viewer, at=at)


@require_safe
def fragment(request: HttpRequest, number: str) -> HttpResponse:
    """The inner part of the page, for its live island; 304 while nothing has changed."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    appeal = found(number, viewer)
    etag = _etag(appeal, viewer, at)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, "appeals/fragment.html", _context(request, appeal, viewer, at))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def found(number: str, viewer: Viewer) -> Appeal:
    """The appeal, if this viewer may open it; otherwise it does not exist."""
    appeal = public.by_number(number, viewer)
    if appeal is None:
        raise Http404
    return appeal


def page(
    request: HttpRequest, appeal: Appeal, viewer: Viewer, *, at: datetime, form=None, errors=None, status: int = 200
) -> HttpResponse:
    context = {**_context(request, appeal, viewer, at), "form": form, "errors": errors or []}
    if appeal.is_public and not context["view"].is_own:
        context["joined"] = similar.joined(appeal, user_id=viewer.actor.user_id)
    response = render(request, "appeals/detail.html", context, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response


def _context(request: HttpRequest, appeal: Appeal, viewer: Viewer, at: datetime) -> dict[str, Any]:
    own = Role.AUTHOR in policy.roles_on(viewer.actor, appeal, viewer.claimed)
    mine = {"url": reverse("appeals:mine"), "label": _("My appeals")}
    back = mine if own else {"url": reverse("appeals:list"), "label": _("All appeals")}
    return {"appeal": appeal, "view": _view(request, appeal, viewer, own=own, at=at), "back": back}


def _view(request: HttpRequest, appeal: Appeal, viewer: Viewer, *, own: bool, at: datetime) -> View:
    seen = faces.face(appeal, viewer)
    readings.saw(request, viewer.actor, [appeal], place="page", claimed=viewer.claimed)
    today = timezone.localdate(at)
    photos = list(faces.photos(appeal, viewer))
    acts = list(journal("appeal", appeal.pk, public_only=True))
    questions = list(appeal.questions.select_related("part")) if own else []
    days_off = current_calendar()
    point = {"lon": seen.point[0], "lat": seen.point[1], "rounded": seen.point_is_rounded} if seen.point else None
    open_now = frozenset(faces.open_acts(appeal, viewer, at=at)) & OF_AUTHOR if own else frozenset()
    return View(
        title=spoken(seen.title),
        text=spoken(seen.text),
        place=seen.address,
        point=point,
        pin=words.mark(appeal, today, at),
        pill=words.pill(appeal, today, at),
        clock=words.clock(appeal, today, days_off, at),
        is_own=own,
        is_public=appeal.is_public,
        is_open=appeal.status in OPEN,
        ran_out_on=max(appeal.due_on, appeal.first_due_on),
        before=_pictures(request, appeal, photos, PhotoMoment.BEFORE),
        after=_pictures(request, appeal, photos, PhotoMoment.AFTER),
        answer=_answer(appeal, own=own),
        questions=[ToReply(each) for each in questions if asked.waits(each)],
        **_to_say(appeal, open_now, own=own, today=today),
        steps=timeline.steps(appeal, acts, bodies=_bodies(acts), questions=questions, own=own, today=today),
        details=details.shown(appeal, inside=seen.inside),
        why="" if appeal.complained_body_id else why.short(appeal),  # a complaint goes by the law, not the table
        # A split appeal is opened again part by part; the form is the same.
        acts=open_now | ({"reopen"} if "reopen_parts" in open_now else set()),
        parts=parts.shown(appeal, inside=seen.inside, today=today, calendar=days_off),
        sent_on=parts.sent_on(appeal, acts, today=today, calendar=days_off),
        way_up=parts.way_up(appeal, today=today, calendar=days_off),
        meetings=references.mentions("appeal", appeal.number),
        address=request.build_absolute_uri(reverse("appeals:detail", args=[appeal.number])),
        fragment_url=reverse("appeals:fragment", args=[appeal.number]),
    )


def _to_say(appeal: Appeal, open_now: frozenset[str], *, own: bool, today: date) -> dict[str, Any]:
    """The hearing and the rate, for the author alone. What is split is heard by nobody as a whole."""
    hearing = heard.newest(appeal) if own and not appeal.part_count else None
    rates = "rate" in open_now
    return {
        "hearing": hearing,
        "may_object": "object" in open_now and heard.may_object(hearing, on=today),
        "rating": appeal.ratings.filter(round=appeal.reopened).first() if rates else None,
        "rating_reasons": limits.rating_reasons(today) if rates else [],
    }


def _answer(appeal: Appeal, *, own: bool) -> Answer | None:
    """The newest answer to the whole appeal; those to its parts stand with the parts."""
    if appeal.part_count or (appeal.status in OPEN and not own):
        return None
    return faces.sent_answers(appeal).last()


def _pictures(request: HttpRequest, appeal: Appeal, photos: list[Photo], moment: str) -> list[Picture]:
    """The photos of one moment; they are called before and now only where there are both."""
    both = {photo.moment for photo in photos} == set(PhotoMoment)
    before = moment == PhotoMoment.BEFORE
    alt = _("Photo %(n)d sent by the author") if before else _("Photo %(n)d of the finished work")
    caption = pgettext("photo", "Before") if before else pgettext("photo", "Now")
    pictures = []
    for number, photo in enumerate((each for each in photos if each.moment == moment), 1):
        thumb, full = (reverse("appeals:photo", args=[appeal.number, photo.pk, size]) for size in ("thumb", "full"))
        pictures.append(
            Picture(
                thumb=thumb,
                full=full,
                absolute=request.build_absolute_uri(full),
                alt=alt % {"n": number},
                caption=caption if both else "",
                width=photo.width,
                height=photo.height,
            )
        )
    return pictures


def _bodies(acts) -> Mapping[str, str]:
    return desk.body_names(timeline.body_codes(acts))


def _etag(appeal: Appeal, viewer: Viewer, at: datetime) -> str:
    roles = "".join(sorted(policy.roles_on(viewer.actor, appeal, viewer.claimed)))
    return f'"{appeal.number}.{appeal.seq}.{roles}.{get_language()}.{timezone.localdate(at):%Y%m%d}"'
