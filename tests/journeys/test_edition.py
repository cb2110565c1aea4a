"""One edition of the people's budget through all its stages: from an idea on the map to a bench in the yard.

People act in browsers of their own; where only time passes or many do the same, the use cases are called. What any vote
must keep (nothing leaves the phone in clear, the server's seal is told) is looked at on the way.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from accounts.models import Notice, Organisation
from budget.enums import CouncilMotion, ProposalStatus
from budget.models import Edition, Envelope, Office, OpenedBallot, Proposal, SealedBallot, VoteCode, Work
from budget.services import decisions, editions, formal, keys, log, paper
from tests.budget.claims.conftest import ALONE
from tests.conftest import House
from tests.factories import city, people
from tests.factories.appeals import Town, photo
from tests.factories.budget import KK, WORDS, Season
from tests.factories.votes import days_around, end, iin, voter
from tests.journeys.people import DESK, PHONE, Street, Tongue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KAZAKH = Tongue("kk")
NOW = datetime.now(UTC)
INTAKE, VETTING = NOW - timedelta(days=50), NOW - timedelta(days=30)
SECOND_LOOK = VETTING + timedelta(days=8)
# Room for the bench or for the lamps, not for both: an equal vote has to be decided.
ENVELOPE = 15_000_000
BENCH, LAMPS = 8_000_000, 12_000_000
PLEA = "Желі бұл жерден өтпейді: арнаулы сызба қоса берілді, аула арқылы тек су құбыры тартылған."


@pytest.fixture
def clock(monkeypatch) -> Callable[[datetime | None], None]:
    """Sets the clock of the doors; ``None``: the real one again."""
    from django.utils import timezone

    real = timezone.now
    return lambda moment: monkeypatch.setattr(timezone, "now", (lambda: moment) if moment else real)


@pytest.fixture
def ground(house: House) -> None:
    cache.clear()
    city.load()


@pytest.fixture
def street(chromium: Browser, house: House, ground: None, worker: None) -> Iterator[Street]:
    street = Street(chromium, house.url, Town(), KAZAKH)
    yield street
    street.close()
    assert street.complaints == []


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    path = tmp_path / "shot.jpg"
    path.write_bytes(photo("olive", (1200, 900)).read())
    return path


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder, f"{name}.png")), full_page=True)


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=KAZAKH.say(words), exact=True).click()


def opened(season: Season) -> Edition:
    """An open edition whose equal votes go to the cheaper."""
    rules = {"cutoff_on": date(2026, 1, 1), "min_votes": {}, "tie_rule": "cheaper"}
    row = season.draft_edition(**rules)
    Envelope.objects.filter(edition=row, district=season.district).update(amount_tenge=ENVELOPE)
    editions.open_edition(row.pk, actor=season.actor("manager", INTAKE), at=NOW - timedelta(days=61))
    season.__dict__["edition"] = Edition.objects.get(pk=row.pk)
    return season.edition


def propose(page: Page, edition: Edition, shot: Path) -> Proposal:
    """A proposal in Kazakh with an area drawn by keys, from the page of the edition to its number."""
    page.goto(f"/kk/budget/{edition.code}/new/")
    page.locator("#language-kk").check(force=True)
    press(page, "Begin")
    for name in ("title", "description", "address"):
        page.locator(f"#id_{name}").fill(WORDS[name])
    page.locator("#id_category").select_option("benches")
    page.locator("#cost-1-title").fill("12 орындық")
    page.locator("#cost-1-amount").fill("9 000 000")
    page.locator("#fund-1-name").fill("«Жарық» ЖШС")
    page.locator("#fund-1-amount").fill("1 000 000")
    draw(page)
    page.locator("#id_photos").set_input_files(shot)
    press(page, "Add them")
    expect(page.locator(".b-picture-row img")).to_have_count(1)
    keep(page, "write")
    press(page, "Submit the proposal")
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["title"])
    keep(page, "submitted")
    return Proposal.objects.get(edition=edition)


def draw(page: Page) -> None:
    """Three corners, each some steps of the map from the one before."""
    page.locator("[data-map-pick]").scroll_into_view_if_needed()
    expect(page.locator('[data-map-pick][data-map-ready="true"]')).to_have_count(1, timeout=60_000)
    canvas, said = page.locator("[data-map-pick] canvas"), page.locator("[data-area-said]")
    # A pin brings the map near; then the border is drawn instead. The middle lies on the border of two districts.
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2 + 25})
    expect(page.locator("[data-chosen-district]")).to_be_visible()
    page.wait_for_timeout(800)  # the map glides
    page.locator("#shape-area").check(force=True)
    canvas.focus()
    for number, arrow in enumerate(("ArrowRight", "ArrowDown", ""), 1):
        page.keyboard.press("Enter")
        expect(said).to_contain_text(str(number))
        if arrow:
            page.keyboard.press(arrow)
            page.wait_for_timeout(600)


def refused_at_second_look(season: Season, bench: Proposal) -> None:
    """Departments and council: returned, not reworked in time, refused."""
    season._pass_formal(bench.pk, bench.author)
    season._find(bench.pk, bench.author, "not_met", KK)
    season.decide(bench.pk, CouncilMotion.REWORK)
    assert decisions.lapse(at=SECOND_LOOK) == [bench.number]
    season.decide(bench.pk, CouncilMotion.REFUSE, at=SECOND_LOOK)


def overturned(street: Street, author: Page, season: Season, bench: Proposal) -> None:
    """The author appeals; somebody of the city who had no part in it decides, and the author's page tells it."""
    author.goto(f"/kk/budget/proposals/{bench.number}/")
    expect(author.get_by_text(KK).first).to_be_visible()
    author.locator("#appeal-text").fill(PLEA)
    press(author, "File the appeal")
    akim = street.signed_in(season.akim, viewport=DESK)
    akim.goto(f"/kk/desk/budget/{bench.number}/")
    expect(akim.get_by_text(PLEA)).to_be_visible()
    akim.locator('#deed-overturn [name="text_kk"]').fill("Сызба дұрыс: желі бұл жерде жоқ.")
    akim.locator('#deed-overturn [name="text_ru"]').fill("Схема верна: сетей здесь нет.")
    keep(akim, "appeal")
    press(akim, "Overturn: admit to the vote")
    # Nobody reloads the author's page.
    told = author.locator("ol").get_by_text(KAZAKH.say("The refusal was overturned: admitted to the vote"))
    expect(told).to_be_visible()
    keep(author, "overturned")
    formal.translate(
        bench.pk,
        title=WORDS["title_other"],
        description=WORDS["description_other"],
        actor=season.actor("secretary", VETTING),
        at=SECOND_LOOK,
    )


def some_streets_from(bench: Proposal) -> dict:
    """What differs in the proposal of the neighbours: lamps, in the same district."""
    costs = [{"year": "2027", "title": "20 шам", "amount": str(LAMPS)}]
    place = {"lon": str(bench.point.x), "lat": str(bench.point.y - 0.004)}
    return {"title": "Көше бойындағы шамдар", **place, "costs": costs, "funding": []}


def scan_in(folder: Path) -> Path:
    """A scan of the paper forms of an urn."""
    path = folder / "scan.pdf"
    path.write_bytes(b"%PDF-1.7")
    return path


def wait_until(holds: Callable[[], bool]) -> None:
    for _look in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("It did not come about within a minute.")


def newest_code() -> str:
    body = Notice.objects.filter(code="vote_code").latest("pk").body
    return "".join(sign for sign in body if sign.isdigit())[:6]


def mark(page: Page, number: str) -> None:
    """Choose a project by the keyboard: the bar at the foot of the page may lie over a pointer."""
    box = page.locator(f'input[name="choice"][value="{number}"]')
    box.press("Space")
    expect(box).to_be_checked()


def vote(page: Page, edition: Edition, *numbers: str) -> list[str]:
    """Choose, check, confirm by the code, as far as the receipt. Returns all that the phone sent meanwhile."""
    sent: list[str] = []
    page.goto(f"/kk/budget/{edition.code}/vote/")
    # The photos of a ballot come as it is scrolled through, whatever is chosen afterwards.
    for photo_of_project in page.locator("main img").all():
        photo_of_project.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    for value in [pick.get_attribute("value") for pick in page.locator('input[name="choice"]:checked').all()]:
        page.locator(f'input[value="{value}"]').press("Space")
    for number in numbers:
        mark(page, number)
    keep(page, "choose")
    page.locator("[data-bar] button").click()
    expect(page.locator("[data-chosen] li")).to_have_count(len(numbers))
    page.locator("[data-send]").first.click()
    expect(page.locator("[data-coded]")).to_be_visible()
    page.locator("#vote-code").fill(newest_code())
    page.locator("[data-coded] [data-cast]").click()
    page.wait_for_url("**/receipt/**")
    return sent


def vote_without_script(page: Page, edition: Edition, number: str) -> None:
    page.goto(f"/kk/budget/{edition.code}/vote/")
    mark(page, number)
    page.locator("[data-bar] button").click()
    page.locator("form .govuk-button").first.click()
    page.locator("#id_code").fill(newest_code())
    page.locator("form .govuk-button").first.click()
    page.wait_for_url("**/receipt/**")


def vote_on_paper(street: Street, season: Season, numbers: list[str], scan: Path) -> None:
    """A voter is marked on the roll; two clerks type the form that lay in the urn, and the batch is closed."""
    akimat = Organisation.objects.get(code=f"akimat-{season.district}")
    named = {"name_kk": "Аудан әкімдігі", "name_ru": "Акимат района", "district_id": season.district}
    office = Office.objects.create(edition=season.edition, code="office-1", organisation=akimat, **named)
    paper.issue(office, first=1, last=10, actor=season.actor("manager", NOW), at=NOW)
    first, second = (street.signed_in(people.officer("operator", akimat.code), viewport=DESK) for _number in "12")
    first.goto(f"/kk/budget/{season.edition.code}/paper/{office.pk}/")
    for name, value in {"iin": iin(), "registered_on": "2010-01-01", "born_on": "1950-05-05"}.items():
        first.locator(f"#{name}").fill(value)
    press(first, "Mark on the roll")
    first.get_by_text(KAZAKH.say("Begin a batch")).click()
    for name, value in {"issued": "1", "used": "1", "spoiled": "0", "returned": "0"}.items():
        first.locator(f"#{name}").fill(value)
    first.locator("#scan").set_input_files(scan)
    press(first, "Begin")
    first.wait_for_url("**/batch/**")
    second.goto(first.url)
    for clerk in (first, second):
        clerk.locator("#serial").fill("7")
        for number in numbers:
            mark(clerk, number)
        press(clerk, "Save the form")
    first.reload()
    keep(first, "batch")
    press(first, "Close the batch")
    expect(first.get_by_text(KAZAKH.say("This batch is closed: nothing in it changes any more."))).to_be_visible()


def count(manager: Page, edition: Edition, shares: list[str]) -> None:
    """Three trustees type their shares; the manager counts, publishes and lets the works begin."""
    manager.goto(f"/kk/budget/{edition.code}/vote/opening/")
    for number, share in enumerate(shares, 1):
        manager.locator(f"#share{number}").fill(share)
    press(manager, "Open the ballots")
    manager.wait_for_url("**/vote/box/")
    manager.goto(f"/kk/budget/{edition.code}/watch/")
    for step in ("Count the votes", "Publish the results", "Begin the works"):
        press(manager, step)
    wait_until(lambda: Work.objects.filter(edition=edition).exists())


def checked_alone(edition: Edition, folder: Path, leaf: str) -> dict:
    """What the stand-alone program says of the published folder, on a Python without this house."""
    call_command("export_vote", edition.code, str(folder))
    program = [sys.executable, "-I", str(ALONE), str(folder), "--receipt", leaf, "--json"]
    done = subprocess.run(program, capture_output=True, text=True, env={}, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def build(street: Street, bench: Proposal, shot: Path) -> None:
    """The akimat of the district enters each step; it is not accepted before a photo from the place is there."""
    builder = people.officer("district_akimat", f"akimat-{bench.district_id}", bench.district_id)
    desk = street.signed_in(builder, viewport=DESK)
    desk.goto(f"/kk/budget/desk/works/{bench.number}/")
    press(desk, "Announce the tender")
    desk.locator("#sign_contract_contractor").fill("«Жасыл Алматы» ЖШС")
    desk.locator("#sign_contract_amount_tenge").fill("7500000")
    press(desk, "Enter the contract")
    press(desk, "The works begin")
    desk.get_by_text(KAZAKH.say("Add photos")).first.click()
    desk.locator("#photograph_photos").set_input_files(shot)
    desk.locator("#photograph_moment").select_option("after")
    desk.locator("#photograph_lat").fill(f"{bench.point.y:.6f}")
    desk.locator("#photograph_lon").fill(f"{bench.point.x:.6f}")
    desk.locator("#photograph_taken_on").fill(date.today().isoformat())
    press(desk, "Add photos")
    desk.locator("#accept_accepted_on").fill(date.today().isoformat())
    desk.locator("#accept_final_tenge").fill("7400000")
    keep(desk, "accept")
    press(desk, "The works are accepted")
    desk.locator("#start_warranty_until").wait_for()


def test_an_edition_from_an_idea_on_the_map_to_a_bench_in_the_yard(street, clock, shot, tmp_path):
    season = Season(district="almaly", dates=days_around(NOW), intake=INTAKE, vetting=VETTING)
    edition = opened(season)
    clock(INTAKE)
    bench = propose(street.signed_in(season.author, viewport=PHONE), edition, shot)
    assert (bench.status, bench.cost_tenge, bench.district_id) == (ProposalStatus.SUBMITTED, BENCH, season.district)
    assert (bench.area.valid, bench.area.num_coords) == (True, 4)
    lamps = season.proposal(ProposalStatus.ADMITTED, season.resident(), **some_streets_from(bench))
    editions.advance(at=VETTING)
    refused_at_second_look(season, bench)
    clock(SECOND_LOOK)
    overturned(street, street.signed_in(season.author, viewport=PHONE), season, bench)

    clock(None)
    shares = [str(share) for share in keys.make(edition, at=NOW)]
    assert editions.advance(at=NOW) == {edition.code: "start_voting"}
    resident = voter(season.district)
    phone = street.signed_in(resident, viewport=PHONE)
    sent = vote(phone, edition, bench.number, lamps.number)
    # The choice never left the phone in clear: neither in an address nor in a form.
    assert not [words for words in sent if bench.number in words or lamps.number in words]
    VoteCode.objects.update(sent_at=datetime(2026, 1, 1, tzinfo=UTC))
    vote(phone, edition, bench.number)
    plain = street.signed_in(voter(season.district), viewport=PHONE, java_script_enabled=False)
    vote_without_script(plain, edition, lamps.number)
    assert sorted(SealedBallot.objects.values_list("sealed_by", flat=True)) == ["browser", "browser", "server"]
    vote_on_paper(street, season, [bench.number, lamps.number], scan_in(tmp_path))

    log.sequence(edition, at=datetime.now(UTC))
    phone.locator('a[href*="/vote/proof/"]').click()
    expect(phone.locator('[data-checked="yes"]')).to_be_visible()
    expect(phone.locator("[data-by-browser]")).to_be_visible()
    leaf = phone.url.rsplit("=", 1)[-1]
    edition = end(edition, season.actor("manager", NOW))
    log.close(edition, at=datetime.now(UTC))
    count(street.signed_in(season.manager, viewport=DESK), edition, shares[:3])
    chosen = [[bench.number], [lamps.number], [bench.number, lamps.number]]
    assert sorted(OpenedBallot.objects.values_list("choices", flat=True)) == sorted(chosen)
    assert checked_alone(edition, tmp_path / "vote", leaf)["ballots"] == len(chosen)

    phone.goto(f"/kk/budget/{edition.code}/results/{season.district}/")
    told = {"votes": "2", "others": f"«{bench.title}», «{lamps.title}»"}
    expect(
        phone.get_by_text(KAZAKH.say("Equal at %(votes)s votes. The cheaper goes first: %(others)s.") % told)
    ).to_be_visible()
    keep(phone, "results")
    build(street, bench, shot)
    phone.goto(f"/kk/budget/works/{bench.number}/")
    picture = phone.locator(".b-photo img, .b-photos img").first
    picture.scroll_into_view_if_needed()
    phone.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    phone.locator('[name="built"][value="yes"]').click()
    keep(phone, "built")
    expect(phone.get_by_text(KAZAKH.say("Thank you. Your word stands on the page."))).to_be_visible()
