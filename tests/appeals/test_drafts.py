"""A form on its way: nothing typed is lost, nobody else reads it, it is sent once."""

import io
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from appeals.models import Appeal, Draft, DraftPhoto, Photo
from appeals.services import drafts
from appeals.tasks import forget_old_drafts
from tests.factories import people
from tests.factories.appeals import AIRPORT, AT, TEXT, photo
from tests.threads import at_once
from workflow.actor import NOBODY, Actor
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

STEPS = {
    "what": {"text": TEXT},
    "where": {"lon": AIRPORT.lon, "lat": AIRPORT.lat, "address": "Әуежай"},
    "category": {"category": "roads-pothole"},
    "contact": {"name": "Айгүл", "email": "aigul@example.kz", "phone": ""},
    "check": {"consent": "2026-01"},
}


def filled(actor: Actor = NOBODY) -> Draft:
    draft = drafts.start(language="kk", actor=actor, at=AT)
    for step, values in STEPS.items():
        drafts.save_step(draft.token, step=step, values=values, actor=actor, at=AT)
    return draft


def test_a_filled_form_becomes_an_appeal(town, files):
    draft = filled()
    drafts.add_photos(draft.token, files=[photo(), photo("red")], actor=NOBODY, at=AT)
    kept = files()
    filed = drafts.submit(draft.token, actor=NOBODY, at=AT)
    appeal = Appeal.objects.get()
    assert (filed.appeal, filed.is_new, appeal.intake_key) == (appeal, True, draft.token)
    assert (appeal.text, appeal.language, appeal.district_id, appeal.address, appeal.category.code) == (
        TEXT,
        "kk",
        "turksib",
        "Әуежай",
        "roads-pothole",
    )
    assert (appeal.contact_name, appeal.contact_email, appeal.consent_version) == (
        "Айгүл",
        "aigul@example.kz",
        "2026-01",
    )
    assert {name for one in appeal.photos.all() for name in (one.file.name, one.thumb.name)} == kept == files()
    assert (Draft.objects.count(), DraftPhoto.objects.count()) == (0, 0)


def test_a_second_click_shows_the_same_receipt(town):
    draft = filled()
    first = drafts.submit(draft.token, actor=NOBODY, at=AT)
    second = drafts.submit(draft.token, actor=NOBODY, at=AT + timedelta(minutes=1))
    assert (second.appeal, second.claim_code, second.is_new) == (first.appeal, first.claim_code, False)
    assert Act.objects.count() == 1


def test_somebody_else_with_the_token_of_a_sent_form_gets_nothing(town):
    draft = filled(town.actor("resident"))
    drafts.submit(draft.token, actor=town.actor("resident"), at=AT)
    with pytest.raises(Refused) as refusal:
        drafts.submit(draft.token, actor=NOBODY, at=AT)
    assert refusal.value.code == "draft_gone"


WRONG = {
    "text_short": ("what", {"text": "Ой"}),
    "place_outside": ("where", {"lon": 71.4, "lat": 51.1}),
    "district_needed": ("where", {"address": "Абай, 10"}),
    "category_unknown": ("category", {"category": "zzz"}),
    "email_wrong": ("contact", {"email": "aigul@"}),
    "consent_needed": ("check", {"consent": ""}),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_refused_is_kept_as_typed(town, code):
    step, values = WRONG[code]
    draft = drafts.start(language="kk", actor=NOBODY, at=AT)
    with pytest.raises(Refused) as refusal:
        drafts.save_step(draft.token, step=step, values=values, actor=NOBODY, at=AT)
    assert (refusal.value.code, drafts.find(draft.token, actor=NOBODY).answers) == (code, values)


def test_a_field_of_another_step_is_not_taken(town):
    draft = drafts.start(language="kk", actor=NOBODY, at=AT)
    values = {"text": TEXT, "consent": "2026-01", "user": 1}
    assert drafts.save_step(draft.token, step="what", values=values, actor=NOBODY, at=AT).answers == {"text": TEXT}


def test_an_unfinished_form_is_refused_and_stays(town, files):
    draft = drafts.start(language="kk", actor=NOBODY, at=AT)
    drafts.save_step(draft.token, step="what", values=STEPS["what"], actor=NOBODY, at=AT)
    drafts.add_photos(draft.token, files=[photo()], actor=NOBODY, at=AT)
    kept = files()
    with pytest.raises(Refused) as refusal:
        drafts.submit(draft.token, actor=NOBODY, at=AT)
    assert (refusal.value.code, Appeal.objects.count(), Photo.objects.count()) == ("consent_needed", 0, 0)
    assert (drafts.find(draft.token, actor=NOBODY).answers, files()) == ({"text": TEXT}, kept)


def test_no_place_hides_what_was_typed_before(town):
    draft = filled()
    drafts.save_step(draft.token, step="where", values={"no_place": True}, actor=NOBODY, at=AT)
    drafts.submit(draft.token, actor=NOBODY, at=AT)
    appeal = Appeal.objects.get()
    assert (appeal.point, appeal.district, appeal.address) == (None, None, "")


def test_a_signed_in_persons_draft_is_hers_only(town):
    draft = drafts.start(language="kk", actor=town.actor("resident"), at=AT)
    for actor in (NOBODY, people.acting(people.resident(), AT)):
        for use in (
            lambda actor: drafts.find(draft.token, actor=actor),
            lambda actor: drafts.save_step(draft.token, step="what", values=STEPS["what"], actor=actor, at=AT),
            lambda actor: drafts.add_photos(draft.token, files=[photo()], actor=actor, at=AT),
            lambda actor: drafts.remove_photo(draft.token, photo_id=1, actor=actor, at=AT),
            lambda actor: drafts.discard(draft.token, actor=actor),
            lambda actor: drafts.submit(draft.token, actor=actor, at=AT),
        ):
            with pytest.raises(Refused) as refusal:
                use(actor)
            assert refusal.value.code == "draft_gone"
    assert (Draft.objects.get().answers, DraftPhoto.objects.count()) == ({}, 0)


def test_an_unknown_token(town):
    with pytest.raises(Refused) as refusal:
        drafts.submit(uuid.uuid4(), actor=NOBODY, at=AT)
    assert refusal.value.code == "draft_gone"


def test_five_photos_and_no_more(town, files):
    draft = drafts.start(language="kk", actor=NOBODY, at=AT)
    drafts.add_photos(draft.token, files=[photo() for _ in range(3)], actor=NOBODY, at=AT)
    kept = files()
    with pytest.raises(Refused) as refusal:
        drafts.add_photos(draft.token, files=[photo() for _ in range(3)], actor=NOBODY, at=AT)
    assert (refusal.value.code, DraftPhoto.objects.count(), files()) == ("photos_too_many", 3, kept)
    with pytest.raises(Refused) as refusal:
        drafts.add_photos(draft.token, files=[photo(), io.BytesIO(b"<svg/>")], actor=NOBODY, at=AT)
    assert (refusal.value.code, "5" in str(refusal.value)) == ("photo_kind", True)
    assert (DraftPhoto.objects.count(), files()) == (3, kept)


@pytest.mark.django_db(transaction=True)
def test_a_removed_photo_takes_its_files_along(busy_town, files):
    draft = drafts.start(language="kk", actor=NOBODY, at=AT)
    first, second = drafts.add_photos(draft.token, files=[photo(), photo("red")], actor=NOBODY, at=AT)
    drafts.remove_photo(draft.token, photo_id=first.pk, actor=NOBODY, at=AT)
    drafts.remove_photo(draft.token, photo_id=first.pk, actor=NOBODY, at=AT)
    assert files() == {second.file.name, second.thumb.name}
    (third,) = drafts.add_photos(draft.token, files=[photo()], actor=NOBODY, at=AT)
    assert third.position == 3
    drafts.discard(draft.token, actor=NOBODY)
    assert (files(), Draft.objects.count()) == (set(), 0)


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_draft_goes_with_its_photos(busy_town, files, settings):

    now = timezone.now()
    settings.DRAFT_DAYS = 30
    for days in (31, 29):
        at = now - timedelta(days=days)
        draft = drafts.start(language="kk", actor=NOBODY, at=at)
        drafts.add_photos(draft.token, files=[photo()], actor=NOBODY, at=at)
    forget_old_drafts()
    kept = DraftPhoto.objects.get()
    assert (Draft.objects.get(), files()) == (draft, {kept.file.name, kept.thumb.name})


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_on_the_last_button(busy_town):
    draft = filled()
    receipts = at_once(8, lambda number: drafts.submit(draft.token, actor=NOBODY, at=AT))
    assert {one.claim_code for one in receipts} == {receipts[0].claim_code}
    assert sorted(one.is_new for one in receipts) == [False] * 7 + [True]
    assert (Appeal.objects.count(), Draft.objects.count()) == (1, 0)
