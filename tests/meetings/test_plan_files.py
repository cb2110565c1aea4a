"""A plan in each kind of file that offices send, with merged cells, and files that are no plan."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from django.core.management import CommandError, call_command

HEAD = ["№ п/п", "Вопрос жителя", "Мероприятие (поручение)", "Ответственные исполнители", "Срок исполнения",
        "Форма завершения", "Источник финансирования, сумма (тыс. тенге)"]  # fmt: skip
ROWS = [
    ["1", "Нет света во дворе", "Установить 12 опор",
     "Управление энергетики, акимат Медеуского района (по согласованию)",
     "до 1 сентября 2026 года", "акт", "МБ 1 250"],
    ["2", "Жол жөндеу", "Жолды жөндеу", "Медеу ауданының әкімдігі", "2026 жылдың II тоқсаны", "ақпарат", "5 млн теңге"],
    ["3", "Люк открыт", "Закрыть люк", "", "31.02.2026", "", ""],
]  # fmt: skip


def as_csv(path: Path, encoding: str = "utf-8-sig") -> Path:
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in [["План поручений"], HEAD, *ROWS])
    path.write_bytes(text.encode(encoding))
    return path


def as_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["План мероприятий по итогам встречи акима с жителями, 14 апреля 2026 года"])
    sheet.merge_cells("A1:G1")
    for row in [HEAD, [str(number) for number in range(1, 8)], ["Медеуский район"], *ROWS]:
        sheet.append(row)
    sheet.merge_cells("A4:G4")
    sheet.merge_cells("B5:B6")  # one question over two instructions
    book.save(path)
    return path


def as_docx(path: Path) -> Path:
    document = docx.Document()
    table = document.add_table(rows=0, cols=7)
    for row in [HEAD, ["Медеуский район"] + [""] * 6, *ROWS]:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(1, 6))
    table.cell(3, 1).text = ""
    table.cell(2, 1).merge(table.cell(3, 1))
    document.save(path)
    return path


def read(path: Path) -> list[dict]:
    out = io.StringIO()
    call_command("import_plan", str(path), "--dry-run", "--json", stdout=out)
    return json.loads(out.getvalue())


EXPECTED = [
    ("Управление энергетики", ["акимат Медеуского района"], "date", "2026-09-01", "2026-09-01", 1_250_000, {}),
    ("Медеу ауданының әкімдігі", [], "quarter", "2026-04-01", "2026-06-30", 5_000_000, {}),
    ("", [], "unclear", None, None, None,
     {"lead": "nobody is responsible", "due": "there is no day 31.02.2026: 31.02.2026"}),
]  # fmt: skip
FIELDS = ("lead", "co_doers", "due_kind", "due_from", "due_to", "amount_tenge", "unclear")


@pytest.mark.parametrize(
    ("make", "name", "first"),
    [(as_csv, "plan.csv", 3), (as_xlsx, "план.XLSX", 5), (as_docx, "plan.docx", 3)],
    ids=["csv", "xlsx", "docx"],
)
def test_the_same_plan_out_of_each_kind_of_file(tmp_path, make, name, first):
    rows = read(make(tmp_path / name))

    assert [tuple(row[field] for field in FIELDS) for row in rows] == EXPECTED
    assert [row["row"] for row in rows] == [first, first + 1, first + 2]
    assert [row["instruction"] for row in rows] == ["Установить 12 опор", "Жолды жөндеу", "Закрыть люк"]
    assert rows[0]["by_agreement"] == ["акимат Медеуского района"]


@pytest.mark.parametrize(("make", "name"), [(as_xlsx, "plan.xlsx"), (as_docx, "plan.docx")])
def test_a_question_merged_over_two_instructions_stands_in_both_and_a_line_across_is_the_section(tmp_path, make, name):
    rows = read(make(tmp_path / name))

    assert [row["question"] for row in rows] == ["Нет света во дворе", "Нет света во дворе", "Люк открыт"]
    assert {row["section"] for row in rows} == {"Медеуский район"}


def test_a_file_of_windows_is_read(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(";".join(HEAD).encode("cp1251") + b"\n" + ";".join(ROWS[0]).encode("cp1251"))

    (row,) = read(path)
    assert (row["question"], row["due_to"]) == ("Нет света во дворе", "2026-09-01")


def test_days_and_numbers_of_a_sheet_read_as_an_office_reads_them(tmp_path):
    book = openpyxl.Workbook()
    for row in [HEAD, [1.0, "Вопрос", "Сделать", "Акимат", datetime(2026, 10, 31), "акт", 1250]]:
        book.active.append(row)
    book.save(tmp_path / "plan.xlsx")

    (row,) = read(tmp_path / "plan.xlsx")
    assert (row["number"], row["due_to"], row["amount_tenge"]) == ("1", "2026-10-31", 1_250_000)


TWO_ROWS = [
    ["№", "Вопрос", "Поручение", "Исполнители", "Срок", "Финансирование", ""],
    ["", "", "", "", "", "источник", "сумма, тыс. тенге"],
    ["I", "Благоустройство", "", "", "", "", ""],
    ["1", "Нет света", "Установить опоры", "Управление спорта", "31.10.2026 г.", "МБ", "125,125"],
    ["II", "Дороги", "", "", "", "", ""],
    ["2.", "Улица Абая", "", "", "", "", ""],
    ["2.1", "Ямы", "Заделать ямы", "Акимат", "постоянно", "", ""],
    ["3", "Вопрос без поручения", "", "", "", "", ""],
]


APART = [
    ["№", "Вопрос", "Поручение", "Ответственные", "Срок", "Источник финансирования", "Сумма, тыс. тенге"],
    ["1", "Нет света", "Установить опоры", "Управление спорта, УГМ (свод)", "31.10.2026 г.", "МБ", 1250.5],
]


def two_rows_as_csv(path: Path) -> Path:
    path.write_bytes("\n".join(";".join(row) for row in TWO_ROWS).encode("cp1251"))
    return path


def two_rows_as_xlsx(path: Path) -> Path:
    """The same with merged cells, a day and a sum as Excel keeps them."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in TWO_ROWS:
        sheet.append(row)
    for column in "ABCDE":
        sheet.merge_cells(f"{column}1:{column}2")
    for area in ("F1:G1", "B3:G3", "B5:G5", "B6:G6"):
        sheet.merge_cells(area)
    sheet["E4"], sheet["G4"], sheet["A7"] = datetime(2026, 10, 31), 125.125, 2.1
    book.save(path)
    return path


def two_rows_as_docx(path: Path) -> Path:
    document = docx.Document()
    table = document.add_table(rows=0, cols=7)
    for row in TWO_ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for column in range(5):
        table.cell(0, column).merge(table.cell(1, column))
    table.cell(0, 5).merge(table.cell(0, 6))
    for row in (2, 4, 5):
        table.cell(row, 1).merge(table.cell(row, 6))
    document.save(path)
    return path


@pytest.mark.parametrize(
    ("make", "name"),
    [(two_rows_as_csv, "plan.csv"), (two_rows_as_xlsx, "plan.xlsx"), (two_rows_as_docx, "plan.docx")],
    ids=["csv", "xlsx", "docx"],
)
def test_a_head_of_two_rows_and_numbered_sections(tmp_path, make, name):
    rows = read(make(tmp_path / name))

    assert [(row["section"], row["number"], row["instruction"]) for row in rows] == [
        ("Благоустройство", "1", "Установить опоры"),
        ("Улица Абая", "2.1", "Заделать ямы"),
        ("Улица Абая", "3", ""),
    ]
    assert (rows[0]["due_to"], rows[0]["amount_tenge"], rows[1]["due_kind"]) == ("2026-10-31", 125_125, "ongoing")
    assert rows[2]["unclear"]["instruction"] == "no instruction"


def sheet_with_a_title_page(path: Path) -> Path:
    """The plan on the second sheet, its sums apart from their sources, a total and a signature below it."""
    book = openpyxl.Workbook()
    for row in ["УТВЕРЖДАЮ"], ["Аким города"]:
        book.active.append(row)
    sheet = book.create_sheet("План")
    for row in [*APART, ["Итого", *[""] * 5, 1250.5], ["Аким района", "", "", "", "Петров П.П.", "", ""]]:
        sheet.append(row)
    book.save(path)
    return path


def plan_in_a_cell(path: Path) -> Path:
    """A page of Word laid out by a table, the plan inside it, and a small table inside a cell of the plan."""
    document = docx.Document()
    table = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=0, cols=7)
    for row in APART:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    inner = table.cell(1, 2).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "улица Абая", "12 опор"
    document.save(path)
    return path


def saved_as_unicode_text(path: Path) -> Path:
    text = "\r\n".join("\t".join(str(cell) for cell in row) for row in APART)
    path.write_bytes(text.encode("utf-16"))
    return path


@pytest.mark.parametrize(
    ("make", "name", "instruction"),
    [
        (sheet_with_a_title_page, "plan.xlsx", "Установить опоры"),
        (plan_in_a_cell, "plan.docx", "Установить опоры\nулица Абая 12 опор"),
        (saved_as_unicode_text, "plan.csv", "Установить опоры"),
    ],
    ids=["xlsx", "docx", "csv"],
)
def test_a_plan_is_found_among_what_stands_around_it(tmp_path, make, name, instruction):
    (row,) = read(make(tmp_path / name))

    assert (row["instruction"], row["lead"], row["co_doers"]) == (instruction, "УГМ", ["Управление спорта"])
    assert (row["amount_tenge"], row["unclear"]) == (1_250_500, {})


def test_a_body_alone_in_a_row_is_no_heading(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(";".join(str(cell) for cell in row) for row in [*APART, ["", "", "", "ДЧС", "", "", ""]]))

    below = read(path)[1]
    assert (below["section"], below["lead"], below["unclear"]) == ("", "ДЧС", {"instruction": "no instruction"})


def test_plans_on_two_sheets_are_not_read_in_part(tmp_path):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Второй")):
        for row in APART:
            sheet.append(row)
    book.save(tmp_path / "plan.xlsx")

    with pytest.raises(CommandError, match="several sheets hold plans"):
        read(tmp_path / "plan.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.pdf", b"%PDF", "only XLSX, DOCX and CSV are read"),
        ("plan.xlsx", b"not a zip", "the file is damaged"),
        ("plan.docx", b"PK\x03\x04", "the file is damaged"),
        ("plan.csv", "имя;возраст\nАйгүл;30\n".encode(), "no row names the columns of a plan"),
        ("plan.csv", b"", "no row names the columns of a plan"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        read(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "plan.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(3):
            archive.writestr(f"xl/worksheets/sheet{part}.xml", b"0" * 80 * 1024 * 1024)

    with pytest.raises(CommandError, match="unpacks to far more"):
        read(path)


def test_five_thousand_rows_are_read(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    for number in range(5_000):
        sheet.append([str(number), *ROWS[number % 3][1:]])
    book.save(tmp_path / "plan.xlsx")

    rows = read(tmp_path / "plan.xlsx")
    assert (len(rows), sum(bool(row["unclear"]) for row in rows)) == (5_000, 1_666)
