"""Vocabularies of public meetings. Words in kk, ru and en stand in docs/glossary.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingStatus(models.TextChoices):
    """The life of a meeting. A moved one waits to be announced anew; a closed one has its signed protocol."""

    PLANNED = "planned", _("Planned")
    ANNOUNCED = "announced", _("Announced")
    HELD = "held", _("Held")
    CLOSED = "closed", _("Closed, protocol signed")
    MOVED = "moved", _("Moved to another time")
    CANCELLED = "cancelled", _("Cancelled")


UPCOMING = frozenset({MeetingStatus.PLANNED, MeetingStatus.ANNOUNCED, MeetingStatus.MOVED})
TOOK_PLACE = frozenset({MeetingStatus.HELD, MeetingStatus.CLOSED})


class MeetingWay(models.TextChoices):
    HALL = "hall", _("in the hall")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("in the hall and online")


class NoticeChannel(models.TextChoices):
    """Where the law wants a meeting to be announced (Decree No 826 of 3 March 2022)."""

    MEDIA = "media", _("mass media")
    SITE = "site", _("official site of the akimat")
    EGOV = "egov", _("eGov portal")
    SOCIAL = "social", _("official account in a social network")
    PUBLIC_PLACE = "public_place", _("notice board in a public place")


class QuestionStatus(models.TextChoices):
    ASKED = "asked", _("Being checked")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Not published")
    HEARD = "heard", _("Heard at the meeting")
    SETTLED = "settled", _("Settled in the protocol")
    WITHDRAWN = "withdrawn", _("Withdrawn by the author")


PUBLIC_QUESTIONS = frozenset({QuestionStatus.PUBLISHED, QuestionStatus.HEARD, QuestionStatus.SETTLED})


class LineResult(models.TextChoices):
    """What a question of the protocol got. Every line has one of these before the akim signs."""

    EXPLAINED = "explained", _("explained on the spot")
    INSTRUCTION = "instruction", _("instruction")
    APPEAL = "appeal", _("passed on as an appeal")


class ProtocolStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CHECKED = "checked", _("Checked")
    SIGNED = "signed", _("Signed")


class NormKind(models.TextChoices):
    """What the law or the city asks of meetings; the number of each stands in a table with its article."""

    CITY_IN_DISTRICT = "city_in_district", _("meetings of the city akim in each district")
    DISTRICT_AKIM = "district_akim", _("meetings of each district akim")
    CITY_TOTAL = "city_total", _("meetings of the city akim")
    NOTICE_DAYS = "notice_days", _("days between notice and meeting")


class NormPeriod(models.TextChoices):
    MONTH = "month", _("a month")
    QUARTER = "quarter", _("a quarter")
    HALF = "half", _("a half-year")
    YEAR = "year", _("a year")
    EACH = "each", _("for each meeting")
