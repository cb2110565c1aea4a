"""Not competent: forwarded within three working days, the author told with the act; later by a head, as a breach."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from accounts.models import Notice
from appeals.enums import BreachKind, Status
from appeals.models import Appeal, Breach, Forwarding
from appeals.services import author, forwarding
from tests.factories import people
from tests.factories.appeals import AT, Town
from tests.threads import at_once
from workflow import outbox
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

WHY = "Бұл мәселе біздің құзыретімізге жатпайды."
OUTSIDE = "Алматы облысының Полиция департаменті"
# Registered on Monday 2 February: the three working days end on Thursday.
LAST, TOO_LATE = AT + timedelta(days=3), AT + timedelta(days=4)


def snapshot() -> dict[str, list]:
    models = (Appeal, Act, Forwarding, Breach, Notice)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_to_a_body_of_the_platform_whose_term_begins_on_its_own_registration(town):
    """Rule 11 of the reference."""
    appeal = town.appeal()
    act = forwarding.forward(appeal.pk, organisation="police", reason=WHY, actor=town.actor("moderator"), at=LAST)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code) == (Status.ROUTED, "police")
    assert (appeal.registered_on, appeal.due_on) == (date(2026, 2, 2), date(2026, 2, 26))
    sent = Forwarding.objects.get()
    assert (sent.last_day, sent.late, sent.due_on_before, sent.their_registered_on, sent.due_on) == (
        date(2026, 2, 5),
        False,
        date(2026, 2, 23),
        date(2026, 2, 5),
        date(2026, 2, 26),
    )
    assert (act.note, act.basis, act.public, act.data["late"]) == (WHY, "APPC art. 65", True, False)


def test_to_a_body_outside_the_work_here_ends_and_its_registration_is_written_down(town):
    appeal = town.appeal()
    moderator = town.actor("moderator")
    forwarding.forward(appeal.pk, outside=OUTSIDE, reason=WHY, actor=moderator, at=LAST)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation, appeal.ended_at) == (Status.FORWARDED, None, LAST)
    sent = Forwarding.objects.get()
    assert (sent.outside, sent.their_registered_on, sent.due_on) == (OUTSIDE, None, date(2026, 2, 26))
    there = date(2026, 2, 9)
    forwarding.register_there(
        appeal.pk, number="ЖТ-17", registered_on=there, actor=moderator, at=AT + timedelta(days=8)
    )
    sent.refresh_from_db()
    assert (sent.their_number, sent.their_registered_on, sent.due_on) == ("ЖТ-17", there, date(2026, 3, 2))


def test_the_author_is_told_in_the_transaction_of_the_act(town):
    """Rule 9 of the reference."""
    appeal = town.appeal()
    forwarding.forward(appeal.pk, outside=OUTSIDE, reason=WHY, actor=town.actor("moderator"), at=LAST)
    letters = list(Notice.objects.filter(code="appeal_forwarded", user=town.resident))
    assert letters and all(OUTSIDE in letter.body and WHY in letter.body for letter in letters)
    number = Notice.objects.count()
    outbox.drain()
    assert Notice.objects.filter(code="appeal_forwarded").count() == len(letters)
    assert Notice.objects.count() >= number


def test_a_forwarding_that_fails_leaves_no_notice(town):
    """Both stand in one transaction: what undoes the one undoes the other. No worker has run."""
    appeal = town.appeal()
    moderator = town.actor("moderator")
    before = snapshot()
    with transaction.atomic():
        forwarding.forward(appeal.pk, outside=OUTSIDE, reason=WHY, actor=moderator, at=LAST)
        assert Notice.objects.filter(code="appeal_forwarded").exists()
        transaction.set_rollback(True)
    assert snapshot() == before


@pytest.mark.parametrize("role", ["operator", "moderator", "administrator"])
def test_after_three_days_the_first_line_is_refused(town, role):
    appeal = town.appeal(Status.ROUTED)
    actor = people.acting(people.officer(role, "open-almaty"), AT)
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        forwarding.forward(appeal.pk, organisation="police", reason=WHY, actor=actor, at=TOO_LATE)
    assert refusal.value.code == "forward_late"
    assert snapshot() == before


@pytest.mark.parametrize("post", [("head", "akimat-turksib"), ("city_akimat", "city-akimat")])
def test_after_three_days_a_head_orders_it_and_it_is_a_breach(town, post):
    """Rule 9 of the reference."""
    appeal = town.appeal(Status.ROUTED)
    actor = people.acting(people.officer(*post), AT)
    forwarding.forward(appeal.pk, organisation="police", reason=WHY, actor=actor, at=TOO_LATE)
    breach = Breach.objects.get()
    assert (breach.appeal_id, breach.kind, breach.details["last_day"], breach.details["organisation"]) == (
        appeal.pk,
        BreachKind.FORWARDED_LATE,
        "2026-02-05",
        "police",
    )
    assert Forwarding.objects.get().late is True


# name -> (what is given, code)
REFUSED = {
    "a reason": ({"organisation": "police", "reason": " "}, "reason_needed"),
    "a body": ({"reason": WHY}, "organisation_needed"),
    "one that exists": ({"organisation": "dept-urban-mobility", "reason": WHY}, "organisation_unknown"),
    "one and not two": ({"organisation": "police", "outside": OUTSIDE, "reason": WHY}, "two_receivers"),
    "another one": ({"organisation": "akimat-turksib", "reason": WHY}, "same_body"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_takes(town, name):
    given, code = REFUSED[name]
    appeal = town.appeal(Status.ROUTED)
    moderator = town.actor("moderator")
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        forwarding.forward(appeal.pk, **given, actor=moderator, at=LAST)
    assert refusal.value.code == code
    assert snapshot() == before


@pytest.mark.parametrize("day", [date(2026, 2, 4), date(2026, 2, 11)])
def test_the_other_body_registers_between_the_forwarding_and_today(town, day):
    appeal = town.appeal()
    moderator = town.actor("moderator")
    forwarding.forward(appeal.pk, outside=OUTSIDE, reason=WHY, actor=moderator, at=LAST)
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        forwarding.register_there(
            appeal.pk, number="ЖТ-17", registered_on=day, actor=moderator, at=AT + timedelta(days=8)
        )
    assert refusal.value.code == "day_wrong"
    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_forwarding_and_withdrawal_at_once(busy_town: Town):
    appeal = busy_town.appeal()
    moderator, resident = busy_town.actor("moderator"), busy_town.actor("resident")
    deeds = (
        lambda: forwarding.forward(appeal.pk, outside=OUTSIDE, reason=WHY, actor=moderator, at=LAST),
        lambda: author.withdraw(appeal.pk, actor=resident, at=LAST),
    )
    found = at_once(2, lambda n: deeds[n]())
    assert sorted(type(each) is Act for each in found) == [False, True]
    assert Forwarding.objects.count() == (1 if isinstance(found[0], Act) else 0)
