from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.models import Located
from meetings.enums import LineResult, ProtocolStatus
from meetings.models.meeting import Category, Meeting
from meetings.models.residents import Question
from meetings.rules.disclosure import public
from workflow.models import Living


class Line(Located):
    """One question of the protocol: who asked, about what, and what it got.

    ``number``: given by the server under the lock of the meeting. ``key``: given by the secretary's device; the same
    line sent again is the same line. ``speaker``: as the person introduced himself; read in public only if
    ``is_named_in_public``. ``contact_phone`` and ``contact_email``: for the answer to an appeal, never public.
    ``result`` may be empty until the protocol is drawn up. ``explanation``: what was said on the spot.
    ``raises``: the number of an appeal filed before, of which the line speaks.
    ``is_written``: a note handed over in writing; it becomes an appeal, whose number is ``appeal_number``.
    ``shown``: words that look like personal data and that the secretary lets everybody read; all others are covered.
    ``version``: counts its changes, so that two secretaries do not overwrite each other unseen. ``stamp``: number of
    the act of the meeting that changed it last, so that an open sheet asks for what it has not seen.
    ``struck_at``: taken out as written by mistake; the number is not given again.
    """

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("public meeting"), on_delete=models.PROTECT, related_name="lines"
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    key = models.UUIDField(editable=False)
    speaker = models.CharField(_("speaker"), max_length=200, blank=True)
    is_named_in_public = models.BooleanField(_("named in public"), default=False)
    contact_phone = models.CharField(_("phone"), max_length=16, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="kk")
    text = models.TextField(_("text"))
    is_written = models.BooleanField(_("handed over in writing"), default=False)
    result = models.CharField(_("result"), max_length=20, choices=LineResult, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    raises = models.CharField(_("appeal filed before, number"), max_length=16, blank=True)
    appeal_number = models.CharField(_("number of the appeal"), max_length=16, blank=True, editable=False)
    appeal_problem = models.CharField(_("why it did not become an appeal"), max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    stamp = models.PositiveIntegerField(default=0, editable=False)
    shown = ArrayField(models.CharField(max_length=300), verbose_name=_("words let through"), default=list, blank=True)
    written_at = models.DateTimeField(_("written at"), editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    struck_at = models.DateTimeField(_("struck out at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["meeting", "number"]
        verbose_name = _("line of the protocol")
        verbose_name_plural = _("lines of the protocol")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="one_line_per_meeting_and_client_key"),
            models.UniqueConstraint(fields=["meeting", "number"], name="one_line_per_number_of_a_meeting"),
            models.CheckConstraint(condition=Q(result__in=["", *LineResult.values]), name="line_result_is_known"),
            models.CheckConstraint(
                condition=~Q(result=LineResult.EXPLAINED) | ~Q(explanation=""),
                name="line_explained_has_its_explanation",
            ),
        ]
        indexes = [
            models.Index(fields=["category", "-written_at"], name="line_of_category"),
            models.Index(fields=["meeting", "stamp"], name="line_by_stamp"),
            models.Index(fields=["appeal_number"], condition=~Q(appeal_number=""), name="line_by_appeal"),
            models.Index(fields=["raises"], condition=~Q(raises=""), name="line_by_raised_appeal"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.number}"

    @property
    def public_speaker(self) -> str:
        """The name for strangers: empty where the person did not wish it."""
        return self.speaker if self.is_named_in_public else ""

    @property
    def public_text(self) -> str:
        return public(self.text, self.shown)

    @property
    def public_explanation(self) -> str:
        return public(self.explanation, self.shown)

    @property
    def public_address(self) -> str:
        return public(self.address, self.shown)


class Protocol(Living):
    """The protocol of a meeting: drawn up from its lines, checked, signed by the akim, then frozen.

    ``version``: of the text in preparation, or of the signed one. ``content``: what was checked, frozen by signing as a
    ``ProtocolVersion``; plain values, see ``meetings.services.protocol``. ``drafted_by`` never checks it.
    ``shown``: words of the opening, or of the reason to amend it, that look like personal data and that everybody may
    read; all others are covered.
    """

    meeting = models.OneToOneField(
        Meeting, verbose_name=_("public meeting"), on_delete=models.PROTECT, related_name="protocol"
    )
    version = models.PositiveSmallIntegerField(_("version of the text"), default=1, editable=False)
    content = models.JSONField(_("content"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    summary_kk = models.TextField(_("opening words in Kazakh"), blank=True)
    summary_ru = models.TextField(_("opening words in Russian"), blank=True)
    shown = ArrayField(models.CharField(max_length=300), verbose_name=_("words let through"), default=list, blank=True)
    amendment = models.TextField(_("reason of the amendment"), blank=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, editable=False)

    class Meta:
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ProtocolStatus.values), name="protocol_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=ProtocolStatus.SIGNED) | Q(signed_at__isnull=False),
                name="protocol_signed_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting_id)


class ProtocolVersion(models.Model):
    """A signed protocol, frozen: a database trigger refuses to change or remove it.

    ``number`` counts from 1; ``digest``: SHA-256 of the content in canonical JSON, printed on the document.
    ``reason``: why it was amended, empty in the first.
    """

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("fingerprint"), max_length=64)
    reason = models.TextField(_("reason of the amendment"), blank=True)
    signed_at = models.DateTimeField(_("signed at"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(_("signed by"), max_length=200)

    class Meta:
        ordering = ["protocol", "number"]
        verbose_name = _("signed version of a protocol")
        verbose_name_plural = _("signed versions of protocols")
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="one_signature_per_version_of_a_protocol"),
            models.CheckConstraint(condition=Q(number__gte=1), name="protocol_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id} v{self.number}"

    @property
    def public_reason(self) -> str:
        return public(self.reason, self.content.get("shown", ()))
