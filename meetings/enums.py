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


class InstructionStatus(models.TextChoices):
    """The life of an instruction. ``DRAFT`` until its plan is published; ``DISPUTED``: the asker says "not done"."""

    DRAFT = "draft", _("Being drawn up")
    GIVEN = "given", _("Given")
    IN_WORK = "in_work", _("In work")
    REPORTED = "reported", _("Reported, being checked")
    REFUSED = "refused", _("The body says it is not its duty")
    ACCEPTED = "accepted", _("Done and accepted")
    CLOSED = "closed", _("Taken off control, not done")
    DISPUTED = "disputed", _("The asker says it is not done")


# The work goes on, and a term may be missed.
OPEN_INSTRUCTIONS = frozenset(
    {
        InstructionStatus.GIVEN,
        InstructionStatus.IN_WORK,
        InstructionStatus.REPORTED,
        InstructionStatus.REFUSED,
        InstructionStatus.DISPUTED,
    }
)
# A person's turn: the controller's, and the doer's.
WAIT_FOR_CONTROL = frozenset({InstructionStatus.REPORTED, InstructionStatus.REFUSED, InstructionStatus.DISPUTED})
WAIT_FOR_DOER = frozenset({InstructionStatus.GIVEN, InstructionStatus.IN_WORK})


class InstructionOutcome(models.TextChoices):
    """How it left control. Only ``DONE`` is done: evidence was accepted by the controller; the others are closed."""

    DONE = "done", _("done, evidence accepted")
    EXPLAINED = "explained", _("explained to the asker")
    NOT_SUPPORTED = "not_supported", _("not supported")
    NOT_NEEDED = "not_needed", _("no longer needed")
    CARRIED = "carried", _("done before, as the earlier plan says")


class EvidenceKind(models.TextChoices):
    PHOTO = "photo", _("photo")
    DOCUMENT = "document", _("document")


class PlaceSource(models.TextChoices):
    """Who says where a photo was taken."""

    DEVICE = "device", _("the device told")
    PIN = "pin", _("set by hand on the map")


class LinkKind(models.TextChoices):
    """What of another room an instruction stands together with."""

    APPEAL = "appeal", _("appeal")
    BUDGET = "budget", _("project of the participatory budget")
