"""The doors. Each parses, calls one service or selector and shapes the answer."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from meetings.api import shapes
from meetings.api.door import Door
from meetings.api.requests import MeetingFilter, QuestionRequest
from meetings.models import Question
from meetings.rules import protocol as rules
from meetings.selectors import lists, papers
from meetings.selectors import questions as reads
from meetings.selectors.lists import Filters
from meetings.services import questions


class Latest(CursorPagination):
    ordering = ("-starts_at", "-pk")
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class MeetingList(APIView):
    @extend_schema(
        operation_id="meetings_list",
        summary="Public meetings, the latest first",
        parameters=[MeetingFilter],
        responses=shapes.MeetingSerializer(many=True),
        tags=["meetings"],
    )
    def get(self, request: Request) -> Response:
        door = Door.of(request)
        asked = MeetingFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = lists.with_figures(lists.seen_by(door.viewer, Filters(**asked.validated_data)))
        pages = Latest()
        page = pages.paginate_queryset(found, request, view=self)
        shaped = shapes.MeetingSerializer(page, many=True, context={"at": door.at})
        return pages.get_paginated_response(shaped.data)


class MeetingDetail(APIView):
    @extend_schema(
        operation_id="meetings_read",
        summary="One meeting with its notices",
        responses=shapes.MeetingDetailSerializer,
        tags=["meetings"],
    )
    def get(self, request: Request, meeting: str) -> Response:
        door = Door.of(request)
        shown = door.meeting(meeting)
        rows = lists.with_figures(lists.seen_by(door.viewer).filter(pk=shown.pk)).prefetch_related("notices")
        return Response(shapes.MeetingDetailSerializer(rows.get(), context={"at": door.at}).data)


class QuestionList(APIView):
    @extend_schema(
        operation_id="meetings_questions_list",
        summary="Questions put in advance, the most supported first",
        responses=shapes.QuestionSerializer(many=True),
        tags=["meetings"],
    )
    def get(self, request: Request, meeting: str) -> Response:
        door = Door.of(request)
        asked = reads.of_meeting(door.meeting(meeting), door.viewer)
        return Response(shapes.QuestionSerializer(asked, many=True).data)

    @extend_schema(
        operation_id="meetings_questions_create",
        summary="Put a question to an announced meeting; the same key makes the same question",
        request=QuestionRequest,
        responses={201: shapes.QuestionSerializer},
        tags=["meetings"],
    )
    def post(self, request: Request, meeting: str) -> Response:
        door = Door.of(request)
        shown = door.meeting(meeting)
        body = QuestionRequest(data=request.data)
        body.is_valid(raise_exception=True)
        asked = questions.ask(shown.pk, **body.words(), actor=door.viewer.actor, at=door.at)
        return Response(shapes.QuestionSerializer(asked).data, status=status.HTTP_201_CREATED)


class Supporting(APIView):
    @extend_schema(
        operation_id="meetings_questions_support",
        summary="Say that you ask the same",
        request=None,
        responses={200: shapes.QuestionSerializer},
        tags=["meetings"],
    )
    def post(self, request: Request, meeting: str, question: int) -> Response:
        door, row = self._of(request, meeting, question)
        questions.support(row.pk, actor=door.viewer.actor, at=door.at)
        row.refresh_from_db(fields=["support"])
        return Response(shapes.QuestionSerializer(row).data)

    @extend_schema(
        operation_id="meetings_questions_unsupport",
        summary="Take your support back",
        request=None,
        responses={200: shapes.QuestionSerializer},
        tags=["meetings"],
    )
    def delete(self, request: Request, meeting: str, question: int) -> Response:
        door, row = self._of(request, meeting, question)
        questions.unsupport(row.pk, actor=door.viewer.actor, at=door.at)
        row.refresh_from_db(fields=["support"])
        return Response(shapes.QuestionSerializer(row).data)

    def _of(self, request: Request, meeting: str, question: int) -> tuple[Door, Question]:
        door = Door.of(request)
        row = reads.of_meeting(door.meeting(meeting), door.viewer).filter(number=question).first()
        if row is None:
            raise Http404
        return door, row


class ProtocolDetail(APIView):
    @extend_schema(
        operation_id="meetings_protocol",
        summary="The signed protocol, the newest version or `?version=`",
        parameters=[OpenApiParameter("version", int)],
        responses=shapes.VersionSerializer,
        tags=["meetings"],
    )
    def get(self, request: Request, meeting: str) -> Response:
        door = Door.of(request)
        typed = request.query_params.get("version", "")
        number = None if not typed else int(typed) if typed.isdecimal() and len(typed) < 6 else 0
        version = papers.shown(papers.versions(door.meeting(meeting)), number)
        if version is None:
            raise Http404
        version.content = rules.for_public(version.content)
        return Response(shapes.VersionSerializer(version).data)
