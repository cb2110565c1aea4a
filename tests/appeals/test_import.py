"""Appeals from another system: dry run and diff, hostile cells, encodings, re-runs and races, bounded memory."""

import csv
import io
import json
import threading
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import Workbook

from accounts import access
from accounts.models import AccessLog, Notice
from appeals.enums import Kind, Source, Status
from appeals.handlers import tell
from appeals.models import Answer, Appeal, ImportedRecord, QuickAnswer
from appeals.selectors import quick
from appeals.services import triage
from appeals.services.importing import Change, Importer, mapping_for, table
from appeals.services.importing.mapping import MappingRefused
from appeals.services.importing.tables import Row, TableRefused, encoding_of
from tests.factories.appeals import ALMATY, AT, Town
from workflow.models import Act

HEADINGS = [
    "№ обращения",
    "Дата регистрации",
    "Текст обращения",
    "Категория",
    "Вид обращения",
    "ФИО",
    "Телефон",
    "Район",
]
FIRST = [
    "ЖТ-2024-1", "05.02.2024 09:30", "Во дворе третий день нет горячей воды.", "Нет горячей воды", "Жалоба", "А. Ким",
    "8 701 234 56 78", "Алмалинский район",
]  # fmt: skip
SECOND = ["ЖТ-2024-2", "2024-02-06", "Көшеде шам жанбайды, өте қараңғы.", "lighting-off", "", "Ғалия", "", "medeu"]


@pytest.fixture
def make(tmp_path: Path):
    def made(
        *rows: list, name: str = "in.csv", encoding: str = "utf-8-sig", headings=HEADINGS, sign: str = ";"
    ) -> Path:
        path = tmp_path / name
        text = io.StringIO()
        csv.writer(text, delimiter=sign).writerows([headings, *rows])
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return made


def run(path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("import_appeals", str(path), "--system", "eotinish", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def totals(report: str) -> dict[str, int]:
    return {
        change.value: int(next(line.split()[1] for line in report.splitlines() if line.startswith(f"{change.value} ")))
        for change in Change
    }


def test_a_dry_run_writes_nothing_and_says_what_would_be(town: Town, make):
    report = run(make(FIRST, SECOND))
    assert totals(report) == {"new": 2, "changed": 0, "same": 0, "bad": 0}
    assert "nothing was written" in report
    assert "+ row 2: ЖТ-2024-1" in report
    assert Appeal.objects.count() == ImportedRecord.objects.count() == 0


def test_applied_it_keeps_dates_words_and_people(town: Town, make):
    run(make(FIRST, SECOND), "--apply")
    first = Appeal.objects.get(imported_from__external_number="ЖТ-2024-1")
    assert first.received_at == datetime(2024, 2, 5, 9, 30, tzinfo=ALMATY)
    assert first.received_at.utcoffset() is not None and first.received_at.astimezone(UTC).hour == 3  # +06:00 then
    assert (first.source, first.kind, first.registered_on) == (Source.IMPORT, Kind.COMPLAINT, date(2024, 2, 5))
    assert (first.category.code, first.district_id, first.contact_phone) == ("heat-hot-water", "almaly", "+77012345678")
    assert (first.contact_name, first.language, first.status) == ("А. Ким", "ru", Status.REGISTERED)
    second = Appeal.objects.get(imported_from__external_number="ЖТ-2024-2")
    assert (second.language, second.kind, second.district_id) == ("kk", Kind.QUICK_REPORT, "medeu")
    assert second.number.startswith("2024-") and second.author_id is None and second.filed_by_id is None
    act = Act.objects.get(kind="appeal", subject_id=first.pk)
    assert (act.name, act.at, act.actor_role) == ("register", first.received_at, "system")


def test_nobody_gets_a_letter_about_what_was_registered_elsewhere(town: Town, make):
    run(make(FIRST), "--apply")
    for act in Act.objects.filter(kind="appeal"):
        tell(act)
    assert Notice.objects.count() == 0


def test_a_second_run_finds_the_same_and_a_third_the_changes(town: Town, make):
    run(make(FIRST, SECOND), "--apply")
    numbers = set(Appeal.objects.values_list("number", flat=True))
    assert totals(run(make(FIRST, SECOND), "--apply")) == {"new": 0, "changed": 0, "same": 2, "bad": 0}
    newer = [*FIRST[:2], "Во дворе четвёртый день нет горячей воды.", *FIRST[3:]]
    dry = run(make(newer, SECOND))
    assert totals(dry)["changed"] == 1 and "~ row 2: ЖТ-2024-1 text" in dry
    assert "третий" in Appeal.objects.get(imported_from__external_number="ЖТ-2024-1").text
    run(make(newer, SECOND), "--apply")
    changed = Appeal.objects.get(imported_from__external_number="ЖТ-2024-1")
    assert "четвёртый" in changed.text
    assert set(Appeal.objects.values_list("number", flat=True)) == numbers
    assert Act.objects.get(kind="appeal", subject_id=changed.pk, name="amend").data["fields"] == ["text"]
    assert totals(run(make(newer, SECOND)))["same"] == 2


def test_each_row_written_is_logged_as_a_reading_and_shown_to_whom_it_concerns(town: Town, make):
    run(make(FIRST, SECOND))
    assert AccessLog.objects.count() == 0  # a dry run shows nothing of what is here
    run(make(FIRST, SECOND), "--apply", "--by", town.moderator.email)
    changed = [*SECOND[:2], "Көшеде шам екі айдан бері жанбайды.", *SECOND[3:]]
    run(make(FIRST, changed), "--apply")
    first, second = (record.appeal for record in ImportedRecord.objects.order_by("external_number"))
    rows = list(AccessLog.objects.order_by("pk"))
    assert [(row.actor_id, row.post, row.refs, row.what, row.place, row.reason) for row in rows] == [
        (town.moderator.pk, "moderator", [first.number], ["contacts", "text"], "import", "eotinish"),
        (town.moderator.pk, "moderator", [second.number], ["contacts", "text"], "import", "eotinish"),
        (0, "", [second.number], ["contacts", "text"], "import", "eotinish"),
    ]
    assert list(access.of_thing("appeal", second.number)) == [rows[2], rows[1]]
    with pytest.raises(CommandError, match="in office"):
        run(make(FIRST), "--by", town.resident.email)


def test_what_has_been_worked_on_here_is_left_to_a_person(town: Town, make):
    run(make(FIRST), "--apply")
    appeal = Appeal.objects.get()
    triage.route(appeal.pk, organisation="almaty-heat", reason="Жылу желісі.", actor=town.actor("moderator"), at=AT)
    path = make([*FIRST[:2], "Совсем другой текст обращения.", *FIRST[3:]])
    assert totals(run(path, "--apply"))["bad"] == 1
    assert Appeal.objects.get().text == FIRST[2]


def test_the_same_number_of_another_system_is_another_appeal(town: Town, make):
    run(make(FIRST), "--apply")
    run(make(FIRST), "--apply", "--system", "open-almaty")
    assert Appeal.objects.count() == 2


def test_answers_of_the_earlier_system_come_along_and_are_not_quick_ones(town: Town, make):
    headings = [*HEADINGS, "Ответ", "Дата ответа"]
    said = "Горячую воду подали 7 февраля после ремонта."
    run(make([*FIRST, said, "07.02.2024 18:00"], headings=headings), "--apply")
    appeal = Appeal.objects.get()
    assert (appeal.status, appeal.ended_at) == (Status.ANSWERED, datetime(2024, 2, 7, 18, tzinfo=ALMATY))
    assert Answer.objects.get().text == said
    assert QuickAnswer.objects.count() == 0
    assert quick.figures(since=date(2024, 2, 1), until=date(2024, 2, 29)).answered == 0


BAD = {
    "no number": (0, ""),
    "a long number": (0, "9" * 81),
    "no date": (1, ""),
    "a date that is none": (1, "31.02.2024"),
    "a date of the future": (1, "01.01.2999"),
    "a date of long ago": (1, "01.01.1900"),
    "words for a date": (1, "вчера"),
    "no text": (2, "  "),
    "a short text": (2, "Ой"),
    "a long text": (2, "а" * 5001),
    "an unknown kind": (4, "Кляуза"),
    "a phone that is none": (6, "123"),
    "an unknown district": (7, "Есильский район"),
}


@pytest.mark.parametrize(("place", "cell"), BAD.values(), ids=BAD)
def test_a_bad_row_is_left_out_with_its_number_and_reason(town: Town, make, place, cell):
    wrong = [cell if number == place else value for number, value in enumerate(FIRST)]
    path = make(wrong, SECOND)
    report = run(path, "--apply")
    assert totals(report) == {"new": 1, "changed": 0, "same": 0, "bad": 1}
    with path.with_name("in.csv.bad.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == ["2"] and len(rows[0]["reason"]) > 10
    assert list(ImportedRecord.objects.values_list("external_number", flat=True)) == ["ЖТ-2024-2"]


def test_a_number_that_stands_twice_in_the_file_counts_once(town: Town, make):
    report = run(make(FIRST, FIRST), "--apply")
    assert totals(report) == {"new": 1, "changed": 0, "same": 0, "bad": 1}
    assert "row 3" in report


def test_an_unknown_category_is_left_to_a_moderator(town: Town, make):
    run(make([*FIRST[:3], "Прочее разное", *FIRST[4:]]), "--apply")
    assert Appeal.objects.get().category is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_encodings_and_delimiters_are_recognised(town: Town, make, encoding, sign):
    report = run(make(FIRST, encoding=encoding, sign=sign), "--apply")
    assert totals(report)["new"] == 1
    assert Appeal.objects.get().text == FIRST[2]


def test_kazakh_letters_late_in_a_large_file_make_it_utf8(tmp_path: Path):
    path = tmp_path / "late.csv"
    path.write_text("a;b\n" + "1;x\n" * 50_000 + "2;Ғалия\n", encoding="utf-8")
    assert encoding_of(path) == "utf-8-sig"


def test_xlsx_and_json_say_the_same_as_csv(town: Town, make, tmp_path: Path):
    book = Workbook()
    for row in [HEADINGS, [FIRST[0], datetime(2024, 2, 5, 9, 30), *FIRST[2:]], SECOND]:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    records = [dict(zip(HEADINGS, row, strict=True)) for row in (FIRST, SECOND)]
    (tmp_path / "in.json").write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(each) for each in records), encoding="utf-8")
    run(make(FIRST, SECOND), "--apply")
    for name in ("in.json", "in.jsonl"):
        assert totals(run(tmp_path / name)) == {"new": 0, "changed": 0, "same": 2, "bad": 0}, name
    # A spreadsheet keeps a moment as a moment: the same moment, told otherwise.
    with table(tmp_path / "in.xlsx") as (headings, rows):
        mapping = mapping_for(headings, given={})
        assert [mapping.values(row.cells)["received_at"] for row in rows] == ["2024-02-05T09:30:00", "2024-02-06"]


HOSTILE = [
    '=HYPERLINK("http://evil.example";"нажми")', "=cmd|'/C calc'!A0", "+7+7; DROP TABLE appeals_appeal; --",
    "<script>alert(1)</script> не горит фонарь", "\u202eянзарбо\u202c не горит фонарь", "{{ request.user }} нет воды",
    'кавычка " внутри; и точка с запятой', "многострочный\nтекст\r\nобращения", "NULL и \\N и 1e309 в тексте",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_cells_stay_words(town: Town, make, hostile):
    run(make([FIRST[0], FIRST[1], hostile, *FIRST[3:]]), "--apply")
    kept = Appeal.objects.get().text
    assert "\u202e" not in kept
    assert kept.split()[-1] == hostile.replace("\u202c", "").split()[-1]


def test_the_list_of_bad_rows_runs_no_formula(town: Town, make):
    path = make(["=1+1", "вчера", *FIRST[2:]])
    run(path)
    assert ",=" not in path.with_name("in.csv.bad.csv").read_text(encoding="utf-8-sig")


def test_columns_can_be_named_by_hand_and_by_file(town: Town, make, tmp_path: Path):
    strange = make(["7", "05.02.2024", FIRST[2]], headings=["A1", "A2", "A3"])
    with pytest.raises(CommandError, match="number, received_at, text"):
        run(strange)
    assert totals(run(strange, "--map", "number=A1", "--map", "received_at=A2", "--map", "text=A3"))["new"] == 1
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('number = "A1"\nreceived_at = "A2"\ntext = "A3"\n', encoding="utf-8")
    assert totals(run(strange, "--mapping", str(mapping)))["new"] == 1
    with pytest.raises(CommandError, match="A9"):
        run(strange, "--map", "number=A9")


@pytest.mark.parametrize(
    "headings",
    [
        ["Өтініш нөмірі", "Түскен күні", "Өтініш мәтіні", "Аты-жөні", "Мекенжай"],
        ["Номер обращения", "Дата поступления", "Содержание", "Заявитель", "Адрес"],
        ["External number", "Received at", "Description", "Applicant", "Address"],
        ["service_request_id", "requested_datetime", "DESCRIPTION", "full_name", "location"],
    ],
)
def test_headings_of_three_languages_are_known(headings):
    mapping = mapping_for(headings, given={})
    assert mapping.columns == dict(zip(["number", "received_at", "text", "name", "address"], headings, strict=True))
    assert mapping.unused == ()


def test_an_unknown_field_is_told():
    with pytest.raises(MappingRefused, match="colour"):
        mapping_for(["a"], given={"colour": "a"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.csv", b""),
        ("in.xlsx", b"PK not a table"),
        ("in.json", b"{oops"),
        ("in.json", b"[]"),
        ("in.json", b"[1, 2]"),
        ("in.pdf", b"%PDF"),
    ],
)
def test_what_is_no_table_is_told_in_words(tmp_path: Path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableRefused), table(path) as (_headings, rows):
        list(rows)


def test_two_runs_at_once_import_every_row_once(busy_town: Town, make):
    rows = [[f"N-{number}", "05.02.2024", FIRST[2], "", "", "", "", ""] for number in range(12)]
    path = make(*rows)
    wrong: list[Exception] = []
    start = threading.Barrier(3)

    def import_it(number: int) -> None:
        start.wait(10)
        try:
            run(path, "--apply", "--bad", f"{path}.{number}")
        except Exception as fault:
            wrong.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=import_it, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert Appeal.objects.count() == ImportedRecord.objects.count() == 12


def test_ten_times_the_rows_take_hardly_more_memory(town: Town):
    """What grows with the file are the hashes of its numbers alone: some 150 bytes a row, 15 MB for 100,000."""
    small, large = _peak(400), _peak(4000)
    assert large - small < 3600 * 200


def _peak(number: int) -> int:
    """The most that a dry run over so many rows of a kilobyte, made on the fly, holds at a time."""
    cells = {"text": "Көшеде шам жанбайды, өте қараңғы. " * 20, "received_at": (AT - timedelta(days=700)).isoformat()}
    rows = (Row(place + 1, {"number": f"N-{place}", **cells}) for place in range(number))
    mapping = mapping_for(["number", "received_at", "text"], given={})
    importer = Importer(system="big", mapping=mapping, apply=False, at=AT)
    tracemalloc.start()
    try:
        assert sum(each.change is Change.NEW for each in importer.run(rows)) == number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
