"""Voting on paper: offices, forms, batch sheets and what two clerks typed."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from budget.models.editions import Edition
from geo.models import District
from geo.names import Named


def new_salt() -> str:
    return secrets.token_hex(32)


class Office(Named):
    """Where one may vote on paper in one edition."""

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="offices")
    code = models.SlugField(_("code"), max_length=40)
    organisation = models.ForeignKey(Organisation, verbose_name=_("body"), on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)

    class Meta:
        ordering = ["edition", "code"]
        verbose_name = _("office for paper votes")
        verbose_name_plural = _("offices for paper votes")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_office_per_code_and_edition")]


class FormIssue(models.Model):
    """Forms handed to an office: serial numbers ``first`` to ``last``, both included."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="issues")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", editable=False)
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    issued_at = models.DateTimeField(_("issued at"), editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["edition", "first"]
        verbose_name = _("issue of forms")
        verbose_name_plural = _("issues of forms")
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="issue_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class Batch(models.Model):
    """The sheet of one urn of an office, for one district: ``issued`` = ``used`` + ``spoiled`` + ``returned`` forms.

    ``marks``: how many voters the roll counts for it, found when it is closed. ``scan``: of the forms, kept;
    ``scan_hash`` its SHA-256. A closed batch stands in the log.
    """

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="batches")
    district = models.ForeignKey(
        District, verbose_name=_("district of the voters"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField(_("number"))
    issued = models.PositiveIntegerField(_("forms handed out"))
    used = models.PositiveIntegerField(_("forms in the urn"))
    spoiled = models.PositiveIntegerField(_("spoiled"), default=0)
    returned = models.PositiveIntegerField(_("returned unused"), default=0)
    marks = models.PositiveIntegerField(_("voters on the roll"), null=True, editable=False)
    scan = models.FileField(_("scan"), upload_to="ballots/", blank=True)
    scan_hash = models.CharField(max_length=64, blank=True, editable=False)
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    opened_at = models.DateTimeField(_("begun at"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["office", "number"]
        verbose_name = _("batch of paper ballots")
        verbose_name_plural = _("batches of paper ballots")
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="one_batch_per_number_and_office"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(issued=F("used") + F("spoiled") + F("returned")),
                name="a_closed_batch_balances",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(marks__gte=F("used")), name="no_more_ballots_than_voters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.number}"


class PaperForm(models.Model):
    """A form from the urn. Two clerks type it, each without seeing the other; ``agreed`` once they said the same.

    Where they differ a third decides. ``choices``: numbers of proposals as agreed. ``mistyped``: there is no such form
    in this urn, a clerk slipped on its number.
    """

    batch = models.ForeignKey(Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="forms")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField(_("number of the form"))
    agreed = models.BooleanField(_("agreed"), default=False)
    mistyped = models.BooleanField(_("number mistyped"), default=False)
    choices = models.JSONField(default=list)
    points = models.JSONField(default=list)

    class Meta:
        ordering = ["batch", "serial"]
        verbose_name = _("paper ballot")
        verbose_name_plural = _("paper ballots")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "serial"], condition=Q(mistyped=False), name="one_form_per_serial_and_edition"
            ),
            models.CheckConstraint(condition=~Q(mistyped=True, agreed=True), name="a_mistyped_form_is_never_agreed"),
        ]

    def __str__(self) -> str:
        return f"{self.serial}"


class PaperEntry(models.Model):
    """What one clerk read on a form. ``decides``: typed by a third who had both before him."""

    form = models.ForeignKey(PaperForm, on_delete=models.PROTECT, related_name="entries")
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField(default=list)
    points = models.JSONField(default=list)
    decides = models.BooleanField(default=False)
    typed_at = models.DateTimeField()

    class Meta:
        ordering = ["form", "typed_at"]
        constraints = [models.UniqueConstraint(fields=["form", "clerk"], name="no_clerk_types_a_form_twice")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.clerk_id}"
