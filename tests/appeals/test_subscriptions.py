"""Subscriptions tell what is new in a district, a category or an area, once, in their rhythm; feeds tell it to all."""

import uuid
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from accounts.models import Notice
from appeals.enums import Rhythm
from appeals.models import Appeal, Subscription
from appeals.services import subscriptions, triage
from tests.factories.appeals import AIRPORT, AT, CITY_HALL, Town
from tests.threads import at_once
from workflow.actor import NOBODY
from workflow.refusals import Refused

DAY = timedelta(days=1)
AROUND_THE_AIRPORT = (
    '{"type":"Polygon","coordinates":[[[77.03,43.34],[77.05,43.34],[77.05,43.36],[77.03,43.36],[77.03,43.34]]]}'
)


def subscribe(town: Town, **wish) -> Subscription:
    return subscriptions.subscribe(actor=town.actor("resident"), at=AT, **wish)


def shown(town: Town, *, category="roads-pothole", place=AIRPORT, at=AT + timedelta(hours=1), **given) -> Appeal:
    appeal = town.appeal(key=uuid.uuid4(), category=category, place=place, **given)
    triage.publish(
        appeal.pk, public_title=f"Мәселе {appeal.number}", public_text="Жолда мәселе бар, көмектесіңіздер.",
        actor=town.actor("moderator"), at=at,
    )  # fmt: skip
    return appeal


def told() -> list[str]:
    return [letter.body for letter in Notice.objects.filter(code="subscription_news", channel="inbox").order_by("pk")]


@pytest.mark.parametrize(
    ("wish", "hears"),
    [
        ({}, {"hole", "light", "far"}),
        ({"district": "turksib"}, {"hole", "light"}),
        ({"category": "roads-pothole"}, {"hole", "far"}),
        ({"category": "roads"}, {"hole", "far"}),
        ({"district": "bostandyk", "category": "traffic-lights"}, set()),
        ({"area": AROUND_THE_AIRPORT}, {"hole", "light"}),
        ({"area": AROUND_THE_AIRPORT, "category": "traffic-lights"}, {"light"}),
    ],
)
def test_each_hears_of_what_it_is_about(town, wish, hears):
    subscribe(town, **wish)
    appeals = {
        "hole": shown(town),
        "light": shown(town, category="traffic-lights"),
        "far": shown(town, place=CITY_HALL),
    }
    town.appeal(key=uuid.uuid4())  # not public: nobody hears of it

    subscriptions.tell(AT + DAY + timedelta(minutes=1))

    letters = "".join(told())
    assert {name for name, appeal in appeals.items() if appeal.number in letters} == hears


def test_news_come_in_the_rhythm_and_once(town):
    subscribe(town, rhythm=Rhythm.AT_ONCE)
    subscribe(town, district="turksib", rhythm=Rhythm.DAILY)
    subscribe(town, district="turksib", category="roads", rhythm=Rhythm.WEEKLY)
    shown(town)

    written = [subscriptions.tell(AT + hours) for hours in (DAY / 12, DAY / 12, DAY * 1.1, DAY * 1.1, DAY * 7.5)]

    assert written == [1, 0, 1, 0, 1]


def test_an_answer_is_news_too(town):
    subscribe(town, rhythm=Rhythm.DAILY)
    appeal = shown(town)
    subscriptions.tell(AT + DAY * 1.1)
    triage.answer_at_once(
        appeal.pk, text="Жауап: жұмыс жоспарға енгізілді.", decision="explained", actor=town.actor("moderator"),
        at=AT + DAY * 1.5,
    )  # fmt: skip

    subscriptions.tell(AT + DAY * 2.5)

    assert len(told()) == 2
    assert appeal.number in told()[1]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"district": "mars"}, "district_unknown"),
        ({"category": "mars"}, "category_unknown"),
        ({"rhythm": "hourly"}, "rhythm_unknown"),
        ({"area": "{"}, "area_invalid"),
        ({"area": '{"coordinates":[[[0,0],[1,1],[0,0]]]}'}, "area_invalid"),
        ({"area": '{"coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}'}, "area_invalid"),
        ({"area": '{"coordinates":[[["a",0],[1,1],[1,0],["a",0]]]}'}, "area_invalid"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_nothing_is_written(town, wish, code):
    with pytest.raises(Refused) as refused:
        subscribe(town, **wish)

    assert refused.value.code == code
    assert not Subscription.objects.exists()


def test_strangers_and_collectors_are_refused(town):
    with pytest.raises(Refused) as refused:
        subscriptions.subscribe(actor=NOBODY, at=AT)
    assert refused.value.code == "sign_in"
    for number in range(subscriptions.MOST_PER_PERSON):
        subscribe(town, area=AROUND_THE_AIRPORT.replace("43.34", f"43.{30 + number % 4}{number}"))
    with pytest.raises(Refused) as refused:
        subscribe(town)

    assert refused.value.code == "too_many"


def test_the_same_wish_is_one_subscription_and_only_its_owner_leaves(town):
    first = subscribe(town, district="turksib")
    again = subscribe(town, district="turksib", rhythm=Rhythm.WEEKLY)

    assert (again.pk, Subscription.objects.get().rhythm) == (first.pk, Rhythm.WEEKLY)
    assert not subscriptions.leave(first.pk, actor=town.actor("executor"))
    assert subscriptions.leave(first.pk, actor=town.actor("resident"))


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_letter(busy_town):
    subscribe(busy_town)
    shown(busy_town)

    written = at_once(4, lambda _number: subscriptions.tell(AT + DAY * 1.1))

    assert sorted(written) == [0, 0, 0, 1]


def test_the_page_subscribes_keeps_what_was_chosen_and_leaves(town, client):
    assert client.get("/kk/me/subscriptions/").status_code == 302
    client.force_login(town.resident)
    refused = client.post("/kk/me/subscriptions/", {"district": "turksib", "category": "", "rhythm": "hourly"})
    assert (refused.status_code, Subscription.objects.count()) == (422, 0)
    assert '<option value="turksib" selected' in refused.content.decode()
    client.post("/kk/me/subscriptions/", {"district": "turksib", "category": "", "rhythm": "daily"})
    (row,) = Subscription.objects.all()
    assert (row.user_id, row.district_id) == (town.resident.pk, "turksib")
    client.post(f"/kk/me/subscriptions/{row.pk}/leave/")
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(("name", "entry"), [("atom", "{http://www.w3.org/2005/Atom}entry"), ("rss", "item")])
def test_feeds_tell_what_is_public_and_nothing_else(town, client, name, entry):
    near, far = shown(town), shown(town, place=CITY_HALL)
    hidden = town.appeal(key=uuid.uuid4())
    answer = client.get(f"/ru/appeals/feed.{name}")
    narrowed = client.get(f"/ru/appeals/feed.{name}?district=turksib").content.decode()

    root = ElementTree.fromstring(answer.content)
    assert len(list(root.iter(entry))) == 2
    text = answer.content.decode()
    assert (near.number in text, far.number in text, hidden.number in text) == (True, True, False)
    assert (near.number in narrowed, far.number in narrowed) == (True, False)
