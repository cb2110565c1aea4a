"""Oneself, one's letters and the bodies of the city, for other programs."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import people, selectors
from accounts.enums import Channel, OrganisationKind
from accounts.identity import masked
from accounts.models import Notice, Organisation, Residence, User
from accounts.signed_in import SignedInApiRequest


class ResidenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Residence
        fields = ["district", "registered_on", "proof", "proven_at"]


class PostSerializer(serializers.Serializer):
    role = serializers.CharField()
    organisation = serializers.CharField(source="organisation.code")
    district = serializers.CharField(source="district_id", allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class MeSerializer(serializers.ModelSerializer):
    """The signed-in person. The IIN is given masked, an empty string where there is none."""

    iin = serializers.SerializerMethodField()
    residence = serializers.SerializerMethodField()
    posts = serializers.SerializerMethodField()
    channels = serializers.SerializerMethodField()
    unread = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["full_name", "email", "phone", "language", "channels", "iin", "residence", "posts", "unread"]

    def get_iin(self, user: User) -> str:
        return masked(user)

    def get_residence(self, user: User) -> dict | None:
        held = Residence.objects.filter(user=user).first()
        return ResidenceSerializer(held).data if held else None

    def get_posts(self, user: User) -> list[dict]:
        return list(PostSerializer(selectors.posts(user, timezone.localdate()), many=True).data)

    def get_channels(self, user: User) -> list[str]:
        return [channel for channel, on in selectors.letter_channels(user).items() if on]

    def get_unread(self, user: User) -> int:
        return selectors.unread_count(user)


class MeChange(serializers.Serializer):
    """What a person changes here; e-mail, phone and IIN change only where their owner is proven."""

    full_name = serializers.CharField(max_length=200, required=False)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    channels = serializers.MultipleChoiceField(
        choices=[Channel.EMAIL.value, Channel.SMS.value], required=False, help_text="Besides the inbox."
    )


class Me(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=MeSerializer)
    def get(self, request: SignedInApiRequest) -> Response:
        return Response(MeSerializer(request.user).data)

    @extend_schema(request=MeChange, responses=MeSerializer)
    def patch(self, request: SignedInApiRequest) -> Response:
        change = MeChange(data=request.data)
        change.is_valid(raise_exception=True)
        people.change(request.user, **change.validated_data)
        return Response(MeSerializer(request.user).data)


class NoticeSerializer(serializers.ModelSerializer):
    """A letter of the inbox. ``link``: path on this site, or an empty string."""

    class Meta:
        model = Notice
        fields = ["id", "code", "language", "subject", "body", "link", "created_at", "read_at"]


class NewestFirst(CursorPagination):
    ordering = ("-created_at", "-pk")
    page_size = 20


class MyNotices(generics.ListAPIView):
    request: SignedInApiRequest
    permission_classes = [IsAuthenticated]
    serializer_class = NoticeSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Notice]:
        if getattr(self, "swagger_fake_view", False):
            return Notice.objects.none()
        return selectors.inbox(self.request.user)


class ReadNotice(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=None, responses=NoticeSerializer)
    def post(self, request: SignedInApiRequest, pk: int) -> Response:
        return Response(NoticeSerializer(people.read_notice(request.user, pk, at=timezone.now())).data)


class OrganisationSerializer(serializers.ModelSerializer):
    """A body of the city or a company that serves it. ``valid_to``: the first day without it."""

    parent: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="code", read_only=True)  # type: ignore[assignment]
    predecessors: serializers.Field = serializers.SlugRelatedField(slug_field="code", read_only=True, many=True)
    name = serializers.CharField(read_only=True, help_text="In the language of the request.")

    class Meta:
        model = Organisation
        fields = [
            "code",
            "kind",
            "name",
            "name_kk",
            "name_ru",
            "name_en",
            "parent",
            "district",
            "phone",
            "valid_from",
            "valid_to",
            "predecessors",
        ]


class OrganisationQuery(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="In force on this day; without it, today.")
    kind = serializers.ChoiceField(choices=OrganisationKind.choices, required=False)


class Organisations(generics.ListAPIView):
    """The bodies in force on a day, in one answer: there are some dozens."""

    serializer_class = OrganisationSerializer
    pagination_class = None

    @extend_schema(parameters=[OrganisationQuery])
    def get(self, request: Request, *args, **kwargs) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Organisation]:
        query = OrganisationQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        on = query.validated_data.get("on") or timezone.localdate()
        bodies = Organisation.objects.in_force(on).select_related("parent").prefetch_related("predecessors")
        kind = query.validated_data.get("kind")
        return bodies.filter(kind=kind) if kind else bodies
