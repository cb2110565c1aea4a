"""Addresses. Pages carry their language; machines' doors do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.portal.views import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api_urls")),
    path("", include("geo.urls")),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
    path("health/debts/", health.debts, name="health-debts"),
]

urlpatterns += i18n_patterns(
    path("account/", include("allauth.urls")),
)
