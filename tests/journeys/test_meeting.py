"""A meeting in a real browser: asked in advance in Kazakh, 25 lines through a lost connection, signed by the akim."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from meetings.models import Line, Meeting, ProtocolVersion, Question
from tests.conftest import House
from tests.factories import city
from tests.factories.meetings import Hall
from tests.journeys.people import Street, Tongue

pytestmark = pytest.mark.slow

KK = Tongue("kk")
ASKED = "Рихард Зорге көшесіндегі жаяу жүргінші жолы қашан жөнделеді?"
LOST = "Жеткізілмеген"
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


def take(page: Page, text: str, *, category: str = "", result: str = "", explanation: str = "") -> None:
    """One line by the keyboard alone: the words, Tab, digits of the category, Tab, digit of the result, Enter."""
    page.locator("#id_text").fill(text)
    page.keyboard.press("Tab")
    if category:
        page.keyboard.type(category)
    page.keyboard.press("Tab")
    if result:
        page.keyboard.type(result)
    if explanation:
        page.keyboard.press("Tab")
        page.keyboard.type(explanation)
    page.keyboard.press("Enter")


def test_from_the_question_to_the_signature(windows: Street, hall: Hall) -> None:
    meeting = hall.coming(timezone.now())
    resident = windows.official("resident")
    resident.goto(f"/kk/meetings/{meeting.number}/")
    resident.get_by_role("button", name=KK.say("Put a question")).click()
    resident.locator("#id_text").fill(ASKED)
    resident.locator("#id_category").select_option("roads")
    resident.get_by_role("button", name=KK.say("Send the question")).click()
    expect(resident.get_by_text(ASKED)).to_be_visible()

    secretary = windows.official("secretary")
    secretary.goto(f"/kk/desk/meetings/{meeting.number}/")
    secretary.get_by_role("button", name=KK.say("Publish")).click()
    secretary.get_by_role("button", name=KK.say("Open the meeting")).click()
    secretary.get_by_role("button", name=KK.say("The sheet"), exact=True).click()
    _follow(resident, meeting)
    _take_lines(secretary, resident)
    assert sorted(Line.objects.values_list("number", flat=True)) == list(range(1, 26))
    assert Line.objects.filter(text__startswith=LOST).count() == 5

    _draw_up(secretary, meeting)
    controller, akim = windows.official("controller"), windows.official("akim")
    controller.goto(f"/kk/desk/meetings/{meeting.number}/protocol/")
    controller.get_by_role("button", name=KK.say("It is right")).click()
    akim.goto(f"/kk/desk/meetings/{meeting.number}/protocol/")
    akim.get_by_role("button", name=KK.say("Sign"), exact=True).click()
    expect(akim.get_by_text(KK.say("The protocol is signed and frozen. Everybody may read it."))).to_be_visible()

    assert len(ProtocolVersion.objects.get().content["lines"]) == 25
    assert Question.objects.get().status == "settled"
    resident.goto(f"/kk/meetings/{meeting.number}/")
    expect(resident.locator("#line-1 .b-line__text")).to_have_text(ASKED)
    appealed = Line.objects.exclude(appeal_number="").get()
    expect(resident.locator(f"#line-{appealed.number}")).to_contain_text(appealed.appeal_number)


def _follow(resident: Page, meeting: Meeting) -> None:
    resident.goto(f"/kk/meetings/{meeting.number}/live/")
    expect(resident.get_by_text(KK.say("No line is written yet"))).to_be_visible()


def _take_lines(secretary: Page, resident: Page) -> None:
    """25 lines: the first from the list of questions, five without a network, one handed on as an appeal."""
    secretary.locator("summary", has_text=KK.say("Questions in advance")).click()
    secretary.locator("[data-sheet-take='1']").click()
    secretary.keyboard.type("2")
    secretary.keyboard.press("Enter")
    expect(secretary.locator("[data-sheet-total]")).to_have_text("1")
    expect(resident.locator("#line-1")).to_contain_text(ASKED)
    for number in range(2, 11):
        take(secretary, f"{number}-сұрақ: аулада шам жанбайды", category="1", result="2")
    take(secretary, "Аялдаманың жанында терең шұңқыр бар, жөндеп беріңіздер", category="3", result="3")
    expect(secretary.locator("[data-sheet-total]")).to_have_text("11")

    secretary.context.set_offline(True)
    for number in range(12, 17):
        take(secretary, f"{LOST} {number}-сұрақ", category="6", result="1", explanation="Түсіндірілді.")
    expect(secretary.locator("[data-sheet-count]")).to_have_text("5")
    expect(secretary.locator("[data-sheet-owed]")).to_be_visible()
    assert Line.objects.count() == 11
    secretary.context.set_offline(False)
    expect(secretary.locator("[data-sheet-owed]")).to_be_hidden(timeout=30_000)
    for number in range(17, 26):
        take(secretary, f"{number}-сұрақ: қоқыс шығарылмайды", category="6", result="2")
    expect(secretary.locator("[data-sheet-total]")).to_have_text("25", timeout=30_000)
    expect(resident.locator(".b-lines > .b-line")).to_have_count(25, timeout=30_000)


def _draw_up(secretary: Page, meeting: Meeting) -> None:
    expect(secretary.locator(".b-line", has_text=KK.say("The number of the appeal comes in a moment."))).to_have_count(
        0
    )
    secretary.goto(f"/kk/desk/meetings/{meeting.number}/protocol/")
    secretary.locator("#id_attended").fill("120")
    secretary.get_by_role("button", name=KK.say("Draw up the protocol")).click()
    expect(secretary.get_by_text(KK.say("The protocol is saved."))).to_be_visible()
