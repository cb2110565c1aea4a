from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from geo.models import Located
from geo.names import Named
from meetings.enums import MeetingStatus, MeetingWay, NoticeChannel
from meetings.rules.disclosure import public
from workflow.models import Living


class Category(Named):
    """What a question is about. ``key``: the digits by which a secretary chooses it, ``position`` its place in lists.

    ``appeal_category``: the code under which a line of this category is passed on as an appeal; may be empty.
    """

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    key = models.CharField(_("digits on the sheet"), max_length=2, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    appeal_category = models.SlugField(_("category of the appeal"), max_length=60, blank=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("category of questions")
        verbose_name_plural = _("categories of questions")


class Meeting(Living, Located):
    """A meeting of an akim with residents.

    ``number``: public, ``M-2026-0042``. ``organisation``: the akimat whose akim meets people. ``district``: where it
    takes place; of a district akim's meeting always the own one. ``first_starts_at``: for when it was first planned.
    ``capacity``: seats in the hall, empty where nobody is turned away. ``topics_*``: what will be spoken of.
    ``notice_since``: the moment of the earliest legal notice of the present date; a moved meeting starts without one.
    ``notice_days``: how many days ahead the norm asked for it. ``held_at``: when it was opened, ``closed_at``: when
    its protocol was signed. ``off_calendar``: it was called outside the approved calendar. ``public_since``: when it
    first stood in an approved calendar or was announced; until then nobody but the akimat sees it. ``shown``: words of
    the reasons to move it or call it off that look like personal data and that everybody may read.
    """

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("akimat"), on_delete=models.PROTECT, related_name="meetings"
    )
    title_kk = models.CharField(_("title in Kazakh"), max_length=200)
    title_ru = models.CharField(_("title in Russian"), max_length=200)
    topics_kk = models.TextField(_("topics in Kazakh"), blank=True)
    topics_ru = models.TextField(_("topics in Russian"), blank=True)
    venue_kk = models.CharField(_("place in Kazakh"), max_length=200, blank=True)
    venue_ru = models.CharField(_("place in Russian"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    first_starts_at = models.DateTimeField(_("was first to begin"), editable=False)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=120)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    way = models.CharField(_("way"), max_length=10, choices=MeetingWay, default=MeetingWay.HALL)
    stream_url = models.URLField(_("broadcast"), max_length=500, blank=True)
    off_calendar = models.BooleanField(_("outside the calendar"), default=False)
    public_since = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)
    notice_since = models.DateTimeField(_("announced since"), null=True, blank=True, editable=False)
    notice_days = models.PositiveSmallIntegerField(_("days of notice asked"), default=0, editable=False)
    held_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    attended = models.PositiveIntegerField(_("people in the hall"), null=True, blank=True)

    shown = ArrayField(
        models.CharField(max_length=300), verbose_name=_("words let through"), default=list, blank=True, editable=False
    )

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("public meeting")
        verbose_name_plural = _("public meetings")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MeetingStatus.values), name="meeting_status_is_known"),
            models.CheckConstraint(condition=Q(way__in=MeetingWay.values), name="meeting_way_is_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[MeetingStatus.HELD, MeetingStatus.CLOSED]) | Q(notice_since__isnull=False),
                name="meeting_is_not_held_without_notice",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="meeting_by_time"),
            models.Index(fields=["organisation", "starts_at"], name="meeting_of_akim"),
            models.Index(fields=["district", "starts_at"], name="meeting_of_district"),
        ]

    def in_public(self, reason: str) -> str:
        """Why it was moved or called off, as everybody reads it."""
        return public(reason, self.shown)

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        return self._in_language("title")

    @property
    def topics(self) -> str:
        return self._in_language("topics")

    @property
    def venue(self) -> str:
        return self._in_language("venue")

    def _in_language(self, name: str) -> str:
        """In the active language; English readers get Kazakh, as everywhere."""
        language = "ru" if (get_language() or "kk").startswith("ru") else "kk"
        return getattr(self, f"{name}_{language}") or getattr(self, f"{name}_kk")


class Notice(models.Model):
    """A legal notice of a meeting: through which channel, when, for which date. A record, never changed.

    ``for_start``: the beginning that it announced, so that notices of a date that was moved do not count for the new
    one. ``evidence``: address of the publication, or where the paper hangs.
    """

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("public meeting"), on_delete=models.PROTECT, related_name="notices"
    )
    channel = models.CharField(_("channel"), max_length=20, choices=NoticeChannel)
    at = models.DateTimeField(_("published at"))
    for_start = models.DateTimeField(_("for the date"))
    evidence = models.CharField(_("where it can be seen"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("notice of a meeting")
        verbose_name_plural = _("notices of meetings")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=NoticeChannel.values), name="notice_channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.channel} {self.at:%Y-%m-%d}"
