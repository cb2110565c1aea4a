from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Channel, NoticeState


class NoticeTemplate(models.Model):
    """The words of a letter: one row per code, language and channel; Django template syntax, edited in the admin.

    ``shipped_digest``: digest of the shipped words that the row was last filled with; a row that no longer matches it
    was edited here and is never overwritten. ``fault``: why the row could not be used and the shipped words went out.
    """

    code = models.SlugField(_("code"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)
    fault = models.CharField(_("fault"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["code", "language", "channel"]
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        constraints = [
            models.UniqueConstraint(fields=["code", "language", "channel"], name="one_template_per_code_and_channel")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.language} {self.channel}"


class Notice(models.Model):
    """A letter owed to somebody: written once (``key`` is unique), delivered until it arrives or is given up.

    ``secret``: holds a one-time code; nobody reads it in the admin, and its text is wiped once it is sent or too old.
    ``expires_at``: of no use after this moment.
    """

    key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    address = models.CharField(_("address"), max_length=254, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    code = models.SlugField(_("code"), max_length=60)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    link = models.CharField(_("link"), max_length=300, blank=True)
    secret = models.BooleanField(default=False, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.OWED)
    created_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("to be sent at"))
    expires_at = models.DateTimeField(_("of no use after"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    round = models.PositiveSmallIntegerField(_("times sent again by hand"), default=0, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="owed"), name="notice_owed_by_time"),
            models.Index(fields=["user", "-created_at"], name="notice_of_person_by_time"),
            models.Index(
                fields=["user"],
                condition=models.Q(channel="inbox", read_at__isnull=True),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.channel} #{self.pk}"


class NoticeAttempt(models.Model):
    """One try to deliver a letter: when, and what the other side said."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    succeeded = models.BooleanField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")

    def __str__(self) -> str:
        return f"{self.notice_id} {self.at:%Y-%m-%d %H:%M}"


class NoticePreference(models.Model):
    """A person's choice: this channel is on or off. The inbox cannot be switched off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences")
    channel = models.CharField(max_length=10, choices=Channel)
    wanted = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("letter preference")
        verbose_name_plural = _("letter preferences")
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="one_preference_per_channel")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel}"
