"""Lines of a meeting by five secretaries at once (p95 in milliseconds), the public pages, and all that `plans` does."""

import argparse
import json
import time
from datetime import timedelta
from importlib import import_module
from itertools import chain
from uuid import uuid4

import plans
from _load import Call, Caller, Figures, figures, head, line, measure, together, trivial
from _server import server
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Appointment, Organisation, User
from accounts.selectors import actor_of
from meetings.models import Line, Meeting
from meetings.services import announcing, calendar
from meetings.services.calendar import Planned
from meetings.services.fields import Place

SECRETARIES = 5
BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = "Ауладағы жарық шамдары жанбайды, кешке жүру қауіпті, жөндеп беріңіздер."
# In Django a form's proof of origin is a cookie and a field of 32 equal letters and digits.
PROOF = "0123456789abcdef0123456789abcdef"


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench meetings")
    parser.add_argument("--lines", type=int, default=400, help="of all secretaries together; default 400")
    options = parser.parse_args(arguments)
    people = [_secretary(number) for number in range(SECRETARIES)]
    meeting = _open(people[0])
    with server() as port:
        base = trivial(port=port, callers=SECRETARIES)
        written = _write(meeting, people, options.lines, port=port)
        pages = _pages(meeting, port=port)
    head("request")
    line("health/live (trivial)", base, base)
    line(f"a line, {SECRETARIES} secretaries", written, base)
    for name, found in pages.items():
        line(name, found, base)
    numbers = list(Line.objects.filter(meeting=meeting).order_by("number").values_list("number", flat=True))
    print(f"Lines sent: {options.lines}, each twice; kept: {len(numbers)}, numbered without a gap.")
    if numbers != list(range(1, options.lines + 1)):
        raise SystemExit("bench: a line is missing or was written twice")
    plans.main([])
    return written.p95, "ms, p95 of a line with five secretaries"


def _write(meeting: Meeting, people: list[User], number: int, *, port: int) -> Figures:
    """Every line is sent twice, as a device does whose answer was lost; only the first sending is counted."""
    path = f"/api/v1/meetings/{meeting.number}/lines/"
    cookies = [_cookie(person) for person in people]
    calls = []
    for place in range(number):
        body = json.dumps({"key": str(uuid4()), "text": f"{TEXT} {place}", "category": "1", "result": "instruction"})
        headers = {"Content-Type": "application/json", "X-CSRFToken": PROOF, "Cookie": cookies[place % len(cookies)]}
        calls.append(Call(path, "POST", body.encode(), headers, expects=(201, 200)))

    def twice(call: Call):
        def work(caller: Caller):
            first = caller.ask(call)
            if caller.ask(call).content != first.content:
                raise SystemExit("bench: the same line sent again is another one")
            return [first]

        return work

    began = time.perf_counter()
    answers = list(chain.from_iterable(together([twice(call) for call in calls], port=port, callers=len(people))))
    return figures(answers, seconds=time.perf_counter() - began)


def _pages(meeting: Meeting, *, port: int) -> dict[str, Figures]:
    paths = {
        "list of meetings": "/kk/meetings/",
        "list of those that are over": "/kk/meetings/?show=past",
        "calendar of the year": "/kk/meetings/calendar/",
        "ICS feed": "/kk/meetings/calendar.ics",
        "page with a protocol": f"/kk/meetings/{_closed() or meeting.number}/",
        "API: list of meetings": "/api/v1/meetings/",
    }
    return {name: measure([Call(path)] * 40, port=port, callers=2) for name, path in paths.items()}


def _closed() -> str | None:
    return Meeting.objects.filter(status="closed").order_by("-starts_at").values_list("number", flat=True).first()


def _secretary(number: int) -> User:
    user, _new = User.objects.get_or_create(
        email=f"bench-secretary{number}@staff.birge.example", defaults={"full_name": f"Хатшы {number}"}
    )
    body = Organisation.objects.get(code="city-akimat")
    since = timezone.localdate() - timedelta(days=30)
    Appointment.objects.get_or_create(user=user, role=Role.SECRETARY, organisation=body, defaults={"valid_from": since})
    return user


def _open(secretary: User) -> Meeting:
    """A meeting that begins now, announced ten days ago."""
    now = timezone.now()
    then = now - timedelta(days=10)
    hands = actor_of(secretary, then)
    words = Planned(
        starts_at=now + timedelta(minutes=5),
        title_kk="Өлшеу кездесуі",
        title_ru="Встреча для замера",
        venue_kk="Мәдениет үйі",
        venue_ru="Дом культуры",
        place=Place(district="turksib"),
    )
    meeting = calendar.plan("city-akimat", words, actor=hands, at=then)
    announcing.announce(meeting.pk, actor=hands, at=then)
    announcing.give_notice(meeting.pk, channel="media", published_at=then, actor=hands, at=then)
    announcing.hold(meeting.pk, actor=hands, at=now)
    return Meeting.objects.get(pk=meeting.pk)


def _cookie(user: User) -> str:
    """A signed-in browser: its session, and the proof of origin."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={PROOF}"
