"""Filing appeals through the API and through the page's form (appeals a second, time and SQL queries of a request)."""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from http.cookies import SimpleCookie
from itertools import chain
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from _load import Answer, Call, Caller, Figures, asking, figures, head, line, together, trivial
from _server import server

from accounts.consents import current_version
from appeals.models import Appeal
from geo.models import Place

API = "/api/v1/appeals/"
FORM = "/kk/appeals/new/{step}/"
TEXT = "Көше бойындағы шам екі аптадан бері жанбайды, кешке жаяу жүргенге қауіпті. Өтінеміз, жөндеп беріңіздер."
STEPS = ("what", "where", "category", "details", "similar", "contact", "check")
# In Django a form's proof of origin is a cookie and a field of 32 equal letters and digits.
PROOF = "0123456789abcdef0123456789abcdef"


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench intake")
    parser.add_argument("--appeals", type=int, default=400, help="filed through the API; a quarter as many by the form")
    parser.add_argument("--callers", type=int, default=4, help="at once; default 4")
    options = parser.parse_args(arguments)
    chance = Random()
    filings = [_filing(chance) for _one in range(options.appeals)]
    with server() as port:
        base = trivial(port=port, callers=options.callers)
        found, acknowledged = _by_api(filings, port=port, callers=options.callers)
        steps, whole, more = _by_form(max(1, options.appeals // 4), chance, port=port, callers=options.callers)
    head("request")
    line("health/live (trivial)", base, base)
    line("API: an appeal", found, base)
    for step, figures_of_step in steps.items():
        line(f"form: {step}", figures_of_step, base)
    numbers = acknowledged + more
    kept = Appeal.objects.filter(number__in=numbers).count()
    print(f"By the form: {whole:.1f} appeals/s, {len(STEPS) + 2} requests each.")
    print(f"Acknowledged: {len(numbers)}, kept: {kept}.")
    if kept != len(numbers):
        raise SystemExit("bench: an acknowledged appeal is missing")
    return found.rate, "appeals/s through the API"


def _by_api(filings: Sequence[Call], *, port: int, callers: int) -> tuple[Figures, list[str]]:
    """Figures, and the numbers of the appeals that were acknowledged."""
    began = time.perf_counter()
    answers = list(chain.from_iterable(together([asking(call) for call in filings], port=port, callers=callers)))
    found = figures(answers, seconds=time.perf_counter() - began)
    return found, [json.loads(answer.content)["number"] for answer in answers]


def _filing(chance: Random) -> Call:
    whole = {
        "text": f"{TEXT} {chance.randrange(10**6)}",
        "language": "kk",
        "category": "lighting-off",
        "place": dict(zip(("lon", "lat"), _spot(chance), strict=True)),
        "contact": {"email": f"aigul{chance.randrange(10**6)}@example.kz"},
        "consent": current_version(),
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(UUID(int=chance.getrandbits(128), version=4))}
    return Call(API, "POST", json.dumps(whole).encode(), headers, expects=(201,))


def _spot(chance: Random) -> tuple[float, float]:
    if not _spots:
        _spots.extend(Place.objects.filter(district__isnull=False).values_list("point", flat=True))
    point = chance.choice(_spots)
    return point.x, point.y


_spots: list = []


def _by_form(number: int, chance: Random, *, port: int, callers: int) -> tuple[dict[str, Figures], float, list[str]]:
    """Figures of each step, appeals a second of the whole way (as is the rate of each step), and their numbers."""
    jobs = [_person(_spot(chance)) for _one in range(number)]
    began = time.perf_counter()
    ways = together(jobs, port=port, callers=callers)
    seconds = time.perf_counter() - began
    names = [*STEPS[:-1], "check (to read)", "check (to send)", "receipt"]
    each = {name: [way[place] for way in ways] for place, name in enumerate(names)}
    numbers = [way[-2].response.headers["Location"].split("/")[-3] for way in ways]
    return {name: figures(answers, seconds=seconds) for name, answers in each.items()}, number / seconds, numbers


def _person(spot: tuple[float, float]) -> Callable[[Caller], Sequence[Answer]]:
    """Somebody without an account who answers all questions, reads the check, sends it and sees the receipt."""
    lon, lat = spot
    answers = {
        "what": {"text": TEXT},
        "where": {"lon": lon, "lat": lat, "address": "Абай даңғылы, 52", "action": "save"},
        "category": {"category": "lighting-off"},
        "details": {},
        "similar": None,
        "contact": {"email": "aigul@example.kz", "language": "kk"},
    }

    def walk(caller: Caller) -> list[Answer]:
        jar: SimpleCookie = SimpleCookie({"csrftoken": PROOF})
        done = [_ask(caller, jar, FORM.format(step=step), typed) for step, typed in answers.items()]
        read = _ask(caller, jar, FORM.format(step="check"))
        draft = _between(read.content.decode(), 'name="draft" value="', '"')
        sent = _ask(caller, jar, FORM.format(step="check"), {"draft": draft, "consent": "on"})
        return [*done, read, sent, _ask(caller, jar, sent.response.headers["Location"])]

    return walk


def _ask(caller: Caller, jar: SimpleCookie, path: str, typed: dict | None = None) -> Answer:
    """A page, or a form sent, with the cookies of this person; a form that is taken leads on to another page."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    if typed is None:
        # Where nothing similar is near, that page leads straight on.
        call = Call(path, headers=headers, expects=(200, 302))
    else:
        body = urlencode({**typed, "csrfmiddlewaretoken": PROOF}).encode()
        call = Call(path, "POST", body, headers, expects=(302,))
    answer = caller.ask(call)
    for cookie in answer.response.headers.get_all("Set-Cookie", []):
        jar.load(cookie)
    return answer


def _between(text: str, before: str, after: str) -> str:
    return text.partition(before)[2].partition(after)[0]
