"""The story of a promise in a real browser: from a question in advance to the akim's board and the scoreboard."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from meetings.models import Instruction, Meeting, Plan
from meetings.rules.recount import count, follow
from meetings.tasks import watch_plan
from tests.conftest import House
from tests.factories import city, people
from tests.factories.appeals import photo
from tests.factories.meetings import TURKSIB, Hall
from tests.journeys import hall as steps
from tests.journeys.hall import ASKED, KK
from tests.journeys.people import PHONE, Street, press
from workflow.models import Act

pytestmark = pytest.mark.slow
expect.set_options(timeout=20_000)

AKIMAT, DISTRICT = "akimat-turksib", "turksib"
PROMISED, LAMPS = "Жаяу жүргінші жолын жөндеу", "Шамдарды жөндеп, қоқысты шығару"
TOLD = "Жол жөнделді, жүруге болады."
WHY = "Екі жері әлі ашық."
LATE = "Жабдық жеткізу кешікті."
# While there is no network the browser says so in its console; that is the point of the story.
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection")


@pytest.fixture
def hall(house: House, settings) -> Hall:
    settings.STAFF_SECOND_FACTOR = "off"
    cache.clear()
    city.load()
    return Hall()


@pytest.fixture
def windows(chromium: Browser, house: House, hall: Hall, worker: None) -> Iterator[Street]:
    opened = Street(chromium, house.url, hall, KK)
    yield opened
    opened.close()
    assert [words for words in opened.complaints if not any(each in words for each in EXPECTED)] == []


@pytest.fixture
def two_nights_pass(monkeypatch) -> Callable[[], None]:
    """From now on every clock of the house shows the day after tomorrow, and goes on."""
    real = timezone.now
    return lambda: monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=2))


def test_from_the_question_to_the_scoreboard(
    windows: Street, hall: Hall, house: House, tmp_path: Path, two_nights_pass
) -> None:
    today = timezone.localdate()
    asker = windows.signed_in(hall.resident, viewport=PHONE)
    akim = windows.signed_in(hall.akim, viewport=PHONE)
    secretary, controller = windows.official("secretary"), windows.official("controller")
    meeting = steps.ask(asker, hall)
    steps.hold(secretary, asker, meeting)
    steps.sign(secretary, controller, akim, asker, meeting)

    row, other = _publish(controller, meeting, today)
    asker.goto(f"/kk/meetings/{meeting.number}/")
    press(asker.locator(f'a[href="/kk/instructions/{row.ref}/"]').first)
    _live(asker)
    expect(asker.get_by_text(ASKED).first).to_be_visible()
    akim.goto("/kk/desk/plan/")
    _live(akim)
    expect(akim.locator('[data-board-overdue="0"]')).to_be_visible()

    doer = windows.signed_in(people.officer(Role.EXECUTOR, AKIMAT, DISTRICT), viewport=PHONE)
    shot = tmp_path / "after.jpg"
    shot.write_bytes(photo("navy").read())
    _report(doer, row, shot)
    _shows(asker, 4)
    controller.goto(f"/kk/desk/plan/{row.ref}/")
    controller.locator("#return-reason").fill(WHY)
    _send(controller, "return")
    _shows(asker, 5)
    expect(asker.get_by_text(WHY).first).to_be_visible()
    _report(doer, row, shot)
    _shows(asker, 6)
    controller.goto(f"/kk/desk/plan/{row.ref}/")
    _send(controller, "accept")
    _shows(asker, 7)
    assert Instruction.objects.get(pk=row.pk).status == "accepted"
    asker.reload()
    expect(asker.locator('form[action$="/dispute/"]')).to_be_visible()
    expect(asker.locator(".b-photo img").first).to_be_visible()

    two_nights_pass()
    watch_plan()
    expect(akim.locator('[data-board-overdue="1"]')).to_be_visible()
    expect(akim.locator(".b-board__word--red")).to_be_visible()

    deputy = windows.official("deputy")
    deputy.goto(f"/kk/desk/plan/{other.ref}/")
    deputy.locator("details", has=deputy.locator('form[action$="/do/move_term/"]')).locator("summary").first.click()
    deputy.locator("#move_term-until").fill((today + timedelta(days=30)).isoformat())
    deputy.locator("#move_term-reason").fill(LATE)
    _send(deputy, "move_term")
    expect(akim.locator('[data-board-overdue="0"]')).to_be_visible()
    stranger = windows.resident()
    stranger.goto(f"/kk/instructions/{other.ref}/")
    expect(stranger.get_by_text(LATE).first).to_be_visible()
    _same_everywhere(stranger, house)


def _publish(controller: Page, meeting: Meeting, today: date) -> tuple[Instruction, Instruction]:
    """The plan out of the protocol: the asker's row, and one that answers all other lines; published and exported."""
    controller.goto(f"/kk/desk/meetings/{meeting.number}/protocol/")
    press(controller.get_by_role("button", name=KK.say("Plan out of the protocol")))
    press(controller.locator('button[value="draw_up"]'))
    expect(controller.get_by_text(KK.say("The plan is drawn up. Fill in its rows, then publish it."))).to_be_visible()
    controller.goto(f"/kk/desk/plan/meetings/{meeting.number}/")
    for box in controller.locator('input[name="lines"]').all()[1:]:
        box.check()
    press(controller.locator('button[value="unite"]'))
    united = KK.say("These lines are answered by one row now: № %(n)s.") % {"n": 2}
    expect(controller.get_by_text(united)).to_be_visible()

    plan = Plan.objects.get(meeting=meeting)
    row, other = plan.instructions.select_related("plan").order_by("position")
    _fill_in(controller, row, PROMISED, "Отремонтировать тротуар", f"до {today + timedelta(days=20):%d.%m.%Y}")
    _fill_in(controller, other, LAMPS, "Починить фонари и вывезти мусор", f"до {today + timedelta(days=1):%d.%m.%Y}")
    controller.goto(f"/kk/desk/plan/plans/{plan.code}/")
    press(controller.locator('form[action$="/publish/"] .govuk-button'))
    expect(controller.locator('form[action$="/publish/"]')).to_have_count(0)
    with controller.expect_download() as download:
        controller.locator('a[href$=".xlsx"]').click()
    table = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert [cell.value for cell in table[3]][:3] == ["1", ASKED, PROMISED]
    return row, other


def _fill_in(controller: Page, row: Instruction, kazakh: str, russian: str, term: str) -> None:
    controller.goto(f"/kk/desk/plan/{row.ref}/")
    controller.locator("#amend-text_kk").fill(kazakh)
    controller.locator("#amend-text_ru").fill(russian)
    controller.locator("#amend-lead").select_option(AKIMAT)
    controller.locator("#amend-district").select_option(DISTRICT)
    controller.locator("#amend-term").fill(term)
    _send(controller, "amend")
    expect(controller.locator("h1")).to_have_text(kazakh)


def _report(doer: Page, row: Instruction, shot: Path) -> None:
    doer.goto(f"/kk/desk/plan/{row.ref}/")
    doer.locator("#report-text").fill(TOLD)
    doer.locator("#report-photos").set_input_files(str(shot))
    doer.locator("#report-photo_place").fill(f"{TURKSIB.lat}, {TURKSIB.lon}")
    _send(doer, "report")


def _send(page: Page, act: str) -> None:
    press(page.locator(f'form[action$="/do/{act}/"] .govuk-button').last)


def _live(page: Page) -> None:
    page.wait_for_selector("[data-live-mark][data-state=live]", state="attached")


def _shows(page: Page, seq: int) -> None:
    """The open page has moved by itself to this act."""
    expect(page.locator(f'[data-seq="{seq}"]').first).to_be_visible()


def _same_everywhere(page: Page, house: House) -> None:
    """The page's figures are those of the CSV, and those of a recount of the journal."""
    page.goto("/kk/plans/scoreboard/")
    cells = page.locator(f'tr[data-code="{DISTRICT}"] td').all_inner_texts()
    shown = [text.strip().replace("–", "").replace(",", ".") for text in cells]
    table = page.request.get(f"{house.url}/kk/plans/scoreboard.csv").body().decode("utf-8-sig")
    line = next(line for line in csv.DictReader(io.StringIO(table)) if line["district"] == DISTRICT)
    names = ("given", "done", "on_time", "late", "closed", "open", "overdue", "moved", "disputed", "median_days")
    assert [float(text or 0) for text in shown] == [float(line[name] or 0) for name in names]
    lives: dict[int, list] = {}
    for act in Act.objects.filter(kind="instruction").order_by("subject_id", "seq"):
        lives.setdefault(act.subject_id, []).append((act.name, act.data))
    told = count((follow(steps) for steps in lives.values()), on=timezone.localdate())
    assert [float(line[name] or 0) for name in names] == [float(getattr(told, name) or 0) for name in names]
