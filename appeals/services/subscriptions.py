"""Subscribing to a district, a category or a drawn area, and telling subscribers what is new."""

import json
from datetime import datetime, timedelta

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import notices
from appeals.enums import Rhythm, Status
from appeals.models import Appeal, Subscription
from appeals.selectors import subscribed, taxonomy
from geo.models import LON_LAT, District
from workflow.actor import Actor
from workflow.refusals import Refused

MOST_PER_PERSON = 20
MOST_CORNERS = 200
# What is new is told no sooner than this after the last time; "at once" gathers a burst of a quarter of an hour.
RHYTHMS = {
    Rhythm.AT_ONCE: timedelta(minutes=15),
    Rhythm.DAILY: timedelta(days=1),
    Rhythm.WEEKLY: timedelta(days=7),
}
MOST_AT_ONCE = 2000


def subscribe(
    *, district: str = "", category: str = "", area: str = "", rhythm: str = Rhythm.DAILY, actor: Actor, at: datetime
) -> Subscription:
    """Subscribe the actor. The same wish twice is one subscription, with the newer rhythm.

    ``area``: GeoJSON of a polygon (lon/lat) or empty. Refused: ``sign_in``; ``district_unknown``;
    ``category_unknown``; ``area_invalid``; ``rhythm_unknown``; ``too_many``.
    """
    if actor.user_id is None:
        raise Refused(_("Sign in to subscribe; the feed may be read without an account."), code="sign_in")
    if rhythm not in Rhythm.values:
        raise Refused(_("Choose how often we write to you."), code="rhythm_unknown", field="rhythm")
    place = _district(district)
    node = _category(category, at)
    shape = _area(area)
    with transaction.atomic():
        mine = Subscription.objects.select_for_update().filter(user_id=actor.user_id)
        same = mine.filter(district=place, category=node, area__isnull=True).first() if shape is None else None
        if same is not None:
            same.rhythm = rhythm
            same.save(update_fields=["rhythm"])
            return same
        if mine.count() >= MOST_PER_PERSON:
            sentence = _("You have %(n)d subscriptions. Leave one before you add another.") % {"n": MOST_PER_PERSON}
            raise Refused(sentence, code="too_many")
        return Subscription.objects.create(
            user_id=actor.user_id,
            district=place,
            category=node,
            area=shape,
            rhythm=rhythm,
            created_at=at,
            told_until=at,
        )


def leave(subscription_id: int, *, actor: Actor) -> bool:
    """Leave one's own subscription; whether there was one."""
    mine = Subscription.objects.filter(pk=subscription_id, user_id=actor.user_id or 0)
    return bool(mine.delete()[0])


def tell(at: datetime) -> int:
    """Owe every subscriber a letter of what is new, where the rhythm's time has come; returns how many letters.

    Each subscription in a transaction of its own, locked, so that two workers write one letter.
    """
    told = 0
    for rhythm, pause in RHYTHMS.items():
        for pk in subscribed.due(rhythm, before=at - pause).values_list("pk", flat=True)[:MOST_AT_ONCE]:
            told += _tell_one(pk, pause, at)
    return told


def _tell_one(pk: int, pause: timedelta, at: datetime) -> bool:
    with transaction.atomic():
        rows = Subscription.objects.select_for_update(of=("self",), skip_locked=True)
        row = rows.select_related("user", "district", "category").filter(pk=pk, told_until__lt=at - pause).first()
        if row is None:
            return False
        news = subscribed.news(row, until=at)
        if news:
            notices.owe(
                code="subscription_news",
                key=f"subscription:{row.pk}:{at.isoformat()}",
                at=at,
                context=_context(row, news),
                user=row.user,
                link=_link(row),
            )
        row.told_until = at
        row.save(update_fields=["told_until"])
    return bool(news)


def _context(row: Subscription, news: list[Appeal]) -> dict:
    with translation.override(row.user.language):
        lines = [f"№ {each.number} · {each.public_title} · {Status(each.status).label}" for each in news]
        about = ", ".join(str(part.name) for part in (row.district, row.category) if part) or str(_("the whole city"))
        if row.area:
            about += ", " + _("the area that you drew")
    return {"about": about, "lines": "\n".join(lines), "count": len(news)}


def _link(row: Subscription) -> str:
    with translation.override(row.user.language):
        return reverse("appeals:subscriptions")


def _district(code: str) -> District | None:
    if not code:
        return None
    found = District.objects.defer("outline", "provenance").filter(code=code).first()
    if found is None:
        raise Refused(_("Choose a district of the list."), code="district_unknown", field="district")
    return found


def _category(code: str, at: datetime):
    if not code:
        return None
    found = taxonomy.node(code, on=at.date())
    if found is None:
        raise Refused(_("Choose a category of the list."), code="category_unknown", field="category")
    return found


def _area(text: str) -> MultiPolygon | None:
    """A polygon out of plain numbers: the GeoJSON is read by us and never handed to GDAL."""
    if not text.strip():
        return None
    try:
        ring = json.loads(text)["coordinates"][0]
        corners = [(float(lon), float(lat)) for lon, lat in ring]
        if not 4 <= len(corners) <= MOST_CORNERS or any(abs(lat) > 90 or abs(lon) > 180 for lon, lat in corners):
            raise ValueError
        polygon: GEOSGeometry = Polygon(corners, srid=LON_LAT)
    except (ValueError, TypeError, KeyError, IndexError, GEOSException) as error:
        raise _bad_area() from error
    if not polygon.valid or polygon.area == 0:
        raise _bad_area()
    return MultiPolygon(polygon, srid=LON_LAT)


def _bad_area() -> Refused:
    sentence = _("The area could not be read: draw at least three corners, and let its sides not cross.")
    return Refused(sentence, code="area_invalid", field="area")
