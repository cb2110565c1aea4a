"""Joining an appeal instead of filing another: "I have the same trouble"."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import notices
from appeals import policy
from appeals.enums import OPEN
from appeals.models import Appeal, Voice
from appeals.rules.report import NO_CONTACT, Contact
from appeals.services import fields
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

SALT = "appeals.voice"
# The steps that those who joined hear of.
STEPS = {
    "route": _("The appeal was sent to the responsible body."),
    "answer": _("The appeal has been answered."),
    "answer_at_once": _("The appeal has been answered."),
    "conclude": _("The appeal has been answered."),
    "reopen": _("The author opened the appeal again: the trouble is still there."),
    "confirm": _("The author confirmed that the trouble is fixed."),
}
LINK_DAYS = 7


def add(appeal_id: int, *, contact: Contact = NO_CONTACT, language: str, actor: Actor, at: datetime) -> Voice:
    """Join a published, open appeal. Doing it twice is one voice.

    By the actor's account; without one by ``contact``, an e-mail or a phone, to which a link is sent: the voice counts
    once that link was opened. Refused: ``not_found``: not public; ``closed``; ``own``: the actor is its author;
    ``contact_needed``; whatever ``fields.contact`` refuses.
    """
    with transaction.atomic():
        appeal = _open_to_voices(appeal_id, actor)
        if actor.user_id is not None:
            return Voice.objects.get_or_create(
                appeal=appeal,
                user_id=actor.user_id,
                defaults={"language": language, "added_at": at, "confirmed_at": at},
            )[0]
        given = fields.contact(contact)
        # One owner of a voice: the e-mail where there is one.
        email, phone = given.email, "" if given.email else given.phone
        if not email and not phone:
            sentence = gettext("Give an e-mail or a phone, so that we can tell you what happens.")
            raise Refused(sentence, code="contact_needed", field="email")
        voice, _is_new = Voice.objects.get_or_create(
            appeal=appeal, email=email, phone=phone, defaults={"language": language, "added_at": at}
        )
        if voice.confirmed_at is None:
            _send_link(voice, at)
        return voice


def confirm(token: str, *, at: datetime) -> Voice | None:
    """Count the voice of a link. ``None``: the link was never ours, is too old, or the voice was taken back."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 86_400)
    except signing.BadSignature:
        return None
    with transaction.atomic():
        voice = Voice.objects.select_for_update(of=("self",)).select_related("appeal").filter(pk=pk).first()
        if voice is not None and voice.confirmed_at is None:
            voice.confirmed_at = at
            voice.save(update_fields=["confirmed_at"])
    return voice


def take_back(appeal_id: int, *, actor: Actor) -> bool:
    """Leave an appeal again; whether there was a voice."""
    if actor.user_id is None:
        return False
    return bool(Voice.objects.filter(appeal_id=appeal_id, user_id=actor.user_id).delete()[0])


def take_back_by_link(token: str) -> Voice | None:
    """Leave by the link at the end of each letter, which does not grow old."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    voice = Voice.objects.select_related("appeal").filter(pk=pk).first()
    if voice is not None:
        voice.delete()
    return voice


def token_of(voice: Voice) -> str:
    """What stands in the links of the letters to this voice."""
    return signing.dumps(voice.pk, salt=SALT)


def tell(act: Act) -> None:
    """Owe everybody who joined the appeal a letter of this step. Late or twice, it owes each of them once."""
    appeal = policy.visible_to(policy.STRANGER).filter(pk=act.subject_id).first()
    if appeal is None:
        return  # no longer public: strangers are told nothing of it
    for voice in appeal.voices.filter(confirmed_at__isnull=False, added_at__lte=act.at).select_related("user"):
        language = voice.user.language if voice.user else voice.language
        with translation.override(language):
            step, link = str(STEPS[act.name]), reverse("appeals:detail", args=[appeal.number])
            leave = settings.SITE_URL + reverse("appeals:voice_leave", args=[token_of(voice)])
        notices.owe(
            code="voice_moved",
            key=f"appeal:{appeal.pk}:{act.seq}:voice:{voice.pk}",
            at=act.at,
            context={"number": appeal.number, "title": appeal.public_title, "step": step, "leave": leave},
            user=voice.user,
            email=voice.email,
            phone=voice.phone,
            language=language,
            link=link,
        )


def _open_to_voices(appeal_id: int, actor: Actor) -> Appeal:
    appeal = policy.visible_to(policy.STRANGER).filter(pk=appeal_id).first()
    if appeal is None:
        raise Refused(gettext("There is no such appeal."), code="not_found")
    if appeal.status not in OPEN:
        raise Refused(
            _("This appeal has been answered already. File your own, if the trouble is there."), code="closed"
        )
    if actor.user_id is not None and appeal.author_id == actor.user_id:
        raise Refused(gettext("This is your own appeal: you are told of every step as it is."), code="own")
    return appeal


def _send_link(voice: Voice, at: datetime) -> None:
    with translation.override(voice.language):
        link = reverse("appeals:voice_confirm", args=[token_of(voice)])
    notices.owe(
        code="voice_confirm",
        key=f"voice:{voice.pk}:{at:%Y%m%d%H}",
        at=at,
        context={"number": voice.appeal.number, "title": voice.appeal.public_title, "days": LINK_DAYS},
        email=voice.email,
        phone=voice.phone,
        language=voice.language,
        link=link,
    )
