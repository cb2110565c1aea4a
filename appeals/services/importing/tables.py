"""Rows of a foreign table, one at a time: CSV, XLSX, JSON or JSON Lines. Whatever stands in a cell is text.

A file of a hundred thousand rows is never held whole. Formulas are not calculated: the value that the file carries
for them is read, and a text that begins like a formula stays a text.
"""

import csv
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

CELL_MAX = 20_000
COLUMNS_MAX = 200
SAMPLE = 64 * 1024
# An XLSX is an archive: one that unpacks to more than this is a trap.
UNPACKED_MAX = 1024**3
JSON_PIECE = 64 * 1024
JSON_ROW_MAX = 1024 * 1024


class TableRefused(Exception):
    """The file cannot be read at all; says why in words."""


@dataclass(frozen=True)
class Row:
    """``number``: as a spreadsheet counts, the heading being row 1. ``cells``: heading -> text."""

    number: int
    cells: dict[str, str]


@contextmanager
def table(path: Path, *, encoding: str = "") -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The headings and the rows of a file. Raises ``TableRefused``."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise TableRefused(f"{path.name}: give a file that ends in .csv, .xlsx, .json or .jsonl.")
    try:
        with reader(path, encoding) as (headings, rows):
            yield headings, rows
    except FileNotFoundError:
        raise TableRefused(f"{path}: there is no such file.") from None


def encoding_of(path: Path) -> str:
    """``utf-8-sig``, ``utf-16`` by its mark, or, where the whole file is no UTF-8, ``cp1251`` as old systems of the
    region write."""
    with path.open("rb") as file:
        if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig") as text:
            while text.read(SAMPLE):
                pass
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


@contextmanager
def _csv(path: Path, encoding: str) -> Iterator[tuple[list[str], Iterator[Row]]]:
    csv.field_size_limit(CELL_MAX * 8)
    with path.open(encoding=encoding or encoding_of(path), newline="", errors="strict") as file:
        try:
            sample = file.read(SAMPLE)
        except (UnicodeDecodeError, LookupError) as wrong:
            raise TableRefused(f"{path.name}: it is not written in {encoding}: {wrong}.") from None
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter_of(sample))
        headings = _headings(next(reader, []), path)
        yield headings, _csv_rows(reader, headings)


def delimiter_of(sample: str) -> str:
    """The sign that the first line has most of; commas in addresses mislead the standard sniffer."""
    first = sample.split("\n", 1)[0]
    return max(";\t,|", key=lambda sign: (first.count(sign), sign == ","))


def _csv_rows(reader: Iterator[list[str]], headings: list[str]) -> Iterator[Row]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield Row(number, {"": f"\0{wrong}"})
            continue
        if any(cell.strip() for cell in cells):
            yield Row(number, _cells(headings, cells))


@contextmanager
def _xlsx(path: Path, encoding: str) -> Iterator[tuple[list[str], Iterator[Row]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNPACKED_MAX:
                raise TableRefused(f"{path.name}: unpacked it is larger than a gigabyte. Split it.")
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as wrong:
        if isinstance(wrong, FileNotFoundError):
            raise
        raise TableRefused(f"{path.name}: it is no XLSX table.") from None
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise TableRefused(f"{path.name}: it has no sheet.")
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=COLUMNS_MAX)
        headings = _headings([_plain(cell) for cell in next(rows, ())], path)
        yield headings, _xlsx_rows(rows, headings)
    finally:
        book.close()


def _xlsx_rows(rows: Iterator[tuple], headings: list[str]) -> Iterator[Row]:
    for number, values in enumerate(rows, 2):
        cells = [_plain(value) for value in values]
        if any(cell.strip() for cell in cells):
            yield Row(number, _cells(headings, cells))


@contextmanager
def _json(path: Path, encoding: str) -> Iterator[tuple[list[str], Iterator[Row]]]:
    with path.open(encoding=encoding or encoding_of(path)) as file:
        objects = _objects(file, path)
        first = next(objects, None)
        if first is None:
            raise TableRefused(f"{path.name}: there is no record in it.")
        # Later records may have more names than the first: the mapping is asked for each record's own.
        yield [str(name) for name in first], _json_rows(first, objects)


def _json_rows(first: dict, objects: Iterator[dict]) -> Iterator[Row]:
    number = 1
    record: dict | None = first
    while record is not None:
        yield Row(number, {str(name): _plain(value)[:CELL_MAX] for name, value in list(record.items())[:COLUMNS_MAX]})
        number += 1
        record = next(objects, None)


def _objects(file, path: Path) -> Iterator[dict]:
    """The objects of an array, of a ``{"…": [ … ]}`` or of lines, read by pieces."""
    decoder = json.JSONDecoder()
    rest, is_over, opened = "", False, False
    while True:
        rest = rest.lstrip(" \t\r\n,")
        if not opened and rest:
            opened = True
            if rest[0] == "[":
                rest = rest[1:]
                continue
        if rest.startswith("]"):
            return
        try:
            record, end = decoder.raw_decode(rest) if rest else (None, 0)
        except json.JSONDecodeError as wrong:
            if is_over or len(rest) > JSON_ROW_MAX:
                raise TableRefused(f"{path.name}: it is no JSON: {wrong.msg}.") from None
            end = 0
        if end:
            if not isinstance(record, dict):
                raise TableRefused(f"{path.name}: a list of records is needed, each with names and values.")
            yield record
            rest = rest[end:]
            continue
        if is_over:
            return
        piece = file.read(JSON_PIECE)
        is_over = not piece
        rest += piece


def _headings(cells: list[str], path: Path) -> list[str]:
    headings = [" ".join(cell.replace("\ufeff", "").split())[:200] for cell in cells[:COLUMNS_MAX]]
    if not any(headings):
        raise TableRefused(f"{path.name}: its first row should name the columns.")
    return headings


def _cells(headings: list[str], cells: list[str]) -> dict[str, str]:
    return {heading: cell[:CELL_MAX] for heading, cell in zip(headings, cells, strict=False) if heading}


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


READERS = {".csv": _csv, ".tsv": _csv, ".txt": _csv, ".xlsx": _xlsx, ".json": _json, ".jsonl": _json, ".ndjson": _json}
