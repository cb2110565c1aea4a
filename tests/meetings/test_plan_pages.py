"""Pages, files and feeds of plans (rule 48), their interface: the same figures everywhere, few queries, no draft."""

import csv
import io
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from accounts.models import Organisation
from meetings.enums import MeetingStatus
from meetings.models import Asker, Instruction, Line, Meeting
from meetings.selectors.plan_words import TOLD
from meetings.services import execution, plan_rows, plans, term_moves
from meetings.tasks import watch_plan
from meetings.views.desk.meeting import DEEDS as of_meetings
from meetings.views.plans import deeds
from tests.factories import city, people
from tests.factories.appeals import photo
from tests.factories.plans import LIGHT, ROADS, Office
from tests.meetings.test_instructions import document

NOW = timezone.now()
SOON = f"{timezone.localdate(NOW):%d.%m.%Y}"


@pytest.fixture
def office(db, tmp_path, settings) -> Office:
    settings.MEDIA_ROOT = tmp_path / "media"
    # The second factor has tests of its own; here officials are past it.
    settings.STAFF_SECOND_FACTOR = "off"
    city.load()
    translation.activate("en")
    return Office()


def given(office: Office, number: int = 1, **words) -> list[Instruction]:
    plan = office.plan(given_on=timezone.localdate(NOW), at=NOW)
    rows = [office.instruction(plan, term=words.pop("term", f"до {SOON}"), at=NOW, **words) for _ in range(number)]
    plans.publish(plan.pk, actor=office.controller, at=NOW)
    return rows


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(client: Client, address: str, counter, most: int = 15):
    with counter() as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    assert len(queries) <= most, "\n".join(one["sql"][:150] for one in queries)
    return response


@pytest.fixture
def counter(django_db_blocker):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


PUBLIC = ("plans:list", "plans:scoreboard", "plans:drill")


def test_a_list_takes_as_many_queries_with_one_row_as_with_many(office, counter):
    given(office, 1)
    client = Client()
    addresses = [reverse(name) for name in PUBLIC] + ["/api/v1/plans/", "/api/v1/instructions/"]
    few = []
    for address in addresses:
        with counter() as queries:
            assert client.get(address).status_code == 200
        few.append(len(queries))
    given(office, 12)
    for address, number in zip(addresses, few, strict=True):
        with counter() as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= min(number, 15), address


def test_the_table_of_a_plan_and_a_chain_take_few_queries(office, counter):
    rows = given(office, 12, helpers="Управление спорта")
    for row in rows[:3]:
        execution.report(row.pk, text="It shines now.", documents=[document()], actor=office.doer(), at=NOW)
    code, ref = rows[0].plan.code, rows[0].ref
    client = Client()
    asked(client, reverse("plans:plan", args=[code]), counter)
    asked(client, reverse("plans:instruction", args=[ref]), counter)
    asked(client, f"/api/v1/plans/{code}/", counter)
    asked(client, f"/api/v1/instructions/{ref}/", counter)


def test_the_board_is_drawn_in_few_queries_and_shows_the_late_in_red(office, counter):
    rows = given(office, 3)
    akim = signed_in(office.person(Role.AKIM, "city-akimat"))
    calm = asked(akim, reverse("desk-plan:board"), counter).content.decode()
    assert 'data-board-overdue="0"' in calm
    Instruction.objects.filter(pk=rows[0].pk).update(due_from=None, due_to=date(2020, 1, 1))
    watch_plan()
    red = asked(akim, reverse("desk-plan:parts"), counter).content.decode()
    assert 'data-board-overdue="1"' in red
    assert rows[0].ref in red


def test_a_district_akim_sees_the_own_district_only(office):
    plan = office.plan(given_on=timezone.localdate(NOW), at=NOW)
    mine = office.instruction(plan, term=f"до {SOON}", at=NOW, district_id="medeu")
    other = office.instruction(plan, term=f"до {SOON}", at=NOW, district_id="auezov")
    plans.publish(plan.pk, actor=office.controller, at=NOW)
    akim = signed_in(office.person(Role.AKIM, "akimat-medeu", "medeu"))
    page = akim.get(reverse("desk-plan:list")).content.decode()
    assert (mine.ref in page, other.ref in page) == (True, False)
    assert akim.get(reverse("desk-plan:instruction", args=[other.ref])).status_code == 404


def test_page_interface_and_csv_say_the_same_to_the_digit(office):
    rows = given(office, 4)
    more = given(office, 3, lead=ROADS)
    execution.report(rows[0].pk, text="It shines now.", documents=[document()], actor=office.doer(), at=NOW)
    execution.accept(rows[0].pk, actor=office.controller, at=NOW)
    execution.close(more[0].pk, outcome="explained", reason="Told.", actor=office.controller, at=NOW)
    until = date(timezone.localdate(NOW).year + 1, 1, 1)
    term_moves.move_term(more[1].pk, until=until, reason="Rain.", actor=office.akim, at=NOW)
    client = Client()
    for by in ("district", "body"):
        answer = client.get(f"/api/v1/plans/scoreboard/?by={by}").json()
        table = client.get(f"{reverse('plans:scoreboard_csv')}?by={by}").content.decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(table)))
        names = ("given", "done", "on_time", "late", "closed", "open", "overdue", "moved", "disputed", "median_days")
        told = [{name: "" if row[name] is None else str(row[name]) for name in names} for row in answer["rows"]]
        assert [{name: line[name] for name in names} for line in lines] == told
        page = client.get(f"{reverse('plans:scoreboard')}?by={by}")
        assert [vars(row.figures) for row in page.context["rows"]] == [
            {name: row[name] for name in names} for row in answer["rows"]
        ]
    assert answer["total"]["given"] == 7
    assert (answer["total"]["done"], answer["total"]["closed"], answer["total"]["moved"]) == (1, 1, 1)


def test_a_draft_is_seen_by_its_keepers_only(office):
    row = office.instruction(at=NOW)
    addresses = [
        reverse("plans:plan", args=[row.plan.code]),
        reverse("plans:instruction", args=[row.ref]),
        reverse("plans:export", args=[row.plan.code, "xlsx"]),
        f"/api/v1/plans/{row.plan.code}/",
        f"/api/v1/instructions/{row.ref}/",
    ]
    stranger, doer = Client(), signed_in(office.person(Role.EXECUTOR, LIGHT))
    keeper = signed_in(office.person(Role.CONTROLLER, "city-akimat"))
    assert [stranger.get(address).status_code for address in addresses] == [404] * 5
    assert [doer.get(address).status_code for address in addresses] == [404] * 5
    assert [keeper.get(address).status_code for address in addresses] == [200] * 5
    assert row.ref not in stranger.get("/en/plans/feed.atom").content.decode()


def test_the_desk_walks_from_a_file_to_an_accepted_instruction(office, tmp_path):
    from tests.meetings.test_plan_import import ROWS, as_file

    keeper = signed_in(office.person(Role.CONTROLLER, "city-akimat"))
    path = as_file(tmp_path / "plan.xlsx", [[*row[:4], f"до {SOON}", *row[5:]] for row in ROWS])
    with path.open("rb") as stream:
        words = {"akimat": "city-akimat", "given_on": timezone.localdate(NOW).isoformat(), "file": stream}
        shown = keeper.post(reverse("desk-plan:upload"), words, follow=True)
    assert shown.context["new"] == 5
    written = keeper.post(shown.redirect_chain[-1][0], follow=True)
    code = written.context["plan"].code
    keeper.post(reverse("desk-plan:publish", args=[code]))
    ref = f"{code}-1"
    doer = signed_in(office.person(Role.EXECUTOR, LIGHT))
    page = doer.get(reverse("desk-plan:instruction", args=[ref]))
    assert [offer.deed.name for offer in page.context["offers"]] == ["take_up", "report", "refuse", "link"]
    words = {"text": "Twelve poles stand.", "photos": [photo()]}
    told = doer.post(reverse("desk-plan:act", args=[ref, "report"]), words)
    assert told.status_code == 302
    refused = keeper.post(reverse("desk-plan:act", args=[ref, "return"]), {"reason": ""})
    assert refused.status_code == 422
    keeper.post(reverse("desk-plan:act", args=[ref, "accept"]), {"note": "Thank you."})
    row = Instruction.objects.get(ref=ref)
    assert row.status == "accepted"
    proof = row.reports.get().evidence.get()
    seen = Client().get(reverse("plans:file", args=[ref, proof.pk, "thumb"]))
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")


def test_a_signed_in_asker_disputes_on_the_page(office):
    row = given(office)[0]
    asker = people.resident()
    Asker.objects.create(instruction=row, user=asker)
    execution.report(row.pk, text="It shines now.", documents=[document()], actor=office.doer(), at=NOW)
    execution.accept(row.pk, actor=office.controller, at=NOW)
    client = signed_in(asker)
    address = reverse("plans:dispute", args=[row.ref])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Dark."}).status_code == 302
    row.refresh_from_db()
    assert row.status == "disputed"


def test_the_interface_does_each_act_by_right(office):
    row = given(office)[0]
    doer = signed_in(office.person(Role.EXECUTOR, LIGHT))
    address = f"/api/v1/instructions/{row.ref}/"
    assert doer.get(address).json()["acts"] == ["take_up", "report", "do_part", "refuse", "link"]
    done = doer.post(f"{address}take_up/", {}, content_type="application/json")
    assert (done.status_code, done.json()["status"]) == (200, "in_work")
    moved = doer.post(f"{address}move_term/", {"until": "2099-01-01", "reason": "x"}, content_type="application/json")
    assert moved.status_code == 422
    stale = doer.post(f"{address}refuse/", {"reason": "No.", "seq": 1}, content_type="application/json")
    assert stale.status_code == 409


def test_the_review_of_the_week_is_printed(office):
    given(office, 2)
    akim = signed_in(office.person(Role.AKIM, "city-akimat"))
    response = akim.get(reverse("desk-plan:digest"))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_page_of_a_meeting_shows_its_plan(office, counter):
    meeting = Meeting(
        number="M-2026-9001",
        organisation=Organisation.objects.get(code="city-akimat"),
        title_kk="Кездесу",
        title_ru="Встреча",
        starts_at=NOW,
        first_starts_at=NOW,
        notice_since=NOW,
        public_since=NOW,
        status=MeetingStatus.CLOSED,
        status_since=NOW,
    )
    meeting.save()
    for number, result in ((1, "instruction"), (2, "explained")):
        Line.objects.create(
            meeting=meeting, number=number, key=uuid4(), text="No light", result=result, explanation="-", written_at=NOW
        )
    plan = plans.draw_up(meeting.pk, actor=office.controller, at=NOW)
    again = plans.draw_up(meeting.pk, actor=office.controller, at=NOW)
    assert (again.pk, plan.instructions.count()) == (plan.pk, 1)
    row = plan.instructions.get()
    assert (row.question, [line.number for line in row.lines.all()]) == ("No light", [1])
    plan_rows.amend(row.pk, text_ru="Установить опоры", lead=LIGHT, term=f"до {SOON}", actor=office.controller, at=NOW)
    address = reverse("meetings:detail", args=[meeting.number])
    assert row.ref not in Client().get(address).content.decode()
    plans.publish(plan.pk, actor=office.controller, at=NOW)
    assert row.ref in asked(Client(), address, counter).content.decode()


def test_every_step_and_every_deed_has_an_icon_that_is_drawn():
    drawn = set(Path("frontend/icons.txt").read_text(encoding="utf-8").split())
    told = {icon for icon, _sentence in TOLD.values()} | {deed.icon for deed in deeds.DEEDS}
    told |= {deed.icon for deed in of_meetings.values()}
    assert told - drawn == set()
