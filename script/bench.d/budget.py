"""Filing proposals as in the last five days (rule 31): each step of a draft, near-duplicates, with 6,000 present."""

import argparse
import re
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from urllib.parse import urlencode

from _load import Answer, Call, Caller, figures, head, line, measure, together, trivial
from _server import server
from _votes import PROOF, Voter, voters
from django.contrib.gis.geos import Point
from django.db import connection, transaction

from accounts.models import User
from budget.enums import EditionStatus, ProposalStatus, Stage
from budget.models import BudgetCategory, Edition, EditionStage, Proposal
from budget.services import editions
from geo.models import Place
from tests.factories.appeals import photo
from tests.factories.budget import WORDS, edition_row

# 2024: 6,118 applications, 40 % of them in the last five days. Of those five the last day takes a third, its last hour
# a quarter, and the worst minute ten times its share.
LAST_DAYS = round(6_118 * 0.4)
PEAK_HOUR = LAST_DAYS / 3 / 4
WORST_MINUTE = PEAK_HOUR / 60 * 10
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "a-picture-of-the-yard"
# Of which thing, where: so that a tenth of all that stand near each other are about the same.
THINGS = ("орындықтар", "шамдар", "ойын алаңы", "велосипед жолы", "арық", "тротуар", "гүлзар", "спорт алаңы")


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench budget")
    parser.add_argument("--present", type=int, default=6_000, help="proposals that stand in the edition already")
    parser.add_argument("--filings", type=int, default=120, help="people who write and send one each")
    parser.add_argument("--callers", type=int, default=4, help="at once; default 4")
    options = parser.parse_args(arguments)
    chance = Random(31)
    edition = _edition()
    spots = list(Place.objects.filter(district__isnull=False).values_list("point", "district_id"))
    _present(edition, options.present, spots, chance)
    people = voters(edition, options.filings)
    ways = [_filing(edition, one, _about(spots, chance)[0], chance) for one in people]
    with server() as port:
        base = trivial(port=port, callers=options.callers)
        began = time.perf_counter()
        done = together(ways, port=port, callers=options.callers)
        seconds = time.perf_counter() - began
        address = f"/kk/budget/{edition.code}/proposals/"
        listed = measure([Call(address)] * 60, port=port, callers=options.callers)
    head(f"request, {options.present} present")
    line("health/live (trivial)", base, base)
    for place, step in enumerate(STEPS):
        line(step, figures([way[place] for way in done], seconds=seconds), base)
    line("public list", listed, base)
    rate = len(done) / seconds
    kept = Proposal.objects.filter(edition=edition, author__in=[one.user for one in people])
    sent = kept.filter(status=ProposalStatus.SUBMITTED).count()
    print(f"Filed: {len(done)}, kept and sent: {sent}. {rate * 60:.0f} a minute, {len(STEPS)} requests each;")
    print(f"the peak hour has {PEAK_HOUR:.0f}, its worst minute {WORST_MINUTE:.0f}.")
    if sent != len(done):
        raise SystemExit("bench: an application that was acknowledged is missing")
    return rate, "whole applications/s"


STEPS = (
    "begin a draft",
    "save (the page does it by itself)",
    "form with near-duplicates",
    "near-duplicates alone (API)",
    "a picture",
    "send",
)


def _edition() -> Edition:
    """A new edition on the last days of its intake."""
    now = datetime.now(UTC)
    row = edition_row(f"bench-{uuid.uuid4().hex[:8]}", cutoff_on=date(2026, 1, 1))
    row.status, row.status_since, row.opened_at = EditionStatus.INTAKE, now, now
    row.rules_hash = "0" * 64
    row.save()
    row.categories.set(BudgetCategory.objects.all())
    stages = {Stage.INTAKE: (-12, 5), Stage.VETTING: (5, 40), Stage.VOTING: (40, 60)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for stage, (opens, closes) in stages.items():
            days = {"opens_at": now + timedelta(days=opens), "closes_at": now + timedelta(days=closes)}
            EditionStage.objects.create(edition=row, stage=stage, **days)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return row


def _present(edition: Edition, number: int, spots: Sequence, chance: Random) -> None:
    """So many applications, by places of the whole city."""
    now, mark = datetime.now(UTC), uuid.uuid4().hex
    categories = list(BudgetCategory.objects.all())
    authors = User.objects.bulk_create(User(email=f"{mark}-{place}@example.kz") for place in range(number))
    rows = []
    for place, author in enumerate(authors):
        point, district = _about(spots, chance)
        rows.append(
            Proposal(
                number=editions.next_number(edition.year),
                edition=edition,
                author=author,
                title=f"{place}-ауладағы {chance.choice(THINGS)} мен {chance.choice(THINGS)}",
                description=WORDS["description"],
                title_other=WORDS["title_other"],
                description_other=WORDS["description_other"],
                category=chance.choice(categories),
                district_id=district,
                point=point,
                address=WORDS["address"],
                cost_tenge=8_000_000,
                status=ProposalStatus.SUBMITTED,
                status_since=now,
                submitted_at=now - timedelta(minutes=place),
                saved_at=now,
            )
        )
    Proposal.objects.bulk_create(rows, batch_size=1_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE budget_proposal")


def _about(spots: Sequence, chance: Random) -> tuple[Point, str]:
    """A point within some 300 m of a place of the city, and the district of that place."""
    point, district = chance.choice(spots)
    return Point(point.x + chance.uniform(-4e-3, 4e-3), point.y + chance.uniform(-3e-3, 3e-3), srid=4326), district


def _filing(edition: Edition, one: Voter, spot, chance: Random) -> Callable[[Caller], Sequence[Answer]]:
    """Somebody signed in who begins a draft, writes it, looks at what is near, adds a picture and sends it."""
    typed = {name: value for name, value in WORDS.items() if isinstance(value, str)}
    typed |= {"lon": spot.x, "lat": spot.y, "area": "", "title": f"Ауладағы {' мен '.join(chance.sample(THINGS, 2))}"}
    typed |= {"costs-year": "2027", "costs-title": "Барлығы", "costs-amount": "8000000"}
    picture = photo(size=(1600, 1200)).getvalue()

    def walk(caller: Caller) -> list[Answer]:
        begun = _post(caller, one, f"/kk/budget/{edition.code}/new/", {"language": "kk"})
        address = begun.response.headers["Location"]
        number = re.search(r"P-[\d-]+", address)[0]
        saved = _post(caller, one, address, typed, draft="1")
        form = caller.ask(Call(address, headers={"Cookie": one.cookie}))
        near = caller.ask(Call(f"/api/v1/budget/proposals/{number}/near/", headers={"Cookie": one.cookie}))
        body, kind = _picture(picture)
        headers = {"Cookie": one.cookie, "Content-Type": kind}
        added = caller.ask(Call(address.replace("write/", "photos/"), "POST", body, headers, (302,)))
        return [begun, saved, form, near, added, _post(caller, one, address, {**typed, "action": "send"})]

    return walk


def _post(caller: Caller, one: Voter, path: str, typed: dict, *, draft: str = "") -> Answer:
    headers = {"Cookie": one.cookie, "Content-Type": FORM, "Birge-Draft": draft}
    body = urlencode({**typed, "csrfmiddlewaretoken": PROOF}).encode()
    return caller.ask(Call(path, "POST", body, headers, (200,) if draft else (302,)))


def _picture(raw: bytes) -> tuple[bytes, str]:
    """The body of a form with one picture, and its type."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{PROOF}\r\n'.encode(),
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename="yard.jpg"\r\n'.encode(),
        b"Content-Type: image/jpeg\r\n\r\n" + raw + f"\r\n--{BOUNDARY}--\r\n".encode(),
    ]
    return b"".join(parts), f"multipart/form-data; boundary={BOUNDARY}"
