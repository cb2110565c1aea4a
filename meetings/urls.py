"""Residents' pages of meetings. The desk has addresses of its own."""

from django.urls import path, re_path

from meetings.views import ask, coming, detail, following, lists, papers
from meetings.views.patterns import MEETING, QUESTION

app_name = "meetings"

urlpatterns = [
    path("meetings/", lists.listing, name="list"),
    path("meetings/calendar/", lists.calendar, name="calendar"),
    path("meetings/calendar.ics", lists.ics_feed, name="ics"),
    path("meetings/feed.rss", lists.Newest(), name="rss"),
    path("meetings/ticket/<str:token>/", coming.ticket, name="ticket"),
    re_path(rf"^meetings/{MEETING}/$", detail.detail, name="detail"),
    re_path(rf"^meetings/{MEETING}/fragment/$", detail.fragment, name="fragment"),
    re_path(rf"^meetings/{MEETING}/calendar\.ics$", lists.ics_of_one, name="ics_of_one"),
    re_path(rf"^meetings/{MEETING}/ask/$", ask.ask, name="ask"),
    re_path(rf"^meetings/{MEETING}/questions/{QUESTION}/support/$", ask.support, name="support"),
    re_path(rf"^meetings/{MEETING}/questions/{QUESTION}/withdraw/$", ask.withdraw, name="withdraw"),
    re_path(rf"^meetings/{MEETING}/register/$", coming.register, name="register"),
    re_path(rf"^meetings/{MEETING}/screen/$", following.screen, name="screen"),
    re_path(rf"^meetings/{MEETING}/live/$", following.phone, name="phone"),
    re_path(rf"^meetings/{MEETING}/(?P<view>screen|phone)/part/$", following.part, name="part"),
    re_path(rf"^meetings/{MEETING}/protocol/$", papers.protocol, name="protocol"),
    re_path(rf"^meetings/{MEETING}/protocol\.(?P<ending>pdf|docx)$", papers.file, name="file"),
]
