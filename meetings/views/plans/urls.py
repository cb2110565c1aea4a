"""Residents' pages of plans and instructions."""

from django.urls import path, re_path

from meetings.views.plans import feeds, following, pages, scores

app_name = "plans"

urlpatterns = [
    path("plans/", pages.listing, name="list"),
    path("plans/feed.atom", feeds.StepsAtom(), name="atom"),
    path("plans/feed.rss", feeds.Steps(), name="rss"),
    path("plans/following/", following.page, name="following"),
    path("plans/scoreboard/", scores.page, name="scoreboard"),
    path("plans/scoreboard.csv", scores.table, name="scoreboard_csv"),
    path("plans/instructions/", scores.drill, name="drill"),
    path("plans/<slug:code>/", pages.plan, name="plan"),
    re_path(r"^plans/(?P<code>[-\w]+)\.(?P<ending>xlsx|docx)$", pages.export, name="export"),
    path("instructions/<slug:ref>/", pages.instruction, name="instruction"),
    path("instructions/<slug:ref>/fragment/", pages.fragment, name="fragment"),
    path("instructions/<slug:ref>/dispute/", pages.dispute, name="dispute"),
    path("instructions/<slug:ref>/follow/", pages.follow, name="follow"),
    path("instructions/<slug:ref>/files/<int:pk>/<slug:size>/", pages.file, name="file"),
]
