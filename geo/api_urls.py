from django.urls import path

from geo import api

urlpatterns = [
    path("city/", api.TheCity.as_view(), name="city"),
    path("districts/", api.DistrictList.as_view(), name="districts"),
    path("districts/at/", api.DistrictAt.as_view(), name="district-at"),
    path("places/", api.PlaceList.as_view(), name="places"),
]
