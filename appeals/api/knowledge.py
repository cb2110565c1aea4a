"""Help articles and the share of quick answers, for other programs."""

from datetime import date

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appeals.api.door import Door
from appeals.api.shapes import NamedSerializer
from appeals.selectors import knowledge, quick

QUERY_LENGTH = 200


class ArticleSerializer(serializers.Serializer):
    """In the language of the request; Kazakh where there is no text in it."""

    code = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    norm = serializers.CharField()
    organisation = NamedSerializer()
    category = NamedSerializer(allow_null=True)
    changed_at = serializers.DateTimeField()


class PeriodSerializer(serializers.Serializer):
    """Which appeals to count, by their day of registration, both days included."""

    since = serializers.DateField()
    until = serializers.DateField()

    def validate(self, days: dict[str, date]) -> dict[str, date]:
        if days["until"] < days["since"]:
            raise serializers.ValidationError({"until": "The last day stands before the first."})
        return days


class QuickFiguresSerializer(serializers.Serializer):
    registered = serializers.IntegerField()
    answered = serializers.IntegerField(help_text="At first contact, not sent on, not opened again.")
    checked = serializers.IntegerField(help_text="Of these, in the random sample and judged.")
    passed = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Per cent of all registered.")
    good_share = serializers.FloatField(allow_null=True, help_text="The same with the quality check.")
    target = serializers.IntegerField(help_text="What the city aims at, per cent.")


class ArticleList(APIView):
    @extend_schema(
        operation_id="articles_list",
        summary="Help articles in force; with q those that answer a question, best first",
        parameters=[OpenApiParameter("q", str, description="Words in any of the three languages.")],
        responses=ArticleSerializer(many=True),
        tags=["help"],
    )
    def get(self, request: Request) -> Response:
        today = timezone.localdate(Door.of(request).at)
        words = request.query_params.get("q", "").replace("\0", "")[:QUERY_LENGTH]
        found = knowledge.found(words, on=today) if words.strip() else knowledge.articles(today)
        return Response(ArticleSerializer(found, many=True).data)


class ArticleDetail(APIView):
    @extend_schema(operation_id="articles_read", summary="One article", responses=ArticleSerializer, tags=["help"])
    def get(self, request: Request, code: str) -> Response:
        found = knowledge.article(code, on=timezone.localdate(Door.of(request).at))
        if found is None:
            raise Http404
        return Response(ArticleSerializer(found).data)


class QuickFigures(APIView):
    @extend_schema(
        operation_id="quick_answers_read",
        summary="The share of answers at first contact",
        parameters=[PeriodSerializer],
        responses=QuickFiguresSerializer,
        tags=["help"],
    )
    def get(self, request: Request) -> Response:
        asked = PeriodSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(QuickFiguresSerializer(quick.figures(**asked.validated_data)).data)
