"""The journal can be read in the admin and nothing else; a stuck delivery can be tried again."""

from datetime import date, timedelta

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment, Organisation, User
from tests.workflow.lamps import hang
from workflow import outbox, registry
from workflow.models import Act, CalendarDay, DayKind, Delivery

pytestmark = pytest.mark.django_db


def clerk(*permissions: str) -> Client:
    user = User.objects.create_user(email="clerk@example.kz", password="a long enough word", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    # Staff work here only with a second factor: this session has shown one.
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, "mfa")
    request.session.save()
    return client


def auditor() -> Client:
    """An administrator of the whole city by post: the journal is opened by posts, not by Django's table."""
    return appointed(clerk())


def appointed(client: Client) -> Client:
    body = Organisation.objects.create(code="city", kind="city_akimat", name_kk="Әкімдік", valid_from=date(2020, 1, 1))
    user = User.objects.get(email="clerk@example.kz")
    Appointment.objects.create(user=user, role="administrator", organisation=body, valid_from=date(2020, 1, 1))
    return client


@pytest.fixture
def stuck(hearing) -> Delivery:
    hearing(registry.Handler("broken", lambda act: 1 / 0))
    hang()
    outbox.drain()
    return Delivery.objects.get(handler="broken")


def urls(name: str, pk: int) -> dict[str, str]:
    return {
        "list": reverse(f"admin:workflow_{name}_changelist"),
        "one": reverse(f"admin:workflow_{name}_change", args=[pk]),
        "add": reverse(f"admin:workflow_{name}_add"),
        "delete": reverse(f"admin:workflow_{name}_delete", args=[pk]),
    }


@pytest.mark.parametrize("name", ["act", "delivery"])
def test_the_journal_and_the_outbox_are_read_only_even_for_an_administrator(stuck, name):
    client = auditor()
    pk = stuck.pk if name == "delivery" else stuck.act_id
    seen = {door: client.get(url).status_code for door, url in urls(name, pk).items()}
    assert seen == {"list": 200, "one": 200, "add": 403, "delete": 403}
    assert client.post(urls(name, pk)["one"], {"note": "never said"}).status_code == 403


@pytest.mark.parametrize("name", ["act", "delivery"])
@pytest.mark.parametrize("superuser", [False, True])
def test_without_a_post_nothing_is_seen(stuck, name, superuser):
    client = clerk(*[f"{verb}_{kind}" for verb in ("view", "add", "change", "delete") for kind in ("act", "delivery")])
    User.objects.update(is_superuser=superuser)
    pk = stuck.pk if name == "delivery" else stuck.act_id
    assert {client.get(url).status_code for url in urls(name, pk).values()} == {403}


@pytest.mark.parametrize(("state", "expected"), [("owed", 1), ("failed", 1), ("done", 2), ("", 3)])
def test_deliveries_are_filtered_by_their_state(stuck, state, expected):
    page = auditor().get(urls("delivery", stuck.pk)["list"], {"state": state} if state else {})
    assert page.context["cl"].result_count == expected


def try_again(client: Client) -> None:
    everything = list(Delivery.objects.values_list("pk", flat=True))
    data = {"action": "try_again_now", "_selected_action": everything}
    client.post(reverse("admin:workflow_delivery_changelist"), data)


def test_a_stuck_delivery_is_tried_again_now(stuck):
    assert stuck.due_at > timezone.now()
    try_again(auditor())
    stuck.refresh_from_db()
    assert timezone.now() - timedelta(seconds=5) < stuck.due_at <= timezone.now()
    assert outbox.drain() == 1
    assert Delivery.objects.filter(done_at=None).count() == 1
    assert Act.objects.count() == 1


def test_who_holds_no_post_cannot_try_again(stuck):
    before = stuck.due_at
    try_again(clerk("view_delivery", "change_delivery"))
    stuck.refresh_from_db()
    assert stuck.due_at == before


def test_a_day_that_a_person_changed_is_no_longer_the_librarys():
    day = CalendarDay.objects.create(date=date(2026, 5, 27), kind=DayKind.HOLIDAY, name_kk="Айт", source="holidays 1")
    form = {"date": "2026-05-28", "kind": "holiday", "name_kk": "Айт", "name_ru": "", "source": "holidays 1"}
    client = clerk("view_calendarday", "change_calendarday")
    assert client.post(urls("calendarday", day.pk)["one"], form).status_code == 403, "by post, not by Django's table"
    client = appointed(client)
    assert client.post(urls("calendarday", day.pk)["one"], form).status_code == 302
    day.refresh_from_db()
    assert (day.date, day.source.startswith("holidays")) == (date(2026, 5, 28), False)
