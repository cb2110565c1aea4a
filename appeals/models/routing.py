"""The routing table and the extra questions whose answers it may ask for."""

from django.contrib.gis.db.models import MultiPolygonField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from accounts.models.organisations import InForce
from appeals.enums import Datatype
from appeals.models.taxonomy import Category
from geo.models import District
from geo.points import LON_LAT


class CategoryQuestion(InForce):
    """An extra question of a leaf. Leaves of a branch may ask under the same ``code``: rules of the branch see both.

    ``values``: for the two kinds of list, what may be chosen, in order: ``{"key", "name_kk", "name_ru", "name_en"}``.
    Data types as in Open311 GeoReport v2; ``datetime`` is kept as ISO 8601 with the city's offset.
    """

    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="extra_questions"
    )
    code = models.SlugField(_("code"), max_length=40)
    datatype = models.CharField(_("kind of answer"), max_length=20, choices=Datatype)
    required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text_kk = models.CharField(_("question in Kazakh"), max_length=200)
    text_ru = models.CharField(_("question in Russian"), max_length=200)
    text_en = models.CharField(_("question in English"), max_length=200, blank=True)
    values = models.JSONField(_("answers to choose from"), default=list, blank=True)

    class Meta:
        ordering = ["category", "position", "code"]
        verbose_name = _("extra question")
        verbose_name_plural = _("extra questions")
        constraints = [
            models.UniqueConstraint(fields=["category", "code"], name="one_question_per_category_and_code"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="extra_question_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The question in the active language; Kazakh stands in where another is missing."""
        return getattr(self, f"text_{(get_language() or 'kk')[:2]}", "") or self.text_kk

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Key and name in the active language of what may be chosen."""
        language = (get_language() or "kk")[:2]
        return [(each["key"], each.get(f"name_{language}") or each["name_kk"]) for each in self.values]


class RoutingRule(InForce):
    """Who is responsible: category x area x answers x date -> organisation and, where it has teams, its team.

    No category means any, a top category all its leaves; no district and no ``area`` the whole city. ``conditions``:
    all must hold, each ``{"question", "operator", "value"}`` (see ``appeals.rules.conditions``). The higher
    ``priority`` wins; the order among equals is ``appeals.rules.routing.weight``.
    """

    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="routing_rules",
    )
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = MultiPolygonField(_("own area"), srid=LON_LAT, null=True, blank=True)
    area_name = models.CharField(_("name of the area"), max_length=120, blank=True)
    conditions = models.JSONField(_("answers that it asks for"), default=list, blank=True)
    priority = models.SmallIntegerField(_("priority"), default=0)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="routing_rules"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["category", "district", "-valid_from"]
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="routing_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(district__isnull=True) | Q(area__isnull=True),
                name="routing_rule_has_a_district_or_an_area",
            ),
            models.UniqueConstraint(
                fields=["category", "district", "priority", "valid_from"],
                nulls_distinct=False,
                condition=Q(area__isnull=True, conditions=[]),
                name="one_routing_rule_per_cell_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or _('any category')} → {self.organisation}"
