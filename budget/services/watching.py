"""What is counted of devices and networks while people vote: how many ballots an hour, never whose.

Counts are gathered in the memory of the process and written many ballots at once, in no transaction of a ballot: no row
here is of one age with a row of the roll. Keys are hashed anew for every hour. Once an hour is over, all that is not
a crowd is forgotten. A process that is killed forgets what it has gathered: flags are a help and no evidence.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from threading import Lock

from django.db import DatabaseError, connection

from accounts.identity import keyed_hash
from budget.models import CastCrowd
from budget.rules.anomalies import LEAST_CROWD, Flag

# So many ballots are written together: among fewer one could guess.
AT_ONCE = 50
# Of the address only this much is looked at: what one household, office or mast shares with its neighbours.
PREFIX = {4: 24, 6: 48}

Row = tuple[int, str, datetime, str, str, int]


@dataclass
class _Basket:
    """(edition, district, hour, kind, key) -> ballots; and how many ballots it was gathered from."""

    counts: Counter[tuple[int, str, datetime, str, str]] = field(default_factory=Counter)
    ballots: int = 0

    def emptied(self) -> list[Row]:
        """In one order everywhere, so that no two processes wait for one another."""
        rows = sorted((*where, number) for where, number in self.counts.items())
        self.counts.clear()
        self.ballots = 0
        return rows


_basket = _Basket()
_lock = Lock()
_log = logging.getLogger(__name__)

_ADD = """
INSERT INTO budget_castcrowd AS crowd (edition_id, district_id, hour, kind, key, number)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::int[])
ON CONFLICT (edition_id, district_id, hour, kind, key) DO UPDATE SET number = crowd.number + excluded.number
"""


def note(edition_id: int, district: str, *, address: str, device: str, at: datetime) -> None:
    """A ballot of this district has come from this address and this device; an empty one is not counted."""
    hour = _hour(at)
    seen = {Flag.ADDRESS: _network(address), Flag.DEVICE: device}
    with _lock:
        for kind in (kind for kind, what in seen.items() if what):
            key = keyed_hash(f"{edition_id}:{hour.isoformat()}:{seen[kind]}", f"cast-{kind}")[:16]
            _basket.counts[edition_id, district, hour, kind.value, key] += 1
        _basket.ballots += 1
        rows = _basket.emptied() if _basket.ballots >= AT_ONCE else []
    _write(rows)


def write() -> None:
    """Add what was gathered so far, however little."""
    with _lock:
        rows = _basket.emptied()
    _write(rows)


def _write(rows: Sequence[Row]) -> None:
    """The ballot that came last has its place in the box by now: it never fails because of this."""
    if not rows:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])
    except DatabaseError:
        _log.exception("Counts of %s devices and networks are lost.", len(rows))


def forget(*, at: datetime) -> int:
    """Of the hours that are over, forget all that is not a crowd. Returns how many rows."""
    past = CastCrowd.objects.filter(hour__lt=_hour(at))
    return sum(past.filter(kind=kind, number__lt=least).delete()[0] for kind, least in LEAST_CROWD.items())


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((found, PREFIX[found.version]), strict=False))
