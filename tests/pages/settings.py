"""The town that the pages are looked at in: appeals in every state, a form half filled in, letters in the inbox."""

import threading
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connections
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django.views import defaults

from accounts import notices
from accounts.enums import Channel
from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Appeal
from appeals.services import triage
from meetings.services import plan_rows, plans, registrations
from tests.doors.visitors import of
from tests.factories.appeals import AIRPORT, TEXT, Town, photo
from tests.factories.meetings import Hall
from tests.factories.plans import LIGHT
from tests.pages import budget, proposals
from workflow import outbox
from workflow.actor import NOBODY

FILED_DAYS_AGO = 3
LONG_WORDS = "Көшелерді абаттандыру жауапкершілігі қаржыландырылмағандықтан жауапкершіліктендірілмегендіктеріңізден"
ANSWERS = {
    "what": {"text": TEXT},
    "where": {"address": "Тимирязев көшесі, 42", "district": "bostandyk", "action": "save"},
    "category": {"category": "roads-pothole"},
    "contact": {"name": "Әлия Серікова", "phone": "", "email": "aliya@example.kz", "language": "kk"},
}


# Beside the town's own appeals, of a category with extra questions: what is similar stands there to be judged.
NEAR_BY = {
    "what": ANSWERS["what"],
    "where": {"lon": str(AIRPORT.lon), "lat": str(AIRPORT.lat), "address": "", "district": "", "action": "save"},
    "category": {"category": "lighting-off"},
}


@dataclass(frozen=True)
class Setting:
    """``sessions``: who -> the cookie of the session. ``appeals``: status -> an appeal in it, published.

    ``filed``: number of an appeal sent without an account; ``letter``: key of a letter in the resident's inbox;
    ``faults``: see ``_faults``. ``meetings``: state -> number of a meeting in it; ``ticket``: the code of a ticket.
    ``budget``: see ``tests.pages.budget``.
    ``proposals``: what addresses of the people's budget name.
    """

    sessions: dict[str, str]
    appeals: dict[str, Appeal]
    filed: str
    letter: int
    faults: dict[str, bytes]
    meetings: dict[str, str]
    budget: dict[str, object]
    proposals: dict[str, str]


def settle(town: Town) -> Setting:
    """Fill the town by the real use cases, and let everybody sign in."""
    at = timezone.now() - timedelta(days=FILED_DAYS_AGO)
    appeals = {status: town.appeal(status, photos=[photo()], at=at) for status in Status.values}
    moderator = town.actor("moderator", at)
    for appeal in appeals.values():
        if appeal.status != Status.WITHDRAWN:
            shown = list(appeal.photos.values_list("pk", flat=True))
            words = {"public_title": "Аялдама жанындағы шұңқыр", "public_text": TEXT, "photo_ids": shown}
            triage.publish(appeal.pk, **words, actor=moderator, at=timezone.now())
    hall = Hall()
    meetings = _meetings(hall)
    voters, ballots = budget.settle()
    ideas, proposers = proposals.settle()
    asker = _browser_with_a_form()
    sender = _browser_with_a_form()
    filed = _send(sender)
    _work_off()
    people = ("resident", "operator", "moderator", "executor", "head", "controller")
    return Setting(
        sessions={
            "asker": _session(asker),
            "sender": _session(sender),
            "neighbour": _session(_browser_with_a_form(NEAR_BY)),
            **{name: _session(of(getattr(town, name))) for name in people},
            "secretary": _session(of(hall.secretary)),
            "keeper": _session(of(hall.controller)),
            **{name: _session(of(user)) for name, user in voters.items()},
            **proposers,
        },
        appeals={status: Appeal.objects.get(pk=appeal.pk) for status, appeal in appeals.items()},
        filed=filed,
        faults=_faults(),
        meetings=meetings,
        budget=ballots,
        proposals=ideas,
        letter=Notice.objects.filter(user=town.resident, channel=Channel.INBOX).latest("pk").pk,
    )


def _meetings(hall: Hall) -> dict[str, str]:
    """One announced with questions and a ticket, one that goes on, one with its signed protocol."""
    coming = hall.coming(timezone.now())
    hall.asked(coming, at=timezone.now())
    going_on = hall.held()
    hall.line(going_on, result="explained", explanation="Жөнделеді.")
    hall.line(going_on, result="instruction", speaker="Ашық Адам", is_named=True)
    hall.drafted(going_on)
    closed = hall.settled()
    hall.signed(closed)
    ticket = registrations.register(
        coming.pk, name="Айгүл", email="aigul@example.kz", consent="2026-11", actor=NOBODY, at=timezone.now()
    )
    numbers = {"announced_m": coming.number, "held_m": going_on.number, "closed_m": closed.number}
    return numbers | {"ticket": ticket.token} | _plan(hall)


def _plan(hall: Hall) -> dict[str, str]:
    """A published plan of one instruction, and a signed meeting whose lines wait for their plan."""
    signed = []
    for _meeting in range(2):
        meeting = hall.held()
        for place in (1, 2):
            hall.line(meeting, text=f"{place}-сұрақ: {LONG_WORDS}", result="instruction")
        hall.signed(meeting)
        signed.append(meeting)
    keeper = {"actor": hall.actor("controller"), "at": timezone.now()}
    row = plans.unite(signed[0].pk, [1, 2], **keeper)
    words = {"text_kk": LONG_WORDS, "text_ru": "Установить опоры", "lead": LIGHT, "helpers": "ДЧС (по согласованию)"}
    plan_rows.amend(row.pk, **words, term="31.12.2098", funding="МБ, 12,5 млн тенге", form="акт", **keeper)
    plans.publish(row.plan_id, **keeper)
    return {"plan": row.plan.code, "ref": row.ref, "promised_m": signed[1].number}


def _work_off() -> None:
    """What the worker does, in a thread of its own, because Playwright's loop runs in this one."""

    def work() -> None:
        while outbox.drain(500):
            pass
        notices.deliver(timezone.now())
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


def _faults() -> dict[str, bytes]:
    """Pages that no address gives, as Django makes them when something has gone wrong: status and language -> HTML."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            request = RequestFactory().get(f"/{language}/")
            found[f"400/{language}"] = defaults.bad_request(request, SuspiciousOperation()).content
            found[f"403/{language}"] = defaults.permission_denied(request, PermissionDenied()).content
            found[f"500/{language}"] = defaults.server_error(request).content
    return found


def _browser_with_a_form(given: dict[str, dict[str, str]] = ANSWERS) -> Client:
    """Somebody who has answered these questions and has not sent the form."""
    browser = Client()
    for step, answers in given.items():
        response = browser.post(f"/kk/appeals/new/{step}/", answers)
        assert response.status_code == 302, f"{step}: {response.status_code}"
    return browser


def _send(browser: Client) -> str:
    """Send the form; the number of the appeal."""
    token = browser.session["appeal_draft"]
    response = browser.post("/kk/appeals/new/check/", {"draft": token, "consent": "on"})
    assert response.status_code == 302 and "/receipt/" in response["Location"], response.content[:2000]
    return response["Location"].split("/")[-3]


def _session(browser: Client) -> str:
    return browser.cookies["sessionid"].value
