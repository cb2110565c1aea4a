"""The story of a plan in a real browser: from a question in advance to the akim's board and the public scoreboard."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import openpyxl
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.enums import Role
from accounts.models import User
from meetings.models import Instruction
from meetings.rules.recount import count, follow
from meetings.services import announcing, plan_rows, plans
from meetings.services.fields import Place
from meetings.tasks import watch_plan
from tests.conftest import House
from tests.factories import city
from tests.factories.appeals import photo
from tests.factories.meetings import Hall
from tests.factories.plans import Office
from workflow import outbox
from workflow.models import Act

pytestmark = pytest.mark.slow

DISTRICT = "akimat-almaly"
ASKED = "Рихард Зорге көшесіндегі жаяу жүргінші жолы қашан жөнделеді?"
TOLD = "Он екі бағана орнатылды, кешке жанады."
WHY = "Екі шам жанбай тұр."
LATE = "Жабдық жеткізу кешікті."


class Windows:
    """A window for each person, signed in; what a page complains of in its console fails the test."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def of(self, user: User | None, *, width: int = 1280) -> Page:
        context = self.browser.new_context(
            base_url=self.house.url, viewport={"width": width, "height": 800}, locale="kk-KZ", accept_downloads=True
        )
        self.contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.house.url}])
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert [words for words in self.complaints if "422" not in words] == []


@pytest.fixture
def windows(chromium: Browser, house: House, settings, tmp_path: Path) -> Iterator[Windows]:
    settings.STAFF_SECOND_FACTOR = "off"
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    translation.activate("kk")
    opened = Windows(chromium, house)
    yield opened
    opened.close()


def worker() -> None:
    """Pay all debts in a thread of its own: the browser's driver keeps a loop in this one."""

    def work() -> None:
        outbox.drain(1000)
        connections.close_all()

    thread = Thread(target=work)
    thread.start()
    thread.join()


def send(page: Page, act: str) -> None:
    page.locator(f'form[action$="/do/{act}/"] .govuk-button').last.click()
    page.wait_for_load_state()
    worker()


def unfold(page: Page, act: str) -> None:
    page.locator("details", has=page.locator(f'form[action$="/do/{act}/"]')).locator("summary").first.click()


def live(page: Page) -> Page:
    page.wait_for_selector("[data-live-mark][data-state=live]", state="attached")
    return page


def shows(page: Page, seq: int) -> None:
    """The open page has moved by itself to this act."""
    expect(page.locator(f'[data-seq="{seq}"]').first).to_be_visible(timeout=15_000)


@pytest.fixture
def the_night_passes(monkeypatch) -> Callable[[], None]:
    """From now on every clock of the house shows the next day, and goes on."""
    real = timezone.now
    return lambda: monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=1))


def test_a_plan_from_the_question_to_the_scoreboard(windows: Windows, tmp_path: Path, the_night_passes) -> None:
    office, hall = Office(), Hall()
    now = timezone.now()
    today = timezone.localdate(now)
    asker = hall.resident
    page = windows.of(asker, width=360)
    row = _asked_and_promised(page, hall, today)
    plan = row.plan
    other = office.instruction(plan, term=f"до {today:%d.%m.%Y}", at=now, text="Закрыть люк", district_id="almaly")

    controller = windows.of(office.person(Role.CONTROLLER, "city-akimat"))
    controller.goto(f"/kk/desk/plan/plans/{plan.code}/")
    controller.locator('form[action$="/publish/"] .govuk-button').click()
    expect(controller.locator('form[action$="/publish/"]')).to_have_count(0)
    worker()
    with controller.expect_download() as download:
        controller.locator('a[href$=".xlsx"]').click()
    table = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert [cell.value for cell in table[3]][:3] == ["1", row.question, row.text_ru]

    page.goto(f"/kk/instructions/{row.ref}/")
    live(page)
    expect(page.get_by_text(ASKED).first).to_be_visible()
    akim = windows.of(office.person(Role.AKIM, "city-akimat"), width=360)
    akim.goto("/kk/desk/plan/")
    live(akim)
    expect(akim.locator('[data-board-overdue="0"]')).to_be_visible()

    doer = windows.of(office.person(Role.EXECUTOR, DISTRICT, "almaly"), width=360)
    doer.goto(f"/kk/desk/plan/{row.ref}/")
    shot = tmp_path / "after.jpg"
    shot.write_bytes(photo("navy").read())
    for number in (4, 6):
        doer.locator("#report-text").fill(TOLD)
        doer.locator("#report-photos").set_input_files(str(shot))
        doer.locator("#report-photo_place").fill("43.25010, 76.92010")
        send(doer, "report")
        shows(page, number)
        if number == 4:
            controller.goto(f"/kk/desk/plan/{row.ref}/")
            controller.locator("#return-reason").fill(WHY)
            send(controller, "return")
            shows(page, 5)
            expect(page.get_by_text(WHY).first).to_be_visible()
            doer.goto(f"/kk/desk/plan/{row.ref}/")
    controller.goto(f"/kk/desk/plan/{row.ref}/")
    send(controller, "accept")
    shows(page, 7)
    assert Instruction.objects.get(pk=row.pk).status == "accepted"
    page.reload()
    expect(page.locator('form[action$="/dispute/"]')).to_be_visible()
    expect(page.locator(".b-photo img").first).to_be_visible()

    the_night_passes()
    watch_plan()
    worker()
    expect(akim.locator('[data-board-overdue="1"]')).to_be_visible(timeout=15_000)
    expect(akim.locator(".b-board__word--red")).to_be_visible()

    deputy = windows.of(office.person(Role.DEPUTY_AKIM, "city-akimat"))
    deputy.goto(f"/kk/desk/plan/{other.ref}/")
    unfold(deputy, "move_term")
    deputy.locator("#move_term-until").fill((today + timedelta(days=30)).isoformat())
    deputy.locator("#move_term-reason").fill(LATE)
    send(deputy, "move_term")
    expect(akim.locator('[data-board-overdue="0"]')).to_be_visible(timeout=15_000)
    stranger = windows.of(None)
    stranger.goto(f"/kk/instructions/{other.ref}/")
    expect(stranger.get_by_text(LATE).first).to_be_visible()

    _same_everywhere(stranger, windows.house)


def _asked_and_promised(page: Page, hall: Hall, today: date) -> Instruction:
    """A question put in advance, its line, the signature, and the draft row that answers it, filled in."""
    now = timezone.now()
    meeting = hall.coming(now)
    page.goto(f"/kk/meetings/{meeting.number}/ask/")
    page.locator("#id_text").fill(ASKED)
    page.locator("#id_category").select_option("roads")
    page.locator("main form .govuk-button").last.click()
    expect(page.get_by_text(ASKED)).to_be_visible()

    secretary = {"actor": hall.actor("secretary", now), "at": now}
    announcing.hold(meeting.pk, **secretary)
    place = Place(lon=76.92, lat=43.25)
    hall.line(meeting, question=1, text="", category="", result="instruction", place=place, at=now)
    hall.signed(meeting, now)
    controller = hall.actor("controller", now)
    row = plans.draw_up(meeting.pk, actor=controller, at=now).instructions.get()
    assert row.question == ASKED
    words = {"text_ru": "Отремонтировать дорогу", "question": row.question, "lead": DISTRICT}
    plan_rows.amend(row.pk, **words, term=f"до {today + timedelta(days=20):%d.%m.%Y}", actor=controller, at=now)
    return Instruction.objects.select_related("plan").get(pk=row.pk)


def _same_everywhere(page: Page, house: House) -> None:
    """The page's figures are those of the CSV, and those of a recount of the journal."""
    page.goto("/kk/plans/scoreboard/")
    cells = page.locator('tr[data-code="almaly"] td').all_inner_texts()
    shown = [text.strip().replace("–", "").replace(",", ".") for text in cells]
    table = page.request.get(f"{house.url}/kk/plans/scoreboard.csv").body().decode("utf-8-sig")
    line = next(line for line in csv.DictReader(io.StringIO(table)) if line["district"] == "almaly")
    names = ("given", "done", "on_time", "late", "closed", "open", "overdue", "moved", "disputed", "median_days")
    assert [float(text or 0) for text in shown] == [float(line[name] or 0) for name in names]
    lives: dict[int, list] = {}
    for act in Act.objects.filter(kind="instruction").order_by("subject_id", "seq"):
        lives.setdefault(act.subject_id, []).append((act.name, act.data))
    told = count((follow(steps) for steps in lives.values()), on=timezone.localdate())
    assert [float(line[name] or 0) for name in names] == [float(getattr(told, name) or 0) for name in names]
