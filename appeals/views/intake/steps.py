"""The four questions. What was typed is kept first and judged then, so that no refusal costs a word."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from appeals.models import Category, Draft
from appeals.rules import emergency
from appeals.rules.report import Contact
from appeals.selectors import suggestions, taxonomy
from appeals.selectors.taxonomy import Branch
from appeals.services import drafts, fields, suggesting
from appeals.views.door import actor_at
from appeals.views.forms import CategoryForm, ContactForm, WhatForm
from appeals.views.intake import place
from appeals.views.intake.keeping import (
    UNPROCESSABLE,
    address,
    at_hand,
    begin_again,
    current,
    onward,
    question,
    returning,
)
from workflow.actor import Actor
from workflow.refusals import Refused

where = place.where


@require_http_methods(["GET", "HEAD", "POST"])
def what(request: HttpRequest) -> HttpResponse:
    """What happened: text and photos. Photos are kept even where the text is refused, and the other way round."""
    at = timezone.now()
    actor = actor_at(request, at)
    if request.method != "POST":
        draft = current(request, actor)
        return _what(request, draft, WhatForm(initial=draft.answers if draft else {}))
    draft = at_hand(request, actor, at)
    form = WhatForm(request.POST, request.FILES)
    form.is_valid()
    _take_photos(form, draft, request.FILES.getlist("photos"), actor, at)
    refusal = _kept(draft, "what", {"text": request.POST.get("text", "")}, actor, at)
    if "remove" in request.POST:
        number = request.POST["remove"]
        drafts.remove_photo(draft.token, photo_id=int(number) if number.isdecimal() else 0, actor=actor, at=at)
    aside = "remove" in request.POST or "add" in request.POST
    if aside and not form.errors.get("photos"):
        return redirect(address("what") + ("?return=check" if returning(request) else "") + "#photos-group")
    if aside:
        form.errors.pop("text", None)
    elif refusal and not form.errors.get("text"):
        form.add_error(refusal.field, refusal.sentence)
    return _what(request, draft, form, UNPROCESSABLE) if form.errors else onward(request, draft, "what")


def _take_photos(form: WhatForm, draft: Draft, files, actor: Actor, at: datetime) -> None:
    for file in files:
        try:
            drafts.add_photos(draft.token, files=[file], actor=actor, at=at)
        except Refused as refusal:
            form.add_error("photos", refusal.sentence)


def _what(request: HttpRequest, draft: Draft | None, form: WhatForm, status: int = 200) -> HttpResponse:
    photos = list(draft.photos.all()) if draft else []
    left = settings.PHOTOS_PER_APPEAL - len(photos)
    return question(request, "what", form, draft=draft, status=status, photos=photos, photos_left=left)


@require_http_methods(["GET", "HEAD", "POST"])
def category(request: HttpRequest) -> HttpResponse:
    """What it is about: guessed from the words, searched, or chosen in two steps; "I don't know" is an answer."""
    at = timezone.now()
    actor = actor_at(request, at)
    if request.method != "POST":
        draft = current(request, actor)
        return _category(request, draft, CategoryForm(), at) if draft else begin_again(request)
    draft = at_hand(request, actor, at)
    form = CategoryForm(request.POST)
    chosen = request.POST.get("category", "")
    if chosen.startswith("top:"):
        back = "&return=check" if returning(request) else ""
        return redirect(f"{address('category')}?in={chosen.removeprefix('top:')[:60]}{back}")
    if form.is_valid():
        code = "" if chosen == CategoryForm.UNKNOWN else chosen
        refusal = _kept(draft, "category", {"category": code}, actor, at)
        if refusal is None:
            draft.answers["category"] = code
            return onward(request, draft, "category")
        form.add_error("category", refusal.sentence)
    return _category(request, draft, form, at, UNPROCESSABLE)


def _category(request: HttpRequest, draft: Draft, form: CategoryForm, at: datetime, status: int = 200) -> HttpResponse:
    on = timezone.localdate(at)
    tree = taxonomy.tree(on)
    top = next((branch for branch in tree if branch.top.code == request.GET.get("in")), None)
    query = request.GET.get("q", "").strip()[:100]
    chosen = draft.answers.get("category")
    found = [] if top else _suggested(query, draft.answers.get("text", ""), tree, on)
    response = question(
        request,
        "category",
        form,
        draft=draft,
        status=status,
        query=query,
        suggestions=found,
        chosen=CategoryForm.UNKNOWN if chosen == "" else chosen,
        chosen_suggested=any(leaf.code == chosen for leaf in found),
        chosen_top=next((b.top.code for b in tree if any(leaf.code == chosen for leaf in b.leaves)), ""),
        tops=[branch.top for branch in tree],
        top=top.top if top else None,
        leaves=top.leaves if top else [],
        call_first=emergency.phone_for(draft.answers.get("text", "")) or _dangers(top.leaves if top else found),
        back=address("category") if top or query else "",
    )
    return response


def _dangers(leaves: Sequence[Category]) -> bool:
    """Whether an emergency is among what may be chosen."""
    return any(leaf.emergency_phone for leaf in leaves)


def _suggested(query: str, text: str, tree: list[Branch], on: date) -> list[Category]:
    """What was searched for; else what the machine makes of the text; else leaves whose names share words with it."""
    if query:
        return suggestions.leaves(query, tree)
    _version, guessed = suggesting.suggestions(text, on=on)
    return suggestions.of_codes([one.category for one in guessed], tree) or suggestions.leaves(text, tree)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the author, and in which language; filled in beforehand for somebody signed in."""
    at = timezone.now()
    actor = actor_at(request, at)
    if request.method != "POST":
        draft = current(request, actor)
        if draft is None:
            return begin_again(request)
        return question(request, "contact", ContactForm(initial=_contact(request, draft)), draft=draft)
    draft = at_hand(request, actor, at)
    form = ContactForm(request.POST)
    form.is_valid()
    typed = {name: request.POST.get(name, "").strip()[:254] for name in ("name", "phone", "email", "language")}
    if "language" in form.errors:
        typed.pop("language")
    _kept(draft, "contact", typed, actor, at)
    for field, part in (("phone", Contact(phone=typed["phone"])), ("email", Contact(email=typed["email"]))):
        refusal = _judged(part)
        if refusal and not form.errors.get(field):
            form.add_error(field, refusal.sentence)
    if form.errors:
        return question(request, "contact", form, draft=draft, status=UNPROCESSABLE)
    return onward(request, draft, "contact")


def _contact(request: HttpRequest, draft: Draft) -> dict:
    """What stands in the fields: what was typed, else what is known of somebody signed in."""
    known = {"name": "", "phone": "", "email": "", "language": draft.language or (get_language() or "kk")[:2]}
    if request.user.is_authenticated:
        user = request.user
        known = {
            "name": user.full_name,
            "phone": user.phone or "",
            "email": user.email or "",
            "language": user.language,
        }
    return known | {name: draft.answers[name] for name in known if name in draft.answers}


def _kept(draft: Draft, step: str, values: dict, actor: Actor, at: datetime) -> Refused | None:
    """Keep a step; the refusal, if what was kept will not do."""
    try:
        drafts.save_step(draft.token, step=step, values=values, actor=actor, at=at)
    except Refused as refusal:
        return refusal
    return None


def _judged(part: Contact) -> Refused | None:
    """What is wrong with one part of the contacts, so that both are named at once."""
    try:
        fields.contact(part)
    except Refused as refusal:
        return refusal
    return None


@require_safe
def draft_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The thumbnail of a photo in this browser's own draft; to anybody else it does not exist."""
    draft = current(request, actor_at(request, timezone.now()))
    photo = draft.photos.filter(pk=pk).first() if draft else None
    if photo is None:
        raise Http404
    response = HttpResponse(photo.thumb.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
