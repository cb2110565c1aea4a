"""What programs send. What it must be is for the services to say."""

from rest_framework import serializers

from meetings.services.fields import Place
from meetings.services.sheet import Words


class MeetingFilter(serializers.Serializer):
    host = serializers.CharField(required=False, default="", help_text="`city`, or the code of a district akim")
    district = serializers.CharField(required=False, default="")
    year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)


class PlaceRequest(serializers.Serializer):
    lon = serializers.FloatField(required=False, allow_null=True, default=None)
    lat = serializers.FloatField(required=False, allow_null=True, default=None)
    district = serializers.CharField(required=False, allow_blank=True, default="")
    address = serializers.CharField(required=False, allow_blank=True, default="")


class QuestionRequest(PlaceRequest):
    key = serializers.UUIDField()
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    category = serializers.CharField(required=False, allow_blank=True, default="")

    def words(self) -> dict:
        values = dict(self.validated_data)
        place = Place(*(values.pop(name) for name in ("lon", "lat", "district", "address")))
        return {**values, "place": place}


class LineRequest(PlaceRequest):
    """``category``: code, or the digits of the sheet. ``question``: number of one put in advance.

    ``raises``: number of an appeal filed before, of which the line speaks.
    """

    text = serializers.CharField(required=False, allow_blank=True, default="")
    speaker = serializers.CharField(required=False, allow_blank=True, default="")
    is_named = serializers.BooleanField(required=False, default=False)
    phone = serializers.CharField(required=False, allow_blank=True, default="")
    email = serializers.CharField(required=False, allow_blank=True, default="")
    question = serializers.IntegerField(required=False, allow_null=True, default=None)
    category = serializers.CharField(required=False, allow_blank=True, default="")
    language = serializers.CharField(required=False, default="kk")
    is_written = serializers.BooleanField(required=False, default=False)
    result = serializers.CharField(required=False, allow_blank=True, default="")
    explanation = serializers.CharField(required=False, allow_blank=True, default="")
    raises = serializers.CharField(required=False, allow_blank=True, default="")
    shown = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        default=list,
        help_text="words that look like personal data and that everybody may read; all others are covered in public",
    )

    def words(self) -> Words:
        values = dict(self.validated_data)
        values.pop("key", None), values.pop("version", None)
        place = Place(*(values.pop(name) for name in ("lon", "lat", "district", "address")))
        return Words(**values, place=place)


class NewLineRequest(LineRequest):
    key = serializers.UUIDField()


class CorrectedLineRequest(LineRequest):
    version = serializers.IntegerField()
