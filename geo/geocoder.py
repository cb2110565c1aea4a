"""Suggestions for an address as it is typed: our own gazetteer first, a Nominatim-compatible server if one is set.

The server is a convenience. It may be slow, wrong or down: then the gazetteer answers alone, after
``GEOCODER_TIMEOUT_S`` at most, and for a while the server is not asked again. Nothing here raises because of it.
"""

import hashlib
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import asdict, dataclass

import httpx
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.utils.translation import get_language

from geo.folding import needle
from geo.models import Place
from geo.points import LON_LAT, in_city_box
from geo.selectors import district_codes_at, find_places

log = logging.getLogger(__name__)

REMEMBER_ANSWER_S = 24 * 3600
# After a failure nobody waits for the server until this has passed.
REST_S = 30
_RESTING = "geocoder:resting"
_SHORTEST_TEXT = 3
_LARGEST_ANSWER_BYTES = 512 * 1024
# Few threads on purpose: a server that hangs must not pile up work. They bound the wait as a whole, which the client's
# own timeouts (one for each step) do not.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="geocoder")


@dataclass(frozen=True)
class Suggestion:
    """A place to choose: name and detail in the language of the page, degrees, district code (empty: in several).

    ``source`` is ``gazetteer`` or ``geocoder``; ``kind`` a kind of the gazetteer, or ``address``.
    """

    name: str
    detail: str
    lon: float
    lat: float
    district: str
    kind: str
    source: str


def suggest(text: str, *, limit: int = 8, district: str | None = None, ask_server: bool = True) -> list[Suggestion]:
    """What a typed text may mean, the gazetteer's places first. Never raises; a slow server delays it no longer than
    ``GEOCODER_TIMEOUT_S``. ``district`` keeps to one district; without ``ask_server`` the gazetteer alone is asked.
    """
    found = [_of_place(place) for place in find_places(text, limit=limit, district=district)]
    if ask_server and settings.GEOCODER_URL and len(found) < limit:
        found += [each for each in _from_server(text) if not district or each.district == district]
    return found[:limit]


def _of_place(place: Place) -> Suggestion:
    return Suggestion(
        name=place.name,
        detail=place.district.name if place.district and place.kind != "district" else "",
        lon=place.point.x,
        lat=place.point.y,
        district=place.district_id or "",
        kind=place.kind,
        source="gazetteer",
    )


def _from_server(text: str) -> list[Suggestion]:
    folded = needle(text).full
    if len(folded) < _SHORTEST_TEXT:
        return []
    language = (get_language() or "kk")[:2]
    digest = hashlib.sha256(f"{language} {folded}".encode()).hexdigest()
    key = f"geocoder:answer:{digest}"
    if (kept := cache.get(key)) is not None:
        return [Suggestion(**each) for each in kept]
    if cache.get(_RESTING):
        return []
    try:
        rows = _threads.submit(_ask, text, language).result(timeout=settings.GEOCODER_TIMEOUT_S)
        found = _suggestions(rows)
    except (TooLate, httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("The geocoder failed, it rests for %s s: %s %s", REST_S, type(error).__name__, error)
        cache.set(_RESTING, True, REST_S)
        return []
    cache.set(key, [asdict(each) for each in found], REMEMBER_ANSWER_S)
    return found


def _ask(text: str, language: str) -> list[dict]:
    """One request in the manner of Nominatim's ``/search``, read within the time and size that we allow it."""
    west, south, east, north = settings.CITY_BOX
    until = time.monotonic() + settings.GEOCODER_TIMEOUT_S
    parameters: dict[str, str | int] = {
        "q": text,
        "format": "jsonv2",
        "limit": 10,
        "viewbox": f"{west},{north},{east},{south}",
        "bounded": 1,
        "countrycodes": "kz",
        "accept-language": f"{language},ru,en",
    }
    headers = {"Accept-Language": f"{language},ru;q=0.7,en;q=0.5", "User-Agent": f"Birge ({settings.SITE_URL})"}
    url = f"{settings.GEOCODER_URL.rstrip('/')}/search"
    body = b""
    with httpx.stream("GET", url, params=parameters, headers=headers, timeout=settings.GEOCODER_TIMEOUT_S) as response:
        response.raise_for_status()
        for piece in response.iter_bytes():
            body += piece
            if time.monotonic() > until or len(body) > _LARGEST_ANSWER_BYTES:
                raise ValueError("the answer is too long")
    rows = json.loads(body)
    if not isinstance(rows, list):
        raise ValueError("the answer is not a list")
    return rows


def _suggestions(rows: list[dict]) -> list[Suggestion]:
    """Answers that lie in the city, with their district: the city's word, not the server's."""
    spots = [(row, float(row["lon"]), float(row["lat"])) for row in rows]
    spots = [spot for spot in spots if in_city_box(spot[1], spot[2])]
    codes = district_codes_at([Point(lon, lat, srid=LON_LAT) for _, lon, lat in spots])
    found = []
    for (row, lon, lat), code in zip(spots, codes, strict=True):
        if code:
            name, _, detail = str(row["display_name"]).partition(", ")
            found.append(Suggestion(row.get("name") or name, detail, lon, lat, code, "address", "geocoder"))
    return found
