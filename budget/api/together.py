"""Writing together, for programs: invitations of co-authors, and joining a proposal that says the same (rule 31)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import actor_of
from budget.enums import CoAuthorState
from budget.models import CoAuthor, JoinRequest, Proposal
from budget.policy import Viewer
from budget.selectors import proposals, similar
from budget.selectors.similar import Similar
from budget.services import coauthors, joining
from workflow.refusals import Refused


class CoAuthorSerializer(serializers.ModelSerializer):
    """Somebody who writes along or is asked to. ``name``: once accepted; ``expires_at``: while an answer is awaited."""

    name = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    expires_at = serializers.SerializerMethodField()

    class Meta:
        model = CoAuthor
        fields = ("id", "state", "name", "email", "invited_at", "expires_at")

    def get_name(self, row: CoAuthor) -> str:
        return str(row.user) if row.state == CoAuthorState.ACCEPTED else ""

    def get_email(self, row: CoAuthor) -> str:
        return "" if row.state == CoAuthorState.ACCEPTED else row.email

    def get_expires_at(self, row: CoAuthor) -> datetime | None:
        return row.expires_at if row.state == CoAuthorState.INVITED else None


class InvitationSerializer(serializers.ModelSerializer):
    """An invitation as the invited person sees it."""

    proposal = serializers.CharField(source="proposal.number")
    title = serializers.CharField(source="proposal.name")
    language = serializers.CharField(source="proposal.name_language")
    edition = serializers.CharField(source="proposal.edition.code")
    author = serializers.CharField(source="proposal.author")
    expires_at = serializers.DateTimeField()

    class Meta:
        model = CoAuthor
        fields = ("id", "state", "proposal", "title", "language", "edition", "author", "invited_at", "expires_at")


class WishSerializer(serializers.ModelSerializer):
    """The wish of those who write ``draft`` to be taken into ``target``."""

    draft = serializers.CharField(source="draft.number")
    target = serializers.CharField(source="target.number")
    author = serializers.CharField(source="draft.author")
    expires_at = serializers.DateTimeField()

    class Meta:
        model = JoinRequest
        fields = ("id", "state", "draft", "target", "author", "asked_at", "expires_at")


class NearSerializer(serializers.Serializer):
    """A public proposal near by that may be about the same. ``wish``: the one to join it, if it was made."""

    number = serializers.CharField(source="proposal.number")
    title = serializers.CharField(source="proposal.name")
    language = serializers.CharField(source="proposal.name_language")
    distance_m = serializers.IntegerField()
    wish = serializers.SerializerMethodField()

    @extend_schema_field(WishSerializer(allow_null=True))
    def get_wish(self, each: Similar) -> dict | None:
        wish = self.context["wishes"].get(each.proposal.pk)
        return WishSerializer(wish).data if wish else None


class InviteSerializer(serializers.Serializer):
    email = serializers.CharField(max_length=254)


class AskSerializer(serializers.Serializer):
    """``target``: number of the proposal to be taken into."""

    target = serializers.CharField(max_length=20)


class AnswerSerializer(serializers.Serializer):
    accept = serializers.BooleanField()


class Together(APIView):
    """What only those who write, or are asked to, get to see."""

    permission_classes = (IsAuthenticated,)

    def viewer(self, at: datetime) -> Viewer:
        return Viewer(actor_of(self.request.user, at))

    def written(self, number: str, viewer: Viewer) -> Proposal:
        found = proposals.own(viewer).filter(number=number).first()
        if found is None:
            raise Http404
        return found


class CoAuthorList(Together):
    @extend_schema(
        operation_id="coauthors_list",
        summary="Who writes a proposal along, and who is asked to",
        responses=CoAuthorSerializer(many=True),
        tags=["budget"],
    )
    def get(self, request: Request, number: str) -> Response:
        row = self.written(number, self.viewer(timezone.now()))
        return Response(CoAuthorSerializer(row.coauthors.select_related("user"), many=True).data)

    @extend_schema(
        operation_id="coauthors_invite",
        summary="Invite somebody by e-mail to write along",
        request=InviteSerializer,
        responses={201: CoAuthorSerializer},
        tags=["budget"],
    )
    def post(self, request: Request, number: str) -> Response:
        asked, at = _typed(InviteSerializer, request), timezone.now()
        viewer = self.viewer(at)
        row = self.written(number, viewer)
        invited = coauthors.invite(row.pk, email=asked["email"], actor=viewer.actor, at=at)
        return Response(CoAuthorSerializer(invited).data, status=status.HTTP_201_CREATED)


class CoAuthorDetail(Together):
    @extend_schema(
        operation_id="coauthors_remove",
        summary="Take an invitation or a co-author back",
        responses={204: None},
        tags=["budget"],
    )
    def delete(self, request: Request, number: str, pk: int) -> Response:
        at = timezone.now()
        viewer = self.viewer(at)
        coauthors.remove(self.written(number, viewer).pk, invitation_id=pk, actor=viewer.actor, at=at)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InvitationList(Together):
    @extend_schema(
        summary="Invitations that wait for your answer", responses=InvitationSerializer(many=True), tags=["budget"]
    )
    def get(self, request: Request) -> Response:
        at = timezone.now()
        return Response(InvitationSerializer(proposals.invitations(self.viewer(at), at), many=True).data)


class InvitationAnswer(Together):
    @extend_schema(
        operation_id="invitations_answer",
        summary="Accept an invitation or decline it",
        request=AnswerSerializer,
        responses=InvitationSerializer,
        tags=["budget"],
    )
    def post(self, request: Request, pk: int) -> Response:
        said, at = _typed(AnswerSerializer, request), timezone.now()
        with _unknown_is_not_found():
            row = coauthors.answer(pk, accept=said["accept"], actor=self.viewer(at).actor, at=at)
        return Response(InvitationSerializer(row).data)


class NearList(Together):
    @extend_schema(
        operation_id="proposals_near",
        summary="Public proposals near a draft that may be about the same",
        responses=NearSerializer(many=True),
        tags=["budget"],
    )
    def get(self, request: Request, number: str) -> Response:
        row = self.written(number, self.viewer(timezone.now()))
        found = similar.near_to(row)
        context = {"wishes": proposals.wishes_of(row)}
        return Response(NearSerializer(found, many=True, context=context).data)


class WishList(Together):
    @extend_schema(
        operation_id="wishes_list",
        summary="Wishes to join your proposals that wait for your answer",
        responses=WishSerializer(many=True),
        tags=["budget"],
    )
    def get(self, request: Request) -> Response:
        at = timezone.now()
        return Response(WishSerializer(proposals.wishes_for(self.viewer(at), at), many=True).data)


class WishAsk(Together):
    @extend_schema(
        operation_id="wishes_ask",
        summary="Ask to be taken into a proposal in place of sending this draft",
        request=AskSerializer,
        responses={201: WishSerializer},
        tags=["budget"],
    )
    def post(self, request: Request, number: str) -> Response:
        asked, at = _typed(AskSerializer, request), timezone.now()
        viewer = self.viewer(at)
        act = joining.ask(self.written(number, viewer).pk, number=asked["target"], actor=viewer.actor, at=at)
        return Response(WishSerializer(proposals.wish(act.data["wish"])).data, status=status.HTTP_201_CREATED)


class WishAnswer(Together):
    @extend_schema(
        operation_id="wishes_answer",
        summary="Take those who write a similar draft in, or decline",
        request=AnswerSerializer,
        responses=WishSerializer,
        tags=["budget"],
    )
    def post(self, request: Request, pk: int) -> Response:
        said, at = _typed(AnswerSerializer, request), timezone.now()
        with _unknown_is_not_found():
            joining.answer(pk, accept=said["accept"], actor=self.viewer(at).actor, at=at)
        return Response(WishSerializer(proposals.wish(pk)).data)


@contextmanager
def _unknown_is_not_found() -> Iterator[None]:
    """Who has no part in it is told no more than that there is no such thing."""
    try:
        yield
    except Refused as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        raise


def _typed(serializer: type[serializers.Serializer], request: Request) -> dict:
    typed = serializer(data=request.data)
    typed.is_valid(raise_exception=True)
    return typed.validated_data


urlpatterns = [
    path("budget/invitations/", InvitationList.as_view(), name="budget-invitations"),
    path("budget/invitations/<int:pk>/answer/", InvitationAnswer.as_view(), name="budget-invitation-answer"),
    path("budget/wishes/", WishList.as_view(), name="budget-wishes"),
    path("budget/wishes/<int:pk>/answer/", WishAnswer.as_view(), name="budget-wish-answer"),
    path("budget/proposals/<str:number>/co-authors/", CoAuthorList.as_view(), name="budget-co-authors"),
    path("budget/proposals/<str:number>/co-authors/<int:pk>/", CoAuthorDetail.as_view(), name="budget-co-author"),
    path("budget/proposals/<str:number>/near/", NearList.as_view(), name="budget-near"),
    path("budget/proposals/<str:number>/wishes/", WishAsk.as_view(), name="budget-wish"),
]
