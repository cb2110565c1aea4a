"""Two moderators never work on the same appeal unknowingly."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.html import escape

from appeals import consumers
from appeals.enums import Status
from appeals.models import Appeal
from appeals.workflow import APPEAL
from tests.appeals.admin.test_list import send
from tests.factories import people
from tests.factories.appeals import Town
from workflow import presence
from workflow.registry import Scope

NAME = "Айгүл Сейтқали"


@pytest.fixture
def looked_at(fresh) -> Iterator[Appeal]:
    """An appeal that a colleague has open."""
    appeal = fresh(Status.REGISTERED)
    presence.arrive(APPEAL.kind, appeal.pk, user_id=10**9, name=NAME)
    yield appeal
    presence.leave(APPEAL.kind, appeal.pk, user_id=10**9)


def test_who_opens_it_is_told_who_else_has_it_open(looked_at, moderator: Client, triage_page, do):
    page = moderator.get(triage_page(looked_at)).content.decode()
    assert escape(NAME) in page
    assert do(moderator, looked_at, "route").status_code == 302, "who knows may act"


def test_who_acts_without_knowing_is_stopped_once(looked_at, moderator: Client, do):
    first = do(moderator, looked_at, "route")
    assert (first.status_code, escape(NAME) in first.content.decode()) == (409, True)
    assert Appeal.objects.get(pk=looked_at.pk).status == Status.REGISTERED
    assert do(moderator, looked_at, "route").status_code == 302


def test_the_preview_of_many_names_them_too(looked_at, fresh, moderator: Client):
    page = send(moderator, "route", [looked_at, fresh(Status.REGISTERED)]).content.decode()
    assert page.count(escape(NAME)) == 1


def test_only_those_with_a_post_over_it_learn_who_works_on_it(town: Town, fresh):
    appeal = fresh(Status.REGISTERED)
    everybody = {
        "moderator": town.moderator,
        "other district": people.officer("moderator", "open-almaty", "medeu"),
        "author": town.resident,
        "other body": people.officer("executor", "akimat-medeu"),
    }
    seen = {who: consumers.work(Scope(user=user, session={}), [appeal.number]) for who, user in everybody.items()}
    assert seen == {"moderator": {appeal.number: appeal.pk}, "other district": {}, "author": {}, "other body": {}}
