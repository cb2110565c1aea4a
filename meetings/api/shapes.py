"""What the answers look like."""

from rest_framework import serializers

from meetings.models import Line, Meeting, Question
from meetings.rules.disclosure import public
from meetings.selectors import year


class MeetingPointSerializer(serializers.Serializer):
    lon = serializers.FloatField(source="x")
    lat = serializers.FloatField(source="y")


class MeetingSerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.code")
    district = serializers.CharField(source="district_id")
    point = MeetingPointSerializer(allow_null=True)
    breach = serializers.SerializerMethodField()
    questions = serializers.IntegerField(source="question_count", read_only=True)
    lines = serializers.IntegerField(source="line_count", read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "number",
            "status",
            "organisation",
            "district",
            "title_kk",
            "title_ru",
            "topics_kk",
            "topics_ru",
            "venue_kk",
            "venue_ru",
            "address",
            "point",
            "starts_at",
            "first_starts_at",
            "minutes",
            "capacity",
            "way",
            "stream_url",
            "off_calendar",
            "notice_since",
            "breach",
            "held_at",
            "closed_at",
            "attended",
            "questions",
            "lines",
        ]

    def get_breach(self, meeting: Meeting) -> str:
        """``late_notice``, ``missing_notice``, or nothing where the duty was kept."""
        return year.notice_breach(meeting, at=self.context["at"]) or ""


class MeetingNoticeSerializer(serializers.Serializer):
    channel = serializers.CharField()
    at = serializers.DateTimeField()
    for_start = serializers.DateTimeField()
    evidence = serializers.CharField()


class MeetingDetailSerializer(MeetingSerializer):
    notices = MeetingNoticeSerializer(many=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "notices"]


class QuestionSerializer(serializers.ModelSerializer):
    """``text``: as it is read in public."""

    text = serializers.SerializerMethodField()
    category = serializers.CharField(source="category_id", allow_null=True)
    district = serializers.CharField(source="district_id", allow_null=True)
    address = serializers.CharField(source="public_address")

    class Meta:
        model = Question
        fields = ("number", "status", "text", "language", "category", "district", "address", "asked_at", "support")

    def get_text(self, question: Question) -> str:
        return question.public_text or public(question.text)


class PublicLineSerializer(serializers.ModelSerializer):
    """A line without what is for officials; of one not named in public the speaker is empty."""

    speaker = serializers.CharField(source="public_speaker")
    category = serializers.CharField(source="category_id", allow_null=True)
    district = serializers.CharField(source="district_id", allow_null=True)
    question = serializers.IntegerField(source="question.number", default=None)
    text = serializers.CharField(source="public_text")
    explanation = serializers.CharField(source="public_explanation")
    address = serializers.CharField(source="public_address")

    class Meta:
        model = Line
        fields = [
            "number",
            "speaker",
            "category",
            "district",
            "address",
            "language",
            "text",
            "question",
            "is_written",
            "result",
            "explanation",
            "appeal_number",
            "raises",
        ]


class LineSerializer(PublicLineSerializer):
    """The whole line, for those who keep the sheet."""

    speaker = serializers.CharField()
    text = serializers.CharField()
    explanation = serializers.CharField()
    address = serializers.CharField()

    class Meta(PublicLineSerializer.Meta):
        fields = [
            "key",
            "version",
            "stamp",
            *PublicLineSerializer.Meta.fields,
            "is_named_in_public",
            "contact_phone",
            "contact_email",
            "shown",
            "appeal_problem",
            "written_at",
            "struck_at",
        ]


class LinesSerializer(serializers.Serializer):
    """``stamp``: ask for what changed after it by ``?since=``."""

    stamp = serializers.IntegerField()
    lines = PublicLineSerializer(many=True)


class VersionSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    signed_at = serializers.DateTimeField()
    signed_name = serializers.CharField()
    reason = serializers.CharField(source="public_reason")
    digest = serializers.CharField()
    content = serializers.JSONField()
