"""Which column means what: headings in three languages are known, the rest is said in a file or on the line."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from geo.folding import fold

# Our field -> how its column may be headed, besides by our own name.
FIELDS: dict[str, str] = {
    "number": "номер обращения; номер; регистрационный номер; рег номер; өтініш нөмірі; нөмір; тіркеу нөмірі; id; "
    "external id; external number; service request id; appeal number; № обращения; №",
    "received_at": "дата и время; дата обращения; дата поступления; дата регистрации; дата создания; дата; "
    "өтініш күні; түскен күні; тіркелген күні; күні; date; received; received at; created; created at; "
    "requested datetime",
    "text": "текст обращения; текст; содержание; суть обращения; описание; өтініш мәтіні; мәтін; мазмұны; "
    "сипаттамасы; description; message; details; body",
    "category": "категория; тема; тематика; рубрика; санаты; санат; тақырыбы; тақырып; category; topic; service code; "
    "service name",
    "kind": "вид обращения; тип обращения; вид; тип; өтініш түрі; түрі; kind; type; appeal type",
    "language": "язык; язык обращения; тіл; өтініш тілі; language; lang",
    "name": "фио; заявитель; имя; ф и о; аты жөні; өтініш беруші; аты; name; applicant; author; full name",
    "phone": "телефон; контактный телефон; номер телефона; моб телефон; ұялы телефон; телефон нөмірі; phone; mobile; "
    "phone number",
    "email": "электронная почта; почта; e mail; email; эл почта; электрондық пошта; пошта",
    "address": "адрес; место; адрес проблемы; мекенжай; мекен жай; орны; address; location; place",
    "district": "район; аудан; ауданы; district",
    "lon": "долгота; бойлық; lon; lng; long; longitude; x",
    "lat": "широта; ендік; lat; latitude; y",
    "answer": "ответ; текст ответа; жауап; жауап мәтіні; answer; response; status notes",
    "answered_at": "дата ответа; дата исполнения; жауап күні; жауап берілген күні; answered; answered at; "
    "closed at; updated datetime",
}
NEEDED = ("number", "received_at", "text")


class MappingRefused(Exception):
    """The columns cannot be understood; says which and how to help."""


@dataclass(frozen=True)
class Mapping:
    """Our field -> the heading of its column; ``unused``: headings that mean nothing to us."""

    columns: dict[str, str]
    unused: tuple[str, ...]

    def values(self, cells: dict[str, str]) -> dict[str, str]:
        """The cells of a row by our names, trimmed."""
        return {field: cells.get(heading, "").strip() for field, heading in self.columns.items()}


def mapping_for(headings: Iterable[str], *, given: dict[str, str]) -> Mapping:
    """Understand headings: ``given`` (our field -> heading, empty: no column) first, then the known words.

    A heading that fits two fields goes to the one that names it earlier. Raises ``MappingRefused``.
    """
    there = [heading for heading in headings if heading]
    by_key = {_key(heading): heading for heading in reversed(there)}
    columns: dict[str, str] = {}
    for field, heading in given.items():
        if field not in FIELDS:
            raise MappingRefused(f"“{field}” is not one of our fields: {', '.join(FIELDS)}.")
        if heading and _key(heading) not in by_key:
            raise MappingRefused(f"There is no column “{heading}”. There are: {', '.join(there)}.")
        if heading:
            columns[field] = by_key[_key(heading)]
    _guess(columns, by_key, taken=set(columns.values()), skipped=set(given))
    missing = [field for field in NEEDED if field not in columns]
    if missing:
        raise MappingRefused(
            f"No column was found for {', '.join(missing)}. There are: {', '.join(there)}. "
            f'Say which by --map, for example --map {missing[0]}="{there[0] if there else "heading"}".'
        )
    return Mapping(columns, tuple(heading for heading in there if heading not in columns.values()))


def _guess(columns: dict[str, str], by_key: dict[str, str], *, taken: set[str], skipped: set[str]) -> None:
    wanted = [
        (at, field, words) for field, known in FIELDS.items() for at, words in enumerate([field, *known.split(";")])
    ]
    for _place, field, words in sorted(wanted, key=lambda each: each[0]):
        heading = by_key.get(_key(words))
        if field in columns or field in skipped or heading is None or heading in taken:
            continue
        columns[field] = heading
        taken.add(heading)


def read_file(path: Path) -> dict[str, str]:
    """A mapping file: TOML with ``field = "heading"`` lines. Raises ``MappingRefused``."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise MappingRefused(f"{path}: there is no such file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise MappingRefused(f'{path.name}: write lines like  text = "Текст"  ({wrong}).') from None
    return {str(field): str(heading) for field, heading in found.items()}


def read_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """``field=heading`` as given on the command line. Raises ``MappingRefused``."""
    found = {}
    for pair in pairs:
        field, sign, heading = pair.partition("=")
        if not sign:
            raise MappingRefused(f'“{pair}”: write --map field="heading".')
        found[field.strip()] = heading.strip()
    return found


def _key(heading: str) -> str:
    """Without case, signs and the difference between alphabets; the number sign is a word of its own."""
    words = re.sub(r"[^\w№]+|_", " ", heading).strip()
    return " ".join(sorted(fold(words).split())) or words.lower()
