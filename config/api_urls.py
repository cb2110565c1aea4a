"""The interface for other programs, version 1: each room brings its own addresses."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include("accounts.api_urls")),
    path("", include("geo.api_urls")),
    path("", include("appeals.api.urls")),
    path("", include("budget.api.results")),
    path("", include("budget.api.box")),
    path("", include("meetings.api.urls")),
    path("", include("meetings.api.plan_urls")),
    path("", include("budget.api.together")),
    path("", include("budget.api.proposals")),
]
