from django.conf import settings
from django.contrib.gis.db.models import MultiPolygonField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.enums import Rhythm
from appeals.models.taxonomy import Category
from geo.models import LON_LAT, District


class Subscription(models.Model):
    """What somebody wants to hear of: new public appeals and their answers, narrowed by district, category and area.

    Empty parts do not narrow. ``area``: drawn by the person, lon/lat. ``category``: a leaf or a top category.
    ``told_until``: everything published or answered before this moment has been told.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    area = MultiPolygonField(_("area"), srid=LON_LAT, null=True, blank=True)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    created_at = models.DateTimeField()
    told_until = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "district", "category"],
                condition=Q(area__isnull=True),
                nulls_distinct=False,
                name="one_subscription_of_a_kind_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.district_id or '-'} {self.category_id or '-'}"
