"""Addresses. Pages carry their language; machines' doors do not."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.portal.views import health

# One way in: the admin has no sign-in form of its own, so rate limits and second factors cannot be walked round.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

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
    path("", include("accounts.urls")),
)
