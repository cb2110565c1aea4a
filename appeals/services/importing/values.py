"""One row of a foreign table, judged: what can be kept, or why not, in words for whoever mends the file."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.identity import keyed_hash
from accounts.texts import clean, one_line
from appeals.enums import Kind
from appeals.models import Category
from appeals.rules.report import NO_PLACE, Contact, Place
from appeals.services import answers, fields
from appeals.services.fields import Spot
from geo.folding import fold
from geo.models import District
from workflow.refusals import Refused

NUMBER_LENGTH = 80
EARLIEST = 1990
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
# How other systems call our kinds, beside our own names of them.
KINDS = {
    "сообщение": Kind.NOTIFICATION, "хабарлама": Kind.NOTIFICATION, "оперативное сообщение": Kind.QUICK_REPORT,
    "арыз": Kind.APPLICATION, "өтініш": Kind.APPLICATION, "заявка": Kind.QUICK_REPORT,
    "үн қосу": Kind.RESPONSE, "сұрау салу": Kind.REQUEST, "петиция": Kind.PETITION,
}  # fmt: skip
MARK_LENGTH = 16
MARKS = "appeals.import-mark"


class RowRefused(Exception):
    """The row is left out; says why."""


@dataclass(frozen=True)
class Incoming:
    """A judged row. ``marks``: field -> short keyed hash of what the file says."""

    number: str
    received_at: datetime
    text: str
    language: str
    kind: str
    category: Category | None
    spot: Spot
    contact: Contact
    answer: str
    answered_at: datetime | None
    marks: dict[str, str]


class Judge:
    """Judges rows; categories and districts are asked for once."""

    def __init__(self, *, at: datetime) -> None:
        self._at = at
        leaves = Category.objects.filter(parent__isnull=False)
        self._categories = self._names((leaf, leaf.code, leaf.name_kk, leaf.name_ru, leaf.name_en) for leaf in leaves)
        districts = District.objects.defer("outline", "provenance")
        self._districts = self._names((each, each.code, each.name_kk, each.name_ru, each.name_en) for each in districts)
        self._kinds = self._names(self._kind_names())

    def incoming(self, values: dict[str, str]) -> Incoming:
        """Raises ``RowRefused``. An unknown category is left for a moderator: the appeal is worth more than a word."""
        number = one_line(values.get("number", ""))
        if not number or len(number) > NUMBER_LENGTH:
            raise RowRefused(_("There is no number, or it is longer than 80 characters."))
        received_at = self._moment(values.get("received_at", ""), _("date of receipt"))
        if received_at is None:
            raise RowRefused(_("There is no date of receipt."))
        try:
            text = fields.text(values.get("text", ""))
            contact = fields.contact(Contact(values.get("name", ""), values.get("email", ""), values.get("phone", "")))
            spot = self._spot(values)
        except Refused as refusal:
            raise RowRefused(str(refusal.sentence)) from None
        answer, answered_at = self._answer(values, received_at)
        return Incoming(
            number=number,
            received_at=received_at,
            text=text,
            language=self._language(values.get("language", ""), text),
            kind=self._kind(values.get("kind", "")),
            category=self._categories.get(fold(values.get("category", ""))),
            spot=spot,
            contact=contact,
            answer=answer,
            answered_at=answered_at,
            marks={field: mark(text) for field, text in values.items() if field != "number"},
        )

    def _answer(self, values: dict[str, str], received_at: datetime) -> tuple[str, datetime | None]:
        answer = clean(values.get("answer", ""))[: fields.TEXT_MAX]
        answered_at = self._moment(values.get("answered_at", ""), _("date of the answer"))
        if not answer:
            return "", None
        if len(answer) < answers.ANSWER_MIN:
            raise RowRefused(_("The answer is shorter than %(n)d characters.") % {"n": answers.ANSWER_MIN})
        if answered_at is None:
            raise RowRefused(_("There is an answer without its date."))
        if answered_at < received_at:
            raise RowRefused(_("The answer is older than the appeal."))
        return answer, answered_at

    def _spot(self, values: dict[str, str]) -> Spot:
        address = one_line(values.get("address", ""))[: fields.ADDRESS_LENGTH]
        lon, lat = _degrees(values.get("lon", "")), _degrees(values.get("lat", ""))
        if lon is not None and lat is not None:
            return fields.place(Place(lon=lon, lat=lat, address=address))
        named = values.get("district", "")
        district = self._districts.get(fold(named)) if named else None
        if named and district is None:
            raise RowRefused(_("There is no district “%(name)s”.") % {"name": named[:60]})
        return Spot(None, district, address) if district or address else fields.place(NO_PLACE)

    def _moment(self, text: str, name: str) -> datetime | None:
        if not text:
            return None
        moment = _read_moment(text)
        if moment is None:
            sentence = _("The %(name)s “%(text)s” cannot be read. Write it like 2026-02-02 10:30 or 02.02.2026 10:30.")
            raise RowRefused(sentence % {"name": name, "text": text[:40]})
        if moment > self._at or moment.year < EARLIEST:
            raise RowRefused(_("The %(name)s %(text)s cannot be right.") % {"name": name, "text": text[:40]})
        return moment

    def _kind(self, text: str) -> str:
        if not text:
            return Kind.QUICK_REPORT.value
        found = self._kinds.get(fold(text))
        if found is None:
            raise RowRefused(_("There is no kind of appeal “%(name)s”.") % {"name": text[:60]})
        return str(found)

    @staticmethod
    def _language(text: str, words: str) -> str:
        short = text.strip().lower()[:3]
        known = {"kk": "kk", "каз": "kk", "қаз": "kk", "kaz": "kk", "ru": "ru", "рус": "ru", "оры": "ru", "rus": "ru"}
        known |= {"en": "en", "анг": "en", "ағы": "en", "eng": "en", "kz": "kk"}
        found = known.get(short) or known.get(short[:2])
        return found or ("kk" if _KAZAKH.search(words) else "ru")

    @staticmethod
    def _names(rows) -> dict[str, Any]:
        return {fold(name): thing for thing, *names in rows for name in names if name}

    @staticmethod
    def _kind_names():
        for kind in Kind:
            yield kind.value, kind.value, *(_in(language, kind) for language, _name in settings.LANGUAGES)
        for name, kind in KINDS.items():
            yield kind.value, name


def mark(text: str) -> str:
    """By this a later file tells whether the value changed; the value cannot be read out of it."""
    return keyed_hash(text, MARKS)[:MARK_LENGTH]


def _in(language: str, kind: Kind) -> str:
    with override(language):
        return str(kind.label)


def _degrees(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise RowRefused(_("“%(text)s” is no longitude or latitude.") % {"text": text[:40]}) from None


def _read_moment(text: str) -> datetime | None:
    """ISO 8601 or day.month.year; without an offset the city's clock of that day counts."""
    dotted = _DOTTED.fullmatch(text)
    try:
        if dotted:
            day, month, year, hour, minute, second = (int(part or 0) for part in dotted.groups())
            found: datetime | None = datetime(year, month, day, hour, minute, second)
        elif (day_only := parse_date(text)) is not None:
            found = datetime.combine(day_only, time.min)
        else:
            found = parse_datetime(text)
        return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found
    except (ValueError, OverflowError):
        return None
