"""The admin of people, bodies and letters: for administrators in post, and for nobody else."""

import pytest
from django.contrib import admin
from django.test import Client

from accounts import notices
from accounts.enums import Role
from accounts.models import Appointment, Notice, NoticeTemplate, Organisation, User
from accounts.notices import letters
from tests.accounts.conftest import AT, sign_in
from tests.factories.people import appoint

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def administrator(aigul, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = "off"
    appoint(aigul, Role.ADMINISTRATOR, "city-akimat")
    User.objects.filter(pk=aigul.pk).update(is_staff=True)
    return sign_in(Client(), aigul)


LISTS = ["organisation", "appointment", "user", "notice", "noticetemplate"]


@pytest.mark.parametrize("name", LISTS)
def test_an_administrator_opens_every_list(administrator, name):
    assert administrator.get(f"/admin/accounts/{name}/").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.AUTHOR, Role.SYSTEM)])
def test_no_other_post_opens_any(aigul, client, settings, role):
    settings.STAFF_SECOND_FACTOR = "off"
    appoint(aigul, role, "city-akimat")
    User.objects.filter(pk=aigul.pk).update(is_staff=True)
    sign_in(client, aigul)
    assert [client.get(f"/admin/accounts/{name}/").status_code for name in LISTS] == [403] * len(LISTS)


CITY = ["geo/district", "geo/city", "geo/place", "workflow/calendarday", "workflow/officehours"]


def test_the_city_and_its_calendar_are_kept_by_post_and_no_district_is_made_by_hand(administrator):
    doors = {name: (administrator.get(f"/admin/{name}/"), administrator.get(f"/admin/{name}/add/")) for name in CITY}
    assert {name: (each.status_code, add.status_code) for name, (each, add) in doors.items()} == {
        "geo/district": (200, 403),
        "geo/city": (200, 403),
        "geo/place": (200, 200),
        "workflow/calendarday": (200, 200),
        "workflow/officehours": (200, 200),
    }


def test_the_city_and_its_calendar_are_closed_to_other_posts(aigul, client, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    appoint(aigul, Role.MODERATOR, "city-akimat")
    User.objects.filter(pk=aigul.pk).update(is_staff=True)
    sign_in(client, aigul)
    assert {client.get(f"/admin/{name}/").status_code for name in CITY} == {403}


def test_what_has_pages_of_its_own_is_not_in_the_admin():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels & {"account", "mfa", "socialaccount", "usersessions", "auth"} == set()


def test_bodies_stand_in_the_order_of_the_tree(administrator):
    bodies = administrator.get("/admin/accounts/organisation/?in_force=now").context["cl"].result_list
    codes = [body.code for body in bodies]
    assert codes[0] == "city-akimat"
    assert codes.index("dept-energy-water") + 1 == codes.index("alatau-zharyk")
    assert codes.index("almaty-su") + 1 == codes.index("dept-health")
    assert "dept-urban-mobility" not in codes


def test_a_circle_in_the_tree_is_refused_in_the_form(administrator):
    root, leaf = (Organisation.objects.get(code=code) for code in ("city-akimat", "almaty-su"))
    form = {name: getattr(root, name) or "" for name in ("name_kk", "name_ru", "name_en", "code", "kind", "phone")} | {
        "parent": leaf.pk,
        "valid_from": "2019-01-01",
        "district": "",
        "valid_to": "",
        "predecessors": [],
    }
    answer = administrator.post(f"/admin/accounts/organisation/{root.pk}/change/", form)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.as_data().keys() == {"parent"}
    root.refresh_from_db()
    assert root.parent is None


def test_a_body_or_a_person_is_never_removed(administrator, aigul):
    body = Organisation.objects.first()
    assert administrator.post(f"/admin/accounts/organisation/{body.pk}/delete/").status_code == 403
    assert administrator.post(f"/admin/accounts/user/{aigul.pk}/delete/").status_code == 403


def test_a_post_is_given_in_the_admin_and_opens_it(administrator):
    erlan = User.objects.create(email="erlan@example.kz", full_name="Ерлан")
    body = Organisation.objects.get(code="city-akimat")
    form = {"user": erlan.pk, "role": "moderator", "organisation": body.pk, "district": "", "valid_from": "2026-01-01"}
    assert administrator.post("/admin/accounts/appointment/add/", form | {"valid_to": ""}).status_code == 302
    assert Appointment.objects.get(user=erlan).role == "moderator"
    erlan.refresh_from_db()
    assert erlan.is_staff


def test_a_post_in_a_body_that_is_no_more_is_refused(administrator):
    erlan = User.objects.create(email="erlan@example.kz", full_name="Ерлан")
    body = Organisation.objects.get(code="dept-urban-mobility")
    form = {"user": erlan.pk, "role": "executor", "organisation": body.pk, "valid_from": "2026-01-01", "valid_to": ""}
    answer = administrator.post("/admin/accounts/appointment/add/", form)
    assert answer.context["adminform"].form.errors.as_data().keys() == {"organisation"}
    assert not Appointment.objects.filter(user=erlan).exists()


def test_a_colleague_is_added_with_a_confirmed_address(administrator):
    form = {"full_name": "Дана", "email": "Dana@example.kz", "phone": "", "language": "kk"}
    assert administrator.post("/admin/accounts/user/add/", form).status_code == 302
    dana = User.objects.get(email="dana@example.kz")
    assert dana.emailaddress_set.get().verified
    assert not dana.has_usable_password()


def test_switching_somebody_off_ends_their_sessions(administrator, settings):
    from accounts import people

    erlan = people.add_person(full_name="Ерлан", email="erlan@example.kz", password="x-y-z-1234567", at=AT)
    browser = sign_in(Client(), erlan, "x-y-z-1234567")
    form = {"full_name": "Ерлан", "language": "kk"}
    inlines = {
        f"{name}-{part}": "0"
        for name in ("appointments", "residence", "consents")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    assert administrator.post(f"/admin/accounts/user/{erlan.pk}/change/", form | inlines).status_code == 302
    erlan.refresh_from_db()
    assert not erlan.is_active
    assert browser.get("/kk/me/").status_code == 302


class TestLetters:
    @pytest.fixture
    def row(self) -> NoticeTemplate:
        return NoticeTemplate.objects.get(code="residence_confirmed", language="kk", channel="sms")

    def post(self, administrator: Client, row: NoticeTemplate, body: str):
        return administrator.post(
            f"/admin/accounts/noticetemplate/{row.pk}/change/", {"subject": row.subject, "body": body}
        )

    def test_words_are_edited_and_previewed_in_three_languages(self, administrator, row):
        assert self.post(administrator, row, "Расталды: {{ district }}").status_code == 302
        page = administrator.get(f"/admin/accounts/noticetemplate/{row.pk}/change/").content.decode()
        for words in ("Расталды: Медеу ауданы", "по месту жительства подтверждена", "your residence is confirmed"):
            assert words in page

    @pytest.mark.parametrize("body", ["{% if %}", "{{ distrct }}", "{% load static %}"])
    def test_words_that_cannot_be_used_are_refused(self, administrator, row, body):
        assert self.post(administrator, row, body).status_code == 200
        before = row.body
        row.refresh_from_db()
        assert row.body == before

    def test_the_shipped_words_are_restored(self, administrator, row):
        self.post(administrator, row, "x")
        form = {"action": "restore", "_selected_action": [row.pk]}
        administrator.post("/admin/accounts/noticetemplate/", form)
        row.refresh_from_db()
        assert row.body == letters.letter(row.code).words["kk", "sms"].body

    def test_a_letter_is_sent_again(self, administrator, folders):
        sent = notices.owe(
            code="residence_confirmed", key="k", at=AT, context={"district": "Медеу"}, phone="+77012345678"
        )[0]
        notices.deliver(AT)
        administrator.post("/admin/accounts/notice/", {"action": "resend", "_selected_action": [sent.pk]})
        sent.refresh_from_db()
        assert (sent.state, sent.round, sent.tries) == ("owed", 1, 0)

    def test_a_one_time_code_is_not_shown_to_administrators(self, administrator):
        code = notices.owe(
            code="sign_in_code", key="k", at=AT, context={"code": "482913"}, email="p@example.kz", secret=True
        )[0]
        assert "482913" in Notice.objects.get(pk=code.pk).body
        for address in (f"/admin/accounts/notice/{code.pk}/change/", "/admin/accounts/notice/"):
            assert "482913" not in administrator.get(address).content.decode()
