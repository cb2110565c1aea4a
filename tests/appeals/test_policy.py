"""Who sees an appeal and what they may do with it: whole sets against explicit tables."""

import itertools

import pytest

from accounts.enums import APPOINTED_ROLES, Role
from accounts.models import Organisation
from appeals import policy
from appeals.enums import Status
from appeals.models import Appeal
from appeals.policy import STRANGER, Viewer
from appeals.rules.report import NO_PLACE
from appeals.services import triage
from appeals.workflow import APPEAL
from tests.factories import people
from tests.factories.appeals import AT, CITY_HALL, register
from workflow.actor import NOBODY, SYSTEM

pytestmark = pytest.mark.django_db

TRIAGE = {Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR}
DOERS = {Role.EXECUTOR, Role.HEAD}
SORTING = ("categorise", "route", "ask", "publish", "unpublish", "cover", "answer_at_once")
SHOWING = ("publish", "unpublish", "cover")

# status -> who -> the acts open to them, in the order of the table; whoever is missing may do nothing.
TABLE: dict[str, dict[frozenset[Role], tuple[str, ...]]] = {
    # No executor holds a post over what was not sent anywhere yet: the last row is there for the machine alone.
    Status.REGISTERED: {
        frozenset(TRIAGE): SORTING,
        frozenset({Role.AUTHOR}): ("withdraw",),
        frozenset({Role.SYSTEM}): ("route",),
        frozenset({Role.EXECUTOR}): ("ask",),
    },
    Status.ASKED: {frozenset(TRIAGE): SHOWING, frozenset({Role.AUTHOR}): ("reply", "withdraw")},
    Status.ROUTED: {
        frozenset(TRIAGE): SORTING,
        frozenset({Role.EXECUTOR}): ("ask", "accept", "give_back"),
        frozenset({Role.HEAD}): ("accept", "give_back"),
        frozenset({Role.AUTHOR}): ("withdraw",),
        frozenset({Role.SYSTEM}): ("route",),
    },
    Status.IN_WORK: {
        frozenset(TRIAGE): ("ask", *SHOWING),
        frozenset({Role.EXECUTOR}): ("ask", "report"),
        frozenset({Role.HEAD}): ("report",),
        frozenset({Role.AUTHOR}): ("withdraw",),
    },
    Status.REPORTED: {
        frozenset(TRIAGE): SHOWING,
        frozenset({Role.CONTROLLER}): ("return", "answer"),
        frozenset({Role.AUTHOR}): ("withdraw",),
    },
    Status.ANSWERED: {frozenset(TRIAGE): SHOWING, frozenset({Role.AUTHOR}): ("confirm", "reopen")},
    Status.REOPENED: {
        frozenset(TRIAGE): SORTING,
        frozenset({Role.EXECUTOR}): ("ask", "accept"),
        frozenset({Role.HEAD}): ("accept",),
        frozenset({Role.AUTHOR}): ("withdraw",),
        frozenset({Role.SYSTEM}): ("route",),
    },
    Status.FIXED: {frozenset(TRIAGE): SHOWING, frozenset({Role.AUTHOR}): ("reopen",)},
    Status.WITHDRAWN: {frozenset(TRIAGE): SHOWING},
}


def test_who_may_do_what_in_which_status():
    """The whole matrix role x status x act."""
    found = {
        (status, role): APPEAL.open_to(Appeal(status=status), roles=frozenset({role}), at=AT)
        for status, role in itertools.product(Status, Role)
    }
    wanted = {
        (status, role): next((acts for roles, acts in TABLE[status].items() if role in roles), ())
        for status, role in itertools.product(Status, Role)
    }
    assert found == wanted


# The body and district of each post, and whether it covers: an appeal of Turksib sent to its akimat; one of Bostandyk
# answered for by the traffic department; one without a place that nobody was sent.
POSTS: dict[tuple[str, str, str | None], tuple[bool, bool, bool]] = {
    **{(role, "open-almaty", None): (True, True, True) for role in ("operator", "moderator", "administrator")},
    **{(role, "city-akimat", None): (True, True, True) for role in ("city_akimat", "analyst")},
    **{
        (role, "akimat-turksib", "turksib"): (True, False, False) for role in ("operator", "moderator", "administrator")
    },
    ("analyst", "city-akimat", "turksib"): (True, False, False),
    ("city_akimat", "city-akimat", "bostandyk"): (False, True, False),
    **{(role, "akimat-turksib", None): (True, False, False) for role in ("executor", "head", "controller")},
    **{(role, "dept-traffic", None): (False, True, False) for role in ("executor", "head", "controller")},
    **{(role, "city-akimat", None): (True, True, False) for role in ("executor", "head", "controller")},
    **{(role, "city-akimat", "turksib"): (True, False, False) for role in ("executor", "head", "controller")},
    **{(role, "akimat-turksib", "medeu"): (False, False, False) for role in ("executor", "head", "controller")},
    **{(role, "almaty-su", None): (False, False, False) for role in ("executor", "head", "controller")},
    ("district_akimat", "akimat-turksib", "turksib"): (True, False, False),
    ("district_akimat", "akimat-bostandyk", "bostandyk"): (False, True, False),
    ("district_akimat", "akimat-medeu", "medeu"): (False, False, False),
    ("district_akimat", "akimat-turksib", "medeu"): (True, False, False),
    ("district_akimat", "akimat-turksib", None): (True, False, False),
}


def sent(appeal: Appeal, organisation: str, town) -> Appeal:
    triage.route(
        appeal.pk, organisation=organisation, reason="Осы мекеме жауап береді.", actor=town.actor("moderator"), at=AT
    )
    return Appeal.objects.get(pk=appeal.pk)


@pytest.fixture
def three(town) -> tuple[Appeal, Appeal, Appeal]:
    return (
        sent(register().appeal, "akimat-turksib", town),
        sent(register(place=CITY_HALL, category="traffic-lights").appeal, "dept-traffic", town),
        register(place=NO_PLACE, category="").appeal,
    )


def test_posts_see_and_hold_roles_where_their_scope_is(three):
    """Both faces of the permission, for every kind of post, on every kind of appeal."""
    assert {role for role, _body, _district in POSTS} == set(APPOINTED_ROLES)
    seen, held = {}, {}
    for role, body, district in POSTS:
        actor = people.acting(people.officer(role, body, district), AT)
        visible = set(policy.visible_to(Viewer(actor)).values_list("pk", flat=True))
        seen[role, body, district] = tuple(appeal.pk in visible for appeal in three)
        held[role, body, district] = tuple(policy.roles_on(actor, appeal) == {role} for appeal in three)
    assert seen == POSTS
    assert held == POSTS


def test_a_successor_answers_for_what_its_predecessor_was_sent(town):
    appeal = register(category="traffic-lights").appeal
    old, new = people.officer("executor", "dept-traffic"), people.officer("executor", "dept-energy-water")
    Appeal.objects.filter(pk=appeal.pk).update(organisation=Organisation.objects.get(code="dept-urban-mobility"))
    appeal.refresh_from_db()
    assert policy.roles_on(people.acting(old, AT), appeal) == {Role.EXECUTOR}
    assert policy.roles_on(people.acting(new, AT), appeal) == frozenset()


def test_author_holder_of_the_code_and_stranger(town):
    own = register(actor=town.actor("resident")).appeal
    claimed = register().appeal
    hidden = register().appeal
    public = register().appeal
    triage.publish(
        public.pk,
        public_title="Шұңқыр",
        public_text="Аялдама жанында шұңқыр бар.",
        actor=town.actor("moderator"),
        at=AT,
    )
    viewer = Viewer(town.actor("resident"), frozenset({claimed.pk}))
    assert set(policy.visible_to(viewer)) == {own, claimed, public}
    assert set(policy.visible_to(STRANGER)) == {public}
    assert (policy.may_see(viewer, own.pk), policy.may_see(viewer, hidden.pk)) == (True, False)
    assert policy.roles_on(viewer.actor, own) == {Role.AUTHOR}
    assert policy.roles_on(NOBODY, claimed, {claimed.pk}) == {Role.AUTHOR}
    assert policy.roles_on(NOBODY, claimed, {own.pk}) == frozenset()
    assert policy.roles_on(SYSTEM, hidden) == {Role.SYSTEM}


def test_nobody_is_the_author_of_what_has_no_author(town):
    assert policy.roles_on(NOBODY, register().appeal) == frozenset()


def test_contacts_are_for_posts_and_the_author_not_for_an_analyst(three):
    appeal = three[0]
    shown = {
        role: policy.may_see_contacts(people.acting(people.officer(role, body, district), AT), appeal)
        for (role, body, district), (covers, _second, _third) in POSTS.items()
        if covers
    }
    assert shown == {role: role != Role.ANALYST for role in APPOINTED_ROLES}
    assert policy.may_see_contacts(NOBODY, appeal) is False
    assert policy.may_see_contacts(NOBODY, appeal, {appeal.pk}) is True


def test_a_post_that_ended_sees_nothing(three):
    user = people.officer("moderator", "open-almaty")
    user.appointments.update(valid_to=AT.date())
    assert policy.visible_to(Viewer(people.acting(user, AT))).count() == 0


def test_claimed_keys_come_out_of_the_session():
    assert policy.claimed_in({policy.CLAIMED_SESSION_KEY: [3, 4]}) == {3, 4}
    assert policy.claimed_in({}) == policy.claimed_in(None) == frozenset()
