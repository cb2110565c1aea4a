"""The doors. Each parses, calls one service or selector and shapes the answer."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from appeals.api import shapes
from appeals.api.acts import ACTS
from appeals.api.door import CLAIM_HEADER, KEY_HEADER, Door
from appeals.api.requests import ActRequest, AppealFilter, FilingRequest
from appeals.enums import Source
from appeals.selectors import faces, lists, taxonomy
from appeals.services import intake, readings

CLAIM = OpenApiParameter(CLAIM_HEADER, str, OpenApiParameter.HEADER, description="Follow without an account.")
KEY = OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER, description="The same key makes the same appeal.")


class Newest(CursorPagination):
    """Newest first; the cursor stays right while new appeals come in."""

    ordering = ("-received_at", "-pk")
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class IntakeThrottle(ScopedRateThrottle):
    """A limit on filing only: reading has its own."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return request.method != "POST" or super().allow_request(request, view)


class AppealList(APIView):
    throttle_scope = "intake"

    def get_throttles(self):
        return [*super().get_throttles(), IntakeThrottle()]

    @extend_schema(
        operation_id="appeals_list",
        summary="Appeals that you may see: published ones, your own, those of your posts",
        parameters=[AppealFilter, CLAIM],
        responses=shapes.AppealSerializer(many=True),
        tags=["appeals"],
    )
    def get(self, request: Request) -> Response:
        door = Door.of(request)
        asked = AppealFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        chosen = lists.own if asked.validated_data["mine"] else lists.seen_by
        found = chosen(door.viewer, asked.filters(on=timezone.localdate(door.at)))
        pages = Newest()
        page = pages.paginate_queryset(found, request, view=self)
        readings.saw(request, door.viewer.actor, page or (), place="api_list", claimed=door.viewer.claimed)
        shaped = shapes.AppealSerializer(page, many=True, context={"viewer": door.viewer})
        return pages.get_paginated_response(shaped.data)

    @extend_schema(
        operation_id="appeals_create",
        summary="File an appeal",
        parameters=[KEY],
        request=FilingRequest,
        responses={201: shapes.ReceiptSerializer, 200: shapes.ReceiptSerializer},
        tags=["appeals"],
    )
    def post(self, request: Request) -> Response:
        door = Door.of(request)
        filing = FilingRequest(data=request.data)
        filing.is_valid(raise_exception=True)
        registered = intake.register(
            key=door.intake_key(), **filing.words(), source=Source.API, actor=door.viewer.actor, at=door.at
        )
        receipt = shapes.ReceiptSerializer(registered.appeal, context={"claim_code": registered.claim_code})
        code = status.HTTP_201_CREATED if registered.is_new else status.HTTP_200_OK
        return Response(receipt.data, status=code)


class AppealDetail(APIView):
    @extend_schema(
        operation_id="appeals_read",
        summary="One appeal",
        parameters=[CLAIM],
        responses=shapes.AppealDetailSerializer,
        tags=["appeals"],
    )
    def get(self, request: Request, number: str) -> Response:
        door = Door.of(request)
        return Response(_detail(door, number))


class AppealTimeline(APIView):
    @extend_schema(
        operation_id="appeals_timeline",
        summary="The acts of an appeal, oldest first",
        parameters=[CLAIM],
        responses=shapes.ActSerializer(many=True),
        tags=["appeals"],
    )
    def get(self, request: Request, number: str) -> Response:
        door = Door.of(request)
        acts = faces.acts_shown(door.appeal(number), door.viewer)
        return Response(shapes.ActSerializer(acts, many=True).data)


class AppealAct(APIView):
    @extend_schema(
        operation_id="appeals_act",
        summary="Do an act on an appeal",
        description="The acts open to you stand in `acts` of the appeal. 409: it changed meanwhile. 422: refused.",
        parameters=[CLAIM, OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ACTS))],
        request=ActRequest,
        responses=shapes.AppealDetailSerializer,
        tags=["appeals"],
    )
    def post(self, request: Request, number: str, act: str) -> Response:
        door = Door.of(request)
        doable = ACTS.get(act)
        if doable is None:
            raise Http404
        appeal = door.appeal(number)
        body = doable.request(data=request.data)
        body.is_valid(raise_exception=True)
        claimed = {"claimed": door.viewer.claimed} if doable.by_author else {}
        doable.service(appeal.pk, **body.words(), **claimed, actor=door.viewer.actor, at=door.at)
        return Response(_detail(door, number))


class CategoryList(APIView):
    @extend_schema(
        operation_id="categories_list",
        summary="The tree of categories in force today",
        responses=shapes.CategorySerializer(many=True),
        tags=["appeals"],
    )
    def get(self, request: Request) -> Response:
        tops = taxonomy.tops(timezone.localdate(Door.of(request).at))
        return Response(shapes.CategorySerializer(tops, many=True).data)


def _detail(door: Door, number: str) -> dict:
    context = {"viewer": door.viewer, "at": door.at}
    appeal = door.appeal(number)
    readings.saw(door.request, door.viewer.actor, [appeal], place="api", claimed=door.viewer.claimed)
    return shapes.AppealDetailSerializer(appeal, context=context).data
