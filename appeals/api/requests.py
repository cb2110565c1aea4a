"""What comes in. These shapes know types only; what is right or wrong is for the services to say."""

from datetime import date

from django.conf import settings
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.utils import html

from appeals.enums import Decision, Kind, PlaceSource, Status
from appeals.rules.report import Contact, Place
from appeals.rules.texts import TEXT_MAX
from appeals.selectors.lists import Filters
from appeals.services.hearings import Protocol


class PlaceRequest(serializers.Serializer):
    lon = serializers.FloatField(required=False, allow_null=True)
    lat = serializers.FloatField(required=False, allow_null=True)
    district = serializers.CharField(required=False, allow_blank=True, default="")
    address = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class ContactRequest(serializers.Serializer):
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    email = serializers.CharField(required=False, allow_blank=True, default="", max_length=254)
    phone = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)


class DetailsField(serializers.DictField):
    """Answers to extra questions by code: a value, or several of a list. In a form: ``details.extent=street``."""

    def get_value(self, dictionary):
        if not html.is_html_input(dictionary):
            return super().get_value(dictionary)
        given = html.parse_html_dict(dictionary, prefix=self.field_name or "")
        return {code: values[0] if len(values) == 1 else values for code, values in given.lists()} or empty


class FilingRequest(serializers.Serializer):
    """A new appeal. With photos send ``multipart/form-data`` and write the nested fields as ``place.lon``."""

    text = serializers.CharField(trim_whitespace=False)
    language = serializers.ChoiceField(settings.LANGUAGES)
    category = serializers.CharField(required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(Kind.choices, default=Kind.QUICK_REPORT)
    place = PlaceRequest(required=False)
    contact = ContactRequest(required=False)
    consent = serializers.CharField(required=False, allow_blank=True, default="")
    details = DetailsField(required=False, default=dict, help_text="Answers to the extra questions of the category.")
    photos = serializers.ListField(child=serializers.FileField(), required=False, default=list)

    def words(self) -> dict:
        """The keywords of ``intake.register``."""
        given = dict(self.validated_data)
        given["place"] = Place(**given.get("place", {}))
        given["contact"] = Contact(**given.get("contact", {}))
        return given


class AppealFilter(serializers.Serializer):
    """Narrows the list of appeals."""

    district = serializers.CharField(required=False, default="", help_text="Code of a district.")
    category = serializers.CharField(required=False, default="", help_text="Code of a leaf or of a top category.")
    organisation = serializers.CharField(required=False, default="", help_text="Code of a responsible body.")
    status = serializers.MultipleChoiceField(choices=Status.choices, required=False, default=set)
    received_from = serializers.DateField(required=False, default=None, help_text="Registered on this day or later.")
    received_before = serializers.DateField(required=False, default=None, help_text="Registered before this day.")
    overdue = serializers.BooleanField(default=False, help_text="Open, and past the last day for the answer.")
    q = serializers.CharField(required=False, default="", max_length=200, help_text="A number, or words of the text.")
    mine = serializers.BooleanField(default=False, help_text="Only what you filed.")

    def filters(self, *, on: date) -> Filters:
        """The same as the lists understand it; ``on``: today in the city."""
        asked = self.validated_data
        same = ("district", "category", "organisation", "received_from", "received_before")
        return Filters(
            statuses=frozenset(asked["status"]),
            overdue_on=on if asked["overdue"] else None,
            words=asked["q"],
            **{name: asked[name] for name in same},
        )


class ActRequest(serializers.Serializer):
    """``seq``: the version that the person saw; a thing that has moved on since is answered 409."""

    seq = serializers.IntegerField(required=False, min_value=1)

    def words(self) -> dict:
        """The keywords of the service."""
        return dict(self.validated_data)


class ReasonRequest(ActRequest):
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class ExtendRequest(ReasonRequest):
    """``until``: the new last day; ``override``: why once more, where the term was extended before."""

    until = serializers.DateField()
    override = serializers.CharField(required=False, allow_blank=True, default="")


class CategoriseRequest(ActRequest):
    category = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(Kind.choices, required=False)


class RouteRequest(ReasonRequest):
    organisation = serializers.CharField(required=False, allow_blank=True, default="")


class QuestionRequest(ActRequest):
    question = serializers.CharField(allow_blank=True)


class PublishRequest(ActRequest):
    public_title = serializers.CharField(allow_blank=True)
    public_text = serializers.CharField(allow_blank=True)
    photo_ids = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)
    shown = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        default=list,
        help_text="Words that look like personal data and that everybody may read all the same.",
    )


class AnswerAtOnceRequest(ActRequest):
    text = serializers.CharField(allow_blank=True)
    decision = serializers.ChoiceField(Decision.choices)
    language = serializers.CharField(required=False, allow_blank=True, default="")
    norm = serializers.CharField(required=False, allow_blank=True, default="")


class ReportRequest(AnswerAtOnceRequest):
    decision = serializers.ChoiceField(Decision.choices, default=Decision.SATISFIED)
    photos = serializers.ListField(child=serializers.FileField(), required=False, default=list)
    photo_place = PlaceRequest(required=False, help_text="Where the photos were taken, lon and lat in degrees.")
    place_source = serializers.ChoiceField(PlaceSource.choices, default=PlaceSource.PIN)
    no_photo_reason = serializers.CharField(required=False, allow_blank=True, default="")
    reasons = serializers.CharField(required=False, allow_blank=True, default="")

    def words(self) -> dict:
        given = super().words()
        return given | {"photo_place": Place(**given["photo_place"])} if "photo_place" in given else given


class AcceptReportRequest(ActRequest):
    text = serializers.CharField(required=False, allow_blank=True, default="")
    reasons = serializers.CharField(required=False, allow_blank=True, default="")
    norm = serializers.CharField(required=False, allow_blank=True, default="")
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ReplyRequest(ActRequest):
    text = serializers.CharField(allow_blank=True)


class ReplyToQuestionRequest(ReplyRequest):
    part = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of a split appeal, the part asked about.",
    )


class ConfirmRequest(ActRequest):
    note = serializers.CharField(required=False, allow_blank=True, default="")


class AssignRequest(ActRequest):
    """Keys of a person and of a team of the responsible body."""

    executor = serializers.IntegerField(required=False, allow_null=True, default=None)
    team = serializers.IntegerField(required=False, allow_null=True, default=None)
    despite_absence = serializers.BooleanField(default=False)


class NoteRequest(ActRequest):
    text = serializers.CharField(allow_blank=True)


class ProposeRequest(ActRequest):
    decision = serializers.ChoiceField(Decision.choices)
    text = serializers.CharField(allow_blank=True)


class WaiveRequest(ReasonRequest):
    decision = serializers.ChoiceField(Decision.choices)
    exception = serializers.CharField()


class MinuteRequest(ActRequest):
    """The protocol of a hearing (APPC art. 74)."""

    place = serializers.CharField(allow_blank=True, max_length=300)
    begun_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    body = serializers.CharField(allow_blank=True, max_length=300)
    official = serializers.CharField(allow_blank=True, max_length=200)
    secretary = serializers.CharField(allow_blank=True, max_length=200)
    participants = serializers.CharField(allow_blank=True, max_length=TEXT_MAX)
    question = serializers.CharField(allow_blank=True, max_length=TEXT_MAX)
    said = serializers.CharField(allow_blank=True, max_length=TEXT_MAX)
    added_facts = serializers.CharField(required=False, allow_blank=True, default="", max_length=TEXT_MAX)

    def words(self) -> dict:
        given = super().words()
        seq = {"seq": given.pop("seq")} if "seq" in given else {}
        return {"protocol": Protocol(**given), **seq}


class RateRequest(ActRequest):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    reasons = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    text = serializers.CharField(required=False, allow_blank=True, default="")
