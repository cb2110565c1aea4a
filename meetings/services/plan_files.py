"""Plans as offices keep them: a sheet of XLSX, the tables of a DOCX, a CSV. All become rows of texts."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.table import Table
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from meetings.rules.plan.table import is_head

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
# Below its stamps and titles the head of a plan stands within so many rows.
HEAD_WITHIN = 60
# What an archive may hold once unpacked: a spreadsheet of 20,000 rows is far below.
MAX_UNPACKED = 200 * 1024 * 1024

Grid = list[tuple[int, list[str]]]


class Unreadable(ValueError):
    """The file cannot be read as a plan; the message says why and what would help."""


def read_grid(path: Path) -> Grid:
    """Rows of a file: (number in the file from 1, texts of the cells).

    Merged cells carry their text in each of their places. Rows of several tables of a DOCX are numbered on. Refused
    (``Unreadable``): another kind of file, a damaged or much too big one, plans on several sheets.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 1024 // 1024} MB")
    readers = {".xlsx": _sheets, ".docx": _tables, ".csv": _lines}
    reader = readers.get(path.suffix.casefold())
    if reader is None:
        raise Unreadable("only XLSX, DOCX and CSV are read; save the file as one of them")
    grid = []
    for row in reader(path.read_bytes()):
        grid.append(row)
        if len(grid) > MAX_ROWS:
            raise Unreadable(f"the file has more than {MAX_ROWS} rows")
    return grid


def _sheets(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The sheet with the plan."""
    _check_archive(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise Unreadable("the file is damaged or no XLSX; open it and save it again") from error
    sheet = _sheet_of(book)
    merged = _merged(sheet)
    for number, row in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, MAX_COLUMNS)), start=1):
        yield number, [_text(merged.get((cell.row, cell.column), cell.value)) for cell in row]


def _sheet_of(book: Workbook) -> Worksheet:
    """The one with the head of a plan near its top; without any, the first that has rows."""
    filled = [sheet for sheet in book.worksheets if sheet.max_row > 1 and sheet.sheet_state == "visible"]
    plans = [sheet for sheet in filled if any(map(is_head, _top(sheet)))]
    if len(plans) > 1:
        raise Unreadable("several sheets hold plans; save each as a file of its own")
    if not filled:
        raise Unreadable("the file has no sheet with rows")
    return (plans or filled)[0]


def _top(sheet: Worksheet) -> Iterator[list[str]]:
    rows, columns = min(sheet.max_row, HEAD_WITHIN), min(sheet.max_column, MAX_COLUMNS)
    for row in sheet.iter_rows(max_row=rows, max_col=columns, values_only=True):
        yield [_text(value) for value in row]


def _merged(sheet: Worksheet) -> dict[tuple[int | None, int | None], Any]:
    """(row, column) -> value of its merged block. A block wider than the table of a plan is not spread out."""
    values: dict[tuple[int | None, int | None], Any] = {}
    for block in sheet.merged_cells.ranges:
        value = sheet.cell(block.min_row, block.min_col).value
        for row in range(block.min_row, min(block.max_row, MAX_ROWS) + 1):
            for column in range(block.min_col, min(block.max_col, MAX_COLUMNS) + 1):
                values[row, column] = value
    return values


def _tables(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_archive(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # python-docx raises whatever its parsers do
        raise Unreadable("the file is damaged or no DOCX; open it and save it again") from error
    number = 0
    for table in document.tables:
        for cells in _cells(table):
            number += 1
            yield number, cells[:MAX_COLUMNS]
    if not number:
        raise Unreadable("the document has no table")


def _cells(table: Table) -> Iterator[list[str]]:
    """Texts row by row. A cell merged over several rows has its text in each, as python-docx tells it.

    A plan that stands in a cell of a table around it follows that table; any other table in a cell is text of the cell.
    """
    if table._tbl.xpath("./w:tr/w:tc//w:tbl"):
        yield from _nested(table)
        return
    width = len(table.columns)
    flat = table._cells  # one pass over the table; table.rows[n].cells walks all of it for each row
    for start in range(0, len(flat), width):
        yield [cell.text.strip() for cell in flat[start : start + width]]


def _nested(table: Table) -> Iterator[list[str]]:
    plans = []
    for row in table.rows:
        texts = []
        for cell in row.cells:
            inner = [list(_cells(each)) for each in cell.tables]
            apart = [cells for cells in inner if any(map(is_head, cells))]
            plans += [cells for cells in apart if cells not in plans]
            told = [" ".join(texts) for cells in inner if cells not in apart for texts in cells]
            texts.append("\n".join([cell.text.strip(), *told]).strip())
        yield texts
    for cells in plans:
        yield from cells


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    sample = text[:10_000]
    delimiter = max(";,\t|", key=lambda sign: sample.count(sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from ((number, row[:MAX_COLUMNS]) for number, row in enumerate(reader, start=1))
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num}: {error}") from error


def _decoded(content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("the text is neither Unicode nor Windows-1251")


def _check_archive(content: bytes) -> None:
    """Refuse a bomb before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable("the file is damaged; open it and save it again") from error
    if unpacked > MAX_UNPACKED:
        raise Unreadable("the file unpacks to far more than a plan holds")


def _text(value: Any) -> str:
    """A cell as an office would read it: days as 31.10.2026, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float) and re.fullmatch(r"\d{1,3}\.\d{3}", str(value)):
        return str(value).replace(".", ",")  # with a point it would read as thousands
    return str(value).strip()
