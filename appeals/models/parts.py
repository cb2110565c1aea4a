from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from appeals.enums import DayUnit, Status
from appeals.models.appeal import Appeal
from appeals.models.taxonomy import Category
from workflow.models import Living


class Part(Living):
    """One of the requests of an appeal that was split: its own body, executor, term and answer (APPC art. 65).

    ``number`` counts from 1 within the appeal. ``title`` is read by everybody who sees the appeal, ``text`` by its
    author and by officials. ``outside``: name of a body that does not work on this platform; then there is no
    ``organisation``. The clock has the same fields as an appeal's. A part moves only together with its appeal, whose
    row is locked first: see ``appeals.services.parts``.
    """

    appeal = models.ForeignKey(Appeal, verbose_name=_("appeal"), on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title of the part"), max_length=140)
    text = models.TextField(_("text"), blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("responsible body"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    outside = models.CharField(_("body outside the platform"), max_length=300, blank=True)
    executor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("executor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_on = models.DateField(_("registered on"))
    term_days = models.PositiveSmallIntegerField(_("days for the answer"))
    term_unit = models.CharField(max_length=10, choices=DayUnit, default=DayUnit.WORKING)
    due_on = models.DateField(_("answer due on"))
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    # A part has no term in hours, and is never deemed refused apart from its appeal.
    due_at = None
    deemed_refused_at = None

    class Meta:
        ordering = ["appeal", "number"]
        verbose_name = _("part of an appeal")
        verbose_name_plural = _("parts of appeals")
        constraints = [
            # An undone split leaves its parts behind, withdrawn.
            models.UniqueConstraint(
                fields=["appeal", "number"],
                condition=~models.Q(status=Status.WITHDRAWN),
                name="part_number_is_unique_in_its_appeal",
            ),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="part_status_is_known"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True) | models.Q(outside=""), name="part_has_one_body"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status", "due_on"], name="part_of_body")]

    def __str__(self) -> str:
        return f"{self.appeal_id}.{self.number}"

    @property
    def counted_from(self) -> date:
        """Where its term begins, under the name that an appeal has for it."""
        return self.registered_on

    @property
    def kind(self) -> str:
        """The legal kind, which is the appeal's."""
        return self.appeal.kind

    @property
    def district_id(self) -> str | None:
        """Where the matter lies, which is the appeal's."""
        return self.appeal.district_id

    @property
    def complained_official_id(self) -> int | None:
        """Whom the appeal complains of."""
        return self.appeal.complained_official_id


class Forwarding(models.Model):
    """An appeal, or a part of one, that went to the competent body (APPC art. 65).

    ``last_day``: until when it could be forwarded, three working days after registration; ``late``: it went later, by
    order of a head. ``outside``: the name of a receiver that does not work on this platform. Two clocks: the sender's,
    ``registered_on`` to ``sent_at``; the receiver's, ``due_on`` counted from its own registration. Where that is not
    yet known (``their_registered_on`` empty), ``due_on`` supposes that it registers on the day of receipt.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="forwardings")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, blank=True, related_name="forwardings")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outside = models.CharField(_("body outside the platform"), max_length=300, blank=True)
    sent_at = models.DateTimeField()
    last_day = models.DateField()
    late = models.BooleanField(default=False)
    due_on_before = models.DateField()
    their_registered_on = models.DateField(null=True, blank=True)
    their_number = models.CharField(max_length=60, blank=True)
    term_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("forwarding")
        verbose_name_plural = _("forwardings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(receiver__isnull=True) ^ models.Q(outside=""), name="forwarding_has_one_receiver"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.sent_at:%Y-%m-%d}"


class Complaint(models.Model):
    """The way of a complaint: in through the body complained of, then up to the one above it (APPC art. 91, 92).

    ``pass_up_by``: last day on which the body complained of sends it up with the whole file or satisfies it in full.
    ``passed_at`` is empty until then; ``by_itself``: the body let the day pass and the complaint went up without it.
    """

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="complaint")
    superior = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    pass_up_by = models.DateField()
    passed_at = models.DateTimeField(null=True, blank=True)
    by_itself = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("way of a complaint")
        verbose_name_plural = _("ways of complaints")
        indexes = [
            models.Index(fields=["pass_up_by"], condition=models.Q(passed_at__isnull=True), name="complaint_to_pass_up")
        ]

    def __str__(self) -> str:
        return str(self.appeal_id)
