"""A copy of one's own data, and being forgotten: nothing of anybody else, and nothing left of oneself."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import consents, identity
from accounts.enums import CopyState, Role
from accounts.models import DataCopy, Erasure, Notice, User
from accounts.own_data import copies, erasure
from appeals.models import Appeal, Subscription, Voice
from appeals.rules.report import Contact
from appeals.services import author, triage
from tests.accounts.conftest import AT, IIN_FIRST_WEIGHTS, sign_in
from tests.appeals.test_retention import rows_with
from tests.factories.appeals import photo, register
from tests.factories.people import acting, appoint, resident
from tests.threads import at_once
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.usefixtures("city")
SECRET = "zqcanary"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def ersin(db) -> User:
    """A resident whose every datum is known, with an appeal that has a photo and a phone in its text."""
    user = resident(full_name=f"{SECRET} Ерсін", email=f"{SECRET}@example.kz", phone="+77015550193", language="en")
    identity.store_iin(user, IIN_FIRST_WEIGHTS, AT)
    consents.give(user, consents.PERSONAL_DATA, at=AT)
    return user


def appeal_of(user: User, text: str = "Көшеде шұңқыр бар, маған 8 701 555 01 93 нөміріне жазыңыз.", **given) -> Appeal:
    contact = Contact(name=user.full_name, email=user.email or "", phone="")
    return register(key=uuid4(), text=text, contact=contact, actor=acting(user, AT), photos=[photo()], **given).appeal


def test_the_copy_holds_all_that_is_held_and_nothing_of_others(ersin):
    mine, others = appeal_of(ersin), appeal_of(resident(full_name="Басқа адам"))
    joined = appeal_of(resident(full_name="Көрші"))
    for user, appeal in ((ersin, joined), (others.author, mine)):
        Voice.objects.create(appeal=appeal, user=user, language="kk", added_at=AT, confirmed_at=AT)
        Subscription.objects.create(user=user, district_id=appeal.district_id, created_at=AT, told_until=AT)
    copies.ask(ersin, at=AT)
    assert copies.make(at=AT) == 1
    copy = DataCopy.objects.get(user=ersin)
    assert (copy.state, copy.expires_at, copy.bytes > 1000) == (CopyState.READY, AT + timedelta(days=7), True)
    with copies.opened(ersin, copy.pk, at=AT) as file, zipfile.ZipFile(file) as whole:
        names = sorted(whole.namelist())
        data = json.loads(whole.read("data.json"))
        page = whole.read("data.html").decode()
        kept = mine.photos.get()
        assert names == ["data.html", "data.json", f"photos/{mine.number}-{kept.pk}.jpg"]
        assert whole.read(names[2]) == default_storage.open(kept.file.name).read()
    own = {"person", "residence", "consents", "posts", "letters", "browsers", "readings"}
    assert set(data) == own | {"appeals", "voices", "subscriptions", "budget", "meetings", "instructions"}
    assert [one["number"] for one in data["appeals"]] == [mine.number]
    assert [one["number"] for one in data["voices"]] == [joined.number]
    assert [one["district"] for one in data["subscriptions"]] == [joined.district_id]
    assert data["person"]["iin"].endswith(IIN_FIRST_WEIGHTS[-4:])
    assert IIN_FIRST_WEIGHTS not in str(data) + page
    assert others.number not in str(data) + page
    assert "8 701 555 01 93" in page
    assert Notice.objects.filter(user=ersin, code="data_copy_ready").exists()


def test_what_was_typed_is_no_markup_in_the_copy(ersin):
    appeal_of(ersin, text="<script>alert(1)</script> көшеде шұңқыр бар")
    copies.ask(ersin, at=AT)
    copies.make(at=AT)
    with zipfile.ZipFile(io.BytesIO(default_storage.open(DataCopy.objects.get().file).read())) as whole:
        assert b"<script>" not in whole.read("data.html")


def test_one_at_a_time_and_one_an_hour(ersin):
    copies.ask(ersin, at=AT)
    with pytest.raises(Refused) as refusal:
        copies.ask(ersin, at=AT + timedelta(minutes=1))
    assert refusal.value.code == "copy_in_the_making"
    copies.make(at=AT)
    with pytest.raises(Refused) as refusal:
        copies.ask(ersin, at=AT + timedelta(minutes=59))
    assert refusal.value.code == "copy_recent"
    copies.ask(ersin, at=AT + timedelta(minutes=61))
    assert DataCopy.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_copy(ersin):
    def ask(_number: int) -> str:
        try:
            copies.ask(ersin, at=AT)
        except Refused as refusal:
            return refusal.code
        return "asked"

    assert sorted(at_once(2, ask)) == ["asked", "copy_in_the_making"]


def test_a_copy_is_gone_after_a_week(ersin, media):
    copies.ask(ersin, at=AT)
    copies.make(at=AT)
    copy = DataCopy.objects.get()
    late = AT + timedelta(days=7)
    with pytest.raises(Refused):
        copies.opened(ersin, copy.pk, at=late)


def test_the_file_is_removed_and_the_row_tells_that_it_was(ersin, media, django_capture_on_commit_callbacks):
    copies.ask(ersin, at=AT)
    copies.make(at=AT)
    late = AT + timedelta(days=7)
    with django_capture_on_commit_callbacks(execute=True):
        assert (copies.remove_expired(at=late), copies.remove_expired(at=late)) == (1, 0)
    assert list(media.rglob("*.zip")) == []
    assert DataCopy.objects.get().state == CopyState.EXPIRED


def fresh(user: User) -> Client:
    """A browser whose owner has signed in this minute."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)
    request.session.save()
    return client


def test_who_gets_the_file(ersin, aigul):
    copies.ask(ersin, at=timezone.now())
    copies.make(at=timezone.now())
    path = f"/en/me/data/copy/{DataCopy.objects.get().pk}/"
    left_open = Client()
    left_open.force_login(ersin, backend="django.contrib.auth.backends.ModelBackend")
    found = {
        "stranger": Client().get(path),
        "another": fresh(aigul).get(path),
        "a session left open": left_open.get(path),
        "owner": fresh(ersin).get(path),
    }
    assert {who: answer.status_code for who, answer in found.items()} == {
        "stranger": 302,
        "another": 404,
        "a session left open": 302,
        "owner": 200,
    }
    assert "login" in found["stranger"]["Location"]
    assert "reauth" in found["a session left open"]["Location"]
    assert found["owner"]["Content-Disposition"] == 'attachment; filename="birge-data.zip"'
    assert "no-store" in found["owner"]["Cache-Control"]


def test_nothing_tells_who_it_was(ersin, settings, django_capture_on_commit_callbacks):
    appeal = appeal_of(ersin)
    settings.STAFF_SECOND_FACTOR = "off"
    author.withdraw(appeal.pk, reason=f"{SECRET} өзім шештім", actor=acting(ersin, AT), at=AT + HOUR)
    copies.ask(ersin, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        copies.make(at=AT)
    assert len(rows_with(SECRET, "77015550193")) >= 3
    with django_capture_on_commit_callbacks(execute=True):
        wish = erasure.ask(ersin, at=AT + 2 * HOUR)
    assert wish.done_at == AT + 2 * HOUR
    assert rows_with(SECRET, "77015550193", "8 701 555 01 93", "example.kz") == {}
    left = Appeal.objects.get(pk=appeal.pk)
    assert (left.author_id, left.contact_email, left.number) == (None, "", appeal.number)
    assert "[TEL …]" in left.text
    assert Act.objects.filter(subject_id=appeal.pk, kind="appeal").count() == 2
    assert not User.objects.get(pk=ersin.pk).is_active
    assert DataCopy.objects.get().file == ""


def test_voices_and_subscriptions_go_with_their_owner_and_those_of_others_stay(ersin):
    other = resident(full_name="Көрші")
    appeal = appeal_of(resident(full_name="Басқа адам"))
    for user in (ersin, other):
        Voice.objects.create(appeal=appeal, user=user, language="kk", added_at=AT, confirmed_at=AT)
        Subscription.objects.create(user=user, created_at=AT, told_until=AT)
    erasure.ask(ersin, at=AT + HOUR)
    assert [Voice.objects.get().user, Subscription.objects.get().user] == [other, other]


def test_an_open_case_keeps_its_address_until_it_has_ended(ersin, town):
    open_one = appeal_of(ersin)
    assert erasure.open_cases(ersin) == [open_one.number]
    wish = erasure.ask(ersin, at=AT + HOUR)
    assert (wish.done_at, User.objects.get(pk=ersin.pk).is_active) == (None, False)
    assert Appeal.objects.get(pk=open_one.pk).contact_email == ersin.email
    assert erasure.finish(at=AT + 2 * HOUR) == 0
    triage.answer_at_once(
        open_one.pk,
        text="Шұңқыр жөнделді, тексеріп көріңіз.",
        decision="explained",
        actor=town.actor("operator"),
        at=AT + 2 * HOUR,
    )
    assert (erasure.finish(at=AT + 3 * HOUR), erasure.finish(at=AT + 3 * HOUR)) == (1, 0)
    assert Erasure.objects.get(user=ersin).done_at == AT + 3 * HOUR
    assert User.objects.get(pk=ersin.pk).full_name == ""
    assert Appeal.objects.get(pk=open_one.pk).contact_email == ""


@pytest.fixture
def town(db):
    from tests.factories.appeals import Town

    return Town()


def test_whoever_holds_a_post_leaves_it_first(ersin):
    appoint(ersin, Role.OPERATOR, "open-almaty")
    with pytest.raises(Refused) as refusal:
        erasure.ask(ersin, at=AT)
    assert refusal.value.code == "in_post"
    assert (User.objects.get(pk=ersin.pk).is_active, Erasure.objects.count()) == (True, 0)


def test_the_page_says_what_stays_before_anything_happens(ersin, django_assert_max_num_queries):
    number = appeal_of(ersin).number
    client = fresh(ersin)
    with django_assert_max_num_queries(15):
        page = client.get("/en/me/data/erase/").content.decode()
    assert number in page
    assert Erasure.objects.count() == 0
    answer = client.post("/en/me/data/erase/")
    assert answer.status_code == 302
    assert Erasure.objects.get(user=ersin).done_at is None
    assert client.get("/en/me/").status_code == 302


def test_asking_for_a_copy_on_the_page(aigul, django_assert_max_num_queries):
    client = sign_in(Client(), aigul)
    assert client.post("/en/me/data/copy/").status_code == 302
    with django_assert_max_num_queries(15):
        page = client.get("/en/me/data/").content.decode()
    assert "being made" in page
