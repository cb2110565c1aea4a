"""Addresses under ``/api/v1/``."""

from django.urls import path

from accounts import api

urlpatterns = [
    path("me/", api.Me.as_view(), name="me"),
    path("me/notices/", api.MyNotices.as_view(), name="me-notices"),
    path("me/notices/<int:pk>/read/", api.ReadNotice.as_view(), name="me-notice-read"),
    path("organisations/", api.Organisations.as_view(), name="organisations"),
]
