from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import InForce
from appeals.enums import DayUnit, Kind
from appeals.models.shipped import Shipped
from geo.names import Named


class Category(Named, InForce):
    """A node of the two-level tree. Only leaves are chosen; each leaf carries the topic code of the city's list."""

    code = models.SlugField(_("code"), unique=True, max_length=60)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="leaves"
    )
    topic = models.SlugField(_("topic code"), max_length=40, blank=True)
    icon = models.SlugField(_("icon"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    emergency_phone = models.CharField(
        _("emergency number"), max_length=10, blank=True, help_text=_("Shown before the form: call first, then write.")
    )
    in_housing = models.BooleanField(_("may point at somebody's home: public places are rounded"), default=False)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Term(InForce, Shipped):
    """A number of the law: within how many days an appeal of this kind is answered, and by which article."""

    kind = models.CharField(_("kind of appeal"), max_length=20, choices=Kind)
    days = models.PositiveSmallIntegerField(_("days"))
    unit = models.CharField(_("counted in"), max_length=10, choices=DayUnit, default=DayUnit.WORKING)
    basis = models.CharField(_("basis in law"), max_length=200)

    class Meta:
        ordering = ["kind", "-valid_from"]
        verbose_name = _("term")
        verbose_name_plural = _("terms of law")
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_term_per_kind_and_day"),
            models.CheckConstraint(condition=Q(days__gte=1), name="term_has_at_least_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days} ({self.get_unit_display()})"
