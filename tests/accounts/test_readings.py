"""Who read limited data: written before the page leaves, never changed, shown to the person and to those who audit."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import access, policy
from accounts.enums import Access, Role
from accounts.models import AccessLog, Notice, User
from accounts.selectors import actor_of
from tests.accounts.conftest import AT, sign_in
from tests.factories.people import appoint, resident
from workflow.actor import Actor, Post

pytestmark = pytest.mark.usefixtures("city")


def read(actor: Actor, *things: tuple[str, int | None], what=(Access.TEXT,), place="desk") -> list[AccessLog]:
    request = RequestFactory().get("/")
    access.saw(request, actor, kind="appeal", things=things, what=what, place=place)
    return access.write(access.noted_on(request), at=AT)


@pytest.fixture
def officer(settings) -> Actor:
    settings.STAFF_SECOND_FACTOR = "off"
    user = resident(full_name="Ержан Оператор")
    appoint(user, Role.OPERATOR, "open-almaty")
    return actor_of(user, AT)


def test_a_page_of_a_list_is_one_row(officer, django_assert_num_queries):
    people = [resident() for _each in range(3)]
    things = [(f"2026-00000{number}", person.pk) for number, person in enumerate(people)]
    with django_assert_num_queries(1):
        read(officer, *things, ("2026-000009", None))
    (row,) = AccessLog.objects.all()
    assert (row.refs, row.about) == (
        ["2026-000000", "2026-000001", "2026-000002", "2026-000009"],
        [*(person.pk for person in people), 0],
    )
    assert (row.actor_id, row.actor_name, row.post, row.at) == (officer.user_id, "Ержан Оператор", "operator", AT)
    assert [access.refs_of(row, person.pk) for person in people] == [[ref] for ref, _about in things]
    assert [list(access.about(person)) for person in people] == [[row]] * 3
    assert list(access.about(resident())) == []
    assert list(access.of_thing("appeal", "2026-000009")) == [row]


def test_reading_of_oneself_or_of_nothing_is_not_logged(officer):
    assert read(officer, ("2026-000001", officer.user_id)) == []
    assert read(officer) == []
    assert read(Actor(), ("2026-000001", None)) == []


@pytest.mark.parametrize("statement", ["UPDATE accounts_accesslog SET reason = 'x'", "DELETE FROM accounts_accesslog"])
def test_a_row_is_never_changed_or_removed(officer, statement):
    read(officer, ("2026-000001", None))
    before = list(AccessLog.objects.values())
    with (
        pytest.raises(IntegrityError, match="log of readings is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(AccessLog.objects.values()) == before


def test_each_thing_names_its_person_or_the_database_refuses():
    row = AccessLog(at=AT, actor_id=1, kind="appeal", refs=["a", "b"], about=[1], what=["text"], place="desk")
    with pytest.raises(IntegrityError, match="each_thing_read_names_its_person"), transaction.atomic():
        row.save()


def test_what_cannot_be_logged_is_not_shown(aigul, settings, monkeypatch):
    """The write comes before the answer: where it fails there is no page."""
    settings.STAFF_SECOND_FACTOR = "off"
    appoint(aigul, Role.ADMINISTRATOR, "city-akimat")
    User.objects.filter(pk=aigul.pk).update(is_staff=True)
    client = sign_in(Client(raise_request_exception=False), aigul)
    other = resident(email="canary@example.kz")
    page = f"/admin/accounts/user/{other.pk}/change/"
    assert client.get(page).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_accesslog ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
    answer = client.get(page)
    assert answer.status_code == 500
    assert b"canary@example.kz" not in answer.content


def test_the_person_reads_in_plain_words_who_looked(officer, aigul, django_assert_max_num_queries):
    client = sign_in(Client(), aigul)
    assert "Nobody has looked yet" in client.get("/en/me/readings/").content.decode()
    read(officer, ("2026-000007", aigul.pk), ("2026-000008", resident().pk), what=[Access.TEXT, Access.CONTACTS])
    with django_assert_max_num_queries(15):
        page = client.get("/en/me/readings/").content.decode()
    assert "2026-000007" in page
    assert "2026-000008" not in page
    for words in ("operator", "name and contacts", "the text as written", "at the desk of the body"):
        assert words in page.lower()
    assert "Ержан" not in page
    assert Client().get("/en/me/readings/").status_code == 302


def test_thirty_rows_cost_what_one_costs(officer, aigul, django_assert_max_num_queries):
    client = sign_in(Client(), aigul)
    counts = []
    for number in (1, 29):
        for each in range(number):
            read(officer, (f"2026-{each:06d}", aigul.pk))
        with django_assert_max_num_queries(15) as counted:
            client.get("/kk/me/readings/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


# Who -> what of the admin opens; least privilege for whoever keeps the machine.
CLOSED = ("notice", "accesslog", "workflow/act", "workflow/delivery")
OPEN = ("organisation", "appointment", "user", "noticetemplate")


@pytest.mark.parametrize(
    ("flags", "role", "opens"),
    [
        ({"is_superuser": True}, None, set(OPEN)),
        ({}, None, set()),
        ({}, Role.ADMINISTRATOR, {*OPEN, *CLOSED}),
        ({"is_superuser": True}, Role.ADMINISTRATOR, {*OPEN, *CLOSED}),
        *(({}, role, set()) for role in (Role.OPERATOR, Role.MODERATOR, Role.ANALYST, Role.CITY_AKIMAT, Role.HEAD)),
        ({"is_superuser": True}, Role.OPERATOR, set(OPEN)),
    ],
)
def test_who_opens_what_in_the_admin(aigul, settings, flags, role, opens):
    settings.STAFF_SECOND_FACTOR = "off"
    User.objects.filter(pk=aigul.pk).update(is_staff=True, **flags)
    if role:
        appoint(aigul, role, "city-akimat")
    client = sign_in(Client(), aigul)
    found = {}
    for name in (*OPEN, *CLOSED):
        path = f"/admin/{name}/" if "/" in name else f"/admin/accounts/{name}/"
        found[name] = client.get(path).status_code
    assert found == {name: 200 if name in opens else 403 for name in (*OPEN, *CLOSED)}


def test_an_administrator_of_one_district_does_not_audit(aigul):
    appoint(aigul, Role.ADMINISTRATOR, "akimat-medeu", "medeu")
    assert policy.may_audit(aigul, timezone.localdate()) is False


def test_people_and_letters_opened_in_the_admin_are_logged(aigul, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    appoint(aigul, Role.ADMINISTRATOR, "city-akimat")
    User.objects.filter(pk=aigul.pk).update(is_staff=True)
    other = resident()
    notice = Notice.objects.create(
        key="k", user=other, channel="inbox", code="welcome", language="kk", body="…", created_at=AT, due_at=AT
    )
    client = sign_in(Client(), aigul)
    client.get(f"/admin/accounts/user/{other.pk}/change/")
    client.get("/admin/accounts/user/?q=" + other.email)
    client.get(f"/admin/accounts/notice/{notice.pk}/change/")
    rows = [(row.kind, row.refs, row.what, row.place) for row in access.about(other).order_by("pk")]
    assert rows == [
        ("user", [str(other.pk)], ["iin", "person"], "admin"),
        ("user", [str(other.pk)], ["iin", "person"], "admin_list"),
        ("notice", [str(notice.pk)], ["contacts", "letter"], "admin"),
    ]


def test_the_post_of_the_row_is_the_first_held():
    actor = Actor(7, "Дәурен", (Post("moderator", 0), Post("operator", 0)))
    (row,) = read(actor, ("2026-000001", None))
    assert (row.post, row.organisation) == ("moderator", "")
