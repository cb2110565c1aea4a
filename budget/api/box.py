"""The ballot box for programs: charter, checkpoints, leaves, proofs, cosignatures, turnout. All of it is public."""

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budget.models import Checkpoint, Edition, EditionKey, LogLeaf
from budget.policy import STRANGER
from budget.selectors import box as boxes
from budget.selectors import editions
from budget.selectors.turnout import turnout
from budget.services import log

TEXT = {(200, "text/plain"): OpenApiTypes.STR}
MOST_LEAVES = 2_000


def _box(code: str) -> tuple[Edition, EditionKey]:
    """The edition with its published box, or 404."""
    edition = editions.by_code(code, STRANGER)
    key = boxes.key_of(edition) if edition else None
    if edition is None or key is None or not key.charter:
        raise Http404
    return edition, key


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


class BoxKeys(APIView):
    @extend_schema(
        summary="The keys of the box, and how long its log is now",
        responses=inline_serializer(
            "Box",
            {
                "edition": serializers.CharField(),
                "charter_hash": serializers.CharField(),
                "log_key": serializers.CharField(),
                "size": serializers.IntegerField(),
                "closed": serializers.BooleanField(),
            },
        ),
        tags=["vote"],
    )
    def get(self, request: Request, code: str) -> Response:
        edition, key = _box(code)
        last = boxes.newest(edition.pk)
        return Response(
            {
                "edition": edition.code,
                "charter_hash": key.charter_hash,
                "log_key": str(boxes.verifier(edition, key)),
                "size": last.size if last else 0,
                "closed": bool(last and last.closing),
            }
        )


class BoxCharter(APIView):
    @extend_schema(summary="Leaf 0 of the log: rules, ballot and keys, byte for byte", responses=TEXT, tags=["vote"])
    def get(self, request: Request, code: str) -> HttpResponse:
        return _plain(_box(code)[1].charter)


class _Sizes(serializers.Serializer):
    size = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class BoxCheckpoint(APIView):
    @extend_schema(
        summary="A signed checkpoint with the lines of its witnesses; the newest unless `size` says which",
        parameters=[_Sizes],
        responses=TEXT,
        tags=["vote"],
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        edition, _key = _box(code)
        asked = _Sizes(data=request.query_params)
        asked.is_valid(raise_exception=True)
        size = asked.validated_data.get("size")
        known = Checkpoint.objects.filter(edition=edition).order_by("-size", "-closing")
        found = (known.filter(size=size) if size else known).prefetch_related("cosignatures").first()
        if found is None:
            raise Http404
        return _plain(found.note + "".join(line.line for line in found.cosignatures.all()))


class _Span(serializers.Serializer):
    start = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    end = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


_LEAF = inline_serializer(
    "BoxLeaf",
    {
        "index": serializers.IntegerField(),
        "kind": serializers.CharField(),
        "hash": serializers.CharField(),
        "data": serializers.CharField(),
    },
    many=True,
)


class BoxLeaves(APIView):
    @extend_schema(
        summary="Leaves of the log in order, two thousand at a time; of a ballot the hash only",
        parameters=[_Span],
        responses=_LEAF,
        tags=["vote"],
    )
    def get(self, request: Request, code: str) -> Response:
        edition, _key = _box(code)
        asked = _Span(data=request.query_params)
        asked.is_valid(raise_exception=True)
        start = asked.validated_data["start"]
        end = min(asked.validated_data.get("end", start + MOST_LEAVES), start + MOST_LEAVES)
        rows = LogLeaf.objects.filter(edition=edition, index__gte=start, index__lt=end).order_by("index")
        return Response(
            [{"index": row.index, "kind": row.kind, "hash": bytes(row.hash).hex(), "data": row.data} for row in rows]
        )


class _Leaf(serializers.Serializer):
    leaf = serializers.RegexField(r"^[0-9a-f]{64}$")
    size = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class BoxInclusion(APIView):
    @extend_schema(
        summary="The proof that a leaf is in the log (RFC 9162, 2.1.3)",
        parameters=[_Leaf],
        responses={
            200: inline_serializer(
                "BoxInclusion",
                {
                    "index": serializers.IntegerField(),
                    "path": serializers.ListField(child=serializers.CharField()),
                    "checkpoint": serializers.CharField(),
                },
            ),
            404: OpenApiResponse(description="Not in the log, or not yet."),
        },
        tags=["vote"],
    )
    def get(self, request: Request, code: str) -> Response:
        edition, _key = _box(code)
        asked = _Leaf(data=request.query_params)
        asked.is_valid(raise_exception=True)
        size = asked.validated_data.get("size")
        known = Checkpoint.objects.filter(edition=edition).order_by("-size", "-closing")
        checkpoint = (known.filter(size=size) if size else known).first()
        index = boxes.leaf_index(edition.pk, bytes.fromhex(asked.validated_data["leaf"]))
        if checkpoint is None or index is None or index >= checkpoint.size:
            raise Http404
        proof = boxes.inclusion(edition.pk, index, checkpoint)
        path = [step.hex() for step in proof.path]
        return Response({"index": index, "path": path, "checkpoint": checkpoint.note})


class _Pair(serializers.Serializer):
    old = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    new = serializers.IntegerField(min_value=1, max_value=2**31 - 1)

    def validate(self, attrs):
        if attrs["old"] > attrs["new"]:
            raise serializers.ValidationError({"old": "Not larger than new."})
        return attrs


class BoxConsistency(APIView):
    @extend_schema(
        summary="The proof that the log of `old` leaves is the beginning of that of `new` (RFC 9162, 2.1.4)",
        parameters=[_Pair],
        responses=inline_serializer("BoxConsistency", {"path": serializers.ListField(child=serializers.CharField())}),
        tags=["vote"],
    )
    def get(self, request: Request, code: str) -> Response:
        edition, _key = _box(code)
        asked = _Pair(data=request.query_params)
        asked.is_valid(raise_exception=True)
        old, new = asked.validated_data["old"], asked.validated_data["new"]
        last = boxes.newest(edition.pk)
        if last is None or new > last.size:
            raise Http404
        return Response({"path": [step.hex() for step in boxes.consistency(edition.pk, old, new)]})


class _Line(serializers.Serializer):
    size = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    line = serializers.CharField(max_length=400)


class BoxCosignatures(APIView):
    """Without a session: a witness is known by the signature alone."""

    authentication_classes: list = []

    @extend_schema(
        summary="Put a witness' line under a checkpoint; only known witnesses' are kept",
        request=_Line,
        responses={201: OpenApiResponse(description="Kept.")},
        tags=["vote"],
    )
    def post(self, request: Request, code: str) -> Response:
        edition, _key = _box(code)
        asked = _Line(data=request.data)
        asked.is_valid(raise_exception=True)
        log.cosign(edition, **asked.validated_data)
        return Response(status=status.HTTP_201_CREATED)


class BoxTurnout(APIView):
    @extend_schema(
        summary="How many have voted, by district, way and hour; never for what",
        responses=inline_serializer(
            "Turnout",
            {
                "total": serializers.IntegerField(),
                "districts": serializers.DictField(child=serializers.IntegerField()),
                "ways": serializers.DictField(child=serializers.IntegerField()),
                "hours": serializers.ListField(child=serializers.DictField()),
                "at": serializers.DateTimeField(),
            },
        ),
        tags=["vote"],
    )
    def get(self, request: Request, code: str) -> Response:
        edition, _key = _box(code)
        found = turnout(edition, timezone.now())
        hours = [{"hour": hour.isoformat(), "voters": number} for hour, number in found.hours]
        return Response(
            {
                "total": found.total,
                "districts": found.districts,
                "ways": found.ways,
                "hours": hours,
                "at": found.at.isoformat(),
            }
        )


urlpatterns = [
    path("budget/<slug:code>/box/", BoxKeys.as_view(), name="box"),
    path("budget/<slug:code>/box/charter/", BoxCharter.as_view(), name="box-charter"),
    path("budget/<slug:code>/box/checkpoint/", BoxCheckpoint.as_view(), name="box-checkpoint"),
    path("budget/<slug:code>/box/leaves/", BoxLeaves.as_view(), name="box-leaves"),
    path("budget/<slug:code>/box/inclusion/", BoxInclusion.as_view(), name="box-inclusion"),
    path("budget/<slug:code>/box/consistency/", BoxConsistency.as_view(), name="box-consistency"),
    path("budget/<slug:code>/box/cosignatures/", BoxCosignatures.as_view(), name="box-cosignatures"),
    path("budget/<slug:code>/turnout/", BoxTurnout.as_view(), name="box-turnout"),
]
