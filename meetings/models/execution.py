from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from geo.models import LON_LAT, District
from meetings.enums import EvidenceKind, PlaceSource
from meetings.models.instructions import Instruction


class Report(models.Model):
    """What the body says was done. ``act_seq``: of the act "report".

    ``accepted_at`` or ``returned_at``: what the controller decided of it; neither while it waits. ``reason``: why not.
    """

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("what was done"))
    act_seq = models.PositiveIntegerField()
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    reason = models.TextField(_("why it was returned"), blank=True)

    class Meta:
        ordering = ["instruction", "act_seq"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["instruction", "act_seq"], name="one_report_per_act"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(returned_at__isnull=True),
                name="report_is_accepted_or_returned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instruction_id} {self.act_seq}"

    @property
    def public_text(self) -> str:
        return self.instruction.in_public(self.text)

    @property
    def public_reason(self) -> str:
        return self.instruction.in_public(self.reason)


class Evidence(models.Model):
    """A photo or a document that proves a report. Read through its instruction, never from an open folder.

    ``place``, ``place_source``, ``distance_m``: where a photo was taken, who says so, how far from the instruction's
    place; empty where it has none or where ``no_place_reason`` says why.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(max_length=200)
    thumb = models.FileField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    place = PointField(_("where it was taken"), srid=LON_LAT, null=True, blank=True)
    place_source = models.CharField(max_length=10, choices=PlaceSource, blank=True)
    distance_m = models.PositiveIntegerField(_("metres from the place"), null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "position"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="one_piece_of_evidence_per_place")]

    def __str__(self) -> str:
        return self.name


class TermMove(models.Model):
    """A term moved by the akim or a deputy. Public, and never changed."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="term_moves")
    old_to = models.DateField(_("old last day"), null=True)
    new_to = models.DateField(_("new last day"))
    reason = models.TextField(_("reason"))
    moved_at = models.DateTimeField(_("moved at"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    act_seq = models.PositiveIntegerField()

    class Meta:
        ordering = ["instruction", "act_seq"]
        verbose_name = _("moved term")
        verbose_name_plural = _("moved terms")
        constraints = [
            models.UniqueConstraint(fields=["instruction", "act_seq"], name="one_move_of_a_term_per_act"),
            models.CheckConstraint(condition=~Q(reason=""), name="moved_term_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.instruction_id} {self.new_to}"

    @property
    def public_reason(self) -> str:
        return self.instruction.in_public(self.reason)


class Reminder(models.Model):
    """A reminder of a term that was sent: one for each last day and number of days before it.

    The last day is a part of the key: where a term moves, reminders begin anew.
    """

    instruction = models.ForeignKey(Instruction, on_delete=models.CASCADE, related_name="reminders")
    due_to = models.DateField()
    days_before = models.SmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder of a term")
        verbose_name_plural = _("reminders of terms")
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "due_to", "days_before"], name="one_reminder_per_term_and_distance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.instruction_id} {self.due_to} -{self.days_before}"


class Follow(models.Model):
    """Somebody wants to hear of each step of an instruction, or of those of a district or of a body."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_follows")
    instruction = models.ForeignKey(
        Instruction, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    district = models.ForeignKey(District, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("subscription to instructions")
        verbose_name_plural = _("subscriptions to instructions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "instruction", "district", "organisation"],
                nulls_distinct=False,
                name="one_subscription_to_instructions_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(instruction__isnull=False, district__isnull=True, organisation__isnull=True)
                | Q(instruction__isnull=True, district__isnull=False, organisation__isnull=True)
                | Q(instruction__isnull=True, district__isnull=True, organisation__isnull=False),
                name="subscription_to_instructions_names_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.pk}"
