"""An open socket of somebody in office has the rights of the post only while its session has shown a second factor."""

import pytest

from appeals import consumers
from tests.doors.visitors import insider
from workflow.registry import Scope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("who", ["moderator", "executor", "controller"])
def test_posts_count_with_a_second_factor_only(town, who, shown):
    appeal = town.appeal("answered")
    session = insider(town, who).session if shown else {}
    scope = Scope(user=getattr(town, who), session=session)
    found = {
        "watch": consumers.watch(scope, appeal.number),
        "work": consumers.work(scope, [appeal.number]),
        "triage": consumers.follow(scope, "triage"),
    }
    assert found == {
        "watch": appeal.pk if shown else None,
        "work": {appeal.number: appeal.pk} if shown else {},
        "triage": shown and who == "moderator",
    }


def test_a_resident_needs_none(town):
    appeal = town.appeal()
    assert consumers.watch(Scope(user=town.resident, session={}), appeal.number) == appeal.pk
