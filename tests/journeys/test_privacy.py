"""A number plate and a phone on their way to the public page: drawn over, covered, and the author sees who looked."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from tests.appeals.test_covering import street as plate
from tests.doors.visitors import insider
from tests.factories.appeals import Town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TEXT = "Аулада көлік тұр, нөмірі 123 ABC 02. Маған 8 701 234 56 78 нөміріне хабарласыңыз."


@pytest.fixture
def look(chromium, house):
    """Open a page as somebody: ``look(client, path, width)``; pictures go to ``PICTURES`` where that is set."""
    contexts = []

    def open_page(client, path: str, *, width: int = 1280, scheme: str = "light"):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        host = house.host.split(":")[0]
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "domain": host, "path": "/"}
                for name, morsel in client.cookies.items()
            ]
        )
        page = context.new_page()
        page.goto(f"{house.url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def keep(page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder, f"{name}.png")), full_page=True)


def test_from_a_plate_to_a_public_page(look, street: Town):
    appeal = street.appeal(text=TEXT, photos=[plate()], at=timezone.now())
    photo = appeal.photos.get()
    moderator, resident = insider(street, "moderator"), insider(street, "resident")

    page = look(moderator, f"/admin/appeals/appeal/{appeal.pk}/photos/{photo.pk}/")
    frame = page.locator("[data-cover-photo]").bounding_box()
    page.wait_for_selector(".b-cover__mark", state="attached")
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.5, steps=4)
    page.mouse.up()
    keep(page, "cover")
    page.locator(".b-cover form button").first.click()
    page.wait_for_url(f"**/appeal/{appeal.pk}/change/")
    photo.refresh_from_db()
    (region,) = photo.covered
    drawn = (region["left"], region["top"], region["width"], region["height"])
    assert all(abs(one - wanted) <= 5 for one, wanted in zip(drawn, (250, 250, 500, 250), strict=True))

    form = page.locator('form:has([name="public_text"])')
    assert form.locator('[name="public_text"]').input_value() == (
        "Аулада көлік тұр, нөмірі [AUTO …]. Маған [TEL …] нөміріне хабарласыңыз."
    )
    form.locator(f'[name="photo_ids"][value="{photo.pk}"]').check()
    form.locator('[name="shown"][value="123 ABC 02"]').check()
    keep(page, "publish")
    form.locator("button[type=submit], button:not([type])").last.click()
    page.wait_for_load_state()

    stranger = look(type(moderator)(), f"/ru/appeals/{appeal.number}/")
    text = stranger.locator(".b-appeal__text").inner_text()
    assert text == "Аулада көлік тұр, нөмірі 123 ABC 02. Маған [телефон скрыт] нөміріне хабарласыңыз."

    assert "123 ABC 02" in stranger.locator("h1").inner_text()

    readings = look(resident, "/kk/me/readings/", width=360)
    shown = readings.locator("main").inner_text()
    assert appeal.number in shown
    assert readings.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep(readings, "readings-kk-360")
    for name, path in {
        "data": "/ru/me/data/",
        "erase": "/ru/me/data/erase/",
        "appeal": f"/kk/appeals/{appeal.number}/",
    }.items():
        keep(look(resident, path, scheme="dark"), f"{name}-dark")
        keep(look(resident, path, width=360), f"{name}-360")
