"""Vocabularies of people, posts and notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post lets a person do. ``AUTHOR`` to ``SYSTEM`` follow from the thing."""

    OPERATOR = "operator", _("operator")
    MODERATOR = "moderator", _("moderator")
    EXECUTOR = "executor", _("executor")
    HEAD = "head", _("head or deputy head")
    CONTROLLER = "controller", _("controller")
    DISTRICT_AKIMAT = "district_akimat", _("district akimat")
    CITY_AKIMAT = "city_akimat", _("city akimat")
    AKIM = "akim", _("akim")
    DEPUTY_AKIM = "deputy_akim", _("deputy akim")
    SECRETARY = "secretary", _("secretary of meetings")
    ANALYST = "analyst", _("analyst")
    ADMINISTRATOR = "administrator", _("administrator")
    EXPERT = "expert", _("expert of a department")
    COUNCIL_MEMBER = "council_member", _("member of an expert council")
    COUNCIL_SECRETARY = "council_secretary", _("secretary of an expert council")
    EDITION_MANAGER = "edition_manager", _("manager of the people's budget")
    OBSERVER = "observer", _("observer")
    AUTHOR = "author", _("author")
    CO_AUTHOR = "co_author", _("co-author")
    INVITED = "invited", _("invited to write together")
    SYSTEM = "system", _("system")


APPOINTED_ROLES = [role for role in Role if role not in (Role.AUTHOR, Role.CO_AUTHOR, Role.INVITED, Role.SYSTEM)]


class OrganisationKind(models.TextChoices):
    CITY_AKIMAT = "city_akimat", _("city akimat")
    DISTRICT_AKIMAT = "district_akimat", _("district akimat")
    DEPARTMENT = "department", _("department")
    SERVICE = "service", _("service company")
    STATE = "state", _("state body outside the akimat")


class ResidenceProof(models.TextChoices):
    REGISTER = "register", _("confirmed by the register")
    OFFICER = "officer", _("confirmed by an officer in person")
    DECLARED = "declared", _("declared, not confirmed")


class IdentityProof(models.TextChoices):
    """How far it is proven that the IIN is this person's."""

    DECLARED = "declared", _("declared, not confirmed")
    EGOV = "egov", _("confirmed by eGov")
    OFFICER = "officer", _("confirmed by an officer in person")


class Channel(models.TextChoices):
    INBOX = "inbox", _("inbox on the site")
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    PUSH = "push", _("notification in the browser")


class NoticeState(models.TextChoices):
    OWED = "owed", _("waiting to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")


class Access(models.TextChoices):
    """Kinds of limited data."""

    TEXT = "text", _("the text as written")
    CONTACTS = "contacts", _("name and contacts")
    PHOTO = "photo", _("photo as sent")
    IIN = "iin", _("last digits of the IIN")
    PERSON = "person", _("account data")
    LETTER = "letter", _("letter")
    EXPORT = "export", _("file with data")


class CopyState(models.TextChoices):
    ASKED = "asked", _("being made")
    READY = "ready", _("ready")
    EXPIRED = "expired", _("removed")
