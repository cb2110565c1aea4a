"""Plans, instructions and the scoreboard for other programs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from meetings import policy
from meetings.api.door import Door
from meetings.api.plan_shapes import (
    ChainSerializer,
    FiguresSerializer,
    InstructionSerializer,
    PlanDetailSerializer,
    PlanSerializer,
    ScoreRowSerializer,
)
from meetings.models import Instruction
from meetings.selectors import plans as reads
from meetings.selectors import scoreboard
from meetings.selectors.plans import SHOWS, Filters
from meetings.services import asking, disclosing, execution, follows, term_moves
from meetings.services.fields import NO_PLACE, Place
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.models import Act


class InstructionActRequest(serializers.Serializer):
    seq = serializers.IntegerField(required=False, help_text="The version that you saw; another one is refused (409).")

    def words(self) -> dict[str, Any]:
        return dict(self.validated_data)


class ReasonRequest(InstructionActRequest):
    reason = serializers.CharField(max_length=1000)


class NoteRequest(InstructionActRequest):
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class RedirectRequest(ReasonRequest):
    lead = serializers.CharField(max_length=300, help_text="Code of the body.")


class MoveRequest(ReasonRequest):
    until = serializers.DateField()


class CloseRequest(ReasonRequest):
    outcome = serializers.CharField(max_length=20)


class PartRequest(InstructionActRequest):
    part = serializers.IntegerField(min_value=1)
    text = serializers.CharField(max_length=1000)


class LinkRequest(InstructionActRequest):
    kind = serializers.CharField(max_length=10)
    number = serializers.CharField(max_length=40)


class LetThroughRequest(InstructionActRequest):
    shown = serializers.ListField(child=serializers.CharField(max_length=300), help_text="Words that all may read.")


class ReportRequest(InstructionActRequest):
    """A form with files (``multipart/form-data``)."""

    text = serializers.CharField(max_length=5000)
    photos = serializers.ListField(child=serializers.FileField(), required=False)
    documents = serializers.ListField(child=serializers.FileField(), required=False)
    lon = serializers.FloatField(required=False)
    lat = serializers.FloatField(required=False)
    place_source = serializers.CharField(max_length=10, required=False)
    no_place_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)

    def words(self) -> dict[str, Any]:
        said = dict(self.validated_data)
        lon, lat = said.pop("lon", None), said.pop("lat", None)
        return said | {"photo_place": NO_PLACE if lon is None or lat is None else Place(lon=lon, lat=lat)}


@dataclass(frozen=True)
class Doable:
    service: Callable[..., Act]
    request: type[InstructionActRequest]


ACTS: dict[str, Doable] = {
    "take_up": Doable(execution.take_up, InstructionActRequest),
    "report": Doable(execution.report, ReportRequest),
    "do_part": Doable(execution.do_part, PartRequest),
    "refuse": Doable(execution.refuse, ReasonRequest),
    "redirect": Doable(execution.redirect, RedirectRequest),
    "insist": Doable(execution.insist, ReasonRequest),
    "return": Doable(execution.return_, ReasonRequest),
    "accept": Doable(execution.accept, NoteRequest),
    "next_stage": Doable(execution.next_stage, NoteRequest),
    "close": Doable(execution.close, CloseRequest),
    "move_term": Doable(term_moves.move_term, MoveRequest),
    "dispute": Doable(asking.dispute, ReasonRequest),
    "uphold": Doable(asking.uphold, ReasonRequest),
    "reopen": Doable(asking.reopen, ReasonRequest),
    "link": Doable(follows.link, LinkRequest),
    "let_through": Doable(disclosing.let_through, LetThroughRequest),
    "unlink": Doable(follows.unlink, LinkRequest),
}


class InstructionFilter(serializers.Serializer):
    body = serializers.CharField(required=False, max_length=60)
    district = serializers.CharField(required=False, max_length=20)
    owner = serializers.CharField(required=False, max_length=20, help_text="`city` or a district's code.")
    category = serializers.CharField(required=False, max_length=40)
    show = serializers.ChoiceField([name for name in SHOWS if name != "silent"], required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class ScoreFilter(serializers.Serializer):
    by = serializers.ChoiceField(scoreboard.BY, default="district")
    year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)
    owner = serializers.CharField(required=False, max_length=20)
    body = serializers.CharField(required=False, max_length=60)
    district = serializers.CharField(required=False, max_length=20)


class ByDay(CursorPagination):
    ordering = ("-given_on", "-pk")
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100


class PlanList(APIView):
    @extend_schema(
        operation_id="plans_list",
        summary="Plans of instructions, the newest first",
        parameters=[OpenApiParameter("owner", str), OpenApiParameter("year", int)],
        responses=PlanSerializer(many=True),
        tags=["plans"],
    )
    def get(self, request: Request) -> Response:
        year = request.query_params.get("year", "")
        found = reads.plans(
            Door.of(request).viewer,
            owner=request.query_params.get("owner", "")[:20],
            year=int(year) if year.isdecimal() and len(year) == 4 else None,
        )
        pages = ByDay()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(PlanSerializer(page, many=True).data)


class PlanDetail(APIView):
    @extend_schema(
        operation_id="plans_read", summary="A plan with its rows", responses=PlanDetailSerializer, tags=["plans"]
    )
    def get(self, request: Request, plan: str) -> Response:
        door = Door.of(request)
        found = reads.plan_by_code(door.viewer, plan)
        if found is None:
            raise Http404
        context = {"rows": list(reads.rows_for_table(found, door.viewer)), "on": timezone.localdate(door.at)}
        return Response(PlanDetailSerializer(found, context=context).data)


class InstructionList(APIView):
    @extend_schema(
        operation_id="instructions_list",
        summary="Instructions, the newest first",
        parameters=[InstructionFilter],
        responses=InstructionSerializer(many=True),
        tags=["plans"],
    )
    def get(self, request: Request) -> Response:
        door = Door.of(request)
        asked = InstructionFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        on = timezone.localdate(door.at)
        found = reads.instructions(door.viewer, Filters(**asked.validated_data), on=on)
        pages = ByDay()
        page = pages.paginate_queryset(found, request, view=self)
        shaped = InstructionSerializer(page, many=True, context={"on": on})
        return pages.get_paginated_response(shaped.data)


class InstructionDetail(APIView):
    @extend_schema(
        operation_id="instructions_read",
        summary="An instruction with its whole chain in one call",
        responses=ChainSerializer,
        tags=["plans"],
    )
    def get(self, request: Request, ref: str) -> Response:
        door = Door.of(request)
        return Response(_chain(door, _found(door, ref)))


class InstructionAct(APIView):
    @extend_schema(
        operation_id="instructions_act",
        summary="Do an act on an instruction",
        description="The acts open to you stand in `acts`. 409: it changed meanwhile. 422: refused.",
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ACTS))],
        request=InstructionActRequest,
        responses=ChainSerializer,
        tags=["plans"],
    )
    def post(self, request: Request, ref: str, act: str) -> Response:
        door = Door.of(request)
        doable = ACTS.get(act)
        if doable is None:
            raise Http404
        row = _found(door, ref)
        body = doable.request(data=request.data)
        body.is_valid(raise_exception=True)
        doable.service(row.pk, **body.words(), actor=door.viewer.actor, at=door.at)
        return Response(_chain(door, _found(door, ref)))


class Scoreboard(APIView):
    @extend_schema(
        operation_id="plans_scoreboard",
        summary="The public scoreboard: the figures of the page and of the CSV",
        parameters=[ScoreFilter],
        responses=ScoreRowSerializer(many=True),
        tags=["plans"],
    )
    def get(self, request: Request) -> Response:
        on = timezone.localdate(Door.of(request).at)
        asked = ScoreFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        year = said.pop("year", on.year)
        by = said.pop("by")
        filters = Filters(since=date(year, 1, 1), until=date(year, 12, 31), **said)
        rows = scoreboard.rows(by, filters, on=on)
        total = scoreboard.total(filters, on=on)
        shaped = [{"code": row.code, "name": row.name, **vars(row.figures)} for row in rows]
        return Response(
            {
                "by": by,
                "year": year,
                "on": on,
                "rows": ScoreRowSerializer(shaped, many=True).data,
                "total": FiguresSerializer(vars(total)).data,
            }
        )


def _found(door: Door, ref: str) -> Instruction:
    row = reads.by_ref(door.viewer, ref)
    if row is None:
        raise Http404
    return row


def _chain(door: Door, row: Instruction) -> dict:
    roles = policy.roles_on_instruction(door.viewer.actor, row)
    open_ = [name for name in acts.may(INSTRUCTION, row, roles=roles, at=door.at) if name in ACTS]
    context = {"on": timezone.localdate(door.at), "acts": open_}
    return ChainSerializer(row, context=context).data
