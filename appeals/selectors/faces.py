"""An appeal as this viewer may read it: one definition for pages, API, exports and maps."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from appeals import policy
from appeals.models import Answer, Appeal, Photo
from appeals.policy import Viewer
from appeals.rules.report import NO_CONTACT, Contact
from appeals.rules.texts import title_from
from appeals.workflow import APPEAL
from workflow import acts
from workflow.models import Act
from workflow.selectors import timeline


@dataclass(frozen=True)
class Face:
    """What is shown of an appeal.

    ``inside``: the viewer reads the words as written. ``point``: lon, lat in degrees; rounded for strangers where the
    category may point at a home, and then ``address`` is empty. ``contact`` is empty for whom it is not.
    """

    number: str
    title: str
    text: str
    point: tuple[float, float] | None
    point_is_rounded: bool
    address: str
    inside: bool
    contact: Contact = field(default=NO_CONTACT)


def face(appeal: Appeal, viewer: Viewer) -> Face:
    """How this viewer reads an appeal that ``policy.visible_to`` gave. No query."""
    roles = policy.roles_on(viewer.actor, appeal, viewer.claimed)
    if not roles:
        return _outside(appeal)
    with_contacts = bool(roles - policy.WITHOUT_CONTACTS)
    return Face(
        number=appeal.number,
        title=appeal.public_title or title_from(appeal.text),
        text=appeal.text,
        point=(appeal.point.x, appeal.point.y) if appeal.point else None,
        point_is_rounded=False,
        address=appeal.address,
        inside=True,
        contact=Contact(appeal.contact_name, appeal.contact_email, appeal.contact_phone)
        if with_contacts
        else NO_CONTACT,
    )


def _outside(appeal: Appeal) -> Face:
    home = appeal.category is None or appeal.category.in_housing
    point = appeal.public_point
    return Face(
        number=appeal.number,
        title=appeal.public_title,
        text=appeal.public_text,
        point=(point.x, point.y) if point else None,
        point_is_rounded=bool(point) and home,
        address="" if home else appeal.address,
        inside=False,
    )


def photos(appeal: Appeal, viewer: Viewer) -> QuerySet[Photo]:
    """The photos that this viewer may see: all of them inside, the released ones outside."""
    every = appeal.photos.all()
    return every if policy.may_see_inside(viewer.actor, appeal, viewer.claimed) else every.filter(is_public=True)


def photo(photo_id: int, viewer: Viewer) -> Photo | None:
    """One photo, if this viewer may see it."""
    found = Photo.objects.filter(pk=photo_id, appeal__in=policy.visible_to(viewer)).select_related("appeal").first()
    if found is None or (found.is_public and found.appeal.is_public):
        return found
    return found if policy.may_see_inside(viewer.actor, found.appeal, viewer.claimed) else None


def sent_answers(appeal: Appeal) -> QuerySet[Answer]:
    """The answers that went out, newest last: for everybody who sees the appeal."""
    return appeal.answers.filter(sent_at__isnull=False).select_related("signed_by")


def unsent_answer(appeal: Appeal) -> Answer | None:
    """The answer reported by the doer that the controller has yet to accept or return: for posts only."""
    unsent = (answer for answer in appeal.answers.all() if answer.sent_at is None)
    return max(unsent, key=lambda answer: (answer.written_at, answer.pk), default=None)


def acts_shown(appeal: Appeal, viewer: Viewer) -> QuerySet[Act]:
    """The journal: posts read all of it; the author and strangers the public acts (show them no notes)."""
    roles = policy.roles_on(viewer.actor, appeal, viewer.claimed)
    return timeline(APPEAL.kind, appeal.pk, public_only=not roles - {"author"})


def open_acts(appeal: Appeal, viewer: Viewer, *, at: datetime) -> tuple[str, ...]:
    """The names of the acts that this viewer may do now: the buttons of the page."""
    return acts.may(APPEAL, appeal, roles=policy.roles_on(viewer.actor, appeal, viewer.claimed), at=at)
