"""No outsider moves an appeal, public or private, through any door that takes one."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import transaction
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appeals.api.acts import ACTS
from appeals.api.sending import ACTS_OF_PART
from appeals.enums import Status
from appeals.models import Answer, Appeal, Hearing, Note, Part, Photo, Question, Rating
from appeals.services import hearings, reviews, triage
from appeals.workflow import APPEAL
from tests.doors.visitors import OUTSIDERS, SOME, insider, of, outsider
from tests.doors.walking import Door, doors
from tests.factories import people
from tests.factories.appeals import Town
from workflow import calendar
from workflow.models import Act

pytestmark = pytest.mark.django_db

# All that any act asks for, right in every field: whatever is refused is refused for want of the right.
WORDS = {
    "category": "roads-pavement",
    "organisation": "akimat-turksib",
    "reason": "Бұл басқа мекеменің міндеті.",
    "question": "Қай үйдің тұсында?",
    "public_title": "Аялдама жанындағы шұңқыр",
    "public_text": "Аялдаманың жанында терең шұңқыр бар.",
    "text": "Шұңқыр асфальтпен жамалды, аялдаманың жанындағы жол ашық.",
    "decision": "explained",
    "no_photo_reason": "Жұмыс жер астында.",
    "parts[0]title": "Шұңқырды жамау",
    "parts[0]organisation": "akimat-turksib",
    "parts[1]title": "Бағдаршамды жөндеу",
    "parts[1]organisation": "dept-traffic",
    "exception": "waived-by-author",
    "stars": "5",
}
# What means something else elsewhere. Only a decision against the author is heard or excepted from hearing.
WORDS_OF = {
    "propose": {"decision": "refused"},
    "waive": {"decision": "refused"},
    "minute": dict.fromkeys(("place", "body", "official", "secretary", "participants", "said"), "Түрксіб әкімдігі"),
}
DOERS = {
    **dict.fromkeys(("categorise", "route", "ask", "publish", "unpublish", "answer_at_once", "review"), "moderator"),
    **dict.fromkeys(("forward", "split", "join", "lodge"), "moderator"),
    **dict.fromkeys(("accept", "give_back", "report", "pass_up", "satisfy", "note", "propose", "minute"), "executor"),
    **dict.fromkeys(("extend", "assign", "waive"), "head"),
    **dict.fromkeys(("return", "answer"), "controller"),
    **dict.fromkeys(("reply", "confirm", "reopen", "withdraw", "object", "rate", "ask_review"), "resident"),
}
STATES = {
    name: next(state for state in Status if state in APPEAL[name].sources and state not in {Status.REOPENED})
    for name in ACTS
} | {
    # Where a body has the appeal, and where the author is being heard.
    **dict.fromkeys(("extend", "assign", "note", "review"), Status.ROUTED),
    "object": Status.IN_WORK,
}


@pytest.fixture
def appeals(town: Town) -> dict[tuple[str, bool], Appeal]:
    """By status, a private one and a public one of yesterday."""
    made = {}
    for state in set(STATES.values()):
        for public in (False, True):
            appeal = town.appeal(state, at=timezone.now() - timedelta(days=1))
            if state == Status.IN_WORK:
                words = {"decision": "refused", "text": WORDS["text"]}
                hearings.propose(appeal.pk, **words, actor=town.actor("executor"), at=timezone.now())
            if state == Status.ROUTED:
                reviews.ask(appeal.pk, actor=town.actor("resident"), at=timezone.now())
            if public:
                words = {name: WORDS[name] for name in ("public_title", "public_text")}
                triage.publish(appeal.pk, **words, actor=town.actor("moderator"), at=timezone.now())
            made[state, public] = Appeal.objects.get(pk=appeal.pk)
    return made


def act_doors() -> list[Door]:
    """Every address that takes an appeal and the name of an act."""
    of_appeals = {"appeals:act", "desk:act", "api:appeal-act", "admin:appeals_appeal_act"}
    of_other_rooms = {
        "budget:act",
        "budget-desk:act",
        "budget-desk:question",
        "api:budget-proposal-act",
        "results:work_act",
    }
    shapes = ({"number", "name"}, {"number", "act"}, {"pk", "name"})
    found = [door for door in doors("kk") if set(door.parameters) in shapes]
    assert {door.name for door in found} == of_appeals | of_other_rooms
    return [door for door in found if door.name in of_appeals]


def address(door: Door, appeal: Appeal, act: str) -> str:
    return door.path({"number": appeal.number, "pk": appeal.pk, "act": act, "name": act})


def whole_state() -> list:
    """All that an act could change."""
    rows = [model_to_dict(appeal) | {"seq": appeal.seq} for appeal in Appeal.objects.order_by("pk")]
    written = (Act, Answer, Question, Photo, Part, Hearing, Note, Rating)
    counts = [model.objects.count() for model in written]
    return [rows, counts, list(Photo.objects.order_by("pk").values_list("is_public", flat=True))]


def words_for(town: Town, act: str) -> dict[str, object]:
    """All words, with those that hang on today and on the people of the town."""
    now = timezone.now()
    until = calendar.current().on_or_after(timezone.localdate(now) + timedelta(days=40))
    times = {"begun_at": now - timedelta(hours=1), "ended_at": now - timedelta(minutes=30)}
    named = {"until": until, "executor": town.executor.pk, **{name: at.isoformat() for name, at in times.items()}}
    return WORDS | named | WORDS_OF.get(act, {})


def post(client: Client, path: str, words: Mapping[str, object] = WORDS) -> int:
    return client.post(path, words, secure=False).status_code


@pytest.mark.parametrize(
    "outsiders",
    [
        pytest.param(SOME, id="some"),
        pytest.param([who for who in OUTSIDERS if who not in SOME], id="others", marks=pytest.mark.slow),
    ],
)
def test_outsiders_do_no_act_through_any_door(town, appeals, outsiders):
    before = whole_state()
    words = {act: words_for(town, act) for act in ACTS}
    done: dict[str, set[str]] = {}
    for who in outsiders:
        client = outsider(who)
        for door in act_doors():
            for (state, _public), appeal in appeals.items():
                for act in (name for name in ACTS if STATES[name] == state):
                    code = post(client, address(door, appeal, act), words[act])
                    if code < 300 or code >= 500:
                        done.setdefault(who, set()).add(f"{door.name} {act} {code}")
    assert done == {}
    assert whole_state() == before


def test_the_same_words_by_those_who_may_do_every_act(town, appeals):
    """Without this the test above could pass because the words were wrong."""
    api = next(door for door in act_doors() if door.name == "api:appeal-act")
    answers = {}
    for act, who in DOERS.items():
        appeal = appeals[STATES[act], True]
        client = insider(town, who)
        with transaction.atomic():
            code = post(client, address(api, appeal, act), words_for(town, act))
            answers[act] = (code, Appeal.objects.get(pk=appeal.pk).seq - appeal.seq)
            transaction.set_rollback(True)
    assert answers == dict.fromkeys(ACTS, (200, 1))


def test_a_bulk_action_of_the_queue_takes_nothing_of_another_district(appeals):
    before = whole_state()
    whole = [str(appeal.pk) for appeal in appeals.values()]
    moved = {}
    for who in OUTSIDERS:
        client = outsider(who)
        for action in ("route_by_rule", "publish_as_written"):
            form = {"action": action, "_selected_action": whole, "confirmed": "yes", "post": "yes"}
            client.post(reverse("admin:appeals_appeal_changelist") + "?part=all", form)
        if whole_state() != before:
            moved[who] = True
    assert moved == {}


def doors_of_parts() -> list[Door]:
    """Every address that takes a part and the name of an act."""
    found = [
        door for door in doors("kk") if set(door.parameters) in ({"number", "part", "name"}, {"number", "part", "act"})
    ]
    assert {door.name for door in found} == {"desk:part_act", "api:appeal-part-act"}
    return found


def test_outsiders_do_no_act_on_a_part(town):
    appeal = town.appeal(Status.SPLIT, at=timezone.now() - timedelta(days=1))
    words = {name: WORDS[name] for name in ("public_title", "public_text")}
    triage.publish(appeal.pk, **words, actor=town.actor("moderator"), at=timezone.now())
    before = whole_state()
    done = {}
    # The body of the second part is an outsider to the first.
    neighbour = people.officer("executor", "dept-traffic")
    for who, client in {**{who: outsider(who) for who in OUTSIDERS}, "the other part's body": of(neighbour)}.items():
        for door in doors_of_parts():
            for act in ACTS_OF_PART:
                path = door.path({"number": appeal.number, "part": 1, "act": act, "name": act})
                code = post(client, path)
                if code < 300 or code >= 500:
                    done.setdefault(who, set()).add(f"{door.name} {act} {code}")
    assert done == {}
    assert whole_state() == before


def test_the_same_words_by_those_who_may_do_every_act_on_a_part(town):
    appeal = town.appeal(Status.SPLIT, at=timezone.now() - timedelta(days=1))
    executor, moderator = insider(town, "executor"), insider(town, "moderator")
    api = next(door for door in doors_of_parts() if door.name == "api:appeal-part-act")

    def do(client: Client, act: str) -> int:
        return post(client, api.path({"number": appeal.number, "part": 1, "act": act}))

    road = [(moderator, "route"), (executor, "accept"), (executor, "report"), (insider(town, "controller"), "return")]
    road += [(executor, "report"), (insider(town, "controller"), "answer")]
    assert [do(client, act) for client, act in road] == [200] * len(road)
