"""Addresses of the desk, under ``/{language}/desk/``."""

from django.urls import path

from appeals.views.desk import acts, appeal, counter, queue

app_name = "desk"

urlpatterns = [
    path("", queue.page, name="queue"),
    path("rows/", queue.rows, name="rows"),
    path("new/", counter.page, name="new"),
    path("new/found/", counter.aside, name="new_aside"),
    path("new/<str:number>/", counter.filed, name="filed"),
    path("new/<str:number>/slip/", counter.slip, name="slip"),
    path("<str:number>/", appeal.page, name="appeal"),
    path("<str:number>/news/", appeal.news, name="news"),
    path("<str:number>/journal/", appeal.journal_part, name="journal"),
    path("<str:number>/<slug:name>/", acts.act, name="act"),
]
