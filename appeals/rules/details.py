"""Answers to the extra questions of a category: what is typed becomes a key, a number, a moment or a text."""

import math
from collections.abc import Collection, Iterable
from datetime import datetime, tzinfo
from typing import Any

from accounts.texts import clean, one_line

STRING_MAX = 200
TEXT_MAX = 2000
NUMBER_MOST = 1e9

UNKNOWN_KEY = "unknown_key"
NOT_A_NUMBER = "not_a_number"
NOT_A_MOMENT = "not_a_moment"
TOO_LONG = "too_long"


def read(typed: Any, *, datatype: str, keys: Collection[str], zone: tzinfo) -> Any:
    """The answer in the form in which it is kept, or ``None`` where nothing was answered.

    A list gives a key or several in the order of ``keys``; a number an ``int`` or ``float``; a moment ISO 8601 to the
    minute, in the city's ``zone``. Raises ``ValueError`` with one of the codes above.
    """
    match datatype:
        case "singlevaluelist":
            return _key(_single(typed), keys)
        case "multivaluelist":
            several = typed if isinstance(typed, list | tuple) else [typed]
            chosen = {_key(_single(each), keys) for each in several}
            return [key for key in keys if key in chosen] or None
        case "number":
            return _number(_single(typed))
        case "datetime":
            return _moment(_single(typed), zone)
        case "text":
            return _short(clean(_single(typed)), TEXT_MAX)
    return _short(one_line(_single(typed)), STRING_MAX)


def unknown(given: Iterable[str], codes: Collection[str]) -> list[str]:
    """Answers to questions that nobody asked."""
    return sorted(set(given) - set(codes))


def _single(typed: Any) -> str:
    if isinstance(typed, list | tuple):
        typed = typed[0] if len(typed) == 1 else ""
    if isinstance(typed, bool | dict) or typed is None:
        return ""
    return str(typed).strip()


def _key(typed: str, keys: Collection[str]) -> str | None:
    if typed and typed not in keys:
        raise ValueError(UNKNOWN_KEY)
    return typed or None


def _number(typed: str) -> int | float | None:
    if not typed:
        return None
    try:
        number = float(typed.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        raise ValueError(NOT_A_NUMBER) from None
    if not math.isfinite(number) or abs(number) > NUMBER_MOST:
        raise ValueError(NOT_A_NUMBER)
    return int(number) if number.is_integer() else number


def _moment(typed: str, zone: tzinfo) -> str | None:
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
        moment = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    except (ValueError, OverflowError):
        raise ValueError(NOT_A_MOMENT) from None
    return moment.isoformat(timespec="minutes")


def _short(text: str, most: int) -> str | None:
    if len(text) > most:
        raise ValueError(TOO_LONG)
    return text or None
