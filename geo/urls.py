from django.urls import path

from geo import views

app_name = "geo"
urlpatterns = [
    path("tiles/districts/<int:z>/<int:x>/<int:y>.mvt", views.district_tile, name="district-tile"),
    path("tiles/places/<int:z>/<int:x>/<int:y>.mvt", views.place_tile, name="place-tile"),
]
