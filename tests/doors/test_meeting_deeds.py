"""No outsider plans, announces, opens, writes down, checks or signs a meeting through any door of its life."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from meetings.models import Line, Meeting, Notice, Protocol, ProtocolVersion, Question
from tests.doors.visitors import of, outsider
from tests.doors.walking import Door, doors
from tests.factories import city, people
from tests.factories.meetings import AT, OPENED, STARTS, Hall
from workflow.models import Act

pytestmark = pytest.mark.django_db

LATER = STARTS + timedelta(days=30)

# Nobody of these works on a meeting of the city's akim; the last one only reads it.
OUTSIDERS = {
    "the secretary of another akimat": ("secretary", "akimat-turksib", "turksib"),
    "the akim of another akimat": ("akim", "akimat-turksib", "turksib"),
    "a controller of another akimat": ("controller", "akimat-turksib", "turksib"),
    "a doer": ("executor", "dept-roads", None),
    "an administrator": ("administrator", "open-almaty", None),
}
DESK, SHEET, PROTOCOL = "meetings-desk:act", "meetings-desk:sheet", "meetings-desk:protocol_act"
LINES, LINE, QUESTION = "api:meeting-lines", "api:meeting-line", "meetings-desk:question_act"
# Act -> the door, the state of the meeting, who does it, the word in the address.
ACTS = {
    "plan": ("meetings-desk:new", "planned", "secretary", ""),
    "approve": ("meetings-desk:approve", "planned", "akim", ""),
    "announce": (DESK, "planned", "deputy", "announce"),
    "edit": (DESK, "planned", "secretary", "edit"),
    "give_notice": (DESK, "announced", "secretary", "give_notice"),
    "move": (DESK, "announced", "akim", "move"),
    "cancel": (DESK, "announced", "deputy", "cancel"),
    "hold": (DESK, "announced", "secretary", "hold"),
    "publish": (QUESTION, "announced", "secretary", "publish"),
    "decline": (QUESTION, "announced", "secretary", "decline"),
    "write on the sheet": (SHEET, "held", "secretary", ""),
    "write by a program": (LINES, "held", "secretary", ""),
    "correct on the sheet": ("meetings-desk:line", "held", "secretary", ""),
    "correct by a program": (LINE, "held", "secretary", ""),
    "strike": ("meetings-desk:strike", "held", "secretary", ""),
    "draft": (PROTOCOL, "held", "secretary", "draft"),
    "redraft": (PROTOCOL, "drafted", "secretary", "draft"),
    "check": (PROTOCOL, "drafted", "controller", "check"),
    "return": (PROTOCOL, "checked", "akim", "return"),
    "sign": (PROTOCOL, "checked", "akim", "sign"),
    "amend": (PROTOCOL, "signed", "secretary", "amend"),
}
# Whoever must not do an act though he works on the very meeting.
WRONG_KEY = {
    "akim": {"write on the sheet", "write by a program", "check", "publish"},
    "secretary": {"approve", "check", "return", "sign"},
    "controller": {"approve", "hold", "write by a program", "draft", "sign", "amend"},
}
# A redirection leads to the door of signing in, or back to the list with a sentence; that nothing was done is proven
# by the state of everything.
REFUSED = {302, 401, 403, 404, 409, 422}
# Right in every field: whatever is refused is refused for want of the right.
WORDS = {
    "title_kk": "Тұрғындармен кездесу",
    "title_ru": "Встреча с жителями",
    "venue_kk": "Мәдениет үйі",
    "venue_ru": "Дом культуры",
    "address": "Зорге көшесі, 12",
    "district": "turksib",
    "way": "hall",
    "minutes": 120,
    "channel": "site",
    "published_at": f"{AT:%Y-%m-%dT%H:%M}",
    "evidence": "almaty.gov.kz",
    "reason": "Залда жөндеу жүріп жатыр.",
    "text": "Ауладағы шам жанбайды",
    "result": "explained",
    "explanation": "Жөнделеді.",
    "language": "kk",
    "version": 1,
    "attended": 120,
    "year": STARTS.year,
    "organisation": "city-akimat",
}


class Scene:
    """A meeting of the city's akim in each state of its life."""

    def __init__(self) -> None:
        city.load()
        self.hall = Hall()
        hall = self.hall
        self.rows = {
            "planned": hall.planned(starts_at=LATER),
            "announced": hall.announced(),
            "held": hall.settled(lines=1),
            "drafted": hall.settled(lines=1),
            "checked": hall.settled(lines=1),
            "signed": hall.settled(lines=1),
        }
        hall.asked(self.rows["announced"], published=False)
        hall.drafted(self.rows["drafted"])
        hall.checked(self.rows["checked"])
        hall.signed(self.rows["signed"], OPENED)

    def who(self, name: str) -> User:
        return getattr(self.hall, name)


@pytest.fixture
def scene(monkeypatch) -> Scene:
    made = Scene()
    monkeypatch.setattr("django.utils.timezone.now", lambda: OPENED)
    return made


def post(client: Client, walked: dict[str, Door], act: str, row: Meeting) -> int:
    name, _state, _doer, deed = ACTS[act]
    words = WORDS | {"key": str(uuid.uuid4()), "starts_at": f"{LATER + timedelta(days=1):%Y-%m-%dT%H:%M}"}
    path = walked[name].path({"meeting": row.number, "deed": deed, "question": 1, "line": 1})
    kind = {"content_type": "application/json"} if name.startswith("api:") else {}
    return client.post(path, words, **kind).status_code


def whole_state() -> list:
    """All that an act could change."""
    rows = list(Meeting.objects.order_by("pk").values_list("pk", "status", "seq", "starts_at"))
    counted = [model.objects.count() for model in (Act, Line, Notice, Protocol, ProtocolVersion)]
    return [rows, counted, list(Question.objects.values_list("status", "seq"))]


@pytest.fixture(scope="module")
def walked() -> dict[str, Door]:
    return {door.name: door for door in doors("kk")}


def test_outsiders_do_no_act_through_any_door(scene, walked):
    clients = {who: of(people.officer(*post_)) for who, post_ in OUTSIDERS.items()}
    clients |= {who: outsider(who) for who in ("a stranger", "a resident with an account")}
    before, done = whole_state(), {}
    for act, (_door, state, _doer, _deed) in ACTS.items():
        for who, client in clients.items():
            code = post(client, walked, act, scene.rows[state])
            if code not in REFUSED:
                done.setdefault(who, {})[act] = code
    assert done == {}
    assert whole_state() == before


def test_who_works_on_it_has_his_own_key_only(scene, walked):
    before = whole_state()
    answers = {
        (who, act): post(of(scene.who(who)), walked, act, scene.rows[ACTS[act][1]])
        for who, acts in WRONG_KEY.items()
        for act in acts
    }
    assert {deed: code for deed, code in answers.items() if code not in REFUSED} == {}
    assert whole_state() == before


def test_the_same_words_by_those_who_may_do_every_act(scene, walked):
    """Without this the tests above could pass because the words were wrong."""
    answers = {}
    for act, (_door, state, doer, _deed) in ACTS.items():
        client, before = of(scene.who(doer)), whole_state()
        with transaction.atomic():
            code = post(client, walked, act, scene.rows[state])
            answers[act] = (code < 400, whole_state() != before)
            transaction.set_rollback(True)
    assert answers == dict.fromkeys(ACTS, (True, True))


def test_every_act_of_the_doors_is_walked(walked):
    """A new door that posts to a meeting at the desk has to be walked here."""
    desk = {name for name in walked if name.startswith("meetings-desk:")}
    reading = {"list", "meeting", "lines", "protocol"}
    at_the_hall = {"door", "check_in"}  # of a ticket, not of the meeting: tests/meetings/test_coming.py
    assert desk - {f"meetings-desk:{name}" for name in reading | at_the_hall} == {
        name for name, *_rest in ACTS.values() if name.startswith("meetings-desk:")
    }
