from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from geo.models import District
from meetings.models.meeting import Meeting


class Plan(models.Model):
    """A plan of instructions of one akimat, numbered by it from 1 in each year.

    ``code``: public, ``city-2026-7`` or ``medeu-2026-3``. ``meeting``: out of which it came; empty for a plan brought
    from a file. ``given_on``: the day on which the instructions were given; terms count from it. ``published_at``:
    since when strangers read it; its instructions begin with that act.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True, editable=False)
    akimat = models.ForeignKey(
        Organisation, verbose_name=_("akimat"), on_delete=models.PROTECT, related_name="instruction_plans"
    )
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("public meeting"), on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    given_on = models.DateField(_("given on"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name = _("plan of instructions")
        verbose_name_plural = _("plans of instructions")
        constraints = [
            models.UniqueConstraint(fields=["akimat", "year", "number"], name="one_plan_per_akimat_year_and_number"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(meeting__isnull=False), name="one_plan_of_instructions_per_meeting"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="plans_of_an_akimat_count_from_one"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        """«7/2026», as the akimat itself writes it."""
        return f"{self.number}/{self.year}"


class PlanFile(models.Model):
    """An uploaded plan that waits to be written, with what was read of it. Nothing of it stands in a plan yet.

    ``digest``: SHA-256 of the file: what is written is what was shown. ``plan``: into which it goes; empty for a new
    one. ``written_at``: when it was.
    """

    akimat = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    given_on = models.DateField(_("given on"))
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(max_length=200)
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = _("file of a plan")
        verbose_name_plural = _("files of plans")

    def __str__(self) -> str:
        return self.name
