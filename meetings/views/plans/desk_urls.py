"""Addresses of the plan at the desk, under ``/{language}/desk/plan/``."""

from django.urls import path

from meetings.views.plans import desk, drawing, imports

app_name = "desk-plan"

urlpatterns = [
    path("", desk.show_board, name="board"),
    path("parts/", desk.board_parts, name="parts"),
    path("digest/", desk.digest, name="digest"),
    path("list/", desk.listing, name="list"),
    path("import/", imports.upload, name="upload"),
    path("import/<int:pk>/", imports.uploaded, name="uploaded"),
    path("meetings/<str:number>/", drawing.page, name="draw_up"),
    path("plans/<slug:code>/", desk.plan, name="plan"),
    path("plans/<slug:code>/publish/", desk.publish, name="publish"),
    path("plans/<slug:code>/add/", desk.add, name="add"),
    path("<slug:ref>/", desk.instruction, name="instruction"),
    path("<slug:ref>/news/", desk.news, name="news"),
    path("<slug:ref>/do/<slug:name>/", desk.act, name="act"),
]
