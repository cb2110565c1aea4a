"""Similar appeals near by, and joining one instead of filing another."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Appeal, Category, Voice
from appeals.rules import likeness
from appeals.rules.report import Contact, Place
from appeals.selectors import similar
from appeals.services import triage, voices, work
from tests.factories import people
from tests.factories.appeals import AIRPORT, AT, TEXT, Town
from tests.threads import at_once
from workflow import outbox
from workflow.actor import NOBODY
from workflow.refusals import Refused

PIN = Point(AIRPORT.lon, AIRPORT.lat, srid=4326)
LATER = AT + timedelta(hours=6)
METRE = 1 / 111_320


def shown(town: Town, *, north_m: float = 0, text: str = TEXT, category: str = "roads-pothole", **given) -> Appeal:
    """A published appeal so many metres north of the airport."""
    place = Place(lon=AIRPORT.lon, lat=AIRPORT.lat + north_m * METRE)
    appeal = town.appeal(text=text, category=category, place=place, key=uuid.uuid4(), **given)
    triage.publish(
        appeal.pk, public_title=text[:60], public_text=text, actor=town.actor("moderator"), at=AT + timedelta(hours=1)
    )
    return Appeal.objects.get(pk=appeal.pk)


def near(text: str = TEXT, category: str = "roads-pothole", **given) -> list[similar.Similar]:
    leaf = Category.objects.get(code=category)
    return similar.near(PIN, text=text, category=leaf, at=LATER, **given)


def test_the_same_trouble_near_by_is_found_and_the_rest_is_not(town):
    same = shown(town)
    close = shown(town, north_m=120, text="Аялдама алдында үлкен шұңқыр, көліктер айналып өтеді")
    far = shown(town, north_m=400)
    other = shown(town, north_m=5, text="Түнде шу, маза жоқ", category="noise")
    hidden = town.appeal(key=uuid.uuid4())

    found = near()

    assert [each.appeal.pk for each in found] == [same.pk, close.pk]
    assert {far.pk, other.pk, hidden.pk}.isdisjoint(each.appeal.pk for each in found)
    assert [each.distance_m for each in found] == [0, 120]
    assert found[0].alike > found[1].alike >= likeness.ENOUGH
    assert near(without=same.pk)[0].appeal.pk == close.pk


def test_the_withdrawn_and_the_long_ended_are_left_out(town):
    shown(town, status=Status.WITHDRAWN)
    ended = shown(town, status=Status.ANSWERED)
    late = ended.ended_at + timedelta(days=likeness.DAYS, hours=1)
    leaf = Category.objects.get(code="roads-pothole")

    assert [each.appeal.pk for each in near()] == [ended.pk]
    assert similar.near(PIN, text=TEXT, category=leaf, at=late) == []


def test_it_walks_along_the_index_of_points(town, django_assert_max_num_queries):
    shown(town)
    with django_assert_max_num_queries(3):
        near()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = similar.candidates(PIN, at=LATER)[:60].explain()
    assert re.search(r"Index Scan using \w*public_point\w*", plan), plan
    assert "Order By: (public_point <->" in plan


@given(st.floats(43.0, 43.4), st.floats(-0.004, 0.004), st.floats(-0.004, 0.004))
def test_the_box_holds_everything_within_the_radius(lat, east, north):
    here = (76.9, lat)
    there = (76.9 + east, lat + north)
    reach = likeness.reach(lat)
    if likeness.distance_m(here, there) <= likeness.RADIUS_M - 1:
        assert abs(east) <= reach.lon * 1.01 and abs(north) <= reach.lat * 1.01


@given(st.integers(0, 1000), st.floats(0, 1), st.booleans(), st.booleans())
def test_likeness_is_a_share_and_falls_with_distance(metres, words, leaf, branch):
    alike = likeness.likeness(distance_m=metres, wordwise=words, same_leaf=leaf, same_branch=branch)
    further = likeness.likeness(distance_m=metres + 10, wordwise=words, same_leaf=leaf, same_branch=branch)

    assert 0 <= further <= alike <= 1


class TestVoices:
    def test_somebody_signed_in_joins_once_and_leaves(self, town):
        appeal = shown(town)
        actor = town.actor("executor")
        for _again in range(2):
            voices.add(appeal.pk, language="kk", actor=actor, at=LATER)

        assert similar.joined(appeal, user_id=actor.user_id) == similar.Joined(1, True)
        assert voices.take_back(appeal.pk, actor=actor)
        assert not voices.take_back(appeal.pk, actor=actor)
        assert similar.joined(appeal, user_id=actor.user_id) == similar.Joined(0, False)

    def test_a_stranger_counts_once_the_link_was_opened(self, town):
        appeal = shown(town)
        voice = voices.add(appeal.pk, contact=Contact(email="joins@example.kz"), language="ru", actor=NOBODY, at=LATER)

        assert similar.joined(appeal, user_id=None).voices == 0
        (letter,) = Notice.objects.filter(code="voice_confirm")
        assert (letter.address, letter.language) == ("joins@example.kz", "ru")
        token = letter.link.rstrip("/").rpartition("/")[2]
        assert voices.confirm("nonsense", at=LATER) is None
        assert voices.confirm(token, at=LATER).pk == voice.pk
        assert similar.joined(appeal, user_id=None).voices == 1
        assert voices.take_back_by_link(voices.token_of(voice)) is not None
        assert voices.take_back_by_link(voices.token_of(voice) + "x") is None
        assert not Voice.objects.exists()

    @pytest.mark.parametrize(
        ("case", "code"), [("hidden", "not_found"), ("ended", "closed"), ("own", "own"), ("nobody", "contact_needed")]
    )
    def test_refusals_write_nothing(self, town, case, code):
        actor = town.actor("resident" if case == "own" else "executor")
        if case == "nobody":
            actor = NOBODY
        appeal = town.appeal() if case == "hidden" else shown(
            town, status=Status.ANSWERED if case == "ended" else Status.REGISTERED
        )  # fmt: skip
        with pytest.raises(Refused) as refused:
            voices.add(appeal.pk, language="kk", actor=actor, at=LATER)

        assert refused.value.code == code
        assert not Voice.objects.exists()

    def test_those_who_joined_hear_of_each_step_once_and_only_while_it_is_public(self, town):
        appeal = shown(town)
        town.appeal(key=uuid.uuid4())
        for address in ("one@example.kz", "two@example.kz", "asleep@example.kz"):
            voice = voices.add(appeal.pk, contact=Contact(email=address), language="kk", actor=NOBODY, at=AT)
            if address != "asleep@example.kz":
                voices.confirm(voices.token_of(voice), at=AT)
        triage.route(appeal.pk, actor=town.actor("moderator"), at=LATER)
        outbox.drain(500)
        outbox.drain(500)

        told = Notice.objects.filter(code="voice_moved")
        assert sorted(told.values_list("address", flat=True)) == ["one@example.kz", "two@example.kz"]
        triage.unpublish(appeal.pk, reason="Personal data.", actor=town.actor("moderator"), at=LATER)
        work.accept(appeal.pk, actor=town.actor("executor"), at=LATER)
        outbox.drain(500)
        assert told.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_are_one_voice(busy_town):
    appeal = shown(busy_town)
    actor = busy_town.actor("executor")

    at_once(8, lambda _number: voices.add(appeal.pk, language="kk", actor=actor, at=LATER))

    assert Voice.objects.count() == 1


class TestPages:
    def test_the_form_shows_what_is_near_and_goes_on_where_nothing_is(self, town, client):
        appeal = shown(town)
        _fill(client, lon=AIRPORT.lon, lat=AIRPORT.lat)
        page = client.get("/kk/appeals/new/similar/")
        assert page.status_code == 200
        assert appeal.number in page.content.decode()

        _fill(client, lon=76.9455, lat=43.2363)
        assert client.get("/kk/appeals/new/similar/").headers["Location"] == "/kk/appeals/new/contact/"

    def test_joining_by_page_signed_in_and_not(self, town, client):
        appeal = shown(town)
        address = f"/kk/appeals/{appeal.number}/voice/"
        asked = client.post(address)
        assert (asked.status_code, Voice.objects.count()) == (200, 0)
        wrong = client.post(address, {"email": "", "phone": ""})
        assert (wrong.status_code, Voice.objects.count()) == (422, 0)
        client.post(address, {"email": "joins@example.kz", "phone": ""})
        link = Notice.objects.get(code="voice_confirm").link
        assert client.get(link).status_code == 200
        assert not Voice.objects.filter(confirmed_at__isnull=False).exists()
        client.post(link)
        assert Voice.objects.filter(confirmed_at__isnull=False).count() == 1

        client.force_login(people.resident(language="kk"))
        assert client.post(address).status_code == 302
        assert 'name="leave"' in client.get(f"/kk/appeals/{appeal.number}/").content.decode()
        assert Voice.objects.count() == 2
        client.post(address, {"leave": "yes"})
        assert Voice.objects.count() == 1

    def test_what_is_not_public_cannot_be_joined(self, town, client):
        appeal = town.appeal()

        assert client.post(f"/kk/appeals/{appeal.number}/voice/").status_code == 404


def _fill(client, *, lon: float, lat: float) -> None:
    client.post("/kk/appeals/new/what/", {"text": TEXT})
    client.post("/kk/appeals/new/where/", {"lon": lon, "lat": lat, "address": "", "district": ""})
    client.post("/kk/appeals/new/category/", {"category": "roads-pothole"})
