"""Pages about oneself, as their owner, as somebody else and as a stranger."""

import json
import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import consents, identity, notices, people, residence
from accounts.enums import Role
from accounts.models import Consent, Notice, NoticePreference, Residence
from geo.models import District
from tests.accounts.conftest import AT, IIN_FIRST_WEIGHTS, IIN_SECOND_WEIGHTS, sign_in
from tests.factories.people import appoint

pytestmark = pytest.mark.usefixtures("city")

PAGES = ["", "name/", "iin/", "residence/", "notifications/", "consents/", "leave/", "security/", "inbox/"]
LANGUAGES = ["kk", "ru", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_its_owner_and_asks_a_stranger_to_sign_in(as_aigul, language, name):
    address = f"/{language}/me/{name}"
    assert as_aigul.get(address).status_code == 200
    answer = Client().get(address)
    assert (answer.status_code, answer.url) == (302, f"/{language}/account/login/?next={address}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["login/", "signup/", "password/reset/", "login/code/"])
def test_the_entrance_opens_in_every_language_without_inline_code(language, name):
    answer = Client().get(f"/{language}/account/{name}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'lang="{language}"' in page
    assert " style=" not in page
    assert "<style" not in page
    assert not [tag for tag in page.split("<script")[1:] if "src=" not in tag.split(">")[0] and "json" not in tag]


def test_the_name_is_changed_and_an_empty_one_is_refused(as_aigul, aigul):
    assert as_aigul.post("/kk/me/name/", {"full_name": "  Айгүл   Серік "}).status_code == 302
    aigul.refresh_from_db()
    assert aigul.full_name == "Айгүл Серік"
    page = as_aigul.post("/kk/me/name/", {"full_name": ""}).content.decode()
    assert 'href="#id_full_name"' in page
    aigul.refresh_from_db()
    assert aigul.full_name == "Айгүл Серік"


def test_a_name_is_never_markup(as_aigul):
    as_aigul.post("/kk/me/name/", {"full_name": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in as_aigul.get("/kk/me/").content.decode()


def test_a_district_is_declared_on_the_page(as_aigul):
    as_aigul.post("/kk/me/residence/", {"district": "medeu", "registered_on": "2019-05-14"})
    held = Residence.objects.get()
    assert (held.district_id, held.registered_on, held.proof) == ("medeu", date(2019, 5, 14), "declared")
    page = as_aigul.post("/kk/me/residence/", {"district": "medeu", "registered_on": "2999-01-01"}).content.decode()
    assert 'href="#id_registered_on"' in page
    assert 'value="2999-01-01"' in page


def test_language_and_channels_of_letters(as_aigul, aigul):
    as_aigul.post("/kk/me/notifications/", {"language": "ru", "channels": ["sms"]})
    aigul.refresh_from_db()
    assert aigul.language == "ru"
    assert dict(NoticePreference.objects.values_list("channel", "wanted")) == {"email": False, "sms": True}


def test_consents_are_given_and_withdrawn_on_the_page(as_aigul, aigul):
    as_aigul.post("/kk/me/consents/surveys/give/")
    assert consents.in_force(aigul, "surveys")
    as_aigul.post("/kk/me/consents/surveys/withdraw/")
    assert not consents.in_force(aigul, "surveys")
    as_aigul.post("/kk/me/consents/advertising/give/")
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"surveys"}


def test_withdrawing_the_required_consent_asks_first(as_aigul, aigul):
    consents.give(aigul, consents.PERSONAL_DATA, at=AT)
    assert as_aigul.post("/kk/me/consents/personal-data/withdraw/").url == "/kk/me/leave/"
    assert consents.in_force(aigul, consents.PERSONAL_DATA)
    assert as_aigul.post("/kk/me/leave/").status_code == 302
    assert as_aigul.get("/kk/me/").status_code == 302
    aigul.refresh_from_db()
    assert not aigul.is_active


class TestInbox:
    @pytest.fixture
    def letter(self, aigul) -> Notice:
        return next(
            row
            for row in notices.owe(
                code="residence_confirmed",
                key="k",
                at=timezone.now() - timedelta(hours=1),
                context={"district": "<b>Медеу</b>"},
                user=aigul,
                link="/kk/me/residence/",
            )
            if row.channel == "inbox"
        )

    def test_a_letter_is_listed_counted_opened_and_then_read(self, as_aigul, letter):
        assert letter.subject in as_aigul.get("/kk/me/inbox/").content.decode()
        assert as_aigul.get("/api/v1/me/").json()["unread"] == 1
        page = as_aigul.get(f"/kk/me/inbox/{letter.pk}/").content.decode()
        assert "&lt;b&gt;Медеу&lt;/b&gt;" in page
        assert 'href="/kk/me/residence/"' in page
        letter.refresh_from_db()
        first = letter.read_at
        as_aigul.get(f"/kk/me/inbox/{letter.pk}/")
        letter.refresh_from_db()
        assert first is not None
        assert letter.read_at == first
        assert as_aigul.get("/api/v1/me/").json()["unread"] == 0

    def test_all_are_marked_as_read_at_once(self, as_aigul, letter):
        as_aigul.post("/kk/me/inbox/read/")
        letter.refresh_from_db()
        assert letter.read_at is not None

    def test_nobody_reads_the_letters_of_others(self, letter):
        erlan = people.add_person(full_name="Ерлан", email="erlan@example.kz", password="x-y-z-1234567", at=AT)
        browser = sign_in(Client(), erlan, "x-y-z-1234567")
        assert browser.get(f"/kk/me/inbox/{letter.pk}/").status_code == 404
        assert browser.post(f"/api/v1/me/notices/{letter.pk}/read/").status_code == 422
        assert letter.subject not in browser.get("/kk/me/inbox/").content.decode()
        assert browser.get("/api/v1/me/notices/").json()["results"] == []
        letter.refresh_from_db()
        assert letter.read_at is None

    def test_an_e_mail_is_not_a_letter_of_the_inbox(self, as_aigul, letter):
        mail = Notice.objects.get(channel="email")
        assert as_aigul.get(f"/kk/me/inbox/{mail.pk}/").status_code == 404


OFFICE = [
    (None, None, 403),
    (Role.OPERATOR, None, 200),
    (Role.ADMINISTRATOR, None, 200),
    (Role.DISTRICT_AKIMAT, "medeu", 200),
    (Role.DISTRICT_AKIMAT, None, 403),
    (Role.MODERATOR, None, 403),
    (Role.EXECUTOR, "medeu", 403),
    (Role.HEAD, None, 403),
    (Role.CONTROLLER, None, 403),
    (Role.ANALYST, None, 403),
    (Role.CITY_AKIMAT, None, 403),
]


@pytest.mark.parametrize(("role", "over", "status"), OFFICE)
def test_who_opens_the_page_of_the_front_office(as_aigul, aigul, settings, role, over, status):
    settings.STAFF_SECOND_FACTOR = "off"
    if role:
        appoint(aigul, role, "akimat-medeu", over)
    assert as_aigul.get("/kk/office/residence/").status_code == status


def test_the_front_office_confirms_a_residence_by_its_page(as_aigul, aigul, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    appoint(aigul, Role.OPERATOR, "open-almaty")
    erlan = people.add_person(full_name="Ерлан", email="erlan@example.kz", at=AT)
    identity.store_iin(erlan, IIN_FIRST_WEIGHTS, AT)
    form = {"iin": IIN_FIRST_WEIGHTS, "district": "turksib", "registered_on": "2020-02-03"}
    assert 'href="#id_seen"' in as_aigul.post("/kk/office/residence/", form).content.decode()
    assert Residence.objects.count() == 0
    assert as_aigul.post("/kk/office/residence/", form | {"seen": "on"}).url == "/kk/office/residence/"
    held = Residence.objects.get()
    assert (held.user, held.district_id, held.proof, held.proven_by) == (erlan, "turksib", "officer", aigul)


# The canary: an IIN that walks through every door and must be found nowhere afterwards.


def every_text_of_the_database() -> dict[str, str]:
    """Table and column -> everything written in it, of every text, JSON and binary column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY')"
        )
        columns = cursor.fetchall()
        found = {}
        for table, column in columns:
            cursor.execute(f'SELECT string_agg("{column}"::text, \' \') FROM "{table}"')
            found[f"{table}.{column}"] = cursor.fetchone()[0] or ""
    return found


def test_a_canary_iin_is_found_nowhere(as_aigul, aigul, caplog, settings, tmp_path):
    """Through the page, the refusals, the admin, the interface, the front office and the register's import."""
    caplog.set_level(logging.DEBUG)
    settings.STAFF_SECOND_FACTOR = "off"
    erlan = people.add_person(full_name="Ерлан", email="erlan@example.kz", password="x-y-z-1234567", at=AT)
    other = sign_in(Client(), erlan, "x-y-z-1234567")
    pages = [
        as_aigul.post("/kk/me/iin/", {"iin": IIN_SECOND_WEIGHTS}),
        as_aigul.get("/kk/me/"),
        as_aigul.get("/kk/me/iin/"),
        as_aigul.get("/api/v1/me/"),
    ]
    refused = other.post("/kk/me/iin/", {"iin": IIN_SECOND_WEIGHTS})
    assert refused.status_code == 200
    appoint(erlan, Role.ADMINISTRATOR, "city-akimat")
    erlan.is_staff = True
    erlan.save()
    pages.append(other.get(f"/admin/accounts/user/{aigul.pk}/change/"))
    pages.append(other.get("/admin/accounts/user/"))
    office = {"iin": IIN_SECOND_WEIGHTS, "district": "medeu", "registered_on": "2020-02-03", "seen": "on"}
    pages.append(other.post("/kk/office/residence/", office))
    register = ["iin,district,registered_on\n", f"{IIN_SECOND_WEIGHTS},medeu,2020-02-03\n"]
    assert residence.import_register(register, at=AT, apply=True).confirmed == 1
    logging.getLogger("django.request").error("a careless line with %s", IIN_SECOND_WEIGHTS)

    assert [page.status_code for page in pages] == [302, 200, 302, 200, 200, 200, 302]
    canary, hexed = IIN_SECOND_WEIGHTS, IIN_SECOND_WEIGHTS.encode().hex()
    assert [place for place, text in every_text_of_the_database().items() if canary in text or hexed in text] == []
    assert [page.request["PATH_INFO"] for page in pages if canary in page.content.decode()] == []
    assert [page.headers.get("Location") for page in pages if canary in page.headers.get("Location", "")] == []
    careless = [record for record in caplog.records if canary in record.getMessage()]
    assert [record.name for record in careless] == ["django.request"]
    handler = next(h for h in logging.getLogger().handlers if type(h.formatter).__name__ == "IinFormatter")
    assert [line for line in map(handler.format, caplog.records) if canary in line] == []
    assert "••••••••0107" in pages[1].content.decode()
    assert "••••••••0107" in pages[4].content.decode()


class TestInterface:
    def test_oneself(self, as_aigul, aigul):
        identity.store_iin(aigul, IIN_FIRST_WEIGHTS, AT)
        residence.declare(aigul, district=District.objects.get(pk="medeu"), registered_on=None, at=AT)
        assert as_aigul.get("/api/v1/me/").json() == {
            "full_name": "Айгүл Серікқызы",
            "email": "aigul@example.kz",
            "phone": "+77012345678",
            "language": "kk",
            "channels": ["email"],
            "iin": "••••••••0000",
            "residence": {"district": "medeu", "registered_on": None, "proof": "declared", "proven_at": None},
            "posts": [],
            "unread": 0,
        }

    def test_changing_a_part_leaves_the_rest(self, as_aigul, aigul):
        change = json.dumps({"channels": ["sms"], "email": "evil@example.kz", "is_staff": True})
        answer = as_aigul.patch("/api/v1/me/", change, content_type="application/json")
        assert answer.status_code == 200
        assert (answer.json()["channels"], answer.json()["email"]) == (["sms"], "aigul@example.kz")
        aigul.refresh_from_db()
        assert (aigul.full_name, aigul.language, aigul.is_staff) == ("Айгүл Серікқызы", "kk", False)

    def test_a_wrong_change_is_a_problem_document(self, as_aigul):
        answer = as_aigul.patch("/api/v1/me/", json.dumps({"language": "de"}), content_type="application/json")
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert [error["field"] for error in answer.json()["errors"]] == ["language"]

    @pytest.mark.parametrize("address", ["/api/v1/me/", "/api/v1/me/notices/"])
    def test_a_stranger_is_refused(self, client, address):
        assert client.get(address).status_code == 403

    def test_the_bodies_of_a_day(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(3):
            today = client.get("/api/v1/organisations/").json()
        old = client.get("/api/v1/organisations/?on=2025-08-07&kind=department").json()
        assert "dept-traffic" in {body["code"] for body in today}
        assert {body["code"] for body in old} >= {"dept-urban-mobility"}
        assert "dept-traffic" not in {body["code"] for body in old}
        traffic = next(body for body in today if body["code"] == "dept-traffic")
        assert (traffic["parent"], traffic["predecessors"]) == ("city-akimat", ["dept-urban-mobility"])
        assert client.get("/api/v1/organisations/?on=yesterday").status_code == 400
