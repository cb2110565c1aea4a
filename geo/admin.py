"""Districts to look at, places to edit. No map library: the outline is drawn as a small SVG by PostGIS."""

from django import forms
from django.contrib import admin
from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsSVG
from django.core.exceptions import ValidationError
from django.db.models import Func
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from geo.boundaries.survey import survey
from geo.folding import fold
from geo.models import City, District, Place
from geo.points import point_of
from geo.refusals import PlaceRefused
from geo.selectors import district_at
from geo.services import save_place

_DRAWN_WITHIN_DEGREES = 0.0005


@admin.register(District)
class DistrictAdmin(ModelAdmin):
    """Names and figures may be edited; outlines change only by ``manage.py import_districts``."""

    list_display = ["name", "code", "area_km2", "population", "shipped"]
    readonly_fields = ["code", "drawing", "measured_area", "neighbours", "provenance"]
    fields = [
        "code", "name_kk", "name_ru", "name_en", "area_km2", "population", "osm_relation_id",
        "drawing", "measured_area", "neighbours", "provenance",
    ]  # fmt: skip

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("outline"))
    def drawing(self, district: District) -> str:
        field = District._meta.get_field("outline")
        simple = Func("outline", _DRAWN_WITHIN_DEGREES, function="ST_Simplify", output_field=field)
        paths = dict(District.objects.annotate(path=AsSVG(simple, precision=4)).values_list("code", "path"))
        west, south, east, north = District.objects.aggregate(box=Extent("outline"))["box"]
        # Here a degree of longitude is shorter than one of latitude by a quarter; SVG counts downwards.
        return format_html(
            '<svg viewBox="{} {} {} {}" width="360" height="320" preserveAspectRatio="none" role="img" aria-label="{}">'
            '<path d="{}" fill="#d9ded9"/><path d="{}" fill="#0e5a49"/></svg>',
            west, -north, east - west, north - south,
            district.name,
            " ".join(path for code, path in paths.items() if code != district.code),
            paths[district.code],
        )  # fmt: skip

    @admin.display(description=_("area of the outline, km²"))
    def measured_area(self, district: District) -> str:
        return f"{survey({district.code: district.outline}).area_km2[district.code]:.1f}"

    @admin.display(description=_("neighbours"))
    def neighbours(self, district: District) -> str:
        districts = District.objects.in_bulk()
        found = survey({code: each.outline for code, each in districts.items()}).neighbours[district.code]
        return ", ".join(districts[code].name for code in found)


@admin.register(City)
class CityAdmin(ModelAdmin):
    """The city's one row: names and figures. Its outline follows the districts'."""

    list_display = ["name", "area_km2", "population", "population_on"]
    fields = ["code", "name_kk", "name_ru", "name_en", "area_km2", "population", "population_on"]
    readonly_fields = ["code"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PlaceForm(forms.ModelForm):
    """A place with its point as two numbers and its other names one a line."""

    lon = forms.FloatField(label=_("longitude"), widget=UnfoldAdminTextInputWidget)
    lat = forms.FloatField(label=_("latitude"), widget=UnfoldAdminTextInputWidget)
    other_names = forms.CharField(
        label=_("other names"), required=False, widget=UnfoldAdminTextareaWidget, help_text=_("One name a line.")
    )

    class Meta:
        model = Place
        fields = ["code", "kind", "name_kk", "name_ru", "name_en", "district", "hidden"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["lon"], self.initial["lat"] = self.instance.point.coords
            self.initial["other_names"] = "\n".join(self.instance.aliases)

    def clean_other_names(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["other_names"].splitlines()]
        return list(dict.fromkeys(name for name in names if name))

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if "lon" in values and "lat" in values:
            try:
                district_at(values["lon"], values["lat"])
                self.instance.point = point_of(values["lon"], values["lat"])
            except PlaceRefused as refusal:
                self.add_error("lat", ValidationError(refusal.sentence, code=refusal.code))
        self.instance.aliases = values.get("other_names", [])
        return values


@admin.register(Place)
class PlaceAdmin(ModelAdmin):
    form = PlaceForm
    fields = ["code", "kind", "name_kk", "name_ru", "name_en", "other_names", "lon", "lat", "district", "hidden"]
    list_display = ["name", "kind", "district", "hidden", "by_hand"]
    list_filter = ["kind", "district", "hidden", "by_hand"]
    list_select_related = ["district"]
    search_fields = ["folded"]

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, fold(search_term))
        return found, duplicates

    def has_delete_permission(self, request, obj=None):
        """A deleted place would come back with the next load; ``hidden`` keeps it away."""
        return False

    def save_model(self, request, obj, form, change):
        save_place(obj)
