"""What goes out: appeals as this viewer may read them."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appeals.api.acts import ACTS
from appeals.api.sending import PartSerializer, parts_of
from appeals.enums import Kind, PhotoMoment, Source, Status
from appeals.models import Appeal, Category, CategoryQuestion
from appeals.selectors import details, faces
from appeals.selectors.faces import Face
from workflow.models import Act


class NamedSerializer(serializers.Serializer):
    """A code and its name in the language of the request."""

    code = serializers.CharField()
    name = serializers.CharField()


class PointSerializer(serializers.Serializer):
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    rounded = serializers.BooleanField(help_text="True where the exact point would show somebody's home.")


class PhotoSerializer(serializers.Serializer):
    moment = serializers.ChoiceField(PhotoMoment.choices)
    url = serializers.CharField()
    thumb_url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class AppealSerializer(serializers.Serializer):
    """An appeal in a list. ``seq`` is its version: send it along with an act."""

    number = serializers.CharField()
    seq = serializers.IntegerField()
    kind = serializers.ChoiceField(Kind.choices)
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]  # fields leave the class body
    status = serializers.ChoiceField(Status.choices)
    status_since = serializers.DateTimeField()
    language = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    category = NamedSerializer(allow_null=True)
    district = NamedSerializer(allow_null=True)
    organisation = NamedSerializer(allow_null=True)
    address = serializers.CharField()
    point = PointSerializer(allow_null=True)
    received_at = serializers.DateTimeField()
    registered_on = serializers.DateField()
    due_on = serializers.DateField()
    due_at = serializers.DateTimeField(allow_null=True)
    first_due_on = serializers.DateField()
    extended_at = serializers.DateTimeField(allow_null=True)
    deemed_refused_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    reopened = serializers.IntegerField()
    published = serializers.BooleanField()

    def to_representation(self, appeal: Appeal) -> dict:
        return super().to_representation(self._row(appeal, faces.face(appeal, self.context["viewer"])))

    def _row(self, appeal: Appeal, face: Face) -> dict:
        same = ("number", "seq", "kind", "source", "status", "status_since", "language", "category", "district")
        more = ("organisation", "received_at", "registered_on", "ended_at", "reopened")
        clock = ("due_on", "due_at", "first_due_on", "extended_at", "deemed_refused_at")
        point = {"lon": face.point[0], "lat": face.point[1], "rounded": face.point_is_rounded} if face.point else None
        return {name: getattr(appeal, name) for name in same + more + clock} | {
            "title": face.title,
            "text": face.text,
            "address": face.address,
            "point": point,
            "published": appeal.is_public,
        }


class AnswerSerializer(serializers.Serializer):
    decision = serializers.CharField()
    text = serializers.CharField()
    norm = serializers.CharField()
    language = serializers.CharField()
    sent_at = serializers.DateTimeField()


class DetailSerializer(serializers.Serializer):
    """An answer to an extra question, in words of the request's language. Free words are not for strangers."""

    code = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()


class AppealDetailSerializer(AppealSerializer):
    """One appeal with its photos, answers and the acts that the viewer may do here now."""

    details = DetailSerializer(many=True)
    photos = PhotoSerializer(many=True)
    answers = AnswerSerializer(many=True)
    parts = PartSerializer(many=True)
    acts = serializers.ListField(child=serializers.CharField())

    def _row(self, appeal: Appeal, face: Face) -> dict:
        viewer = self.context["viewer"]
        return super()._row(appeal, face) | {
            "details": details.shown(appeal, inside=face.inside),
            "photos": [self._photo(appeal, photo) for photo in faces.photos(appeal, viewer)],
            "answers": faces.sent_answers(appeal),
            "parts": parts_of(appeal, viewer, at=self.context["at"]),
            "acts": [name for name in faces.open_acts(appeal, viewer, at=self.context["at"]) if name in ACTS],
        }

    def _photo(self, appeal: Appeal, photo) -> dict:
        where = {"number": appeal.number, "pk": photo.pk}
        address = {size: reverse("appeals:photo", kwargs={**where, "size": size}) for size in ("full", "thumb")}
        return {
            "moment": photo.moment,
            "url": address["full"],
            "thumb_url": address["thumb"],
            "width": photo.width,
            "height": photo.height,
        }


class ActSerializer(serializers.ModelSerializer):
    """One line of the journal. Who acted is told by role, never by name."""

    role = serializers.CharField(source="actor_role")

    class Meta:
        model = Act
        fields = ["seq", "name", "before", "after", "at", "role", "basis"]


class ChoiceSerializer(serializers.Serializer):
    """What may be answered to a question of a list: send the ``key``."""

    key = serializers.CharField()
    name_kk = serializers.CharField()
    name_ru = serializers.CharField()
    name_en = serializers.CharField()


class ExtraQuestionSerializer(serializers.ModelSerializer):
    """An extra question of a leaf: answer it in ``details`` of a new appeal, under its code."""

    text = serializers.CharField()
    order = serializers.IntegerField(source="position")
    values = ChoiceSerializer(many=True)

    class Meta:
        model = CategoryQuestion
        fields = ["code", "datatype", "required", "order", "text", "text_kk", "text_ru", "text_en", "values"]


class CategorySerializer(serializers.ModelSerializer):
    """A category of the tree; ``leaves`` of a top one are what an appeal may carry.

    ``questions``: what a leaf asks besides.
    """

    name = serializers.CharField()
    questions = serializers.SerializerMethodField()
    leaves = serializers.SerializerMethodField()

    class Meta:
        model = Category
        names = ["code", "name", "name_kk", "name_ru", "name_en"]
        fields = [*names, "topic", "icon", "emergency_phone", "questions", "leaves"]

    @extend_schema_field(ExtraQuestionSerializer(many=True))
    def get_questions(self, category: Category) -> list[dict]:
        return list(ExtraQuestionSerializer(getattr(category, "asked", ()), many=True).data)

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Category"}})
    def get_leaves(self, category: Category) -> list[dict]:
        leaves = getattr(category, "leaves_in_force", ())
        return list(CategorySerializer(leaves, many=True).data)


class ReceiptSerializer(serializers.Serializer):
    """What the author keeps: number, claim code, legal day and the last day for the answer."""

    number = serializers.CharField()
    claim_code = serializers.SerializerMethodField(help_text="The secret by which the appeal is followed: keep it.")
    received_at = serializers.DateTimeField()
    registered_on = serializers.DateField()
    due_on = serializers.DateField()
    status = serializers.ChoiceField(Status.choices)

    def get_claim_code(self, appeal: Appeal) -> str:
        return self.context["claim_code"]
