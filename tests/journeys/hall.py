"""In the hall: a question in Kazakh, 25 lines through a lost connection, the protocol, the akim's signature."""

import time

from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.models import Line, Meeting, ProtocolVersion, Question
from tests.factories.meetings import TURKSIB, Hall
from tests.journeys.people import Tongue, press

KK = Tongue("kk")
ASKED = "Рихард Зорге көшесіндегі жаяу жүргінші жолы қашан жөнделеді?"
LOST = "Жеткізілмеген"


def ask(resident: Page, hall: Hall) -> Meeting:
    """A resident finds the meeting on the phone and puts a question about a place in advance."""
    meeting = hall.coming(timezone.now())
    resident.goto(f"/kk/meetings/{meeting.number}/")
    press(resident.get_by_role("button", name=KK.say("Put a question")))
    resident.locator("#id_text").fill(ASKED)
    resident.locator("#id_category").select_option("roads")
    # What a press on the map leaves in the form: the story does not wait for tiles.
    for name, degrees in (("lon", TURKSIB.lon), ("lat", TURKSIB.lat)):
        resident.locator(f"#id_{name}").evaluate("(field, value) => { field.value = value; }", degrees)
    press(resident.get_by_role("button", name=KK.say("Send the question")))
    expect(resident.get_by_text(ASKED)).to_be_visible()
    return meeting


def hold(secretary: Page, resident: Page, meeting: Meeting) -> None:
    """The secretary opens the meeting and writes 25 lines, the connection lost on the way; the resident follows."""
    secretary.goto(f"/kk/desk/meetings/{meeting.number}/")
    press(secretary.get_by_role("button", name=KK.say("Publish")))
    press(secretary.get_by_role("button", name=KK.say("Open the meeting")))
    press(secretary.get_by_role("button", name=KK.say("The sheet"), exact=True))
    _follow(resident, meeting)
    _take_lines(secretary, resident)
    assert sorted(Line.objects.values_list("number", flat=True)) == list(range(1, 26))
    assert Line.objects.filter(text__startswith=LOST).count() == 5


def sign(secretary: Page, controller: Page, akim: Page, resident: Page, meeting: Meeting) -> None:
    """Drawn up, checked by another, signed by the akim; the resident reads the line and the number of an appeal."""
    _draw_up(secretary, meeting)
    controller.goto(f"/kk/desk/meetings/{meeting.number}/protocol/")
    press(controller.get_by_role("button", name=KK.say("It is right")))
    akim.goto(f"/kk/desk/meetings/{meeting.number}/protocol/")
    press(akim.get_by_role("button", name=KK.say("Sign"), exact=True))
    expect(akim.get_by_text(KK.say("The protocol is signed and frozen. Everybody may read it."))).to_be_visible()

    assert len(ProtocolVersion.objects.get().content["lines"]) == 25
    assert Question.objects.get().status == "settled"
    resident.goto(f"/kk/meetings/{meeting.number}/")
    expect(resident.locator("#line-1 .b-line__text")).to_have_text(ASKED)
    appealed = Line.objects.exclude(appeal_number="").get()
    expect(resident.locator(f"#line-{appealed.number}")).to_contain_text(appealed.appeal_number)


def _take(page: Page, text: str, *, category: str = "", result: str = "", explanation: str = "") -> None:
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
        _take(secretary, f"{number}-сұрақ: аулада шам жанбайды", category="1", result="2")
    _take(secretary, "Аялдаманың жанында терең шұңқыр бар, жөндеп беріңіздер", category="3", result="3")
    expect(secretary.locator("[data-sheet-total]")).to_have_text("11")

    secretary.context.set_offline(True)
    for number in range(12, 17):
        _take(secretary, f"{LOST} {number}-сұрақ", category="6", result="1", explanation="Түсіндірілді.")
    expect(secretary.locator("[data-sheet-count]")).to_have_text("5")
    expect(secretary.locator("[data-sheet-owed]")).to_be_visible()
    assert Line.objects.count() == 11
    secretary.context.set_offline(False)
    expect(secretary.locator("[data-sheet-owed]")).to_be_hidden(timeout=30_000)
    _one_line_in_ten_seconds(secretary)
    for number in range(18, 26):
        _take(secretary, f"{number}-сұрақ: қоқыс шығарылмайды", category="6", result="2")
    expect(secretary.locator("[data-sheet-total]")).to_have_text("25", timeout=30_000)
    expect(resident.locator(".b-lines > .b-line")).to_have_count(25, timeout=30_000)


def _one_line_in_ten_seconds(secretary: Page) -> None:
    """A line is its words and five keys more, and the sheet is ready for the next one within ten seconds."""
    words = "17-сұрақ: Рысқұлов даңғылындағы аялдаманың жанында жаяу жүргінші өткелі жоқ, балалар жолдан жүгіріп өтеді"
    keys = ["Tab", "3", "Tab", "2", "Enter"]
    secretary.locator("#id_text").focus()
    begun = time.monotonic()
    secretary.keyboard.type(words, delay=40)  # three hundred strokes a minute and more would be a champion
    for key in keys:
        secretary.keyboard.press(key)
    expect(secretary.locator("#id_text")).to_have_value("")
    expect(secretary.locator("#id_text")).to_be_focused()
    assert (len(keys), time.monotonic() - begun < 10) == (5, True)


def _draw_up(secretary: Page, meeting: Meeting) -> None:
    expect(secretary.locator(".b-line", has_text=KK.say("The number of the appeal comes in a moment."))).to_have_count(
        0
    )
    secretary.goto(f"/kk/desk/meetings/{meeting.number}/protocol/")
    secretary.locator("#id_attended").fill("120")
    press(secretary.get_by_role("button", name=KK.say("Draw up the protocol")))
    expect(secretary.get_by_text(KK.say("The protocol is saved."))).to_be_visible()
