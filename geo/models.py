from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _

from geo.names import Named

LON_LAT = 4326


class District(Named):
    """One of the city's districts. The code is its key everywhere: ``almaly`` ... ``turksib``.

    ``area_km2`` is the official figure, not the outline's. ``shipped``: the outline is the one that this repository
    draws, so a newer drawing replaces it; an imported one is left alone.
    """

    code = models.SlugField(_("code"), primary_key=True, max_length=20)
    area_km2 = models.DecimalField(_("official area, km²"), max_digits=7, decimal_places=1, null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    osm_relation_id = models.PositiveBigIntegerField(_("OpenStreetMap relation"), null=True, blank=True)
    outline = models.MultiPolygonField(_("outline"), srid=LON_LAT)
    provenance = models.TextField(_("where the outline comes from"), blank=True)
    shipped = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class City(Named):
    """The city as a whole: one row. Its outline is that of its districts together, redrawn whenever theirs change.

    ``area_km2`` is the official figure; ``population`` is that of the day ``population_on``.
    """

    code = models.SlugField(_("code"), primary_key=True, max_length=20)
    area_km2 = models.DecimalField(_("official area, km²"), max_digits=7, decimal_places=1)
    population = models.PositiveIntegerField(_("population"))
    population_on = models.DateField(_("population counted on"))
    outline = models.MultiPolygonField(_("outline"), srid=LON_LAT)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("city")


class PlaceKind(models.TextChoices):
    DISTRICT = "district", _("district")
    MICRODISTRICT = "microdistrict", _("micro-district")
    STREET = "street", _("street")
    METRO = "metro", _("metro station")
    STATION = "station", _("station")
    PARK = "park", _("park")
    MARKET = "market", _("market")
    LANDMARK = "landmark", _("landmark")


class Place(Named):
    """A row of the gazetteer. ``aliases`` hold old and spoken names; ``folded`` is what the search compares.

    ``district`` is empty where the place lies in several, as long streets do. ``by_hand``: somebody edited the row in
    the admin, so loading a file leaves it alone. ``hidden`` takes it out of the search and off the map.
    """

    code = models.SlugField(_("code"), unique=True, max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=PlaceKind)
    aliases = ArrayField(models.CharField(max_length=200), verbose_name=_("other names"), default=list, blank=True)
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    point = models.PointField(_("point"), srid=LON_LAT)
    folded = models.TextField(editable=False, default="")
    hidden = models.BooleanField(_("not shown"), default=False)
    by_hand = models.BooleanField(_("edited by hand"), default=False, editable=False)

    class Meta:
        ordering = ["name_kk", "code"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="place_by_folded_name")]


class Located(models.Model):
    """Lends a thing its place: a point (lon/lat, may be absent), the district and the address in words."""

    point = models.PointField(_("point"), srid=LON_LAT, null=True, blank=True)
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("address"), max_length=300, blank=True)

    class Meta:
        abstract = True
