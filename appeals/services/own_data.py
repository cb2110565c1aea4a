"""What appeals hold of a person, for a copy of the own data and for being forgotten."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.masking import mask
from accounts.models import User
from accounts.own_data import Part
from appeals.enums import OPEN
from appeals.models import Appeal, Subscription, Voice
from appeals.services import drafts
from appeals.workflow import APPEAL
from workflow import scrubbing


def collect(user: User) -> Part:
    """The person's appeals as the person may read them, with photos, questions and answers that went out."""
    data: list[dict[str, Any]] = []
    files: dict[str, str] = {}
    for appeal in _of(user).prefetch_related("photos", "questions", "answers").select_related("category", "district"):
        names = {f"photos/{appeal.number}-{photo.pk}.jpg": str(photo.file) for photo in appeal.photos.all()}
        files |= names
        data.append(_record(appeal) | {"photos": sorted(names)})
    return Part(data, files)


def voices(user: User) -> Part:
    """Which appeals of others the person has joined."""
    rows = Voice.objects.filter(user=user).select_related("appeal")
    return Part([{"number": one.appeal.number, "language": one.language, "added_at": one.added_at} for one in rows])


def subscriptions(user: User) -> Part:
    """What the person wants to hear of; a drawn area as it was drawn."""
    rows = Subscription.objects.filter(user=user).select_related("category")
    return Part(
        [
            {
                "district": row.district_id,
                "category": row.category.code if row.category else None,
                "area": row.area.wkt if row.area else None,
                "rhythm": row.rhythm,
                "created_at": row.created_at,
                "told_until": row.told_until,
            }
            for row in rows
        ]
    )


def nothing_open(user: User) -> list[str]:
    """Voices and subscriptions keep no case going."""
    return []


def open_cases(user: User) -> list[str]:
    """Numbers of the appeals that are still considered."""
    return list(_of(user).filter(status__in=OPEN).order_by("number").values_list("number", flat=True))


def forget(user: User, at: datetime) -> None:
    """Take the author out of every appeal that has ended, and remove drafts.

    The appeal itself is a record of the city until its term of keeping has passed (``services.retention``); until then
    its words stay without name, contacts and whatever looks like personal data in them.
    """
    for appeal in _of(user).exclude(status__in=OPEN).select_for_update(of=("self",)):
        appeal.text = mask(appeal.text).text
        appeal.contact_name = appeal.contact_email = appeal.contact_phone = ""
        appeal.author = None
        appeal.save(update_fields=["text", "contact_name", "contact_email", "contact_phone", "author"])
        for question in appeal.questions.exclude(reply=""):
            question.reply = mask(question.reply).text
            question.save(update_fields=["reply"])
        scrubbing.scrub(APPEAL.kind, [appeal.pk])
    drafts.forget_of(user.pk)


def forget_voices(user: User, at: datetime) -> None:
    Voice.objects.filter(user=user).delete()


def forget_subscriptions(user: User, at: datetime) -> None:
    Subscription.objects.filter(user=user).delete()


def _of(user: User) -> QuerySet[Appeal]:
    return Appeal.objects.filter(author=user)


def _record(appeal: Appeal) -> dict[str, Any]:
    return {
        "number": appeal.number,
        "status": appeal.status,
        "kind": appeal.kind,
        "category": appeal.category.code if appeal.category else None,
        "district": appeal.district_id,
        "address": appeal.address,
        "point": [appeal.point.x, appeal.point.y] if appeal.point else None,
        "received_at": appeal.received_at,
        "due_on": appeal.due_on,
        "text": appeal.text,
        "public_text": appeal.public_text if appeal.is_public else "",
        "contact": [appeal.contact_name, appeal.contact_email, appeal.contact_phone],
        "questions": [
            {"asked_at": one.asked_at, "question": one.text, "replied_at": one.replied_at, "reply": one.reply}
            for one in appeal.questions.all()
        ],
        "answers": [
            {"sent_at": one.sent_at, "decision": one.decision, "text": one.text}
            for one in appeal.answers.all()
            if one.sent_at is not None
        ],
    }
