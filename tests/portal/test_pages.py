"""Home, district, search and the pages of plain words."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from appeals.enums import Status
from appeals.services import triage
from tests.factories import city
from tests.factories.appeals import Town


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def town(db, settings, tmp_path) -> Town:
    settings.MEDIA_ROOT = tmp_path / "media"
    city.load()
    return Town()


def published(town: Town, **given):
    appeal = town.appeal(**given)
    actor = town.actor("moderator")
    triage.publish(appeal.pk, public_title="Шұңқыр", public_text=appeal.text, actor=actor, at=appeal.received_at)
    return appeal


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "page",
    [
        "",
        "about/how-it-works/",
        "about/privacy/",
        "about/accessibility/",
        "about/open-data/",
        "search/",
        "districts/medeu/",
    ],
)
def test_every_page_opens_in_every_language(town, client, language, page):
    response = client.get(f"/{language}/{page}")
    assert (response.status_code, re.search(r'<html lang="(\w+)"', response.text)[1]) == (200, language)


def test_the_home_page_counts_what_is_in_the_database(town, client):
    now = timezone.now()
    town.appeal(at=now)
    town.appeal()  # of February: late by now
    town.appeal(Status.FIXED, at=now - timedelta(days=2))
    week = client.get("/kk/").context["week"]
    assert (week.received, week.fixed, week.late) == (2, 1, 1)


def test_the_home_page_opens_no_door_that_leads_nowhere(town, client):
    links = sorted(set(re.findall(r'href="(/kk/[^"#?]*)"', client.get("/kk/").text)))
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_district_is_remembered_by_this_browser_only(town, client):
    client.post("/kk/districts/turksib/")
    assert client.get("/kk/").context["district"].code == "turksib"
    assert Client().get("/kk/").context["district"] is None


def test_an_unknown_district_does_not_exist(town, client):
    assert client.get("/kk/districts/atlantis/").status_code == 404


@pytest.mark.parametrize("typed", ["{}", "№{}", " {} ", "№ {}"])
def test_a_number_opens_its_appeal(town, client, typed):
    appeal = published(town)
    assert client.get("/kk/search/", {"q": typed.format(appeal.number)})["Location"] == f"/kk/appeals/{appeal.number}/"


def test_a_hidden_number_and_one_that_does_not_exist_get_the_same_words(town, client):
    hidden = town.appeal().number
    pages = {client.get("/kk/search/", {"q": number}).text.replace(number, "N") for number in (hidden, "2026-999999")}
    assert len({re.sub(r'csrf\S+|nonce="\S+"', "", page) for page in pages}) == 1


def test_words_find_what_is_public_and_nothing_else(town, client):
    shown = published(town)
    town.appeal()
    found = client.get("/kk/search/", {"q": "шұңқыр"}).context
    assert [card.number for card in found["cards"]] == [shown.number]


def test_what_machines_ask_for_first(town, client):
    robots, sitemap = client.get("/robots.txt"), client.get("/sitemap.xml")
    assert ["Disallow: /kk/me/" in robots.text, "Sitemap: http://testserver/sitemap.xml" in robots.text] == [True, True]
    addresses = [found.removeprefix("http://testserver") for found in re.findall("<loc>(.+?)</loc>", sitemap.text)]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
