"""Forwarding, splitting and complaints for other programs: the shapes that come in, the parts that go out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appeals import policy
from appeals.api import requests
from appeals.api.door import CLAIM_HEADER, Door
from appeals.enums import Status
from appeals.models import Appeal, Part
from appeals.policy import Viewer
from appeals.selectors import parts as read
from appeals.services import assignment, part_work, terms
from appeals.services import parts as services
from appeals.services.parts import Wanted
from appeals.workflow import PART
from workflow import acts
from workflow.models import Act


class ForwardRequest(requests.ReasonRequest):
    organisation = serializers.CharField(required=False, allow_blank=True, default="")
    outside = serializers.CharField(required=False, allow_blank=True, default="", help_text="A body outside the list.")


class WantedPart(serializers.Serializer):
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(required=False, allow_blank=True, default="")
    category = serializers.CharField(required=False, allow_blank=True, default="")
    organisation = serializers.CharField(required=False, allow_blank=True, default="")
    outside = serializers.CharField(required=False, allow_blank=True, default="")


class SplitRequest(requests.ReasonRequest):
    parts = WantedPart(many=True)

    def words(self) -> dict:
        given = super().words()
        return given | {"parts": [Wanted(**part) for part in given["parts"]]}


class LodgeRequest(requests.ActRequest):
    organisation = serializers.CharField(allow_blank=True)
    official = serializers.IntegerField(required=False, allow_null=True, default=None)
    superior = serializers.CharField(required=False, allow_blank=True, default="")


class PassUpRequest(requests.ActRequest):
    note = serializers.CharField(required=False, allow_blank=True, default="")


class SatisfyRequest(requests.ActRequest):
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField(required=False, allow_blank=True, default="")


class PartOutsideRequest(requests.ReasonRequest):
    outside = serializers.CharField(allow_blank=True)


ACTS_OF_PART: dict[str, tuple[Callable[..., Act], type[requests.ActRequest]]] = {
    "accept": (part_work.accept, requests.ActRequest),
    "give_back": (part_work.give_back, requests.ReasonRequest),
    "ask": (part_work.ask, requests.QuestionRequest),
    "report": (part_work.report, requests.ReportRequest),
    "return": (part_work.return_, requests.ReasonRequest),
    "answer": (part_work.answer, requests.AcceptReportRequest),
    "route": (services.route, requests.RouteRequest),
    "forward": (services.forward, PartOutsideRequest),
    "extend": (terms.extend_part, requests.ExtendRequest),
    "assign": (assignment.assign_part, requests.AssignRequest),
}


class AnswerOfPart(serializers.Serializer):
    decision = serializers.CharField()
    text = serializers.CharField()
    norm = serializers.CharField()
    language = serializers.CharField()
    sent_at = serializers.DateTimeField()


class PartSerializer(serializers.Serializer):
    """A part of an appeal; ``acts``: what the viewer may do with it now."""

    number = serializers.IntegerField()
    seq = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    organisation = serializers.CharField(allow_null=True)
    outside = serializers.CharField()
    registered_on = serializers.DateField()
    due_on = serializers.DateField()
    answer = AnswerOfPart(allow_null=True)
    acts = serializers.ListField(child=serializers.CharField())


def parts_of(appeal: Appeal, viewer: Viewer, *, at: datetime) -> list[dict[str, Any]]:
    """The parts as this viewer may read them. No query where it was not split."""
    if not appeal.part_count:
        return []
    inside = policy.may_see_inside(viewer.actor, appeal, viewer.claimed)
    answers = read.sent_answers(appeal)
    found = []
    for part in read.living(appeal):
        part.appeal = appeal
        found.append(_shape(part, viewer, inside=inside, answer=answers.get(part.pk), at=at))
    return found


def _shape(part: Part, viewer: Viewer, *, inside: bool, answer: Any, at: datetime) -> dict[str, Any]:
    held = policy.roles_on_part(viewer.actor, part, viewer.claimed)
    same = ("number", "seq", "title", "status", "outside", "registered_on", "due_on")
    return {name: getattr(part, name) for name in same} | {
        "text": part.text if inside else "",
        "organisation": part.organisation.code if part.organisation else None,
        "answer": answer,
        "acts": [name for name in acts.may(PART, part, roles=held, at=at) if name in ACTS_OF_PART],
    }


class PartAct(APIView):
    @extend_schema(
        operation_id="appeals_part_act",
        summary="Do an act on a part of an appeal",
        description="The acts open to you stand in `acts` of the part. 409: it changed meanwhile. 422: refused.",
        parameters=[
            OpenApiParameter(CLAIM_HEADER, str, OpenApiParameter.HEADER),
            OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ACTS_OF_PART)),
        ],
        request=requests.ActRequest,
        responses=PartSerializer(many=True),
        tags=["appeals"],
    )
    def post(self, request: Request, number: str, part: int, act: str) -> Response:
        door = Door.of(request)
        if act not in ACTS_OF_PART:
            raise Http404
        appeal = door.appeal(number)
        found = read.by_number(appeal, part)
        if found is None:
            raise Http404
        service, shape = ACTS_OF_PART[act]
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        service(found.pk, **body.words(), actor=door.viewer.actor, at=door.at)
        return Response(PartSerializer(parts_of(door.appeal(number), door.viewer, at=door.at), many=True).data)
