"""Addresses of plans under ``/api/v1/``."""

from django.urls import path

from meetings.api import plans

urlpatterns = [
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/scoreboard/", plans.Scoreboard.as_view(), name="plans-scoreboard"),
    path("plans/<slug:plan>/", plans.PlanDetail.as_view(), name="plan"),
    path("instructions/", plans.InstructionList.as_view(), name="instructions"),
    path("instructions/<slug:ref>/", plans.InstructionDetail.as_view(), name="instruction"),
    path("instructions/<slug:ref>/<slug:act>/", plans.InstructionAct.as_view(), name="instruction-act"),
]
