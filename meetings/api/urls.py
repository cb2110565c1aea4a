"""Addresses under ``/api/v1/``."""

from django.urls import path

from meetings.api import lines, views

urlpatterns = [
    path("meetings/", views.MeetingList.as_view(), name="meetings"),
    path("meetings/<str:meeting>/", views.MeetingDetail.as_view(), name="meeting"),
    path("meetings/<str:meeting>/questions/", views.QuestionList.as_view(), name="meeting-questions"),
    path(
        "meetings/<str:meeting>/questions/<int:question>/support/", views.Supporting.as_view(), name="meeting-support"
    ),
    path("meetings/<str:meeting>/lines/", lines.LineList.as_view(), name="meeting-lines"),
    path("meetings/<str:meeting>/lines/<int:line>/", lines.LineDetail.as_view(), name="meeting-line"),
    path("meetings/<str:meeting>/protocol/", views.ProtocolDetail.as_view(), name="meeting-protocol"),
]
