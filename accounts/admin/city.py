"""Districts, places and the work calendar as their rooms show them, opened by post: those rooms know no posts."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.rights import ByPost
from geo.admin import CityAdmin, DistrictAdmin, PlaceAdmin
from geo.models import City, District, Place
from workflow.admin import CalendarDayAdmin, OfficeHoursAdmin
from workflow.models import CalendarDay, OfficeHours

admin.site.unregister([City, District, Place, CalendarDay, OfficeHours])


class EditedByPost(ByPost):
    """May be edited, and neither added nor removed."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(District)
class DistrictByPost(EditedByPost, DistrictAdmin):
    pass


@admin.register(City)
class CityByPost(EditedByPost, CityAdmin):
    pass


@admin.register(Place)
class PlaceByPost(ByPost, PlaceAdmin):
    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(CalendarDay)
class CalendarDayByPost(ByPost, CalendarDayAdmin):
    pass


@admin.register(OfficeHours)
class OfficeHoursByPost(ByPost, OfficeHoursAdmin):
    pass
