"""Addresses of results and works, under ``/budget/``."""

from django.urls import path

from budget.views.results import building, desk, files, pages, watch, works

app_name = "results"

urlpatterns = [
    path("works/<str:number>/", works.page, name="work"),
    path("works/<str:number>/fragment/", works.fragment, name="work_fragment"),
    path("works/<str:number>/follow/", works.follow, name="follow_work"),
    path("works/<str:number>/word/", works.say, name="say_of_work"),
    path("works/<str:number>/photos/<int:pk>/<slug:size>/", works.photo, name="work_photo"),
    path("desk/works/", desk.listing, name="desk_works"),
    path("desk/works/<str:number>/", desk.page, name="desk_work"),
    path("desk/works/<str:number>/<slug:name>/", desk.act, name="work_act"),
    path("<slug:edition>/results/", pages.edition, name="edition"),
    path("<slug:edition>/results/<slug:code>/", pages.district, name="district"),
    path("<slug:edition>/results/<slug:code>/other-rules/", pages.other_rules, name="other_rules"),
    path("<slug:edition>/results/<slug:code>/votes.pb", files.pabulib, name="pabulib"),
    path("<slug:edition>/results/<slug:code>/projects.csv", files.as_csv, name="csv"),
    path("<slug:edition>/results/<slug:code>/projects.xlsx", files.as_xlsx, name="xlsx"),
    path("<slug:edition>/works/", building.listing, name="works"),
    path("<slug:edition>/watch/", watch.page, name="watch"),
    path("<slug:edition>/watch/<slug:name>/", watch.act, name="watch_act"),
]
