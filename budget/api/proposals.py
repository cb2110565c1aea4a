"""Editions and proposals for programs: what everybody may read, and what an author may do."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import actor_of
from budget.models import BudgetCategory, CostLine, Edition, Funding, Proposal
from budget.models.proposals import BALLOT_LANGUAGES
from budget.policy import Viewer
from budget.selectors import editions, proposals
from budget.selectors.proposals import Filters
from budget.services import author, drafts, submission
from workflow.selectors import timeline


class BudgetCategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = BudgetCategory
        fields = ("code", "name_kk", "name_ru", "name_en")


class EditionSerializer(serializers.ModelSerializer):
    """An edition with the rules that decide who may do what, until when and who wins. Money is whole tenge."""

    cap_tenge = serializers.IntegerField()
    categories = BudgetCategorySerializer(many=True)
    stages = serializers.SerializerMethodField()
    envelopes = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = (
            "code", "name_kk", "name_ru", "name_en", "year", "status", "cap_tenge", "cap_mci", "mci_year", "mci_tenge",
            "min_age", "cutoff_on", "voting", "choices", "own_district", "min_votes", "tie_rule", "fit_rule",
            "fit_share", "ways", "counts_hidden", "paper_rule", "categories", "stages", "envelopes", "rules_hash",
            "rules_signature", "rules_key",
        )  # fmt: skip

    def get_stages(self, edition: Edition) -> list[dict[str, str]]:
        return [
            {"stage": row.stage, "opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}
            for row in edition.stages.all()
        ]

    def get_envelopes(self, edition: Edition) -> dict[str, int]:
        return {row.district_id: row.amount_tenge for row in edition.envelopes.all()}


class CostSerializer(serializers.ModelSerializer):
    class Meta:
        model = CostLine
        fields = ("year", "title", "amount_tenge")


class FundingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Funding
        fields = ("source", "state", "amount_tenge", "name")


class ProposalRowSerializer(serializers.ModelSerializer):
    """A proposal in a list. ``cost_tenge``: the city's part."""

    edition = serializers.CharField(source="edition.code")
    category = serializers.CharField(source="category.code", default=None)
    district = serializers.CharField(source="district_id", default=None)
    lon = serializers.FloatField(source="point.x", default=None)
    lat = serializers.FloatField(source="point.y", default=None)

    class Meta:
        model = Proposal
        fields: tuple[str, ...] = (
            "number", "edition", "status", "language", "title", "title_other", "category", "district", "address",
            "lon", "lat", "cost_tenge", "round", "due_on", "submitted_at", "ballot_number",
        )  # fmt: skip


class ProposalSerializer(ProposalRowSerializer):
    """A proposal whole."""

    costs = CostSerializer(many=True)
    funding = FundingSerializer(many=True)
    area = serializers.SerializerMethodField()

    class Meta(ProposalRowSerializer.Meta):
        fields = (
            *ProposalRowSerializer.Meta.fields,
            "description",
            "description_other",
            "area",
            "costs",
            "funding",
        )

    def get_area(self, proposal: Proposal) -> str | None:
        """GeoJSON of the polygon."""
        return proposal.area.geojson if proposal.area else None


class StepSerializer(serializers.Serializer):
    """A public act of a proposal. ``code``: the reason of a return or a refusal, with its words in both languages."""

    seq = serializers.IntegerField()
    name = serializers.CharField()
    after = serializers.CharField()
    at = serializers.DateTimeField()
    code = serializers.CharField(source="data.code", default="")
    text_kk = serializers.CharField(source="data.text_kk", default="")
    text_ru = serializers.CharField(source="data.text_ru", default="")


class BeginSerializer(serializers.Serializer):
    """``language``: in which the proposal will be written."""

    language = serializers.ChoiceField(choices=BALLOT_LANGUAGES, default="kk")


class DraftSerializer(serializers.Serializer):
    """What was typed; all of it is kept, also what cannot be understood yet. ``revision``: the one that was seen."""

    revision = serializers.IntegerField(required=False, min_value=0)
    title = serializers.CharField(required=False, allow_blank=True, max_length=140)
    description = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    title_other = serializers.CharField(required=False, allow_blank=True, max_length=140)
    description_other = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    category = serializers.CharField(required=False, allow_blank=True, max_length=40)
    lon = serializers.CharField(required=False, allow_blank=True, max_length=30)
    lat = serializers.CharField(required=False, allow_blank=True, max_length=30)
    area = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    address = serializers.CharField(required=False, allow_blank=True, max_length=300)
    costs = serializers.ListField(child=serializers.DictField(), required=False, max_length=40)
    funding = serializers.ListField(child=serializers.DictField(), required=False, max_length=40)


class SayingSerializer(serializers.Serializer):
    """``text``: why. ``seq``: the version that was seen."""

    text = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    seq = serializers.IntegerField(required=False, allow_null=True, default=None)


class Newest(CursorPagination):
    """Newest first; the cursor stays right while new proposals come in."""

    ordering = ("-submitted_at", "-pk")
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class EditionList(APIView):
    @extend_schema(summary="Editions of the people's budget", responses=EditionSerializer(many=True), tags=["budget"])
    def get(self, request: Request) -> Response:
        return Response(EditionSerializer(editions.shown(_viewer(request)), many=True).data)


class EditionDetail(APIView):
    @extend_schema(summary="One edition with its rules", responses=EditionSerializer, tags=["budget"])
    def get(self, request: Request, code: str) -> Response:
        return Response(EditionSerializer(_edition(request, code)).data)


class ProposalList(APIView):
    @extend_schema(
        operation_id="proposals_list",
        summary="Public proposals of an edition",
        parameters=[
            OpenApiParameter(name, str, OpenApiParameter.QUERY) for name in ("district", "category", "state", "q")
        ],
        responses=ProposalRowSerializer(many=True),
        tags=["budget"],
    )
    def get(self, request: Request, code: str) -> Response:
        asked = {name: request.query_params.get(name, "")[:100] for name in _ASKED}
        filters = Filters(asked["district"], asked["category"], asked["state"], asked["q"])
        found: QuerySet[Proposal] = proposals.public(_edition(request, code), filters).order_by()
        pages = Newest()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(ProposalRowSerializer(page, many=True).data)

    @extend_schema(
        operation_id="proposals_begin",
        summary="Begin a draft, or get back the one that you have",
        request=BeginSerializer,
        responses={201: ProposalSerializer},
        tags=["budget"],
    )
    def post(self, request: Request, code: str) -> Response:
        at = timezone.now()
        asked = BeginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        viewer, words = _viewer(request), asked.validated_data
        draft = drafts.start(_edition(request, code), language=words["language"], actor=viewer.actor, at=at)
        return Response(ProposalSerializer(_found(request, draft.number)).data, status=status.HTTP_201_CREATED)


class ProposalDetail(APIView):
    @extend_schema(operation_id="proposals_read", summary="One proposal", responses=ProposalSerializer, tags=["budget"])
    def get(self, request: Request, number: str) -> Response:
        return Response(ProposalSerializer(_found(request, number)).data)

    @extend_schema(
        operation_id="proposals_save",
        summary="Save a draft",
        request=DraftSerializer,
        responses=ProposalSerializer,
        tags=["budget"],
    )
    def patch(self, request: Request, number: str) -> Response:
        typed = DraftSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        words: dict[str, Any] = dict(typed.validated_data)
        row, viewer = _found(request, number), _viewer(request)
        revision = words.pop("revision", None)
        drafts.keep(row.pk, words=words, revision=revision, actor=viewer.actor, at=timezone.now())
        return Response(ProposalSerializer(_found(request, number)).data)


class ProposalTimeline(APIView):
    @extend_schema(summary="The way of a proposal", responses=StepSerializer(many=True), tags=["budget"])
    def get(self, request: Request, number: str) -> Response:
        row = _found(request, number)
        return Response(StepSerializer(timeline("proposal", row.pk, public_only=True), many=True).data)


class ProposalAct(APIView):
    """What an author does: ``submit``, ``resubmit``, ``withdraw``, ``discard``, ``appeal``."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="proposals_act",
        summary="An act of the author",
        request=SayingSerializer,
        responses=ProposalSerializer,
        tags=["budget"],
    )
    def post(self, request: Request, number: str, act: str) -> Response:
        said = SayingSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        row = _found(request, number)
        words = {"seq": said.validated_data["seq"], "actor": _viewer(request).actor, "at": timezone.now()}
        text = said.validated_data["text"]
        if act in ("submit", "resubmit", "discard"):
            {"submit": submission.submit, "resubmit": author.resubmit, "discard": drafts.discard}[act](row.pk, **words)
        elif act == "withdraw":
            author.withdraw(row.pk, reason=text, **words)
        elif act == "appeal":
            author.appeal(row.pk, text=text, **words)
        else:
            raise Http404
        return Response(ProposalSerializer(_found(request, number)).data)


_ASKED = ("district", "category", "state", "q")


def _viewer(request: Request) -> Viewer:
    return Viewer(actor_of(request.user, timezone.now()))


def _edition(request: Request, code: str) -> Edition:
    found = editions.by_code(code, _viewer(request))
    if found is None:
        raise Http404
    return found


def _found(request: Request, number: str) -> Proposal:
    found = proposals.by_number(number, _viewer(request))
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("budget/editions/", EditionList.as_view(), name="budget-editions"),
    path("budget/editions/<slug:code>/", EditionDetail.as_view(), name="budget-edition"),
    path("budget/editions/<slug:code>/proposals/", ProposalList.as_view(), name="budget-proposals"),
    path("budget/proposals/<str:number>/", ProposalDetail.as_view(), name="budget-proposal"),
    path("budget/proposals/<str:number>/timeline/", ProposalTimeline.as_view(), name="budget-proposal-timeline"),
    path("budget/proposals/<str:number>/<slug:act>/", ProposalAct.as_view(), name="budget-proposal-act"),
]
