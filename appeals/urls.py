"""Residents' pages of appeals. Desk and admin have addresses of their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path

from appeals.views import (
    acts,
    answers,
    detail,
    feeds,
    follow,
    intake,
    lists,
    own_readings,
    photos,
    questions,
    subscriptions,
    tiles,
    voices,
)

app_name = "appeals"


def _step(request: HttpRequest, step: str) -> HttpResponse:
    return intake.quietly(request, intake.STEPS[step](request))


NUMBER = r"(?P<number>\d{4}-\d{6,9})"
# A split appeal is opened again by the same form.
ACTS = "|".join(sorted(detail.OF_AUTHOR - {"reopen_parts"}))

urlpatterns = [
    path("appeals/", lists.listing, name="list"),
    path("appeals/map/", lists.city_map, name="map"),
    path("appeals/new/", lambda request: redirect("appeals:new", "start"), name="begin"),
    re_path(rf"^appeals/new/(?P<step>{'|'.join(intake.STEPS)})/$", _step, name="new"),
    path("appeals/new/photo/<int:pk>/", intake.draft_photo, name="draft_photo"),
    path("appeals/follow/", follow.follow, name="follow"),
    path("appeals/feed.atom", feeds.NewestAtom(), name="atom"),
    path("appeals/feed.rss", feeds.Newest(), name="rss"),
    path("me/subscriptions/", subscriptions.page, name="subscriptions"),
    path("me/subscriptions/<int:pk>/leave/", subscriptions.leave, name="leave_subscription"),
    path("me/appeals/", lists.mine, name="mine"),
    re_path(rf"^appeals/{NUMBER}/$", detail.detail, name="detail"),
    re_path(rf"^appeals/{NUMBER}/fragment/$", detail.fragment, name="fragment"),
    re_path(rf"^appeals/{NUMBER}/readings/$", own_readings.own, name="readings"),
    re_path(rf"^appeals/{NUMBER}/receipt/$", intake.receipt, name="receipt"),
    re_path(rf"^appeals/{NUMBER}/receipt/slip/$", intake.slip, name="slip"),
    re_path(rf"^appeals/{NUMBER}/(?P<name>{ACTS})/$", acts.act, name="act"),
    re_path(rf"^appeals/{NUMBER}/answer/$", answers.pdf, name="answer_pdf"),
    re_path(rf"^appeals/{NUMBER}/voice/$", voices.voice, name="voice"),
    path("appeals/voice/<str:token>/", voices.confirm, name="voice_confirm"),
    path("appeals/voice/<str:token>/leave/", voices.leave, name="voice_leave"),
    path("appeals/question/<str:token>/", questions.question, name="question"),
    path("answers/check/<str:code>/", answers.check, name="check"),
    re_path(rf"^appeals/{NUMBER}/photos/(?P<pk>\d+)/(?P<size>thumb|full|original)/$", photos.photo, name="photo"),
]

# Without a language, like all tiles.
tile_patterns = [path("tiles/appeals/<int:z>/<int:x>/<int:y>.mvt", tiles.appeal_tile, name="appeal-tile")]
