"""Addresses of the desk of meetings, under ``/{language}/desk/meetings/``."""

from django.urls import path, re_path

from meetings.views.desk import doorway, meeting, office, protocol, sheet
from meetings.views.patterns import MEETING, QUESTION

app_name = "meetings-desk"

urlpatterns = [
    path("", office.listing, name="list"),
    path("new/", office.new, name="new"),
    path("approve/", office.approve, name="approve"),
    path("door/<str:token>/", doorway.check_in, name="check_in"),
    re_path(rf"^{MEETING}/$", meeting.page, name="meeting"),
    re_path(rf"^{MEETING}/sheet/$", sheet.page, name="sheet"),
    re_path(rf"^{MEETING}/sheet/lines/$", sheet.part, name="lines"),
    re_path(rf"^{MEETING}/sheet/(?P<line>\d{{1,6}})/$", sheet.line, name="line"),
    re_path(rf"^{MEETING}/sheet/(?P<line>\d{{1,6}})/strike/$", sheet.strike, name="strike"),
    re_path(rf"^{MEETING}/door/$", doorway.door, name="door"),
    re_path(rf"^{MEETING}/protocol/$", protocol.page, name="protocol"),
    re_path(rf"^{MEETING}/protocol/(?P<deed>[a-z_]+)/$", protocol.act, name="protocol_act"),
    re_path(rf"^{MEETING}/questions/{QUESTION}/(?P<deed>[a-z_]+)/$", meeting.question, name="question_act"),
    re_path(rf"^{MEETING}/act/(?P<deed>[a-z_]+)/$", meeting.act, name="act"),
]
