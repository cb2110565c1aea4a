"""The triage page keeps within its queries however much there is to say about an appeal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appeals.enums import Status
from appeals.models import Appeal
from appeals.selectors.parts import living
from appeals.services import author, part_work, reviews, triage
from appeals.workflow import APPEAL
from tests.appeals.admin.test_list import MOST_QUERIES
from tests.factories.appeals import TEXT, Town, photo
from workflow import outbox, presence

COLLEAGUE = 10**9


def repeated_and_doubted(town: Town) -> Appeal:
    """Photos, answers to extra questions, a repeat noticed, a question with its reply, a doubt about the machine."""
    at = timezone.now() - timedelta(days=1)
    told = {"category": "lighting-off", "details": {"extent": "row"}}
    earlier = town.appeal(at=at - timedelta(days=9), **told)
    appeal = town.appeal(at=at, photos=[photo("red"), photo("blue")], **told)
    moderator, resident = town.actor("moderator", at), town.actor("resident", at)
    triage.publish(appeal.pk, public_title=TEXT[:60], public_text=TEXT, actor=moderator, at=at)
    triage.ask(appeal.pk, question="Қай үйдің тұсында?", actor=moderator, at=at + timedelta(hours=1))
    author.reply(appeal.pk, text="12-үйдің тұсында.", actor=resident, at=at + timedelta(hours=2))
    reviews.ask(appeal.pk, note="Бұл басқа мекеменің ісі.", actor=resident, at=at + timedelta(hours=3))
    outbox.drain(100)
    assert appeal.repeat.earlier_id == earlier.pk
    return Appeal.objects.get(pk=appeal.pk)


def split_and_given_back(town: Town) -> Appeal:
    """In parts, of which one is in work and one came back, with a doubt about the machine."""
    at = timezone.now() - timedelta(days=1)
    appeal = town.appeal(Status.SPLIT, at=at, photos=[photo("red"), photo("blue")])
    own, other = living(appeal)
    part_work.give_back(own.pk, reason="Біздікі емес.", actor=town.actor("executor", at), at=at + timedelta(hours=2))
    part_work.accept(other.pk, actor=town.actor("lights_executor", at), at=at + timedelta(hours=2))
    reviews.ask(appeal.pk, note="Екінші бөлімі де жол туралы.", actor=town.actor("resident", at), at=timezone.now())
    return Appeal.objects.get(pk=appeal.pk)


def opened_again(town: Town) -> Appeal:
    """Answered, not accepted by the author, back at the first line with its answer and photos."""
    return town.appeal(Status.REOPENED, at=timezone.now() - timedelta(days=2), photos=[photo("red")])


@pytest.mark.parametrize("told", [repeated_and_doubted, split_and_given_back, opened_again])
def test_the_fullest_appeals_stay_within_the_limit(town: Town, moderator: Client, triage_page, told):
    appeal = told(town)
    town.appeal(at=timezone.now() - timedelta(hours=1))
    address = triage_page(appeal)
    moderator.get(address)
    presence.arrive(APPEAL.kind, appeal.pk, user_id=COLLEAGUE, name="Айгүл Сейтқали")
    try:
        with CaptureQueriesContext(connection) as asked:
            page = moderator.get(address)
    finally:
        presence.leave(APPEAL.kind, appeal.pk, user_id=COLLEAGUE)
    assert (page.status_code, page.context["here"]) == (200, ["Айгүл Сейтқали"])
    questions = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(questions) <= MOST_QUERIES, "\n".join(sql[:100] for sql in questions)
