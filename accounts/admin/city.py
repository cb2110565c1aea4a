"""Districts, places and the work calendar as their rooms show them, opened by post: those rooms know no posts."""

from django.contrib import admin

from accounts.admin.rights import ByPost
from geo.admin import CityAdmin, DistrictAdmin, PlaceAdmin
from geo.models import City, District, Place
from workflow.admin import CalendarDayAdmin, OfficeHoursAdmin
from workflow.models import CalendarDay, OfficeHours

admin.site.unregister([City, District, Place, CalendarDay, OfficeHours])


@admin.register(District)
class DistrictByPost(ByPost, DistrictAdmin):
    has_add_permission = DistrictAdmin.has_add_permission
    has_delete_permission = DistrictAdmin.has_delete_permission


@admin.register(City)
class CityByPost(ByPost, CityAdmin):
    has_add_permission = CityAdmin.has_add_permission
    has_delete_permission = CityAdmin.has_delete_permission


@admin.register(Place)
class PlaceByPost(ByPost, PlaceAdmin):
    has_delete_permission = PlaceAdmin.has_delete_permission


@admin.register(CalendarDay)
class CalendarDayByPost(ByPost, CalendarDayAdmin):
    pass


@admin.register(OfficeHours)
class OfficeHoursByPost(ByPost, OfficeHoursAdmin):
    pass
