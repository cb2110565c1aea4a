"""The first line splits, joins, forwards and lodges from the triage page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals.enums import Status
from appeals.models import Appeal, Part
from appeals.selectors.parts import living
from appeals.services import part_work
from tests.doors.visitors import insider

pytestmark = pytest.mark.django_db


def page(appeal: Appeal) -> str:
    return reverse("admin:appeals_appeal_change", args=[appeal.pk])


def do(client, appeal: Appeal, name: str, **values):
    appeal.refresh_from_db()
    address = reverse("admin:appeals_appeal_act", args=[appeal.pk, name])
    return client.post(address, {"seq": appeal.seq, **values})


@pytest.fixture
def appeal(town) -> Appeal:
    return town.appeal(at=timezone.now() - timedelta(hours=2))


def test_split_and_undo(town, appeal):
    clerk = insider(town, "moderator")
    cut = {
        "title_1": "Шұңқырды жамау",
        "organisation_1": "akimat-turksib",
        "title_2": "Бағдаршамды жөндеу",
        "category_2": "traffic-lights",
    }
    assert do(clerk, appeal, "split", **cut).status_code == 302
    appeal.refresh_from_db()
    assert [(part.title, part.organisation.code) for part in living(appeal)] == [
        ("Шұңқырды жамау", "akimat-turksib"),
        ("Бағдаршамды жөндеу", "dept-traffic"),
    ]
    assert {"join", "route_part"} <= clerk.get(page(appeal)).context["forms"].keys()
    assert do(clerk, appeal, "join", reason="Бір мәселе екен.").status_code == 302
    appeal.refresh_from_db()
    assert (appeal.status, appeal.part_count) == (Status.REGISTERED, 0)


def test_undo_is_not_offered_once_a_part_is_taken(town):
    split = town.appeal(Status.SPLIT, at=timezone.now() - timedelta(hours=2))
    part_work.accept(living(split).first().pk, actor=town.actor("executor"), at=timezone.now())
    clerk = insider(town, "moderator")
    assert "join" not in clerk.get(page(split)).context["forms"]
    assert do(clerk, split, "join", reason="Бір мәселе екен.").status_code == 409


def test_a_refusal_stands_at_its_field_and_nothing_is_lost(town, appeal):
    clerk = insider(town, "moderator")
    answer = do(clerk, appeal, "split", title_1="Шұңқырды жамау", title_2="Шам", organisation_1="akimat-turksib")
    assert answer.status_code == 422
    assert answer.context["bound"].errors.keys() == {"organisation_2"}
    assert "Шұңқырды жамау" in answer.content.decode()
    assert Part.objects.count() == 0


def test_a_part_that_was_given_back_is_sent_elsewhere(town):
    split = town.appeal(Status.SPLIT, at=timezone.now() - timedelta(hours=2))
    part_work.give_back(
        living(split).first().pk, reason="Біздікі емес.", actor=town.actor("executor"), at=timezone.now()
    )
    clerk = insider(town, "moderator")
    assert do(clerk, split, "route_part", number=1, organisation="dept-roads").status_code == 302
    assert Part.objects.get(number=1).organisation.code == "dept-roads"


def test_forward_outside_and_keep_their_registration(town, appeal):
    clerk = insider(town, "moderator")
    sent = {"outside": "Алматы облысының әкімдігі", "reason": "Мекенжай облыста."}
    assert do(clerk, appeal, "forward", **sent).status_code == 302
    today = timezone.localdate().isoformat()
    assert do(clerk, appeal, "register_there", number="ЖТ-17", registered_on=today).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.status, appeal.forwardings.get().their_number) == (Status.FORWARDED, "ЖТ-17")


def test_lodge_with_the_official_named(town, appeal):
    clerk = insider(town, "moderator")
    named = town.head
    answer = do(clerk, appeal, "lodge", organisation="akimat-turksib", official=named.pk)
    assert answer.status_code == 302
    appeal.refresh_from_db()
    assert (appeal.status, appeal.complained_official) == (Status.LODGED, named)
