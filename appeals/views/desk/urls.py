"""Addresses of the desk, under ``/{language}/desk/``."""

from django.urls import path

from appeals.views.desk import acts, appeal, counter, parts, printing, queue, quick, saved, workload

app_name = "desk"

urlpatterns = [
    path("", queue.page, name="queue"),
    path("rows/", queue.rows, name="rows"),
    path("workload/", workload.page, name="workload"),
    path("print/", printing.listing, name="print"),
    path("print/plan/", printing.plan, name="plan"),
    path("views/", saved.keep, name="save_view"),
    path("views/<int:pk>/remove/", saved.forget, name="remove_view"),
    path("new/", counter.page, name="new"),
    path("new/found/", counter.aside, name="new_aside"),
    path("new/<str:number>/", counter.filed, name="filed"),
    path("new/<str:number>/slip/", counter.slip, name="slip"),
    path("quick/", quick.page, name="quick"),
    path("quick/<int:pk>/", quick.check, name="quick_check"),
    path("<str:number>/", appeal.page, name="appeal"),
    path("<str:number>/news/", appeal.news, name="news"),
    path("<str:number>/journal/", appeal.journal_part, name="journal"),
    path("<str:number>/parts/<int:part>/", parts.page, name="part"),
    path("<str:number>/parts/<int:part>/<slug:name>/", parts.act, name="part_act"),
    path("<str:number>/<slug:name>/", acts.act, name="act"),
]
