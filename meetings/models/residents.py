from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from geo.models import Located
from meetings.enums import PUBLIC_QUESTIONS, QuestionStatus
from meetings.models.meeting import Category, Meeting
from meetings.rules.disclosure import public
from workflow.models import Living


class Registration(models.Model):
    """A resident who wants to come, or to speak. ``token``: what the QR code at the door carries; secret.

    ``user`` is empty for somebody without an account; ``name`` is then as typed. ``turn``: place among the speakers.
    """

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("public meeting"), on_delete=models.CASCADE, related_name="registrations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meeting_registrations",
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="kk")
    wants_to_speak = models.BooleanField(_("wants to speak"), default=False)
    subject = models.CharField(_("what about"), max_length=300, blank=True)
    token = models.CharField(max_length=64, unique=True, editable=False)
    turn = models.PositiveIntegerField(_("turn"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("registered at"), editable=False)
    checked_in_at = models.DateTimeField(_("came at"), null=True, blank=True, editable=False)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    consent_version = models.CharField(max_length=20, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("called off at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("registration for a meeting")
        verbose_name_plural = _("registrations for meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(cancelled_at__isnull=True, user__isnull=False),
                name="one_registration_per_person_and_meeting",
            ),
            models.UniqueConstraint(fields=["meeting", "turn"], name="one_speaker_per_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.pk}"


class Question(Living, Located):
    """A question put in advance. ``text`` as written, ``public_text`` is what strangers read once it is published.

    ``language``: in which it is written. ``key``: what makes a repeated POST the same question. ``support``: how many
    people ask the same, kept beside the rows of ``Support``.
    """

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("public meeting"), on_delete=models.PROTECT, related_name="questions"
    )
    key = models.UUIDField(unique=True, editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meeting_questions",
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.TextField(_("text"))
    public_text = models.TextField(_("public text"), blank=True)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    support = models.PositiveIntegerField(_("supported by"), default=0, editable=False)

    class Meta:
        ordering = ["-support", "asked_at", "pk"]
        verbose_name = _("question to a meeting")
        verbose_name_plural = _("questions to meetings")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=QuestionStatus.values), name="question_status_is_known"),
            models.UniqueConstraint(fields=["meeting", "number"], name="one_question_per_number_of_a_meeting"),
        ]
        indexes = [
            models.Index(
                fields=["meeting", "-support", "id"],
                condition=Q(status__in=sorted(PUBLIC_QUESTIONS)),
                name="meeting_question_public",
            ),
            models.Index(fields=["author", "-asked_at"], name="meeting_question_of_author"),
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="meeting_question_by_text"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.number}"

    @property
    def public_address(self) -> str:
        return public(self.address)


class Support(models.Model):
    """Somebody asks the same."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("support of a question")
        verbose_name_plural = _("support of questions")
        constraints = [
            models.UniqueConstraint(fields=["question", "user"], name="one_support_per_person_and_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.pk}"
