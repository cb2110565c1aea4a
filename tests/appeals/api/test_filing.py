"""Filing by another program: one appeal for one key, refusals as problem documents, nothing half-written."""

import uuid

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from appeals.models import Appeal, Photo
from tests.factories.appeals import TEXT, photo

FILING = {
    "text": TEXT,
    "language": "kk",
    "category": "roads-pothole",
    "place": {"lon": 77.0405, "lat": 43.3521},
    "contact": {"email": "aigul@example.kz"},
    "consent": "2026-01",
}


@pytest.fixture
def api(town) -> APIClient:
    cache.clear()
    return APIClient()


def test_the_receipt_has_what_the_author_needs(api):
    response = api.post("/api/v1/appeals/", FILING)

    appeal = Appeal.objects.get()
    assert response.status_code == 201
    assert set(response.data) == {"number", "claim_code", "received_at", "registered_on", "due_on", "status"}
    assert (response.data["number"], response.data["status"]) == (appeal.number, "registered")
    assert (appeal.source, appeal.district_id, appeal.contact_email) == ("api", "turksib", "aigul@example.kz")


def test_the_same_key_makes_one_appeal_and_gives_the_same_receipt(api):
    key = str(uuid.uuid4())
    first = api.post("/api/v1/appeals/", FILING, headers={"Idempotency-Key": key})
    second = api.post("/api/v1/appeals/", FILING, headers={"Idempotency-Key": key})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.data == second.data
    assert Appeal.objects.count() == 1


def test_the_same_key_with_another_content_is_refused(api):
    key = str(uuid.uuid4())
    api.post("/api/v1/appeals/", FILING, headers={"Idempotency-Key": key})
    response = api.post(
        "/api/v1/appeals/", {**FILING, "text": TEXT + " Тағы бір шұңқыр."}, headers={"Idempotency-Key": key}
    )

    assert (response.status_code, response.data["code"]) == (422, "key_reused")
    assert Appeal.objects.count() == 1


def test_a_photo_comes_along_in_a_multipart_form(api):
    whole = {"text": TEXT, "language": "kk", "place.lon": 77.0405, "place.lat": 43.3521, "consent": "2026-01"}
    picture = photo()
    picture.name = "pit.jpg"
    response = api.post("/api/v1/appeals/", {**whole, "photos": [picture]}, format="multipart")

    assert response.status_code == 201, response.data
    assert Photo.objects.filter(appeal__number=response.data["number"]).count() == 1


REFUSALS = {
    "outside": ({"place": {"lon": 71.43, "lat": 51.13}}, 422, "place_outside"),
    "swapped": ({"place": {"lon": 43.3521, "lat": 77.0405}}, 422, "place_swapped"),
    "zero": ({"place": {"lon": 0, "lat": 0}}, 422, "place_zero"),
    "no such category": ({"category": "no-such"}, 422, "category_unknown"),
    "short text": ({"text": "."}, 422, "text_short"),
    "no consent": ({"consent": ""}, 422, "consent_needed"),
    "bad e-mail": ({"contact": {"email": "no at sign"}}, 422, "email_wrong"),
    "unknown language": ({"language": "de"}, 400, "invalid"),
    "no text": ({"text": None}, 400, "invalid"),
}


@pytest.mark.parametrize(("change", "status", "code"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_problem_document_and_writes_nothing(api, change, status, code):
    response = api.post("/api/v1/appeals/", {**FILING, **change}, headers={"Accept-Language": "ru"})

    assert (response.status_code, response.data["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert response.data["detail"] and response.data["status"] == status
    assert Appeal.objects.count() == 0


def test_a_key_that_others_could_hit_on_is_refused(api):
    response = api.post("/api/v1/appeals/", FILING, headers={"Idempotency-Key": "1"})

    assert (response.status_code, Appeal.objects.count()) == (400, 0)


def test_filing_has_a_limit_and_says_when_to_come_again(api, settings, monkeypatch):
    from appeals.api.views import IntakeThrottle

    monkeypatch.setattr(IntakeThrottle, "THROTTLE_RATES", {"intake": "2/hour"})
    codes = [api.post("/api/v1/appeals/", FILING).status_code for _ in range(3)]
    refused = api.post("/api/v1/appeals/", FILING)

    assert codes == [201, 201, 429]
    assert int(refused["Retry-After"]) > 0
    assert refused["Content-Type"] == "application/problem+json"
    assert api.get("/api/v1/appeals/").status_code == 200
