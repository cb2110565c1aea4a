"""Districts and places for other programs, under ``/api/v1/``."""

import json

from django.contrib.gis.db.models import PolygonField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Func, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from geo.geocoder import suggest
from geo.models import City, District
from geo.selectors import district_at

# About 30 m: a third of what the eye tells apart where the whole city fills a screen.
_SIMPLIFY_DEGREES = 0.0003
_GEOJSON_DIGITS = 5


class DistrictSerializer(serializers.ModelSerializer):
    """A district: its code, names, official area and population (null where it is not known)."""

    name = serializers.CharField(read_only=True, help_text="In the language of the request.")

    class Meta:
        model = District
        fields = ["code", "name", "name_kk", "name_ru", "name_en", "area_km2", "population"]


class Outlined(serializers.Serializer):
    """Lends a simplified outline, null where none was asked for."""

    outline = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "nullable": True, "description": "GeoJSON geometry, lon/lat, WGS 84"})
    def get_outline(self, drawn_thing: District | City) -> dict | None:
        drawn = getattr(drawn_thing, "drawn", None)
        return json.loads(drawn) if drawn else None


class OutlinedDistrictSerializer(Outlined, DistrictSerializer):
    """A district with its simplified outline."""

    class Meta(DistrictSerializer.Meta):
        fields = [*DistrictSerializer.Meta.fields, "outline"]


class CitySerializer(Outlined, serializers.ModelSerializer):
    """The city as a whole: names, official area, population and the day it was counted."""

    name = serializers.CharField(read_only=True, help_text="In the language of the request.")

    class Meta:
        model = City
        fields = [
            "code", "name", "name_kk", "name_ru", "name_en", "area_km2", "population", "population_on", "outline",
        ]  # fmt: skip


class OutlineQuery(serializers.Serializer):
    outline = serializers.BooleanField(default=False, help_text="Add the simplified outline as GeoJSON.")


class DistrictAtQuery(serializers.Serializer):
    lon = serializers.FloatField(help_text="Longitude in degrees, WGS 84.")
    lat = serializers.FloatField(help_text="Latitude in degrees, WGS 84.")


class PlaceQuery(serializers.Serializer):
    q = serializers.CharField(max_length=200, help_text="A name or address as typed, in any of the alphabets.")
    district = serializers.SlugField(required=False, help_text="Keep to a district, by its code.")
    limit = serializers.IntegerField(min_value=1, max_value=20, default=8)


class SuggestionSerializer(serializers.Serializer):
    """A place to choose. ``source``: ``gazetteer`` or ``geocoder``."""

    name = serializers.CharField()
    detail = serializers.CharField()
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    district = serializers.CharField(help_text="Code; empty for a place that lies in several districts.")
    kind = serializers.CharField()
    source = serializers.ChoiceField(choices=["gazetteer", "geocoder"])  # type: ignore[assignment]


def _parsed(serializer: type[serializers.Serializer], request: Request) -> dict:
    query = serializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return query.validated_data


class TheCity(APIView):
    @extend_schema(
        operation_id="city_retrieve",
        summary="The city as a whole",
        parameters=[OutlineQuery],
        responses=CitySerializer,
        tags=["geo"],
    )
    def get(self, request: Request) -> Response:
        cities = City.objects.defer("outline")
        if _parsed(OutlineQuery, request)["outline"]:
            cities = _drawn(cities)
        return Response(CitySerializer(get_object_or_404(cities)).data)


class DistrictList(APIView):
    @extend_schema(
        operation_id="districts_list",
        summary="The districts of the city",
        parameters=[OutlineQuery],
        responses=OutlinedDistrictSerializer(many=True),
        tags=["geo"],
    )
    def get(self, request: Request) -> Response:
        districts = District.objects.defer("outline", "provenance")
        if _parsed(OutlineQuery, request)["outline"]:
            districts = _drawn(districts)
        return Response(OutlinedDistrictSerializer(districts, many=True).data)


class DistrictAt(APIView):
    @extend_schema(
        operation_id="districts_at",
        summary="The district of a point",
        description="422 with code `outside`, `swapped`, `zero` or `invalid` where the point is of no use.",
        parameters=[DistrictAtQuery],
        responses=DistrictSerializer,
        tags=["geo"],
    )
    def get(self, request: Request) -> Response:
        query = _parsed(DistrictAtQuery, request)
        return Response(DistrictSerializer(district_at(query["lon"], query["lat"])).data)


class PlaceList(APIView):
    """The gazetteer always answers; whoever asks too often loses only the external geocoder for a while."""

    throttle_scope = "geocoder"

    @extend_schema(
        operation_id="places_list",
        summary="Places that a typed text may mean",
        parameters=[
            PlaceQuery,
            OpenApiParameter("Accept-Language", str, OpenApiParameter.HEADER, enum=["kk", "ru", "en"]),
        ],
        responses=SuggestionSerializer(many=True),
        tags=["geo"],
    )
    def get(self, request: Request) -> Response:
        query = _parsed(PlaceQuery, request)
        found = suggest(
            query["q"],
            limit=query["limit"],
            district=query.get("district"),
            ask_server=ScopedRateThrottle().allow_request(request, self),
        )
        return Response(SuggestionSerializer(found, many=True).data)


def _drawn(things: QuerySet) -> QuerySet:
    simple = Func(
        "outline", _SIMPLIFY_DEGREES, function="ST_SimplifyPreserveTopology", output_field=PolygonField(srid=4326)
    )
    return things.annotate(drawn=AsGeoJSON(simple, precision=_GEOJSON_DIGITS))
