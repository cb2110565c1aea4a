"""Every door starts from ``visible_to``: all addresses of the house, walked by everybody whom an appeal is hidden from.

The addresses come from the resolver. A new one that cannot be walked fails the first test until somebody says, in
``filling.py`` or ``NOT_WALKED``, what is to be put into it or why nobody need walk it.
"""

import pytest
from django.test import Client
from django.utils import timezone

from appeals.models import Appeal
from appeals.services import complaints, parts
from tests.doors.canaries import BAIT, LAT, LON, PHONE, WORDS, Secret, hide
from tests.doors.filling import Filler
from tests.doors.visitors import OUTSIDERS, SOME, insider, of, outsider
from tests.doors.walking import Door, doors, walked
from tests.factories import people
from tests.factories.appeals import Town
from workflow import outbox

pytestmark = pytest.mark.django_db

# Route of a door that is not walked -> why.
NOT_WALKED: dict[str, str] = {}
ROOMS_OF_APPEALS = ("appeals:", "desk:", "me:", "api:appeal", "admin:appeals_")
LANGUAGES = ("kk", "ru", "en")
# Asked of every door that opens and stands for many things: lists, searches, exports, counters. The secret answers to
# each part, so it answers to all of them together; where one part is refused, the others are asked alone.
QUESTIONS = (("q={bait}", "district=turksib", "part=all"), ("q={number}", "format=csv"))


@pytest.fixture
def secret(town: Town) -> Secret:
    hidden = hide(town)
    outbox.drain()
    return hidden


def content_of(response) -> bytes:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body + b"\n" + "\n".join(f"{name}: {value}" for name, value in response.items()).encode()


def found_by(client: Client, paths: dict[Door, list[str]], secret: Secret) -> tuple[dict[str, set[str]], list[str]]:
    """What the visitor learns of the appeal, by door; and the addresses that broke."""
    found: dict[str, set[str]] = {}
    broken: list[str] = []

    def ask(door: Door, address: str) -> int:
        response = client.get(address)
        if response.status_code >= 500:
            broken.append(f"{address}: {response.status_code}")
        seen = secret.seen_in(content_of(response), asked=address)
        if seen:
            found.setdefault(door.name or door.route, set()).update(seen)
        return response.status_code

    for door, path in ((door, path) for door, each in paths.items() for path in each):
        if ask(door, path) == 200 and not set(door.parameters) - {"code"}:
            for question in QUESTIONS:
                words = [part.format(bait=BAIT, number=secret.appeal.number) for part in question]
                if ask(door, f"{path}?{'&'.join(words)}") != 200:
                    for word in words:
                        ask(door, f"{path}?{word}")
    return found, broken


def ways(secret: Secret, *languages: str) -> dict[Door, list[str]]:
    """The paths of all doors in the first language, and of those that speak a language in the others."""
    filler = Filler(secret)
    whole = doors(languages[0])
    for language in languages[1:]:
        whole += [door for door in doors(language) if door.route.startswith(f"{language}/")]
    paths, _unknown = walked([door for door in whole if door.route not in NOT_WALKED], filler.fill)
    return paths


def test_every_address_of_the_house_is_walked_or_excused_with_a_reason(secret):
    whole = doors("kk")
    paths, unknown = walked(whole, Filler(secret).fill)
    assert unknown.keys() == NOT_WALKED.keys(), f"say in filling.py what belongs there: {unknown}"
    assert {door.route for door in paths} | NOT_WALKED.keys() == {door.route for door in whole}
    assert [door.route for door, each in paths.items() if not each] == [], "doors without a single address"


@pytest.mark.parametrize(
    "who", [who if who in SOME else pytest.param(who, marks=pytest.mark.slow) for who in OUTSIDERS]
)
def test_a_private_appeal_is_seen_through_no_door(secret, who):
    languages = LANGUAGES if who == "a stranger" else LANGUAGES[:1]
    assert found_by(outsider(who), ways(secret, *languages), secret) == ({}, [])


def test_whoever_is_named_in_a_complaint_sees_it_through_no_door(town, secret):
    """Not even with posts that would show him everything else."""
    appeal, moderator = secret.appeal, town.actor("moderator")
    parts.join(appeal.pk, reason="Бір мәселе екен.", actor=moderator, at=timezone.now())
    person = people.officer("head", "akimat-turksib")
    people.appoint(person, "moderator", "open-almaty")
    people.appoint(person, "controller", "city-akimat")
    complaints.lodge(appeal.pk, organisation="akimat-turksib", official=person.pk, actor=moderator, at=timezone.now())
    outbox.drain()
    assert found_by(of(person), ways(secret, "kk"), secret) == ({}, [])


def test_the_walk_would_have_seen_it(town, secret):
    """The same walk by those who work with the appeal finds every part of it: the eye is not blind."""
    paths = {door: each for door, each in ways(secret, "kk").items() if door.name.startswith(ROOMS_OF_APPEALS)}
    by_doors: dict[str, set[str]] = {}
    for name in ("moderator", "executor", "controller", "resident"):
        found, broken = found_by(insider(town, name), paths, secret)
        assert broken == []
        for door, seen in found.items():
            by_doors.setdefault(door, set()).update(seen)
    whole = set().union(*by_doors.values())
    photos = {f"photo {name}" for name in secret.pictures}
    parts = WORDS.keys() - {"public"} | photos | {"phone", "point", "claim code", "number"}
    assert whole >= parts, f"never seen: {sorted(parts - whole)}"
    assert by_doors.keys() >= {
        "appeals:detail",
        "appeals:fragment",
        "appeals:receipt",
        "appeals:mine",
        "appeals:photo",
        "api:appeals",
        "api:appeal",
        "desk:queue",
        "desk:appeal",
        "me:inbox",
        "admin:appeals_appeal_changelist",
        "admin:appeals_appeal_change",
    }


def test_the_eye_knows_every_canary(secret):
    told = {
        **{part: f"<p>{word.upper()}</p>" for part, word in WORDS.items()},
        "phone": f"+7 ({PHONE[:3]}) {PHONE[3:6]}-{PHONE[6:8]}-{PHONE[8:]}",
        "point": f'{{"lon":{LON},"lat":{LAT}}}',
        "claim code": secret.claim_code,
        "number": secret.appeal.number,
    }
    assert {part: secret.seen_in(text.encode()) for part, text in told.items()} == {part: {part} for part in told}
    pictures = {name: secret.seen_in(b"\xff\xd8" + piece) for name, piece in secret.pictures.items()}
    assert pictures == {name: {f"photo {name}"} for name in secret.pictures}
    assert secret.seen_in(secret.appeal.number.encode(), asked=f"/kk/appeals/{secret.appeal.number}/") == set()


def test_the_appeal_is_private_and_still_open_to_its_author(town, secret):
    assert Appeal.objects.filter(pk=secret.appeal.pk, published_at=None).exists()
    page = insider(town, "resident").get(f"/kk/appeals/{secret.appeal.number}/")
    assert (page.status_code, WORDS["text"] in page.content.decode()) == (200, True)
