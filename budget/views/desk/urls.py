"""Addresses of the check, under ``/{language}/desk/budget/``."""

from django.urls import path

from budget.views.desk import council, edition, proposal, queue

app_name = "budget-desk"

urlpatterns = [
    path("", queue.page, name="queue"),
    path("council/", council.listing, name="sittings"),
    path("council/new/", council.convene, name="convene"),
    path("council/<int:pk>/", council.page, name="sitting"),
    path("council/<int:pk>/sign/", council.sign, name="sign"),
    path("council/questions/<int:pk>/<slug:name>/", council.act, name="question"),
    path("editions/", edition.listing, name="editions"),
    path("editions/<slug:code>/", edition.page, name="edition"),
    path("editions/<slug:code>/groups/", edition.same_ground, name="groups"),
    path("editions/<slug:code>/groups/find/", edition.find, name="find_groups"),
    path("editions/<slug:code>/groups/<int:pk>/", edition.decide, name="decide_group"),
    path("editions/<slug:code>/<slug:name>/", edition.act, name="edition_act"),
    path("<str:number>/", proposal.page, name="proposal"),
    path("<str:number>/<slug:name>/", proposal.act, name="act"),
]
