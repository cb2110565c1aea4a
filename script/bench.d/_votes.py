"""An edition whose vote is open and voters who are signed in with a code in hand, made for one run of a benchmark."""

import uuid
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from random import Random
from urllib.parse import urlencode

from _load import Call
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.gis.geos import Point
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from accounts.enums import IdentityProof, ResidenceProof
from accounts.identity import keyed_hash
from accounts.models import Identity, Residence, User
from budget.enums import EditionStatus, ProposalStatus, Stage
from budget.models import BudgetCategory, Edition, EditionKey, EditionStage, Envelope, Proposal, VoteCode
from budget.rules.box import envelope
from budget.rules.box.envelope import Choice
from budget.services import confirming, editions, keys
from geo.models import District
from tests.factories.budget import edition_row

DISTRICT = "medeu"
CODE = "123456"
PROOF = "0123456789abcdef0123456789abcdef"


@dataclass
class Election:
    """``shares`` open it; ``numbers`` stand on the ballot of the district."""

    edition: Edition
    key: EditionKey
    shares: tuple
    numbers: list[str]

    def sealed(self, chance: Random) -> bytes:
        label = envelope.label(self.edition.code, self.key.charter_hash, DISTRICT)
        choice = Choice(tuple(chance.sample(self.numbers, 3)))
        return envelope.seal(choice, key=envelope.public_key(bytes(self.key.public)), label=label)


@dataclass
class Voter:
    user: User
    cookie: str


def election(projects: int = 60) -> Election:
    """A new edition in the middle of its vote, with so many projects in one district."""
    now = datetime.now(UTC)
    edition = edition_row(f"bench-{uuid.uuid4().hex[:8]}", cutoff_on=date(2026, 1, 1), counts_hidden=True)
    edition.status, edition.status_since, edition.opened_at = EditionStatus.VOTING, now, now
    edition.rules_hash = "0" * 64
    edition.save()
    EditionStage.objects.bulk_create(_stages(edition, now), ignore_conflicts=True)
    author = User.objects.create(email=f"{uuid.uuid4()}@example.kz")
    inside = District.objects.get(pk=DISTRICT).outline.point_on_surface
    category = BudgetCategory.objects.order_by("position").first()
    rows = [_project(edition, author, category, inside, place, now) for place in range(1, projects + 1)]
    Proposal.objects.bulk_create(rows)
    Envelope.objects.create(edition=edition, district_id=DISTRICT, amount_tenge=800_000_000)
    made = keys.make(edition, at=now)
    return Election(edition, keys.publish(edition, at=now), made, [row.number for row in rows])


def _stages(edition: Edition, now: datetime) -> list[EditionStage]:
    """Stages of an opened edition move by order only; this one never was anything else than open."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        row = EditionStage(edition=edition, stage=Stage.VOTING)
        row.opens_at, row.closes_at = now - timedelta(days=1), now + timedelta(days=1)
        row.save()
        cursor.execute("SET LOCAL session_replication_role = origin")
    return []


def _project(edition, author, category, inside, place: int, now: datetime) -> Proposal:
    return Proposal(
        number=editions.next_number(edition.year),
        edition=edition,
        author=author if place == 1 else User.objects.create(email=f"{uuid.uuid4()}@example.kz"),
        title=f"{place}-аулада ойын алаңы",
        description="Балаларға арналған жаңа ойын алаңы, орындықтар мен жарық. " * 6,
        title_other=f"Детская площадка во дворе {place}",
        description_other="Новая детская площадка, скамейки и освещение. " * 6,
        category=category,
        district_id=DISTRICT,
        point=Point(inside.x, inside.y, srid=4326),
        address=f"Абай даңғылы, {place}",
        cost_tenge=8_000_000 + place * 700_000,
        status=ProposalStatus.ADMITTED,
        status_since=now,
        submitted_at=now,
        admitted_at=now,
        saved_at=now,
        ballot_number=place,
    )


def voters(edition: Edition, number: int, *, by_egov: bool = False) -> list[Voter]:
    """So many residents who may vote, each with an open session and a code that was just sent.

    ``by_egov``: they have just signed in through eGov, so no code is asked for and they may vote again and again.
    """
    now, mark = datetime.now(UTC), uuid.uuid4().hex
    users = User.objects.bulk_create(
        [
            User(email=f"{mark}-{place}@example.kz", phone=f"+{uuid.uuid4().int % 10**14:014d}", phone_verified=True)
            for place in range(number)
        ]
    )
    Identity.objects.bulk_create(
        Identity(user=user, iin_hash=keyed_hash(user.email, "iin"), iin_sealed=b"-", proof=IdentityProof.OFFICER)
        for user in users
    )
    Residence.objects.bulk_create(
        Residence(
            user=user,
            district_id=DISTRICT,
            registered_on=date(2015, 1, 1),
            born_on=date(1985, 1, 1),
            proof=ResidenceProof.REGISTER,
        )
        for user in users
    )
    give_codes(edition, users)
    return [Voter(user, cookie) for user, cookie in zip(users, _sessions(users, now, by_egov), strict=True)]


def give_codes(edition: Edition, users: Sequence[User]) -> None:
    """To each a new code, as if it had been sent now."""
    now, rows = datetime.now(UTC), []
    for user in users:
        row = VoteCode(edition=edition, user=user, phone=user.phone, sent_at=now, expires_at=now + timedelta(hours=6))
        row.code_hash = confirming.hashed(row.public_id, CODE)
        rows.append(row)
    VoteCode.objects.bulk_create(rows)


def _sessions(users: Sequence[User], now: datetime, by_egov: bool) -> list[str]:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    # In an hour from now: a long run must not outlive the half hour in which this sign-in confirms a vote.
    signed_in = [{"method": "socialaccount", "at": now.timestamp() + 3600}] if by_egov else []
    rows = []
    for user in users:
        words = {
            "account_authentication_methods": signed_in,
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        data = store.encode(words)
        rows.append(Session(session_key=uuid.uuid4().hex, session_data=data, expire_date=now + timedelta(days=1)))
    Session.objects.bulk_create(rows)
    return [f"{settings.SESSION_COOKIE_NAME}={row.session_key}; csrftoken={PROOF}" for row in rows]


def casting(one: Election, voter: Voter, sealed: bytes) -> Call:
    """What the browser of this voter sends."""
    words = {
        "key": str(uuid.uuid4()),
        "envelope": b64encode(sealed).decode(),
        "code": CODE,
        "csrfmiddlewaretoken": PROOF,
    }
    headers = {
        "Cookie": voter.cookie,
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return Call(f"/kk/budget/{one.edition.code}/vote/cast/", "POST", urlencode(words).encode(), headers, (201,))
