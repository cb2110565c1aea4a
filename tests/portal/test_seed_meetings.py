"""The seeded meetings: one chain from the question put in advance to the accepted report, as the real rooms make it."""

import io
from collections import Counter
from datetime import datetime

import pytest
from django.core.management import call_command

from appeals.models import Appeal
from config.portal.links import key_of
from config.portal.seed import halls
from meetings.enums import LineResult
from meetings.models import Asker, Instruction, Line, Meeting, Plan, ProtocolVersion, Report
from meetings.rules import protocol as rules
from meetings.workflow import INSTRUCTION, MEETING, PROTOCOL, QUESTION
from tests.factories import city
from tests.factories.appeals import ALMATY
from workflow.models import Act

END = datetime(2026, 11, 20, 12, 0, tzinfo=ALMATY)
MACHINES = {machine.kind: machine for machine in (INSTRUCTION, MEETING, PROTOCOL, QUESTION)}


@pytest.fixture
def town(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    call_command("seed_city", scale=0.002, seed=7, until="2026-11-20", quiet=True, stdout=io.StringIO())


def test_a_seeded_meeting_is_one_chain_from_question_to_acceptance(town):
    _each_plan_answers_the_lines_of_its_meeting()
    _what_was_passed_on_keeps_both_numbers()
    _the_journal_is_one_that_the_machines_admit()
    row = Instruction.objects.filter(status="accepted", askers__isnull=False).order_by("pk")[0]
    line = row.lines.get(question__isnull=False) if row.lines.count() == 1 else row.lines.exclude(question=None)[0]
    assert line.question and line.question.status == "settled"
    assert Asker.objects.filter(instruction=row, user=line.question.author).exists()
    assert line.text in row.question
    assert Report.objects.filter(instruction=row, accepted_at__isnull=False, evidence__isnull=False).exists()


def test_a_whole_town_meets_48_times_a_year_for_three_years():
    held = Counter(starts_at.year for starts_at, _host, _district in halls.days(END) if starts_at < END)
    assert (held[2024], held[2025], sum(held.values())) == (48, 48, 146)
    assert halls.RESULTS["instruction"] == 26  # 25 rows of a plan: two of the lines are answered by one


def _each_plan_answers_the_lines_of_its_meeting() -> None:
    signed = Meeting.objects.filter(status="closed")
    assert set(Plan.objects.values_list("meeting", flat=True)) == set(signed.values_list("pk", flat=True))
    for plan in Plan.objects.all():
        promised = Line.objects.filter(meeting=plan.meeting, result=LineResult.INSTRUCTION).values_list("pk", flat=True)
        answered = [line for row in plan.instructions.all() for line in row.lines.values_list("pk", flat=True)]
        assert sorted(answered) == sorted(promised)
        assert (plan.instructions.count(), len(answered)) == (25, 26)
        numbers = plan.instructions.order_by("position").values_list("number", flat=True)
        assert list(numbers) == [str(number) for number in range(1, 26)]
    for meeting in signed:
        assert Line.objects.filter(meeting=meeting).count() == halls.QUESTIONS == 40


def _what_was_passed_on_keeps_both_numbers() -> None:
    lines = Line.objects.filter(result=LineResult.APPEAL).order_by("pk")
    appeals = {one.number: one for one in Appeal.objects.filter(source="meeting")}
    assert sorted(line.appeal_number for line in lines) == sorted(appeals)
    for line in lines:
        found = appeals[line.appeal_number]
        same = (found.text, found.received_at, found.intake_key, found.contact_name)
        assert same == (line.text, line.written_at, key_of(line), line.speaker)
    for version in ProtocolVersion.objects.select_related("protocol__meeting"):
        assert version.digest == rules.digest(version.content)
        own = Line.objects.filter(meeting=version.protocol.meeting).order_by("number")
        assert [one["appeal_number"] for one in version.content["lines"]] == [line.appeal_number for line in own]


def _the_journal_is_one_that_the_machines_admit() -> None:
    newest: dict[tuple[str, int], Act] = {}
    faults = []
    for act in Act.objects.filter(kind__in=MACHINES).order_by("kind", "subject_id", "seq"):
        machine, last = MACHINES[act.kind], newest.get((act.kind, act.subject_id))
        if last is None:
            right = (act.seq, act.before, act.after) == (1, "", machine.initial[act.name])
        else:
            step = machine[act.name]
            right = (act.seq, act.before) == (last.seq + 1, last.after) and act.at >= last.at
            right = right and act.before in step.sources and act.actor_role in step.roles
            right = right and act.after == (step.target or act.before)
        if not right or act.at > END:
            faults.append((act.kind, act.name, act.seq, act.before, act.after, act.actor_role, act.at))
        newest[act.kind, act.subject_id] = act
    assert faults == []
    of_rows = {pk: (act.seq, act.after) for (kind, pk), act in newest.items() if kind == INSTRUCTION.kind}
    stand = {pk: (seq, status) for pk, seq, status in Instruction.objects.values_list("pk", "seq", "status")}
    assert {pk: of_rows[pk] for pk in stand} == stand
