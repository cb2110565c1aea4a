"""Addresses of the desk, under ``/{language}/desk/``."""

from django.urls import path

from appeals.views.desk import acts, appeal, queue

app_name = "desk"

urlpatterns = [
    path("", queue.page, name="queue"),
    path("rows/", queue.rows, name="rows"),
    path("<str:number>/", appeal.page, name="appeal"),
    path("<str:number>/news/", appeal.news, name="news"),
    path("<str:number>/journal/", appeal.journal_part, name="journal"),
    path("<str:number>/<slug:name>/", acts.act, name="act"),
]
