"""The interface for other programs, version 1: each room brings its own addresses."""

from django.urls import include, path

app_name = "api"
urlpatterns = [
    path("", include("geo.api_urls")),
]
