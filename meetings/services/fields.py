"""What people and secretaries type, judged field by field. Every refusal names its field and says how to mend it."""

from dataclasses import dataclass
from datetime import datetime
from math import nan

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from accounts.phones import normalised
from accounts.texts import clean, one_line
from geo.models import District
from geo.points import point_of
from geo.refusals import PlaceRefused
from geo.selectors import district_at
from meetings.models import Category
from workflow.refusals import Refused

LINE_LENGTH = 300


@dataclass(frozen=True)
class Place:
    """Where it is: a point (degrees), or a district's code with an address in words, or nothing at all."""

    lon: float | None = None
    lat: float | None = None
    district: str = ""
    address: str = ""


@dataclass(frozen=True)
class Spot:
    """A judged place, as it stands in a row."""

    point: Point | None = None
    district: District | None = None
    address: str = ""


NO_PLACE = Place()


def text(typed: str, *, field: str = "text", least: int = 1, most: int = 5000) -> str:
    """A text of several lines. Refused: ``<field>_short``, ``<field>_long``."""
    kept = clean(typed)
    if len(kept) < least:
        sentence = _("Write a little more: at least %(n)d characters.") if least > 1 else _("Write the text.")
        raise Refused(sentence % {"n": least} if least > 1 else sentence, code=f"{field}_short", field=field)
    if len(kept) > most:
        sentence = _("The text is too long: shorten it to %(n)d characters.") % {"n": most}
        raise Refused(sentence, code=f"{field}_long", field=field)
    return kept


def line(typed: str, *, field: str, most: int = 200) -> str:
    """A text of one line; may be empty. Refused: ``<field>_long``."""
    kept = one_line(typed)
    if len(kept) > most:
        raise Refused(_("Shorten it to %(n)d characters.") % {"n": most}, code=f"{field}_long", field=field)
    return kept


def reason(typed: str) -> str:
    """A reason in words. Refused: ``reason_needed``."""
    kept = clean(typed)
    if not kept:
        raise Refused(_("Write the reason: it is read in public."), code="reason_needed", field="reason")
    return kept


def language(code: str) -> str:
    """One of the languages of the site. Refused: ``language_unknown``."""
    if code not in dict(settings.LANGUAGES):
        sentence = _("Choose the language: Kazakh, Russian or English.")
        raise Refused(sentence, code="language_unknown", field="language")
    return code


def category(code: str) -> Category | None:
    """The category of this code, or of these digits of the sheet. Refused: ``category_unknown``."""
    if not code:
        return None
    found = Category.objects.filter(key=code).first() or Category.objects.filter(code=code).first()
    if found is None:
        raise Refused(_("Choose a category from the list."), code="category_unknown", field="category")
    return found


def place(given: Place) -> Spot:
    """A point gets its district; an address needs one named; nothing at all is fine too.

    Refused on ``point``: ``place_outside`` and other codes of ``geo``; on ``district``: ``district_unknown``.
    """
    address = line(given.address, field="address", most=LINE_LENGTH)
    if given.lon is not None or given.lat is not None:
        try:
            point = point_of(nan if given.lon is None else given.lon, nan if given.lat is None else given.lat)
            return Spot(point, district_at(point.x, point.y), address)
        except PlaceRefused as refusal:
            raise Refused(refusal.sentence, code=f"place_{refusal.code}", field="point") from refusal
    if not given.district:
        return Spot(None, None, address)
    district = District.objects.defer("outline").filter(code=given.district).first()
    if district is None:
        raise Refused(_("Choose a district from the list."), code="district_unknown", field="district")
    return Spot(None, district, address)


def email(typed: str) -> str:
    """An address, or nothing. Refused: ``email_wrong``."""
    kept = one_line(typed)
    if kept:
        try:
            validate_email(kept)
        except ValidationError:
            sentence = _("Check the e-mail address: it should look like name@example.kz.")
            raise Refused(sentence, code="email_wrong", field="email") from None
    return kept


def phone(typed: str) -> str:
    """A number as E.164, or nothing. Refused: ``phone_wrong``."""
    if not typed.strip():
        return ""
    number = normalised(typed)
    if number is None:
        sentence = _("Check the phone number: it should look like +7 701 234 56 78.")
        raise Refused(sentence, code="phone_wrong", field="phone")
    return number


def web_address(typed: str, *, field: str) -> str:
    """An address of a page (https), or nothing. Refused: ``<field>_wrong``."""
    kept = one_line(typed)
    if kept:
        try:
            URLValidator(schemes=["https", "http"])(kept)
        except ValidationError:
            sentence = _("Check the address of the page: it should begin with https://.")
            raise Refused(sentence, code=f"{field}_wrong", field=field) from None
    return kept


def moment(given: datetime | None, *, field: str) -> datetime:
    """A moment with a time zone. Refused: ``<field>_needed``."""
    if given is None or given.tzinfo is None:
        raise Refused(_("Give the day and the hour."), code=f"{field}_needed", field=field)
    return given
