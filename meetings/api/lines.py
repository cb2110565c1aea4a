"""The sheet for programs: the page's own island writes and reads lines here."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from meetings import policy
from meetings.api import shapes
from meetings.api.door import Door
from meetings.api.requests import CorrectedLineRequest, NewLineRequest
from meetings.enums import TOOK_PLACE
from meetings.selectors import lines
from meetings.services import sheet


class LineList(APIView):
    @extend_schema(
        operation_id="meetings_lines_list",
        summary="Lines of the protocol as they are written",
        description="Those who keep the sheet get whole lines, struck ones too; `since`: only what changed after.",
        parameters=[OpenApiParameter("since", int)],
        responses=shapes.LinesSerializer,
        tags=["meetings"],
    )
    def get(self, request: Request, meeting: str) -> Response:
        door = Door.of(request)
        shown = door.meeting(meeting)
        typed = request.query_params.get("since", "")
        if policy.writes_on(door.viewer.actor, shown):
            since = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
            rows = list(shapes.LineSerializer(lines.changed_since(shown, since), many=True).data)
        elif shown.status in TOOK_PLACE:
            rows = list(shapes.PublicLineSerializer(lines.lines_of(shown), many=True).data)
        else:
            rows = []
        return Response({"stamp": shown.seq, "lines": rows})

    @extend_schema(
        operation_id="meetings_lines_create",
        summary="Write a line; the same key makes the same line, however often it is sent",
        request=NewLineRequest,
        responses={201: shapes.LineSerializer, 200: shapes.LineSerializer},
        tags=["meetings"],
    )
    def post(self, request: Request, meeting: str) -> Response:
        door = Door.of(request)
        shown = door.meeting(meeting)
        body = NewLineRequest(data=request.data)
        body.is_valid(raise_exception=True)
        written = sheet.write(
            shown.pk, key=body.validated_data["key"], words=body.words(), actor=door.viewer.actor, at=door.at
        )
        code = status.HTTP_201_CREATED if written.is_new else status.HTTP_200_OK
        return Response(shapes.LineSerializer(written.line).data, status=code)


class LineDetail(APIView):
    @extend_schema(
        operation_id="meetings_lines_correct",
        summary="Correct a line; 409 where somebody changed it meanwhile",
        request=CorrectedLineRequest,
        responses=shapes.LineSerializer,
        tags=["meetings"],
    )
    def post(self, request: Request, meeting: str, line: int) -> Response:
        door = Door.of(request)
        shown = door.meeting(meeting)
        body = CorrectedLineRequest(data=request.data)
        body.is_valid(raise_exception=True)
        if not lines.lines_of(shown).filter(number=line).exists():
            raise Http404
        row = sheet.correct(
            shown.pk,
            line,
            version=body.validated_data["version"],
            words=body.words(),
            actor=door.viewer.actor,
            at=door.at,
        )
        return Response(shapes.LineSerializer(row).data)
