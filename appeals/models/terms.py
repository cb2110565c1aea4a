"""Clocks of appeals: what moved them, who is told as they run out, and where the law was broken."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import InForce
from appeals.enums import BreachKind, LadderUnit, Recipient
from appeals.models.appeal import Appeal
from appeals.models.parts import Part
from appeals.models.shipped import Shipped


class LadderStep(InForce, Shipped):
    """A step of the escalation ladder: so long before (negative) or after the end of the term, this one is told.

    ``working`` steps are for terms of days, ``hours`` steps for terms of hours.
    """

    offset = models.SmallIntegerField(
        _("before or after the term"), help_text=_("Negative: so long before the last day. Positive: after it.")
    )
    unit = models.CharField(_("counted in"), max_length=10, choices=LadderUnit, default=LadderUnit.WORKING)
    recipient = models.CharField(_("who is told"), max_length=20, choices=Recipient)
    basis = models.CharField(_("basis"), max_length=200)

    class Meta:
        ordering = ["unit", "offset", "recipient"]
        verbose_name = _("step of the escalation ladder")
        verbose_name_plural = _("escalation ladder")
        constraints = [
            models.UniqueConstraint(
                fields=["offset", "unit", "recipient", "valid_from"], name="one_ladder_step_per_moment_and_recipient"
            )
        ]

    def __str__(self) -> str:
        return f"{self.offset:+d} {self.get_unit_display()}: {self.get_recipient_display()}"


class Escalation(models.Model):
    """A step of the ladder that an appeal, or one of its parts, has climbed.

    Once in each term of the one or the other; terms are told apart by their first days.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="escalations")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, blank=True, related_name="escalations")
    step = models.ForeignKey(LadderStep, on_delete=models.PROTECT, related_name="+")
    counted_from = models.DateField()
    due_on = models.DateField()
    fired_at = models.DateTimeField()

    class Meta:
        ordering = ["fired_at", "pk"]
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "step", "counted_from"],
                condition=Q(part__isnull=True),
                name="one_escalation_per_step_and_term",
            ),
            models.UniqueConstraint(
                fields=["part", "step", "counted_from"], name="one_escalation_of_a_part_per_step_and_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.step_id}"


class Extension(models.Model):
    """A reasoned decision of a head to answer an appeal, or one ``part`` of it, later (APPC art. 76).

    ``until``: the new last day as decided; ``cap_on``: the latest day that the law allowed. ``counted_from``: the term
    that was extended. ``override``: why it was extended once more. ``notice_due_on``: by when the applicant has to be
    told; ``told_at``: when a letter reached him; ``notice_key``: by which these letters are found.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="extensions")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, blank=True, related_name="extensions")
    counted_from = models.DateField()
    before = models.DateField(_("last day before"))
    until = models.DateField(_("last day after"))
    cap_on = models.DateField()
    reason = models.TextField(_("reason"))
    override = models.TextField(_("why once more"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    notice_due_on = models.DateField()
    notice_key = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["decided_at", "pk"]
        verbose_name = _("extension of the term")
        verbose_name_plural = _("extensions of terms")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("before")), name="extension_moves_the_last_day_on"),
            models.CheckConstraint(condition=Q(until__lte=F("cap_on")), name="extension_stays_within_its_cap"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
            models.UniqueConstraint(
                fields=["appeal", "counted_from"],
                condition=Q(override="", part__isnull=True),
                name="one_extension_per_term_without_override",
            ),
            models.UniqueConstraint(
                fields=["part", "counted_from"],
                condition=Q(override=""),
                name="one_extension_of_a_part_without_override",
            ),
        ]
        indexes = [
            models.Index(fields=["notice_due_on"], condition=Q(told_at__isnull=True), name="extension_not_yet_told")
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.before} → {self.until}"


class Breach(models.Model):
    """A rule of the law that was broken on an appeal, for control and for figures. Written once per ``about``."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="breaches")
    kind = models.CharField(_("what was broken"), max_length=30, choices=BreachKind)
    at = models.DateTimeField(_("time"))
    about = models.CharField(max_length=60, blank=True, editable=False)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        constraints = [
            models.UniqueConstraint(fields=["appeal", "kind", "about"], name="one_breach_per_kind_and_occasion")
        ]
        indexes = [models.Index(fields=["kind", "-at"], name="breach_by_kind_and_time")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind}"
