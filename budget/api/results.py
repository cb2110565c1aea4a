"""Results and winners for programs: what the pages show, to the digit. All of it is public once it is published."""

from typing import Any

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import actor_of
from budget.models import Edition, Work
from budget.policy import Viewer
from budget.selectors import exports, results, works


class ProjectSerializer(serializers.Serializer):
    """A project as ranked. ``found``: the last word of the log; ``score``: what decides; money is whole tenge."""

    edition = serializers.CharField()
    district = serializers.CharField()
    place = serializers.IntegerField()
    number = serializers.CharField()
    title_kk = serializers.CharField()
    title_ru = serializers.CharField()
    category = serializers.CharField()
    cost_tenge = serializers.IntegerField()
    score = serializers.IntegerField()
    votes = serializers.IntegerField()
    online = serializers.IntegerField()
    paper = serializers.IntegerField()
    won = serializers.BooleanField()
    found = serializers.CharField()
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)


class WorkSerializer(serializers.ModelSerializer):
    """A winner being built. Money is whole tenge."""

    number = serializers.CharField(source="proposal.number")
    title_kk = serializers.SerializerMethodField()
    title_ru = serializers.SerializerMethodField()
    district = serializers.CharField(source="district_id")

    class Meta:
        model = Work
        fields = (
            "number", "title_kk", "title_ru", "district", "status", "planned_tenge", "contract_tenge", "paid_tenge",
            "final_tenge", "contractor", "first_end_on", "planned_end_on", "started_on", "accepted_on",
            "warranty_until", "delay_kk", "delay_ru", "failure_kk", "failure_ru",
        )  # fmt: skip

    def get_title_kk(self, work: Work) -> str:
        return work.proposal.title_in("kk")

    def get_title_ru(self, work: Work) -> str:
        return work.proposal.title_in("ru")


_RUN: dict[str, Any] = {
    "district": serializers.CharField(),
    "number": serializers.IntegerField(),
    "cause": serializers.CharField(),
    "envelope_tenge": serializers.IntegerField(),
    "left_tenge": serializers.IntegerField(),
    "owed_tenge": serializers.IntegerField(),
    "ballots": serializers.DictField(child=serializers.IntegerField()),
    "winners": serializers.ListField(child=serializers.CharField()),
    "inputs_hash": serializers.CharField(),
    "outcome_hash": serializers.CharField(),
    "made_at": serializers.DateTimeField(),
}
RunSerializer = inline_serializer("BudgetCount", _RUN)
CountSerializer = inline_serializer(
    "BudgetDistrictCount",
    {
        **_RUN,
        "rules": serializers.DictField(),
        "seed": serializers.CharField(),
        "projects": ProjectSerializer(many=True),
        "steps": serializers.ListField(child=serializers.DictField()),
        "other_rules": serializers.ListField(child=serializers.DictField()),
    },
)


class EditionResults(APIView):
    @extend_schema(
        operation_id="budget_results_list",
        summary="The newest official count of every district",
        responses=RunSerializer,
        tags=["results"],
    )
    def get(self, request: Request, edition: str) -> Response:
        found = _edition(request, edition)
        return Response([_shape(run) for run in results.official_runs(found)])


class DistrictResults(APIView):
    @extend_schema(
        operation_id="budget_results_read",
        summary="A district's count: projects, rules, seed, steps, and the same ballots by other rules",
        responses=CountSerializer,
        tags=["results"],
    )
    def get(self, request: Request, edition: str, code: str) -> Response:
        found = _edition(request, edition)
        run = results.official_run(found, code)
        if run is None:
            raise Http404
        answers = [
            {"method": each.method, "winners": each.winners, "spent_tenge": each.spent_tenge}
            | {"voters": each.voters, "without": each.without}
            for each in results.what_if(run)
        ]
        whole = {"rules": run.rules, "seed": run.seed, "projects": exports.rows(found, run), "steps": run.steps}
        return Response(_shape(run) | whole | {"other_rules": answers})


class EditionWorks(APIView):
    @extend_schema(
        summary="The winners of an edition on their way to the ground",
        responses=WorkSerializer(many=True),
        tags=["results"],
    )
    def get(self, request: Request, edition: str) -> Response:
        found = _edition(request, edition)
        pages = LimitOffsetPagination()
        pages.default_limit, pages.max_limit = 50, 500
        page = pages.paginate_queryset(works.shown(_viewer(request)).filter(edition=found), request, view=self)
        return pages.get_paginated_response(WorkSerializer(page, many=True).data)


def _viewer(request: Request) -> Viewer:
    return Viewer(actor_of(request.user, timezone.now()))


def _edition(request: Request, code: str) -> Edition:
    found = results.by_code(code, _viewer(request))
    if found is None:
        raise Http404
    return found


def _shape(run) -> dict:
    return {
        "district": run.district_id,
        "number": run.number,
        "cause": run.cause,
        "envelope_tenge": run.rules["envelope"],
        "left_tenge": run.left_tenge,
        "owed_tenge": run.owed_tenge,
        "ballots": run.ballots,
        "winners": run.winners,
        "inputs_hash": run.inputs_hash,
        "outcome_hash": run.outcome_hash,
        "made_at": run.made_at,
    }


urlpatterns = [
    path("budget/<slug:edition>/results/", EditionResults.as_view(), name="budget-results"),
    path("budget/<slug:edition>/results/<slug:code>/", DistrictResults.as_view(), name="budget-district-results"),
    path("budget/<slug:edition>/works/", EditionWorks.as_view(), name="budget-works"),
]
