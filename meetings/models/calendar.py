from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import InForce
from geo.models import District
from meetings.enums import NormKind, NormPeriod
from meetings.rules.disclosure import public


class YearPlan(models.Model):
    """An approved version of the calendar of one akim for one year. Never changed: a change is the next version.

    ``district``: of the district akim; empty for the city akim. ``meetings``: what stood in the calendar on the day of
    approval, a list of ``{number, starts_at, district, title_kk, title_ru, way, status}``. ``reason``: why it differs
    from the version before. ``shown``: words of it that look like personal data and that the akim let through.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveSmallIntegerField(_("version"))
    approved_on = models.DateField(_("approved on"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    approved_name = models.CharField(_("approved by"), max_length=200, blank=True)
    reason = models.TextField(_("reason of the change"), blank=True)
    shown = ArrayField(models.CharField(max_length=300), verbose_name=_("words let through"), default=list, blank=True)
    meetings = models.JSONField(_("meetings"), default=list, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-year", "district", "-version"]
        verbose_name = _("calendar of meetings")
        verbose_name_plural = _("calendars of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "district", "version"],
                name="one_calendar_per_year_akim_and_version",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="calendar_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.district_id or 'city'} v{self.version}"

    @property
    def public_reason(self) -> str:
        return public(self.reason, self.shown)


class Norm(InForce):
    """A number that the law or the city asks of meetings: at least ``number`` in each ``period``.

    ``is_law``: the law asks it, so falling short is a breach; otherwise it is the city's own norm.
    """

    kind = models.CharField(_("what is asked"), max_length=20, choices=NormKind)
    period = models.CharField(_("in each"), max_length=10, choices=NormPeriod)
    number = models.PositiveSmallIntegerField(_("at least"))
    is_law = models.BooleanField(_("asked by law"), default=True)
    basis = models.CharField(_("basis"), max_length=300)

    class Meta:
        ordering = ["kind", "-valid_from"]
        verbose_name = _("norm of meetings")
        verbose_name_plural = _("norms of meetings")
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_norm_of_meetings_per_kind_and_day"),
            models.CheckConstraint(condition=Q(number__gte=1), name="norm_of_meetings_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number} ({self.get_period_display()})"
