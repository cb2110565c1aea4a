"""Addresses. Pages carry their language; machines' doors do not."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from appeals.urls import tile_patterns
from budget.urls import tile_patterns as budget_tiles
from config.portal.views import districts, health, home, pages, proposing, search

# One way in: the admin has no sign-in form of its own, so rate limits and second factors cannot be walked round.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("config.api_urls")),
    path("", include("geo.urls")),
    path("", include((tile_patterns, "appeal-tiles"))),
    path("", include((budget_tiles, "budget-tiles"))),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
    path("health/debts/", health.debts, name="health-debts"),
]

urlpatterns += i18n_patterns(
    # First, because in the last hours of a vote it is asked for more than all the rest: each line above costs it time.
    path("budget/", include("budget.views.vote.urls")),
    path("account/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("appeals/<str:number>/propose/", proposing.propose, name="propose_from_appeal"),
    path("", include("appeals.urls")),
    path("", include("meetings.urls")),
    path("", include("meetings.views.plans.urls")),
    path("desk/plan/", include("meetings.views.plans.desk_urls")),
    path("desk/meetings/", include("meetings.views.desk.urls")),
    path("desk/budget/", include("budget.views.desk.urls")),
    path("desk/", include("appeals.views.desk.urls")),
    path("help/", include("appeals.views.help")),
    path("budget/", include("budget.views.results.urls")),
    path("", include("budget.urls")),
    path("", home.home, name="home"),
    path("now/", home.now, name="now"),
    path("districts/<slug:code>/", districts.district, name="district"),
    path("search/", search.search, name="search"),
    path("about/how-it-works/", pages.how, name="how"),
    path("about/privacy/", pages.privacy, name="privacy"),
    path("about/accessibility/", pages.accessibility, name="accessibility"),
    path("about/open-data/", pages.open_data, name="open-data"),
)

if settings.DEBUG:
    from config.portal.views.styleguide import styleguide

    urlpatterns += i18n_patterns(path("styleguide/", styleguide, name="styleguide"))
