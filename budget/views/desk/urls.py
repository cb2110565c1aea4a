"""Addresses of the check, under ``/{language}/desk/budget/``."""

from django.urls import path

from budget.views.desk import council, proposal, queue

app_name = "budget-desk"

urlpatterns = [
    path("", queue.page, name="queue"),
    path("council/", council.listing, name="sittings"),
    path("council/new/", council.convene, name="convene"),
    path("council/<int:pk>/", council.page, name="sitting"),
    path("council/<int:pk>/sign/", council.sign, name="sign"),
    path("council/questions/<int:pk>/<slug:name>/", council.act, name="question"),
    path("<str:number>/", proposal.page, name="proposal"),
    path("<str:number>/<slug:name>/", proposal.act, name="act"),
]
