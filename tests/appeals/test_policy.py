"""Who sees an appeal and what they may do with it: whole sets against explicit tables."""

import itertools
from datetime import timedelta

import pytest

from accounts.enums import APPOINTED_ROLES, Role
from accounts.models import Organisation
from appeals import policy
from appeals.enums import Kind, Status
from appeals.models import Appeal
from appeals.policy import STRANGER, Viewer
from appeals.rules.report import NO_PLACE
from appeals.services import triage
from appeals.workflow import APPEAL
from tests.factories import people
from tests.factories.appeals import AT, CITY_HALL, register
from workflow.actor import NOBODY, SYSTEM

pytestmark = pytest.mark.django_db

S = Status
TRIAGE = {Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR}
DOERS = {Role.EXECUTOR, Role.HEAD}
OFFICIALS = TRIAGE | DOERS | {Role.CONTROLLER, Role.DISTRICT_AKIMAT, Role.CITY_AKIMAT}
AUTHOR, SYSTEM_ALONE = {Role.AUTHOR}, {Role.SYSTEM}
AT_TRIAGE = {S.REGISTERED, S.ROUTED, S.REOPENED}
GOING_ON = {S.REGISTERED, S.ASKED, S.ROUTED, S.IN_WORK, S.REPORTED, S.SPLIT, S.LODGED, S.REOPENED}
OVER = {S.ANSWERED, S.FIXED, S.FORWARDED, S.MERGED, S.WITHDRAWN}
WITH_A_BODY = {S.ROUTED, S.ASKED, S.IN_WORK, S.REPORTED, S.REOPENED}

# act -> the statuses in which it is open, and to whom. What does not stand here is open to nobody, an analyst to
# begin with. An executor holds no post over what was not sent anywhere yet, whatever the table says of "registered".
TABLE: dict[str, tuple[set[Status], set[Role]]] = {
    # Triage.
    "categorise": (AT_TRIAGE, TRIAGE),
    "route": (AT_TRIAGE, TRIAGE | {Role.SYSTEM}),
    "ask": (AT_TRIAGE | {S.IN_WORK}, TRIAGE | {Role.EXECUTOR, Role.SYSTEM}),
    "lapse": ({S.ASKED}, SYSTEM_ALONE),
    "answer_at_once": (AT_TRIAGE, TRIAGE),
    "stop_repeat": (AT_TRIAGE, TRIAGE),
    "merge": (AT_TRIAGE | {S.ASKED}, TRIAGE),
    "unmerge": ({S.MERGED}, TRIAGE),
    "absorb": (GOING_ON, SYSTEM_ALONE),
    "undo": (set(S), TRIAGE),
    # What strangers see, what officials tell each other, what is kept.
    "publish": (set(S), TRIAGE),
    "unpublish": (set(S), TRIAGE),
    "cover": (set(S), TRIAGE),
    "note": (set(S), OFFICIALS),
    "expire": (OVER, SYSTEM_ALONE),
    # What an import brings.
    "carry_over": ({S.REGISTERED}, SYSTEM_ALONE),
    "amend": ({S.REGISTERED}, SYSTEM_ALONE),
    # The work, its hearing and its two keys.
    "accept": ({S.ROUTED, S.REOPENED}, DOERS),
    "give_back": ({S.ROUTED}, DOERS),
    "assign": (WITH_A_BODY, {Role.HEAD}),
    "propose": ({S.IN_WORK}, DOERS),
    "minute": ({S.IN_WORK, S.REPORTED}, DOERS),
    "waive": ({S.IN_WORK}, {Role.HEAD}),
    "report": ({S.IN_WORK}, DOERS),
    "return": ({S.REPORTED}, {Role.CONTROLLER}),
    "answer": ({S.REPORTED}, {Role.CONTROLLER}),
    # The author.
    "reply": ({S.ASKED}, AUTHOR),
    "object": ({S.IN_WORK, S.ASKED, S.REPORTED}, AUTHOR),
    "confirm": ({S.ANSWERED}, AUTHOR),
    "rate": ({S.ANSWERED, S.FIXED}, AUTHOR),
    "reopen": ({S.ANSWERED, S.FIXED}, AUTHOR),
    "withdraw": (GOING_ON, AUTHOR),
    "ask_review": (GOING_ON, AUTHOR),
    "review": (GOING_ON, TRIAGE),
    # The clock.
    "extend": (WITH_A_BODY, {Role.HEAD}),
    "deem_refused": (GOING_ON, SYSTEM_ALONE),
    "recalculate": (GOING_ON, SYSTEM_ALONE),
    "warn": (GOING_ON, SYSTEM_ALONE),
    # Other bodies, parts, complaints. A head or the akim may forward where triage may no longer: after three days.
    "forward": (AT_TRIAGE, TRIAGE | {Role.HEAD, Role.CITY_AKIMAT}),
    "register_there": ({S.FORWARDED}, TRIAGE),
    "split": (AT_TRIAGE, TRIAGE),
    "join": ({S.SPLIT}, TRIAGE),
    "part_moved": ({S.SPLIT}, SYSTEM_ALONE),
    "conclude": ({S.SPLIT}, SYSTEM_ALONE),
    "reopen_parts": ({S.ANSWERED, S.FIXED}, AUTHOR),
    "lodge": (AT_TRIAGE, TRIAGE),
    "pass_up": ({S.LODGED}, DOERS),
    "satisfy": ({S.LODGED}, DOERS),
    "escalate": ({S.LODGED}, SYSTEM_ALONE),
}

# Nobody asks for a review where no machine chose, and nobody answers one that was not asked for.
BY_PEOPLE = {"ask_review", "review"}
# An appeal, and the acts that something about it shuts to everybody in every status.
SHUT: dict[str, tuple[dict, set[str]]] = {
    "whole": ({}, {"reopen_parts"} | BY_PEOPLE),
    "answered in parts": ({"part_count": 2}, {"reopen"} | BY_PEOPLE),
    "answered too long ago": ({"reopen_until": AT}, {"reopen", "reopen_parts"} | BY_PEOPLE),
    "naming an official": ({"complained_official_id": 1}, {"reopen_parts", "publish", "satisfy"} | BY_PEOPLE),
    "a complaint": ({"kind": Kind.COMPLAINT}, {"reopen_parts", "extend"} | BY_PEOPLE),
    "on the clock of hours": ({"due_at": AT}, {"reopen_parts", "extend"} | BY_PEOPLE),
    "late": ({"due_on": AT.date() - timedelta(days=1)}, {"reopen_parts", "extend"} | BY_PEOPLE),
    "sent by the table": ({"routing": {"organisation": "akimat-turksib"}}, {"reopen_parts", "review"}),
    "sorted by a machine": ({"suggestion": {"suggestions": [{}]}}, {"reopen_parts", "review"}),
    "waiting for a person": (
        {"routing": {"organisation": "akimat-turksib"}, "review_asked_at": AT},
        {"reopen_parts", "ask_review"},
    ),
}


def test_the_table_knows_every_act():
    names = [transition.name for transition in APPEAL.transitions]
    assert sorted(names) == sorted(TABLE)


@pytest.mark.parametrize("which", SHUT)
def test_who_may_do_what_in_which_status(which):
    """The whole matrix role x status x act, for every kind of appeal that shuts an act."""
    given, shut = SHUT[which]
    found = {
        (name, status, role)
        for status, role in itertools.product(Status, Role)
        for name in APPEAL.open_to(Appeal(status=status, **given), roles=frozenset({role}), at=AT)
    }
    wanted = {
        (name, status, role)
        for name, (statuses, roles) in TABLE.items()
        if name not in shut
        for status, role in itertools.product(statuses, roles)
    }
    assert found == wanted


# The body and district of each post, and whether it covers: an appeal of Turksib sent to its akimat; one of Bostandyk
# answered for by the traffic department; one without a place that nobody was sent.
# Posts of the people's budget and of meetings: appeals are not theirs.
OF_OTHER_ROOMS = (
    *("akim", "deputy_akim", "secretary"),
    *("expert", "council_member", "council_secretary", "edition_manager", "observer"),
)
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
    **{(role, "akimat-turksib", "turksib"): (False, False, False) for role in OF_OTHER_ROOMS},
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
    assert shown == {role: role != Role.ANALYST for role in APPOINTED_ROLES if role not in OF_OTHER_ROOMS}
    assert policy.may_see_contacts(NOBODY, appeal) is False
    assert policy.may_see_contacts(NOBODY, appeal, {appeal.pk}) is True


def test_a_post_that_ended_sees_nothing(three):
    user = people.officer("moderator", "open-almaty")
    user.appointments.update(valid_to=AT.date())
    assert policy.visible_to(Viewer(people.acting(user, AT))).count() == 0


def test_claimed_keys_come_out_of_the_session():
    assert policy.claimed_in({policy.CLAIMED_SESSION_KEY: [3, 4]}) == {3, 4}
    assert policy.claimed_in({}) == policy.claimed_in(None) == frozenset()
