"""A plan of an office becomes rows here: all or nothing, again without doubles, each trouble in a clear sentence."""

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from accounts.models import Organisation
from accounts.shelf import shelf
from meetings.models import CoDoer, Evidence, Instruction, Plan, PlanFile
from meetings.selectors.plans import rows_for_table
from meetings.services import execution, plan_uploads
from meetings.services.plan_export import as_docx, as_xlsx
from tests.factories import city
from tests.factories.plans import AT, GIVEN, Office
from tests.meetings.test_instructions import document
from workflow.models import Act
from workflow.refusals import Refused

HEAD = ["№ п/п", "Вопрос", "Поручение", "Ответственные исполнители", "Срок исполнения", "Форма завершения",
        "Источник финансирования, сумма (тыс. тенге)", "Ход исполнения", "Статус"]  # fmt: skip
ENERGY = "Управление энергетики и водоснабжения"
ROWS = [
    ["1", "Нет света", "Установить 12 опор", f"{ENERGY}, акимат Медеуского района (по согласованию)",
     "до 1 сентября 2026 года", "акт", "МБ 1 250", "", "в работе"],
    ["2", "Жол жөндеу", "Жолды жөндеу", "Медеу ауданының әкімдігі", "2026 жылдың II тоқсаны", "ақпарат", "", "", ""],
    ["3", "Отчёт", "Отчитываться о вывозе снега", ENERGY, "ежеквартально, до 25 числа", "", "", "", ""],
    ["4", "Люк", "Закрыть люк", ENERGY, "10 рабочих дней", "", "", "закрыт", "исполнено"],
    ["5", "Парк", "Разбить парк", "ТОО «Неизвестная компания»", "после выделения средств", "", "1.250", "", ""],
]  # fmt: skip


@pytest.fixture
def office(db, tmp_path, settings) -> Office:
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    translation.activate("en")
    return Office()


def as_file(path: Path, rows: list[list[str]], title: str = "План поручений", *, goal: bool = False) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells("A1:I1")
    for row in [[*HEAD, "Задача ЦУР"] if goal else HEAD, *rows]:
        sheet.append(row)
    book.save(path)
    return path


def bring(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_plan", str(path), "--given-on", "2026-03-05", "--language", "en", *options, stdout=out)
    return out.getvalue()


def test_a_plan_is_written_row_by_row(office, tmp_path):
    told = bring(as_file(tmp_path / "plan.xlsx", ROWS))
    plan = Plan.objects.get()
    assert plan.code == "city-2026-1"
    rows = list(plan.instructions.order_by("position"))
    assert [(row.number, row.lead and row.lead.code, row.due_kind, row.due_to, row.amount_tenge) for row in rows] == [
        ("1", "dept-energy-water", "date", date(2026, 9, 1), 1_250_000),
        ("2", "akimat-medeu", "quarter", date(2026, 6, 30), None),
        ("3", "dept-energy-water", "recurring", date(2026, 3, 25), None),
        ("4", "dept-energy-water", "relative", date(2026, 3, 20), None),  # 9 March is a day off
        ("5", None, "conditional", None, None),
    ]
    assert (rows[0].text_ru, rows[0].text_kk, rows[1].text_kk) == ("Установить 12 опор", "", "Жолды жөндеу")
    assert rows[4].lead_text == "ТОО «Неизвестная компания»"
    helper = CoDoer.objects.get()
    assert (helper.organisation.code, helper.by_agreement) == ("akimat-medeu", True)
    assert [line for line in told.splitlines() if line.startswith("?")] == [
        "? 7: “ТОО «Неизвестная компания»” is no body that we know: it stays as written.",
        "? 7: The amount “1.250” was not understood: it stays as written.",
    ]


def test_the_same_file_again_doubles_nothing_and_a_newer_version_changes_what_differs(office, tmp_path):
    path = as_file(tmp_path / "plan.xlsx", ROWS)
    bring(path)
    bring(path)
    assert (Plan.objects.count(), Instruction.objects.count()) == (1, 5)
    newer = [row[:] for row in ROWS]
    newer[0][2] = "Установить 14 опор"
    told = bring(as_file(path, [*newer, ["6", "", "Новая строка", ENERGY, "31.12.2026", "", "", "", ""]]))
    assert "Rows: 6 (new: 1, changed: 1, same: 4)" in told
    assert (Plan.objects.count(), Instruction.objects.count()) == (1, 6)
    assert Instruction.objects.get(number="1").text_ru == "Установить 14 опор"


def test_a_dry_run_shows_the_difference_and_writes_nothing(office, tmp_path):
    path = as_file(tmp_path / "plan.xlsx", ROWS)
    bring(path)
    newer = [row[:] for row in ROWS]
    newer[1][4] = "31.10.2026 г."
    told = bring(as_file(path, newer), "--dry-run", "--plan", "city-2026-1")
    assert "due: '2026 жылдың II тоқсаны' -> '31.10.2026 г.'" in told
    assert Instruction.objects.get(number="2").due_to == date(2026, 6, 30)
    assert PlanFile.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (3, "Управление городской мобильности", "has not existed since 08.08.2025"),
        (4, "до 1 марта 2026 года", "ends before 05.03.2026"),
        (3, f"Головной: {ENERGY}; головной: акимат Медеуского района", "Two bodies are said to lead"),
        (2, "", "no instruction in this row"),
    ],
    ids=["ended body", "past term", "two leads", "no instruction"],
)
def test_one_bad_row_stops_all_of_them_in_words(office, tmp_path, column, text, words):
    rows = [row[:] for row in ROWS]
    rows[2][column] = text
    with pytest.raises(CommandError) as refused:
        bring(as_file(tmp_path / "plan.xlsx", rows))
    assert "5" in str(refused.value), refused.value
    assert words in str(refused.value)
    assert (Plan.objects.count(), Instruction.objects.count(), Act.objects.filter(kind="instruction").count()) == (
        0,
        0,
        0,
    )


def test_what_was_done_before_is_carried_over_and_never_counted_as_done(office, tmp_path):
    bring(as_file(tmp_path / "plan.xlsx", ROWS), "--publish")
    rows = {row.number: row for row in Instruction.objects.all()}
    assert {number: (row.status, row.outcome) for number, row in rows.items()} == {
        "1": ("given", ""),
        "2": ("given", ""),
        "3": ("given", ""),
        "4": ("closed", "carried"),
        "5": ("given", ""),
    }


@pytest.mark.parametrize(("make", "name"), [(as_xlsx, "plan.xlsx"), (as_docx, "plan.docx")], ids=["xlsx", "docx"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_is_exported_is_imported_as_the_same(office, tmp_path, make, name, language):
    bring(as_file(tmp_path / "office.xlsx", ROWS))
    plan = Plan.objects.get()
    (tmp_path / name).write_bytes(make(plan, list(rows_for_table(plan)), language))
    with (tmp_path / name).open("rb") as stream:
        kept = plan_uploads.upload(
            stream, name=name, akimat=plan.akimat, given_on=GIVEN, plan=plan, actor=office.controller, at=AT
        )
    reading = plan_uploads.reading_of(kept)
    assert [(entry.change, list(entry.differences)) for entry in reading.entries] == [("same", [])] * 5
    assert (reading.stops, reading.missing) == ([], [])


def test_an_upload_is_written_once_and_only_by_who_keeps_the_plans(office, tmp_path):
    path = as_file(tmp_path / "plan.xlsx", ROWS)
    akimat = Organisation.objects.get(code="city-akimat")
    with path.open("rb") as stream, pytest.raises(Refused) as refused:
        plan_uploads.upload(stream, name="plan.xlsx", akimat=akimat, given_on=GIVEN, actor=office.doer(), at=AT)
    assert refused.value.code == "role"
    with path.open("rb") as stream:
        kept = plan_uploads.upload(
            stream, name="plan.xlsx", akimat=akimat, given_on=GIVEN, actor=office.controller, at=AT
        )
    plan_uploads.write(kept.pk, actor=office.controller, at=AT)
    with pytest.raises(Refused) as refused:
        plan_uploads.write(kept.pk, actor=office.controller, at=AT)
    assert (refused.value.code, Instruction.objects.count()) == ("written", 5)


def test_what_nobody_owns_is_swept_and_what_was_never_written_goes_after_a_month(
    office, tmp_path, django_capture_on_commit_callbacks
):
    row = office.given()
    execution.take_up(row.pk, actor=office.doer(), at=AT)
    execution.report(row.pk, text="Шамдар орнатылды.", documents=[document()], actor=office.doer(), at=AT)
    akimat = Organisation.objects.get(code="city-akimat")
    path = as_file(tmp_path / "plan.xlsx", ROWS)
    names = []
    for given_on in (GIVEN, GIVEN + timedelta(days=1)):
        with path.open("rb") as stream:
            kept = plan_uploads.upload(
                stream, name="plan.xlsx", akimat=akimat, given_on=given_on, actor=office.controller, at=AT
            )
        names.append(str(kept.file))
    plan_uploads.write(kept.pk, actor=office.controller, at=AT)
    for folder in ("plans", "plan-files"):
        with shelf(AT, folder=folder) as abandoned:
            abandoned.keep_document(b"-", ending=".pdf")
    assert plan_uploads.sweep(timezone.localdate(AT)) == 2
    assert plan_uploads.forget_unwritten(at=AT + timedelta(days=30)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert plan_uploads.forget_unwritten(at=AT + timedelta(days=31)) == 1
    assert [default_storage.exists(name) for name in names] == [False, True]
    assert default_storage.exists(str(Evidence.objects.get().file))


def test_a_given_term_is_not_moved_by_a_file(office, tmp_path):
    path = as_file(tmp_path / "plan.xlsx", ROWS)
    bring(path, "--publish")
    newer = [row[:] for row in ROWS]
    newer[0][4] = "до 1 октября 2026 года"
    with pytest.raises(CommandError):
        bring(as_file(path, newer))
    assert Instruction.objects.get(number="1").due_to == date(2026, 9, 1)
