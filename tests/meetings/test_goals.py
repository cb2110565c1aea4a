"""The target of the Sustainable Development Goals of an instruction: typed, shown, exported, brought in."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from meetings.models import Instruction
from meetings.rules.goals import read_goal, targets
from meetings.services import plan_reading, plan_rows
from meetings.services.plan_export import GOAL, as_docx, as_xlsx
from meetings.services.plan_files import read_grid
from tests.factories.plans import AT, GIVEN, LIGHT, Office
from tests.meetings.refusing import refused
from tests.meetings.test_plan_import import ROWS, as_file, bring


@pytest.fixture
def office(hall, tmp_path, settings) -> Office:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Office()


def amend(row: Instruction, office: Office, goal: str) -> None:
    words = {"text_ru": row.text_ru, "question": row.question, "lead": LIGHT, "term": row.term_text}
    plan_rows.amend(row.pk, **words, sdg=goal, actor=office.controller, at=AT)
    row.refresh_from_db()


def test_there_are_as_many_targets_as_the_united_nations_have_written():
    assert len(targets()) == 169
    assert {"1.1", "8.10", "11.c", "16.b", "17.19"} <= targets()
    assert not {"1.0", "1.6", "17.20", "17.a", "18.1"} & targets()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("11.2", "11.2"), ("11,2", "11.2"), ("ЦУР 11.2", "11.2"), ("6.А", "6.a"), ("09.1", "9.1"), ("11", "11"),
        ("11.9", None), ("18", None), ("0", None), ("11.d", None), ("³.1", None), ("3, 17", None), ("да", None),
    ],
)  # fmt: skip
def test_a_target_is_read_as_people_write_it(typed, read):
    assert read_goal(typed) == read


def test_a_target_is_asked_for_and_an_old_goal_stays(office):
    row = office.instruction()
    refused("sdg_target_needed", amend, row, office, "11")
    with override("kk"):
        assert "11.12" in str(refused("sdg_unknown", amend, row, office, "11.12").sentence)
    amend(row, office, " 11,2 ")
    assert (row.sdg, row.sdg_target, row.goal) == (11, "11.2", "11.2")
    Instruction.objects.filter(pk=row.pk).update(sdg=4, sdg_target="")
    amend(row, office, "4")
    assert (row.sdg, row.sdg_target) == (4, "")
    refused("sdg_target_needed", amend, row, office, "5")
    amend(row, office, "")
    assert (row.sdg, row.goal) == (None, "")


def test_the_target_is_read_on_the_page_and_by_programs(office, clock):
    row = office.given()
    amend(row, office, "11.2")
    assert "Орнықты даму мақсаты: 11.2" in Client().get(f"/kk/instructions/{row.ref}/").content.decode()
    told = Client().get(f"/api/v1/instructions/{row.ref}/").json()
    assert (told["sdg"], told["sdg_target"]) == (11, "11.2")


@pytest.mark.parametrize(("make", "ending"), [(as_xlsx, "xlsx"), (as_docx, "docx")])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_target_goes_out_and_comes_back(office, tmp_path: Path, make, ending, language):
    plan = office.plan()
    row = office.instruction(plan)
    path = tmp_path / f"plan.{ending}"

    def export() -> list[str]:
        path.write_bytes(make(plan, list(plan.instructions.all()), language))
        return [text for _number, texts in read_grid(path) for text in texts]

    assert GOAL[language] not in export()
    amend(row, office, "11.2")
    assert {GOAL[language], "11.2"} <= set(export())
    (same,) = plan_reading.read(path, given_on=GIVEN, plan=plan).entries
    assert (same.change, same.words.sdg) == ("same", "11.2")
    Instruction.objects.update(sdg=None, sdg_target="")
    (back,) = plan_reading.read(path, given_on=GIVEN, plan=plan).entries
    assert [(one.column, one.here, one.there) for one in back.differences] == [("sdg", "", "11.2")]


def test_a_file_brings_targets_and_a_wrong_one_stops_it(office, tmp_path):
    def file(*goals: str) -> Path:
        return as_file(
            tmp_path / "plan.xlsx", [[*row, goal] for row, goal in zip(ROWS, goals, strict=False)], goal=True
        )

    bring(file("11.2", "4"))
    rows = Instruction.objects.order_by("position")
    assert [(row.sdg, row.sdg_target) for row in rows] == [(11, "11.2"), (4, "")]
    reading = plan_reading.read(file("11.2", "11.12"), given_on=GIVEN)
    assert [finding.row for finding in reading.stops] == [4]
