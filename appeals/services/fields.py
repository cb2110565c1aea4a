"""What a report is made of, judged field by field. Every refusal names its field and says how to mend it."""

from dataclasses import dataclass
from datetime import date, datetime
from math import nan

import phonenumbers
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import clean, one_line
from appeals.enums import Kind
from appeals.models import Category
from appeals.rules.report import Contact, Place
from appeals.rules.texts import TEXT_MAX, TEXT_MIN
from appeals.selectors import taxonomy
from geo.models import District
from geo.points import point_of
from geo.refusals import PlaceRefused
from geo.selectors import district_at
from workflow.refusals import Refused

ADDRESS_LENGTH = 300
NAME_LENGTH = 200
REGION = "KZ"


@dataclass(frozen=True)
class Spot:
    """A judged place: as it stands in the row."""

    point: Point | None
    district: District | None
    address: str


def text(typed: str) -> str:
    """The cleaned text. Refused: ``text_short``, ``text_long`` (10 to 5,000 characters)."""
    kept = clean(typed)
    if len(kept) < TEXT_MIN:
        raise Refused(
            _("Write what happened in a little more detail: at least %(n)d characters.") % {"n": TEXT_MIN},
            code="text_short",
            field="text",
        )
    if len(kept) > TEXT_MAX:
        over = len(kept) - TEXT_MAX
        sentence = ngettext(
            "The text is too long: shorten it by %(n)d character.",
            "The text is too long: shorten it by %(n)d characters.",
            over,
        )
        raise Refused(sentence % {"n": over}, code="text_long", field="text")
    return kept


def day_of(at: datetime) -> date:
    """The city's date at this moment."""
    return timezone.localdate(at)


def category(code: str, *, on: date) -> Category | None:
    """The leaf of this code, in force on that day; ``None`` for no code. Refused: ``category_unknown``."""
    if not code:
        return None
    leaf = taxonomy.leaf(code, on=on)
    if leaf is None:
        raise Refused(
            _("Choose a category from the list, or leave the choice to us."), code="category_unknown", field="category"
        )
    return leaf


def place(given: Place) -> Spot:
    """Where it is: a point gets its district; an address needs one named; nothing at all is fine too.

    Refused on ``point``: ``place_outside``, ``place_swapped``, ``place_zero``, ``place_invalid``; on ``district``:
    ``district_needed`` with an address alone, ``district_unknown``; on ``address``: ``address_long``.
    """
    address = one_line(given.address)
    if len(address) > ADDRESS_LENGTH:
        sentence = _("Shorten the address to %(n)d characters.") % {"n": ADDRESS_LENGTH}
        raise Refused(sentence, code="address_long", field="address")
    if given.lon is not None or given.lat is not None:
        return _pinned(nan if given.lon is None else given.lon, nan if given.lat is None else given.lat, address)
    if not given.district:
        if address:
            raise Refused(_("Choose the district of this address."), code="district_needed", field="district")
        return Spot(None, None, "")
    district = District.objects.filter(code=given.district).first()
    if district is None:
        raise Refused(_("Choose a district from the list."), code="district_unknown", field="district")
    return Spot(None, district, address)


def _pinned(lon: float, lat: float, address: str) -> Spot:
    try:
        point = point_of(lon, lat)
        return Spot(point, district_at(point.x, point.y), address)
    except PlaceRefused as refusal:
        raise Refused(refusal.sentence, code=f"place_{refusal.code}", field="point") from refusal


def contact(given: Contact) -> Contact:
    """Contacts in the form in which they are kept: phone as E.164. Refused: ``email_wrong``, ``phone_wrong``."""
    name = one_line(given.name)[:NAME_LENGTH]
    email = one_line(given.email)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            sentence = _("Check the e-mail address: it should look like name@example.kz.")
            raise Refused(sentence, code="email_wrong", field="email") from None
    return Contact(name=name, email=email, phone=_phone(given.phone))


def _phone(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        sentence = _("Check the phone number: it should look like +7 701 234 56 78.")
        raise Refused(sentence, code="phone_wrong", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def consent(version: str) -> str:
    """The version of the text that was agreed to. Refused: ``consent_needed``."""
    if not version:
        sentence = _("To register the appeal we need your consent to the processing of personal data. Tick the box.")
        raise Refused(sentence, code="consent_needed", field="consent")
    return version


def kind(value: str) -> str:
    """One of the legal kinds. Refused: ``kind_unknown``."""
    if value not in Kind.values:
        raise Refused(_("Choose the kind of appeal from the list."), code="kind_unknown", field="kind")
    return value


def reason(typed: str, *, field: str = "reason") -> str:
    """A reason in words. Refused: ``reason_needed``."""
    kept = clean(typed)
    if not kept:
        raise Refused(_("Write the reason."), code="reason_needed", field=field)
    return kept
