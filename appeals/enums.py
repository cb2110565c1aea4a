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
ENDED = frozenset({Status.ANSWERED, Status.FIXED, Status.FORWARDED, Status.WITHDRAWN})


class Kind(models.TextChoices):
    """The six legal kinds (APPC art. 4) and the portal's operational report."""

    QUICK_REPORT = "quick_report", _("quick report")
    APPLICATION = "application", _("application")
    COMPLAINT = "complaint", _("complaint")
    NOTIFICATION = "notification", _("notification of a breach")
    PROPOSAL = "proposal", _("proposal")
    RESPONSE = "response", _("response")
    REQUEST = "request", _("request for information")


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


class Datatype(models.TextChoices):
    """Kinds of answers to an extra question, named as in Open311 GeoReport v2."""

    STRING = "string", _("a line of text")
    NUMBER = "number", _("a number")
    DATETIME = "datetime", _("day and time")
    TEXT = "text", _("a longer text")
    ONE = "singlevaluelist", _("one of a list")
    SEVERAL = "multivaluelist", _("several of a list")
