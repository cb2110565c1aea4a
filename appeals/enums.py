"""Vocabularies of appeals. Words in kk, ru and en stand in docs/glossary.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The life of an appeal. "Closed" (the author has an answer) and "fixed" (the author says so) are two words."""

    REGISTERED = "registered", _("Registered")
    ASKED = "asked", _("Waiting for the author")
    ROUTED = "routed", _("Sent to the responsible body")
    IN_WORK = "in_work", _("In work")
    REPORTED = "reported", _("Work reported, being checked")
    SPLIT = "split", _("Dealt with in parts")
    LODGED = "lodged", _("With the body complained of")
    ANSWERED = "answered", _("Answered")
    REOPENED = "reopened", _("Reopened")
    FIXED = "fixed", _("Fixed, the author confirmed")
    FORWARDED = "forwarded", _("Forwarded to another body")
    MERGED = "merged", _("Merged with an earlier appeal")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = frozenset(
    {
        Status.REGISTERED,
        Status.ASKED,
        Status.ROUTED,
        Status.IN_WORK,
        Status.REPORTED,
        Status.SPLIT,
        Status.LODGED,
        Status.REOPENED,
    }
)
# What was forwarded to a body outside the platform has ended here: its clock runs there.
ENDED = frozenset({Status.ANSWERED, Status.FIXED, Status.FORWARDED, Status.MERGED, Status.WITHDRAWN})


class Kind(models.TextChoices):
    """The six legal kinds (APPC art. 4), the portal's operational report, and a petition that has its supporters."""

    QUICK_REPORT = "quick_report", _("quick report")
    APPLICATION = "application", _("application")
    COMPLAINT = "complaint", _("complaint")
    NOTIFICATION = "notification", _("notification of a breach")
    PROPOSAL = "proposal", _("proposal")
    RESPONSE = "response", _("response")
    REQUEST = "request", _("request for information")
    PETITION = "petition", _("local petition")


class Source(models.TextChoices):
    PORTAL = "portal", _("portal")
    API = "api", _("another program")
    CALL_CENTRE = "call_centre", _("call centre 1308")
    FRONT_OFFICE = "front_office", _("front office")
    SOCIAL = "social", _("social network")
    MESSENGER = "messenger", _("messenger")
    MEETING = "meeting", _("public meeting")
    IMPORT = "import", _("import")


class DayUnit(models.TextChoices):
    """How the days of a term are counted. Calendar days that end on a day off are rolled to the next working day."""

    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


class PhotoMoment(models.TextChoices):
    BEFORE = "before", _("before")
    AFTER = "after", _("after")


class Decision(models.TextChoices):
    """What an answer decides (APPC art. 78)."""

    SATISFIED = "satisfied", _("satisfied")
    PARTLY = "partly", _("satisfied in part")
    REFUSED = "refused", _("refused")
    EXPLAINED = "explained", _("explained")


class Rhythm(models.TextChoices):
    """How often a subscriber is written to."""

    AT_ONCE = "at_once", _("soon after it happens")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class Datatype(models.TextChoices):
    """Kinds of answers to an extra question, named as in Open311 GeoReport v2."""

    STRING = "string", _("a line of text")
    NUMBER = "number", _("a number")
    DATETIME = "datetime", _("day and time")
    TEXT = "text", _("a longer text")
    ONE = "singlevaluelist", _("one of a list")
    SEVERAL = "multivaluelist", _("several of a list")


class PlaceSource(models.TextChoices):
    """Who says where a photo was taken."""

    DEVICE = "device", _("by the device")
    PIN = "pin", _("by a pin set by hand")


class LimitCode(models.TextChoices):
    """The numbers of the work that the city keeps as rows (see ``appeals.models.Limit``)."""

    QUESTION_DAYS = "question_days", _("working days for the author's reply")
    PHOTO_DISTANCE_M = "photo_distance_m", _("metres from the pin to the photo after the work")
    HEARING_NOTICE_DAYS = "hearing_notice_days", _("working days from the preliminary decision to the decision")
    HEARING_OBJECTION_DAYS = "hearing_objection_days", _("working days for an objection")
    REOPEN_DAYS = "reopen_days", _("days for opening the appeal again")
    NEAR_COPY_PERCENT = "near_copy_percent", _("per cent of likeness from which an answer is a near-copy")
    CASE_FACTS = "case_facts", _("facts of the case that an answer must have to be no copy")
    LOW_RATING = "low_rating", _("a rate up to this is low")
    EMERGENCY_HOURS = "emergency_hours", _("hours, by day and night, for dealing with an emergency")
    EXTENSION_MONTHS = "extension_months", _("months for the answer, extension included")
    EXTENSION_NOTICE_DAYS = "extension_notice_days", _("working days for telling the applicant of an extension")
    RETAIN_MONTHS = "retain_months", _("months that the author's data is kept after the end")


class LadderUnit(models.TextChoices):
    WORKING = "working", _("working days")
    HOURS = "hours", _("hours")


class Recipient(models.TextChoices):
    """Whom a step of the escalation ladder tells."""

    DOER = "doer", _("executor, or the team or body that has it")
    HEAD = "head", _("head of the body")
    DISTRICT_AKIMAT = "district_akimat", _("district akimat")
    CITY_AKIMAT = "city_akimat", _("city akimat")


class BreachKind(models.TextChoices):
    TERM_MISSED = "term_missed", _("no answer within the term")
    NOTICE_LATE = "notice_late", _("the applicant was not told of an extension in time")
    FORWARDED_LATE = "forwarded_late", _("forwarded too late")
    COMPLAINT_HELD = "complaint_held", _("a complaint was not passed up in time")
