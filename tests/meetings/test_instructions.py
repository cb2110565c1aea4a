"""The life of an instruction (rule 47): two keys, terms moved in public, the asker's one word, parts and stages."""

import io
from datetime import date

import pytest
from django.utils import translation

from accounts.enums import Role
from accounts.models import Notice
from geo.points import point_of
from meetings.enums import InstructionOutcome, InstructionStatus
from meetings.models import Asker, Evidence, Instruction, Report, TermMove
from meetings.policy import roles_on_instruction
from meetings.rules.recount import count, follow
from meetings.selectors import plans as reads
from meetings.selectors import scoreboard
from meetings.selectors.plans import Filters
from meetings.services import asking, execution, families, follows, plan_rows, plans, term_moves
from meetings.services.families import Part
from meetings.services.fields import Place
from meetings.workflow import INSTRUCTION
from tests.factories import city, people
from tests.factories.appeals import photo
from tests.factories.plans import AT, LIGHT, ROADS, Office, later
from workflow import outbox
from workflow.models import Act
from workflow.refusals import Refused

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def office(db, tmp_path, settings) -> Office:
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    translation.activate("en")
    return Office()


def document(name: str = "act.pdf", content: bytes = PDF) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def reported(office: Office, row: Instruction, *, days: float = 2) -> None:
    execution.report(
        row.pk,
        text="Twelve poles stand and shine.",
        documents=[document()],
        actor=office.doer(row.lead.code),
        at=later(days),
    )


def done(office: Office, row: Instruction, *, days: float = 3) -> None:
    reported(office, row, days=days)
    execution.accept(row.pk, actor=office.controller, at=later(days + 1))


def refused(call, *args, **words) -> Refused:
    """The refusal; and that nothing was written."""
    before = Act.objects.count(), Report.objects.count(), Evidence.objects.count()
    with pytest.raises(Refused) as refusal:
        call(*args, **words)
    assert (Act.objects.count(), Report.objects.count(), Evidence.objects.count()) == before
    return refusal.value


def test_a_plan_is_given_whole_or_not_at_all(office):
    plan = office.plan()
    office.instruction(plan)
    bare = office.instruction(plan, lead="")
    assert refused(plans.publish, plan.pk, actor=office.controller, at=AT).code == "not_ready"
    bare.lead_text = "ТОО «Светлый двор»"
    bare.save()
    plans.publish(plan.pk, actor=office.controller, at=AT)
    assert set(plan.instructions.values_list("status", flat=True)) == {"given"}
    assert refused(plans.publish, plan.pk, actor=office.controller, at=AT).code == "published"


def test_the_doer_reports_and_only_the_controller_takes_off_control(office):
    row = office.given()
    doer, controller = office.doer(), office.controller
    execution.take_up(row.pk, actor=doer, at=later(1))
    assert refused(execution.report, row.pk, text="Done, all of it.", actor=doer, at=AT).code == "evidence_needed"
    reported(office, row)
    assert refused(execution.accept, row.pk, actor=doer, at=AT).code == "role"
    assert refused(execution.accept, row.pk, actor=office.akim, at=AT).code == "role"
    execution.return_(row.pk, reason="Two lamps are dark.", actor=controller, at=later(3))
    reported(office, row, days=4)
    execution.accept(row.pk, actor=controller, at=later(5))
    row.refresh_from_db()
    assert (row.status, row.outcome, row.done_on, row.returns) == ("accepted", "done", date(2026, 3, 14), 1)
    verdicts = [(bool(one.returned_at), bool(one.accepted_at)) for one in row.reports.order_by("act_seq")]
    assert verdicts == [(True, False), (False, True)]


def test_who_does_the_work_holds_no_control_over_it(office):
    row = office.given()
    both = office.person(Role.EXECUTOR, LIGHT)
    people.appoint(both, Role.CONTROLLER, "city-akimat")
    assert roles_on_instruction(people.acting(both, AT), row) == {Role.EXECUTOR}
    above = office.actor(Role.HEAD, "city-akimat")
    assert roles_on_instruction(above, row) == frozenset()


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_act_asks_for_its_role(office, role):
    """The whole table: in each state, the acts that the role opens are exactly those that the machine lists."""
    row = Instruction(status="given")
    for status in InstructionStatus:
        row.status = status
        expected = {
            one.name
            for one in INSTRUCTION.transitions
            if status in one.sources and role in one.roles and not (one.obstacle and one.obstacle(row, AT))
        }
        assert set(INSTRUCTION.open_to(row, roles=frozenset({role}), at=AT)) == expected
        if role in {Role.EXECUTOR, Role.HEAD, Role.AUTHOR, Role.AKIM, Role.DEPUTY_AKIM, Role.SECRETARY}:
            assert expected.isdisjoint({"accept", "next_stage", "close", "return", "uphold"})
        if role not in {Role.AKIM, Role.DEPUTY_AKIM}:
            assert "move_term" not in expected


def test_a_photo_is_taken_at_the_place_or_says_why_not(office):
    row = office.given(point=point_of(76.95, 43.25))
    words = {"text": "The poles stand.", "photos": [photo()], "actor": office.doer(), "at": later(1)}
    assert refused(execution.report, row.pk, **words).code == "photo_place_needed"
    far = Place(lon=76.99, lat=43.25)
    assert refused(execution.report, row.pk, **words | {"photos": [photo()], "photo_place": far}).code == "photo_far"
    near = Place(lon=76.951, lat=43.25)
    execution.report(row.pk, **words | {"photos": [photo()], "photo_place": near, "place_source": "device"})
    proof = Evidence.objects.get()
    assert (proof.kind, proof.place_source, 70 < proof.distance_m < 90) == ("photo", "device", True)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"<html>", "document_kind"),
        ("a.exe", b"MZ\x90", "document_kind"),
        ("a.pdf", b"", "document_empty"),
        ("a.docx", b"PK\x03\x04 nothing", "document_kind"),
    ],
)
def test_a_document_is_known_by_its_content(office, name, content, code):
    row = office.given()
    words = {"text": "Done as asked.", "documents": [document(name, content)], "actor": office.doer(), "at": AT}
    assert refused(execution.report, row.pk, **words).code == code


def test_a_term_is_moved_by_the_akim_with_a_reason_and_the_first_one_stays(office):
    row = office.given()
    until = date(2026, 5, 1)
    words = {"until": until, "reason": "The poles arrive in April.", "at": later(1)}
    for actor in (office.doer(), office.controller):
        assert refused(term_moves.move_term, row.pk, **words, actor=actor).code == "role"
    assert refused(term_moves.move_term, row.pk, **words | {"reason": " "}, actor=office.deputy).code == "reason_needed"
    past = words | {"until": date(2026, 3, 1)}
    assert refused(term_moves.move_term, row.pk, **past, actor=office.deputy).code == "until_past"
    term_moves.move_term(row.pk, **words, actor=office.deputy)
    term_moves.move_term(row.pk, **words | {"until": date(2026, 6, 1)}, actor=office.akim)
    row.refresh_from_db()
    assert (row.first_due_on, row.due_to, row.moves) == (date(2026, 4, 1), date(2026, 6, 1), 2)
    assert list(TermMove.objects.values_list("old_to", "new_to")) == [
        (date(2026, 4, 1), until),
        (until, date(2026, 6, 1)),
    ]
    assert Act.objects.filter(name="move_term", public=True).count() == 2


def test_reminders_follow_the_term_that_is_in_force(office):
    row = office.given()
    day = later(15)  # 25 March, a week before 1 April
    assert (term_moves.remind(day), term_moves.remind(day)) == (1, 0)
    term_moves.move_term(row.pk, until=date(2026, 4, 20), reason="Rain.", actor=office.akim, at=day)
    assert term_moves.remind(later(18)) == 0  # 28 March: three days before the old term
    assert term_moves.remind(later(34)) == 1  # 13 April: a week before the new one


def test_a_missed_term_is_found_once_and_again_after_a_move(office):
    row = office.given()
    assert term_moves.find_overdue(later(22)) == 0  # 1 April, its last day
    assert (term_moves.find_overdue(later(23)), term_moves.find_overdue(later(24))) == (1, 0)
    term_moves.move_term(row.pk, until=date(2026, 4, 10), reason="Rain.", actor=office.akim, at=later(24))
    assert (term_moves.find_overdue(later(30)), term_moves.find_overdue(later(32))) == (0, 1)


def test_the_asker_says_not_done_once_and_the_controller_looks_again(office):
    row = office.given()
    asker = people.resident()
    Asker.objects.create(instruction=row, user=asker)
    me = people.acting(asker, AT)
    words = {"reason": "The third pole is dark.", "actor": me, "at": later(6)}
    assert refused(asking.dispute, row.pk, **words).code == "state"
    done(office, row)
    stranger = people.acting(people.resident(), AT)
    assert refused(asking.dispute, row.pk, **words | {"actor": stranger}).code == "role"
    asking.dispute(row.pk, **words)
    row.refresh_from_db()
    assert (row.status, row.outcome, row.done_on) == ("disputed", "", None)
    asking.uphold(row.pk, reason="I was there: it shines.", actor=office.controller, at=later(7))
    row.refresh_from_db()
    assert (row.status, row.outcome, row.done_on) == ("accepted", "done", date(2026, 3, 13))
    assert refused(asking.dispute, row.pk, **words).code == "disputed_before"


def test_a_body_refuses_and_the_controller_redirects(office):
    row = office.given()
    execution.refuse(row.pk, reason="It is the roads' business.", actor=office.doer(), at=later(1))
    words = {"reason": "It is a road.", "actor": office.controller, "at": later(2)}
    assert refused(execution.redirect, row.pk, lead="dept-urban-mobility", **words).code == "body_ended"
    execution.redirect(row.pk, lead=ROADS, **words)
    row.refresh_from_db()
    assert (row.status, row.lead.code, row.due_to) == ("given", ROADS, date(2026, 4, 1))
    assert refused(execution.take_up, row.pk, actor=office.doer(LIGHT), at=AT).code == "role"
    execution.take_up(row.pk, actor=office.doer(ROADS), at=later(3))


def test_a_co_doer_notes_its_own_part_and_the_lead_that_of_a_third_party(office):
    row = office.given(helpers="Управление спорта\nТОО «Свет» (по согласованию)")
    sport = office.doer("dept-sport")
    words = {"text": "The hall is lit.", "at": later(1)}
    assert refused(execution.do_part, row.pk, part=2, **words, actor=sport).code == "role"
    execution.do_part(row.pk, part=1, **words, actor=sport)
    execution.do_part(row.pk, part=2, **words, actor=office.doer())
    assert refused(execution.do_part, row.pk, part=1, **words, actor=sport).code == "part_done"
    assert not row.co_doers.filter(done_at=None).exists()


def test_a_whole_moves_by_its_parts_and_is_accepted_after_them(office):
    row = office.given()
    parts = families.divide(
        row.pk, parts=[Part("Buy the poles"), Part("Plant the trees", "dept-ecology")], actor=office.controller, at=AT
    )
    assert [(part.number, part.lead.code) for part in parts] == [("1.1", LIGHT), ("1.2", "dept-ecology")]
    words = {"text": "All is done.", "documents": [document()], "actor": office.doer(), "at": AT}
    assert refused(execution.report, row.pk, **words).code == "children_open"
    for part in parts:
        done(office, part)
    row.refresh_from_db()
    assert (row.children_done, row.children_count, row.open_children) == (2, 2, 0)
    done(office, row, days=8)
    row.refresh_from_db()
    assert row.status == "accepted"


def test_what_comes_again_is_accepted_stage_by_stage(office):
    row = office.given(term="ежеквартально, до 25 числа", ends_on=date(2026, 12, 31))
    assert (row.due_to, row.ends_on) == (date(2026, 3, 25), date(2026, 12, 31))
    for expected in (date(2026, 6, 25), date(2026, 9, 25), date(2026, 12, 25)):
        reported(office, row)
        assert refused(execution.accept, row.pk, actor=office.controller, at=AT).code == "still_recurs"
        execution.next_stage(row.pk, actor=office.controller, at=later(3))
        row.refresh_from_db()
        assert (row.status, row.due_to) == ("in_work", expected)
    reported(office, row)
    assert refused(execution.next_stage, row.pk, actor=office.controller, at=AT).code == "not_recurring"
    execution.accept(row.pk, actor=office.controller, at=later(4))


def test_closed_is_not_done(office):
    row = office.given()
    words = {"reason": "The yard is private.", "actor": office.controller, "at": later(1)}
    assert refused(execution.close, row.pk, outcome="done", **words).code == "outcome_unknown"
    execution.close(row.pk, outcome=InstructionOutcome.NOT_SUPPORTED, **words)
    figures = scoreboard.total(on=date(2026, 3, 20))
    assert (figures.done, figures.closed, figures.open) == (0, 1, 0)


def test_people_hear_of_each_step_once(office):
    row = office.given()
    asker = people.resident(email="asker@example.kz")
    Asker.objects.create(instruction=row, user=asker)
    fan = people.resident()
    follows.follow(district="", organisation=LIGHT, actor=people.acting(fan, AT), at=AT)
    execution.take_up(row.pk, actor=office.doer(), at=AT)
    done(office, row)
    outbox.drain(1000)
    told = Notice.objects.filter(user=asker, channel="inbox", code="instruction_step").order_by("pk")
    assert told.count() == 4  # given, taken up, reported, accepted
    # Who follows a whole body is spared the small ones.
    assert Notice.objects.filter(user=fan, channel="inbox", code="instruction_step").count() == 3
    controller = office.person(Role.CONTROLLER, "city-akimat")
    assert Notice.objects.filter(user=controller, channel="inbox", code="instruction_to_check").count() == 1


def test_a_row_names_its_controller_and_its_district_until_it_is_given(office):
    row = office.instruction()
    other = people.officer(Role.CONTROLLER, "city-akimat")
    words = {"text_ru": "Установить опоры", "lead": LIGHT, "term": "до 1 апреля 2026 года", "actor": office.controller}
    foreign = office.person(Role.CONTROLLER, "akimat-medeu")
    wrong = refused(plan_rows.amend, row.pk, controller=foreign.pk, at=AT, **words)
    assert (wrong.code, wrong.field) == ("controller_unknown", "controller")
    assert refused(plan_rows.amend, row.pk, district="atlantis", at=AT, **words).code == "district_unknown"
    plan_rows.amend(row.pk, controller=other.pk, district="medeu", at=AT, **words)
    plans.publish(row.plan_id, actor=office.controller, at=AT)
    named = Instruction.objects.get(pk=row.pk)
    assert (named.controller, named.district_id) == (other, "medeu")
    assert refused(plan_rows.amend, row.pk, district="auezov", at=AT, **words).code == "district_moved"
    reported(office, named)
    outbox.drain(100)
    told = Notice.objects.filter(channel="inbox", code="instruction_to_check").values_list("user", flat=True)
    assert list(told) == [other.pk]


def test_the_scoreboard_is_what_the_journal_says(office):
    """Every figure, for every district and body, recounted from nothing but the journal."""
    plan = office.plan()
    rows = [office.instruction(plan, lead=lead) for lead in (LIGHT, ROADS, LIGHT, ROADS, LIGHT, LIGHT)]
    plans.publish(plan.pk, actor=office.controller, at=AT)
    asker = people.resident()
    for row in rows:
        Asker.objects.create(instruction=row, user=asker)
        row.refresh_from_db()
    done(office, rows[0])
    done(office, rows[1], days=30)
    execution.close(rows[2].pk, outcome="explained", reason="Told.", actor=office.controller, at=later(2))
    term_moves.move_term(rows[3].pk, until=date(2026, 4, 5), reason="Rain.", actor=office.akim, at=later(2))
    done(office, rows[4], days=1)
    asking.dispute(rows[4].pk, reason="Dark.", actor=people.acting(asker, AT), at=later(6))
    execution.redirect(rows[5].pk, lead=ROADS, reason="A road.", actor=office.controller, at=later(2))
    on = date(2026, 4, 20)
    fates = {}
    for act in Act.objects.filter(kind="instruction").order_by("subject_id", "seq"):
        fates.setdefault(act.subject_id, []).append((act.name, act.data))
    told = {pk: follow(steps) for pk, steps in fates.items()}
    for row in scoreboard.by_body(on=on):
        expected = count((fate for fate in told.values() if fate.body == row.code), on=on)
        assert vars(row.figures) == vars(expected), row.code
    assert vars(scoreboard.total(on=on)) == vars(count(told.values(), on=on))
    assert vars(scoreboard.total(on=on)) == {
        "given": 6, "done": 2, "on_time": 1, "late": 1, "closed": 1, "open": 3, "overdue": 3, "moved": 1,
        "disputed": 1, "median_days": 21.5,
    }  # fmt: skip
    drilled = reads.instructions(reads.policy.STRANGER, Filters(show="overdue"), on=on)
    assert set(drilled.values_list("pk", flat=True)) == {rows[3].pk, rows[4].pk, rows[5].pk}
