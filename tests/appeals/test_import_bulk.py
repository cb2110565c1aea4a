"""Appeals of another system are begun many at a time, and nothing about them differs from one begun alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLog
from appeals.enums import Kind, Source
from appeals.models import Appeal, Category, ImportedRecord
from appeals.rules.report import Contact
from appeals.services import intake
from appeals.services.fields import Spot
from appeals.services.importing import Change, Importer, mapping_for
from appeals.services.importing.tables import Row
from appeals.services.intake import Report
from geo.models import District
from tests.factories.appeals import AIRPORT, ALMATY, AT, Town
from workflow.actor import SYSTEM
from workflow.models import Act, Delivery

# What is asked or complained of: by pin and by district, with hours and with days, urgent and not, with no category.
ROWS: list[dict[str, str]] = [
    {"number": "A-1", "received_at": "2025-12-05 09:30", "text": "Во дворе третий день нет горячей воды.",
     "category": "heat-hot-water", "kind": "complaint", "name": "А. Ким", "phone": "+77012345678",
     "district": "almaly", "language": "ru"},
    {"number": "A-2", "received_at": "2026-01-10 22:15", "text": "Люк ашық жатыр, балалар түсіп кетуі мүмкін!",
     "category": "roads-manhole", "lon": str(AIRPORT.lon), "lat": str(AIRPORT.lat), "address": "Ахметова, 1",
     "language": "kk"},
    {"number": "A-3", "received_at": "2026-01-12", "text": "Прошу рассмотреть и ответить по существу.",
     "kind": "proposal", "email": "a@example.kz", "language": "ru"},
    {"number": "A-4", "received_at": "2026-01-12", "text": "Көшеде шам жанбайды, өте қараңғы.",
     "category": "lighting-off", "district": "medeu", "language": "kk"},
]  # fmt: skip
SYSTEM_NAME = "eotinish"


def importer(chunk: int = 3) -> Importer:
    fields = ["number", "received_at", "text", "category", "kind", "name", "phone", "email", "district"]
    mapping = mapping_for([*fields, "language", "address", "lon", "lat"], given={})
    return Importer(system=SYSTEM_NAME, mapping=mapping, apply=True, at=AT, chunk=chunk)


def rows_of(*many: dict[str, str]) -> list[Row]:
    return [Row(place, cells) for place, cells in enumerate(many, 2)]


def begun_alone(row: dict[str, str]) -> None:
    """The same by the way of every other channel: one report, one transaction."""
    local = datetime.fromisoformat(row["received_at"]).replace(tzinfo=ALMATY)
    pinned = intake.fields.place(AIRPORT) if "lon" in row else Spot(None, None, "")
    named = District.objects.filter(code=row.get("district")).first()
    report = Report(
        text=row["text"],
        language=row["language"],
        kind=row.get("kind", Kind.QUICK_REPORT),
        source=Source.IMPORT,
        category=Category.objects.filter(code=row.get("category")).first(),
        details={},
        spot=Spot(pinned.point, pinned.district or named, row.get("address", "")),
        contact=Contact(name=row.get("name", ""), email=row.get("email", ""), phone=row.get("phone", "")),
        consent="",
        author_id=None,
        filed_by_id=None,
    )
    key = uuid5(NAMESPACE_URL, f"appeals.import:{SYSTEM_NAME}:{row['number']}")
    with transaction.atomic():
        intake.write(key, report, [], digest="import", asks=False, actor=SYSTEM, at=local)


def whole(model: type, *left_out: str, **which: Any) -> list[dict[str, Any]]:
    """All columns of rows, in the order in which they were written."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in {"id", *left_out}]
    return list(model._base_manager.filter(**which).order_by("pk").values(*names))


def everything() -> list[dict[str, Any]]:
    """Each appeal in the order of its number, with all that came with it; keys and numbers stand for themselves."""
    found = []
    for appeal in Appeal.objects.order_by("number"):
        acts = {"kind": "appeal", "subject_id": appeal.pk}
        found.append({
            "appeal": whole(Appeal, "number", pk=appeal.pk),
            "year": appeal.number.split("-")[0],
            "parts": list(appeal.parts.values()),
            "photos": list(appeal.photos.values()),
            "questions": list(appeal.questions.values()),
            "acts": whole(Act, "subject_id", **acts),
            "deliveries": [
                sorted((one.handler, one.done_at, one.attempts, one.error) for one in Delivery.objects.filter(act=act))
                for act in Act.objects.filter(**acts)
            ],
        })  # fmt: skip
    return found


def test_an_appeal_imported_in_bulk_is_in_every_field_the_one_begun_alone(town: Town):
    with transaction.atomic():
        for row in ROWS:
            begun_alone(row)
        alone = everything()
        transaction.set_rollback(True)
    assert [each.change for each in importer().run(rows_of(*ROWS))] == [Change.NEW] * 4
    bulk = everything()
    assert [sorted(each) for each in bulk] == [sorted(each) for each in alone]
    for one, other in zip(alone, bulk, strict=True):
        assert other == one
    # And what is compared is worth comparing.
    assert [each["appeal"][0]["urgent"] for each in bulk] == [False, True, False, False]
    assert [bool(each["appeal"][0]["due_at"]) for each in bulk] == [False, True, False, False]
    assert [each["appeal"][0]["routing"]["problem"] for each in bulk] == ["", "", "no_category", ""]
    assert all(len(each["deliveries"]) == 1 and len(each["deliveries"][0]) >= 3 for each in bulk)


def test_numbers_follow_the_file_and_are_given_once(town: Town):
    list(importer().run(rows_of(*ROWS)))
    numbers = [record.appeal.number for record in ImportedRecord.objects.order_by("external_number")]
    assert [number[:5] for number in numbers] == ["2025-", "2026-", "2026-", "2026-"]
    assert [int(number[5:]) - int(numbers[0][5:]) for number in numbers] == [0, 1, 2, 3]


@contextmanager
def broken_off(table: str, *, at: int) -> Iterator[None]:
    """The connection is lost at the ``at``-th statement that writes to this table."""
    met = 0

    def lose(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        nonlocal met
        if sql.startswith(f'INSERT INTO "{table}"'):
            met += 1
            if met == at:
                raise OperationalError("the connection was lost")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lose):
        yield


@pytest.mark.parametrize("table", ["appeals_appeal", "workflow_act", "workflow_delivery", "accounts_accesslog"])
def test_a_chunk_is_written_whole_or_not_at_all_and_the_next_run_goes_on(town: Town, table: str):
    rows = rows_of(*({**ROWS[3], "number": f"N-{place}"} for place in range(8)))
    with pytest.raises(OperationalError), broken_off(table, at=2):
        list(importer().run(rows))
    tables = (Appeal, ImportedRecord, Act.objects.filter(kind="appeal"), AccessLog)
    assert [getattr(each, "objects", each).count() for each in tables] == [3, 3, 3, 3]
    again = [each.change for each in importer().run(rows)]
    assert again == [Change.SAME] * 3 + [Change.NEW] * 5
    assert [getattr(each, "objects", each).count() for each in tables] == [8, 8, 8, 8]


def test_a_chunk_takes_as_many_questions_for_thirty_rows_as_for_three(town: Town):
    answered = {**ROWS[3], "answer": "Шамды 14 қаңтарда ауыстырдық.", "answered_at": "2026-01-14"}

    def asked(count: int, name: str) -> int:
        one = Importer(system=name, mapping=mapping_for([*answered], given={}), apply=True, at=AT, chunk=count)
        rows = rows_of(*({**answered, "number": f"{name}-{place}"} for place in range(count)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert {each.change for each in one.run(rows)} == {Change.NEW}
        return len(queries)

    asked(3, "first")
    assert asked(30, "many") == asked(3, "few") <= 25
