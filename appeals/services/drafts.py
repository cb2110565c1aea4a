"""A form on its way: what was typed is kept step by step, and nothing of it is lost before it is sent.

Steps and their fields: ``what`` (text), ``where`` (lon, lat, district, address), ``category`` (category), ``details``
(answers to the extra questions of a category, by code; details_for, the category), ``contact`` (name, email, phone,
language), ``check`` (consent). Photos are kept beside them. The token is the draft's secret; a draft begun by a
signed-in person is that person's only.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from appeals.models import Category, Draft, DraftPhoto
from appeals.rules.report import Contact, Place
from appeals.selectors import taxonomy
from appeals.services import claims, details, fields, intake
from appeals.services.intake import Filing, Registered
from appeals.services.photos import Kept, check_count, drawn, remove_files_on_commit, shelf
from workflow.actor import Actor
from workflow.kept import reading_once
from workflow.refusals import Refused

FIELDS = {
    "what": ("text",),
    "where": ("lon", "lat", "district", "address", "no_place"),
    "category": ("category",),
    "details": ("details", "details_for"),
    "contact": ("name", "email", "phone", "language"),
    "check": ("consent",),
}
FROM_DRAFT = "draft"


def start(*, language: str, actor: Actor, at: datetime) -> Draft:
    """Begin a form in this language."""
    return Draft.objects.create(language=language, user_id=actor.user_id, created_at=at, changed_at=at)


def find(token: UUID, *, actor: Actor) -> Draft:
    """The draft of this token. Refused: ``draft_gone``: sent, discarded, too old, or somebody else's."""
    draft = Draft.objects.filter(token=token).first()
    return _own(draft, actor)


def save_step(token: UUID, *, step: str, values: Mapping[str, Any], actor: Actor, at: datetime) -> Draft:
    """Keep what was typed in one step, then judge it.

    What is refused is kept all the same, so that the form comes back as it was left. Refused: ``draft_gone``; whatever
    ``fields`` refuses of this step.
    """
    typed = {name: values[name] for name in FIELDS[step] if name in values}
    with transaction.atomic():
        draft = _locked(token, actor)
        draft.answers = {**draft.answers, **typed}
        draft.changed_at = at
        draft.save(update_fields=["answers", "changed_at"])
    judge_step(draft, step, at=at)
    return draft


def judge_step(draft: Draft, step: str, *, at: datetime) -> None:
    """Refuse what is wrong in one step of a draft; see ``fields``."""
    answers = draft.answers
    if step == "what":
        fields.text(answers.get("text", ""))
    elif step == "where":
        fields.place(place_of(draft))
    elif step == "category":
        fields.category(answers.get("category") or "", on=fields.day_of(at))
    elif step == "details":
        leaf = fields.category(answers.get("category") or "", on=fields.day_of(at))
        details.judge(leaf, answers_to(draft, leaf, at=at), on=fields.day_of(at))
    elif step == "contact":
        fields.contact(contact_of(draft))
    elif step == "check":
        fields.consent(answers.get("consent") or "")


def add_photos(token: UUID, *, files: Sequence[BinaryIO], actor: Actor, at: datetime) -> list[DraftPhoto]:
    """Add photos to a draft. Refused, and none added: ``draft_gone``; what ``photos`` and ``pictures`` refuse."""
    already = find(token, actor=actor).photos.count()
    pictures = drawn(files, already=already)
    with shelf(at) as kept, transaction.atomic():
        draft = _locked(token, actor)
        places = list(draft.photos.values_list("position", flat=True))
        check_count(len(places) + len(pictures))
        first = max(places, default=0) + 1
        draft.changed_at = at
        draft.save(update_fields=["changed_at"])
        return DraftPhoto.objects.bulk_create(
            DraftPhoto(
                draft=draft, file=one.file, thumb=one.thumb, width=one.width, height=one.height, position=position
            )
            for position, one in enumerate(kept.keep_all(pictures), first)
        )


def remove_photo(token: UUID, *, photo_id: int, actor: Actor, at: datetime) -> None:
    """Take a photo out of a draft; taking it out twice is no fault. Refused: ``draft_gone``."""
    with transaction.atomic():
        draft = _locked(token, actor)
        for photo in draft.photos.filter(pk=photo_id):
            _forget_files(photo)
            photo.delete()
        draft.changed_at = at
        draft.save(update_fields=["changed_at"])


def discard(token: UUID, *, actor: Actor) -> None:
    """Throw a draft away with its photos. Refused: ``draft_gone``."""
    with transaction.atomic():
        _delete_with_files(_locked(token, actor))


def submit(token: UUID, *, consent: str | None = None, actor: Actor, at: datetime) -> Registered:
    """Send the form: the draft becomes an appeal, its photos go along. A second click gives the same receipt.

    ``consent``: version of the text agreed to, where it was not saved as a step before.

    Refused: ``draft_gone``; whatever ``intake.register`` refuses, and then the draft stays as it is.
    """
    with reading_once(), transaction.atomic():
        intake.wait_for_key(token)
        earlier = intake.find(token)
        if earlier is not None:
            if earlier.author_id != actor.user_id:
                raise _gone()
            return Registered(earlier, claims.code_for(token), is_new=False)
        draft = _locked(token, actor)
        agreed = draft.answers.get("consent") or "" if consent is None else consent
        report = intake.judge(filing_of(draft, at=at), consent=agreed, actor=actor, at=at)
        pictures = [Kept(str(one.file), str(one.thumb), one.width, one.height) for one in draft.photos.all()]
        registered = intake.write(token, report, pictures, digest=FROM_DRAFT, actor=actor, at=at)
        draft.delete()
        return registered


def forget_older_than(before: datetime) -> int:
    """Remove the drafts not touched since ``before``, and their photos. Returns how many."""
    forgotten = 0
    for token in list(Draft.objects.filter(changed_at__lt=before).values_list("token", flat=True)):
        with transaction.atomic():
            old = Draft.objects.select_for_update(skip_locked=True).filter(token=token, changed_at__lt=before)
            for draft in old:
                _delete_with_files(draft)
                forgotten += 1
    return forgotten


def forget_of(user_id: int) -> None:
    """Remove every draft of this person, with its photos."""
    for draft in Draft.objects.select_for_update().filter(user_id=user_id):
        _delete_with_files(draft)


def place_of(draft: Draft) -> Place:
    """The place as typed; nothing where the person said that there is none."""
    answers = draft.answers
    if answers.get("no_place"):
        return Place()
    return Place(
        lon=answers.get("lon"),
        lat=answers.get("lat"),
        district=answers.get("district") or "",
        address=answers.get("address") or "",
    )


def contact_of(draft: Draft) -> Contact:
    answers = draft.answers
    return Contact(name=answers.get("name") or "", email=answers.get("email") or "", phone=answers.get("phone") or "")


def answers_to(draft: Draft, leaf: Category | None, *, at: datetime) -> dict[str, Any]:
    """What was typed in answer to the extra questions of this leaf; answers to those of another are kept aside."""
    return details.asked_here(leaf, draft.answers.get("details") or {}, on=fields.day_of(at))


def filing_of(draft: Draft, *, at: datetime) -> Filing:
    """The draft as a report that is to be judged."""
    answers = draft.answers
    leaf = taxonomy.leaf(answers.get("category") or "", on=fields.day_of(at))
    return Filing(
        text=answers.get("text") or "",
        language=answers.get("language") or draft.language,
        category=answers.get("category") or "",
        place=place_of(draft),
        contact=contact_of(draft),
        details=answers_to(draft, leaf, at=at),
    )


def _own(draft: Draft | None, actor: Actor) -> Draft:
    if draft is None or (draft.user_id is not None and draft.user_id != actor.user_id):
        raise _gone()
    return draft


def _locked(token: UUID, actor: Actor) -> Draft:
    return _own(Draft.objects.select_for_update().filter(token=token).first(), actor)


def _gone() -> Refused:
    return Refused(_("This form is no longer kept: it was sent or discarded. Begin a new one."), code="draft_gone")


def _delete_with_files(draft: Draft) -> None:
    for photo in draft.photos.all():
        _forget_files(photo)
    draft.delete()


def _forget_files(photo: DraftPhoto) -> None:
    remove_files_on_commit([str(photo.file), str(photo.thumb)])
