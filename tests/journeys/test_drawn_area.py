"""A resident draws an area by the keyboard alone and hears of what happens there."""

import pytest
from playwright.sync_api import Page, expect

from appeals.models import Subscription
from tests.conftest import House
from tests.doors.visitors import of
from tests.factories.appeals import Town

pytestmark = pytest.mark.slow


def test_an_area_is_drawn_by_keys_and_taken_by_the_server(street: Town, house: House, phone: Page):
    session = of(street.resident).cookies["sessionid"].value
    phone.context.add_cookies([{"name": "sessionid", "value": session, "url": house.url}])
    phone.goto("/kk/me/subscriptions/")
    phone.get_by_text("Аумақты картада сызу").click()
    expect(phone.locator('[data-map-ready="true"]')).to_have_count(1, timeout=60_000)
    said = phone.locator("[data-area-said]")
    expect(said).to_have_text("Аумақ сызылмаған: бүкіл қала немесе аудан есепке алынады.")

    canvas = phone.locator("canvas")
    canvas.focus()
    for number, arrow in enumerate(("ArrowRight", "ArrowDown", "ArrowLeft"), 1):
        phone.keyboard.press("Enter")
        expect(said).to_contain_text(f"Бұрыштар: {number}.")
        before = said.text_content()
        phone.keyboard.press(arrow)
        phone.wait_for_timeout(600)  # the map glides
        assert said.text_content() == before
    phone.get_by_role("button", name="Соңғы бұрышты алып тастау").click()
    expect(said).to_contain_text("Аумаққа үш бұрыш керек")
    phone.get_by_role("button", name="Ортасына бұрыш қою").click()
    expect(said).to_contain_text("Аумақ сызылды")

    phone.get_by_role("main").get_by_role("button", name="Жазылу").click()
    expect(phone.locator("main li strong")).to_have_text("бүкіл қала, сіз сызған аумақ")
    area = Subscription.objects.get(user=street.resident).area
    assert (area.num_geom, len(area[0].exterior_ring), area.valid) == (1, 4, True)
