"""Pages as people open them: home, lists, an appeal, search, desk, triage (time and SQL queries of each)."""

import argparse
from datetime import timedelta
from random import Random
from urllib.parse import quote

from _load import Call, Figures, head, line, measure, trivial
from _server import server
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from appeals.enums import OPEN
from appeals.models import Appeal
from config.portal.seed.people import DEMO_HOST


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench lists")
    parser.add_argument("--requests", type=int, default=40, help="of each page; default 40")
    parser.add_argument("--callers", type=int, default=1, help="at once; default 1: the time of one person alone")
    options = parser.parse_args(arguments)
    pages = _pages(options.requests)
    with server() as port:
        base = trivial(port=port, callers=options.callers)
        head("page")
        line("health/live (trivial)", base, base)
        found: dict[str, Figures] = {}
        for name, calls in pages.items():
            measure(calls[:2], port=port, callers=1)
            found[name] = measure(calls, port=port, callers=options.callers)
            line(name, found[name], base)
    return max(each.p95 for each in found.values()), "ms at p95 of the slowest page"


def _pages(number: int) -> dict[str, list[Call]]:
    chance = Random(1)
    public = [
        f"/kk/appeals/{one}/" for one in _sample(Appeal.objects.filter(published_at__isnull=False), chance, number)
    ]
    month_ago = f"{timezone.localdate() - timedelta(days=30):%Y-%m-%d}"
    signed_out = {
        "home": ["/kk/"],
        "home, live part": ["/kk/now/"],
        "list": ["/kk/appeals/"],
        "list, later page": [f"/kk/appeals/?after={_mark(chance)}" for _one in range(number)],
        "list, a district": ["/kk/appeals/?district=turksib"],
        "list, district+category+state": ["/kk/appeals/?district=medeu&category=roads&state=answered"],
        "list, overdue": ["/kk/appeals/?state=late"],
        "list, oldest first": ["/kk/appeals/?sort=old&category=gas"],
        "list, words": [f"/kk/appeals/?q={word}" for word in ("шам", "яма", "қар", "лифт", "автобус")],
        "list, words that nobody wrote": ["/kk/appeals/?q=zzzxqw"],
        "search, words": [f"/ru/search/?q={word}" for word in ("мусор", "шұңқыр", "Абай", "освещение")],
        "map page": ["/kk/appeals/map/"],
        "district": ["/kk/districts/turksib/"],
        "an appeal": public,
        "API, list": ["/api/v1/appeals/"],
        "API, list narrowed": [f"/api/v1/appeals/?district=alatau&category=roads&received_from={month_ago}"],
    }
    pages = {name: _calls(paths, number) for name, paths in signed_out.items()}
    for who in ("executor", "akimat-turksib", "controller", "city"):
        pages |= _desk(who, chance, number)
    return pages | _triage(chance, number)


def _desk(who: str, chance: Random, number: int) -> dict[str, list[Call]]:
    cookie = _signed_in(who)
    mine = Appeal.objects.filter(status__in=OPEN, organisation__code="akimat-turksib")
    return {
        f"desk, {who}": _calls(["/kk/desk/"], number, cookie),
        f"desk overdue, {who}": _calls(["/kk/desk/?show=overdue&page=2"], number, cookie),
        f"desk ended, {who}": _calls(["/kk/desk/?show=ended"], number, cookie),
        f"desk words, {who}": _calls(["/kk/desk/?q=автобус", "/kk/desk/?q=zzzxqw"], number, cookie),
        f"desk appeal, {who}": _calls([f"/kk/desk/{one}/" for one in _sample(mine, chance, number)], number, cookie),
    }


def _triage(chance: Random, number: int) -> dict[str, list[Call]]:
    cookie = _signed_in("moderator")
    queue = "/admin/appeals/appeal/"
    keys = list(Appeal.objects.filter(status="registered").order_by("?").values_list("pk", flat=True)[:number])
    return {
        "triage": _calls([queue], number, cookie),
        "triage, all": _calls([f"{queue}?part=all"], number, cookie),
        "triage, narrowed": _calls([f"{queue}?part=open&district=turksib&category=roads"], number, cookie),
        "triage, words": _calls([f"{queue}?part=all&q=автобус", f"{queue}?part=all&q=zzzxqw"], number, cookie),
        "triage, an appeal": _calls([f"{queue}{pk}/change/" for pk in keys], number, cookie),
    }


def _calls(paths: list[str], number: int, cookie: str = "") -> list[Call]:
    """So many requests, going round these addresses."""
    headers = {"Cookie": cookie} if cookie else {}
    return [Call(_encoded(paths[place % len(paths)]), headers=headers) for place in range(number)]


def _encoded(path: str) -> str:
    return quote(path, safe="/?&=-.+%")


def _signed_in(name: str) -> str:
    """The cookie of a demo account's session."""
    client = Client()
    client.force_login(
        User.objects.get(email=f"{name}@{DEMO_HOST}"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())


def _sample(appeals: QuerySet[Appeal], chance: Random, number: int) -> list[str]:
    """Numbers of so many of the newest two thousand, or of all where there are fewer."""
    newest = sorted(appeals.order_by("-received_at").values_list("number", flat=True)[:2000])
    return chance.sample(newest, min(number, len(newest)))


def _mark(chance: Random) -> str:
    """A place in the list, anywhere in the last ten months."""
    return f"{timezone.now().timestamp() - chance.randrange(300 * 86400):.6f}-1"
