"""The character that no database keeps, an attacker's toy: no door breaks on it."""

import pytest

from tests.doors.filling import Filler
from tests.doors.test_strangers import secret  # noqa: F401
from tests.doors.visitors import of
from tests.doors.walking import doors, walked
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NUL = "\x00"
# What addresses are asked with and forms send, by any of the rooms.
NAMES = """
q district category organisation status state part show page before after from to since until number year body code name
order o p format near bbox lang edition project compare month kind source stage cursor next view leaf first text note
reason title email phone address deed iin lon lat key choice motion rhythm area back do found login password
""".split()


def test_no_door_breaks_on_nul(secret):  # noqa: F811
    browser = of(people.resident(is_staff=True, is_superuser=True))
    browser.raise_request_exception = False
    words = dict.fromkeys(NAMES, f"{NUL}x")
    paths, _unknown = walked(doors("kk"), Filler(secret).fill)
    broken = []
    for door, (first, *_others) in paths.items():
        nowhere = door.path(dict.fromkeys(door.parameters, "%00"))
        answers = {
            "asked": browser.get(first, words),
            "sent": browser.post(first, words),
            "in it": browser.get(nowhere),
        }
        broken += [f"{door.route}: {way}" for way, answer in answers.items() if answer.status_code >= 500]
    assert broken == []
