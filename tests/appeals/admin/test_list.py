"""The queue in the admin: what stands in it, what it finds, what many at once cost."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appeals.admin.deeds import TASKS
from appeals.admin.queue import RISKS
from appeals.enums import Status
from appeals.models import Appeal, Batch, Repeat, SavedFilter
from appeals.services import triage
from tests.appeals.desk.conftest import kk
from tests.factories import people
from tests.factories.appeals import AT, CITY_HALL, Town, register
from tests.factories.crowds import copies
from workflow import outbox

LIST = "admin:appeals_appeal_changelist"
ROW = re.compile(r'<li class="b-queue__row" data-number="(\d{4}-\d{6})"')
MARK = re.compile(r'name="rehearsed" value="(\w*)"')
LINES = re.compile(r"№ (\d{4}-\d{6})</a> <span>[^<]*</span> <b>([^<]*)</b>")
# A page of the desk may ask the database so many questions, however long it is.
MOST_QUERIES = 15


def listed(client: Client, query: str = "") -> list[str]:
    return ROW.findall(client.get(reverse(LIST) + query).content.decode())


def send(client: Client, task: str, appeals: list[Appeal], **words):
    """Press a task's button with these chosen, as the list shows them."""
    chosen = [f"{each.pk}:{each.seq}" for each in appeals]
    return client.post(reverse("admin:appeals_appeal_many", args=[task]), {"chosen": chosen, **words})


def confirm(client: Client, task: str, appeals: list[Appeal], **words):
    """Look at what will happen, and do just that."""
    words = {"filled": "1", **words}
    mark = MARK.search(send(client, task, appeals, **words).content.decode())
    return send(client, task, appeals, **words, do="1", rehearsed=mark[1])


def told(page: str) -> dict[str, str]:
    return dict(LINES.findall(page))


def test_the_queue_begins_with_what_waits_to_be_sorted(fresh, moderator: Client):
    waits = fresh(Status.REGISTERED)
    asked, routed, ended = fresh(Status.ASKED), fresh(Status.ROUTED), fresh(Status.ANSWERED)
    everything = {waits.number, asked.number, routed.number, ended.number}
    parts = {part: set(listed(moderator, f"?part={part}")) for part in ("sort", "asked", "open", "publish", "all")}
    assert listed(moderator) == [waits.number]
    assert parts == {
        "sort": {waits.number},
        "asked": {asked.number},
        "open": everything - {ended.number},
        "publish": everything - {ended.number},
        "all": everything,
    }


def test_filters_narrow(fresh, moderator: Client):
    here = fresh(Status.REGISTERED)
    there = fresh(Status.ROUTED, place=CITY_HALL, language="ru")
    body = there.organisation.code
    found = {
        query: set(listed(moderator, f"?part=all&{query}"))
        for query in (
            "district=turksib",
            "category=roads",
            "category=none",
            f"body={body}",
            "language=ru",
            "risk=danger",
            "age=3",
        )
    }
    assert found == {
        "district=turksib": {here.number},
        "category=roads": {here.number, there.number},
        "category=none": set(),
        f"body={body}": {there.number},
        "language=ru": {there.number},
        "risk=danger": set(),
        "age=3": set(),
    }


def test_a_whole_number_opens_the_appeal_whatever_the_filters(fresh, moderator: Client, triage_page):
    ended = fresh(Status.ANSWERED)
    answer = moderator.get(reverse(LIST) + f"?part=asked&q=№ {ended.number}")
    assert answer["Location"] == triage_page(ended)


def test_words_of_the_text_are_found_though_mistyped(fresh, moderator: Client):
    fresh(Status.REGISTERED)
    tree = fresh(Status.REGISTERED, text="Балалар алаңына үлкен терек құлап жатыр.")
    found = {words: listed(moderator, f"?q={words}") for words in ("терек", "құлап жатыр", "құлаб", "зымыран")}
    assert found == {"терек": [tree.number], "құлап жатыр": [tree.number], "құлаб": [tree.number], "зымыран": []}


def test_a_longer_list_asks_no_more_questions(fresh, moderator: Client):
    original = fresh(Status.REGISTERED)
    moderator.get(reverse(LIST))
    with CaptureQueriesContext(connection) as one:
        assert len(listed(moderator)) == 1
    copies(original, 49)
    with CaptureQueriesContext(connection) as fifty:
        assert len(listed(moderator)) == 50
    assert len(fifty) == len(one)
    assert len(fifty) <= MOST_QUERIES, "\n".join(query["sql"][:60] + " ... " + query["sql"][-160:] for query in fifty)


def test_risk_comes_first_and_says_why(town: Town, fresh, lately, moderator: Client):
    usual = fresh(Status.REGISTERED, text="Аулада ескі тақта жатыр, алып кетіңіздерші.")
    again = fresh(Status.REGISTERED)
    Repeat.objects.create(appeal=again, earlier=usual)
    danger, late, soon, reopened = (fresh(Status.REGISTERED, place=CITY_HALL) for _one in range(4))
    today = timezone.localdate()
    Appeal.objects.filter(pk=danger.pk).update(urgent=True)
    Appeal.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1), registered_on=today - timedelta(days=30))
    # On a day off an appeal is registered for the next working day, which a term that ends today would come before.
    Appeal.objects.filter(pk=soon.pk).update(due_on=today, registered_on=today)
    Appeal.objects.filter(pk=reopened.pk).update(reopened=1)
    expected = [danger, late, soon, reopened, again, usual]
    assert listed(moderator) == [each.number for each in expected]
    assert {name: listed(moderator, f"?risk={name}") for name in ("late", "repeated")} == {
        "late": [late.number],
        "repeated": [again.number],
    }
    page = moderator.get(reverse(LIST)).content.decode()
    assert all(kk(str(word)) in page for _tone, _icon, word in RISKS.values())


def test_a_repeated_appeal_is_noticed_by_the_worker(town: Town, fresh):
    first, second = fresh(Status.REGISTERED), fresh(Status.REGISTERED)
    other = fresh(Status.REGISTERED, category="lighting-off")
    outbox.drain()
    assert list(Repeat.objects.values_list("appeal", "earlier")) == [(second.pk, first.pk)]
    assert other.pk not in Repeat.objects.values_list("appeal", flat=True)


def test_what_will_happen_is_shown_and_then_done(town: Town, fresh, moderator: Client, lately):
    good, without, overtaken = fresh(Status.REGISTERED), fresh(Status.REGISTERED, category=""), fresh(Status.REGISTERED)
    triage.categorise(overtaken.pk, category="roads-pavement", actor=town.actor("operator"), at=lately)
    chosen = [good, without, overtaken]
    shown = told(send(moderator, "route", chosen).content.decode())
    assert set(shown) == {each.number for each in chosen}
    assert Appeal.objects.get(pk=good.pk).status == Status.REGISTERED
    answer = confirm(moderator, "route", chosen, back="part=open&evil=1")
    assert (answer.status_code, answer["Location"]) == (302, reverse(LIST) + "?part=open")
    assert set(Appeal.objects.filter(status=Status.ROUTED)) == {good}
    after = moderator.get(answer["Location"]).content.decode()
    assert all(f"№ {each.number}" in after for each in (without, overtaken))
    assert "data-undo" in after


def test_other_words_than_shown_are_shown_first(fresh, moderator: Client):
    appeal = fresh(Status.REGISTERED)
    mark = MARK.search(send(moderator, "route", [appeal]).content.decode())[1]
    words = {"organisation": "akimat-medeu", "reason": "Шекара", "do": "1", "rehearsed": mark}
    assert send(moderator, "route", [appeal], **words).status_code == 200
    assert Appeal.objects.get(pk=appeal.pk).status == Status.REGISTERED


def test_the_desk_takes_back_what_it_did(fresh, moderator: Client):
    appeal = fresh(Status.REGISTERED)
    confirm(moderator, "route", [appeal])
    batch = Batch.objects.get()
    moderator.post(reverse("admin:appeals_appeal_undo", args=[batch.pk]))
    assert Appeal.objects.get(pk=appeal.pk).status == Status.REGISTERED
    assert kk("Taken back: %(n)d appeal.").split(":")[0] in moderator.get(reverse(LIST)).content.decode()


def test_every_task_has_its_page(fresh, moderator: Client):
    appeal = fresh(Status.REGISTERED)
    words = {
        "route": {},
        "categorise": {"category": "roads-pavement"},
        "publish": {},
        "answer_at_once": {"kk": "Сұрағыңызға жауап: жұмыс аптада бітеді.", "decision": "explained"},
    }
    assert set(words) <= set(TASKS)
    for task, given in words.items():
        page = send(moderator, task, [appeal], filled="1", **given)
        assert (page.status_code, set(told(page.content.decode()))) == (200, {appeal.number}), task
        assert send(moderator, task, [appeal]).status_code == 200


def test_all_of_a_view_are_taken_but_never_too_many(town: Town, moderator: Client):
    copies(register().appeal, 500)
    words = {"everything": "1", "back": "part=open"}
    assert send(moderator, "route", [], **words).status_code == 302
    Appeal.objects.order_by("pk").last().delete()
    page = send(moderator, "route", [], **words)
    assert (page.status_code, page.content.decode().count('name="chosen"')) == (200, 500)


def test_those_who_read_only_have_no_tasks(town: Town, fresh, signed_in):
    appeal = fresh(Status.REGISTERED)
    akim = signed_in(people.officer("city_akimat", "city-akimat"))
    page = akim.get(reverse(LIST)).content.decode()
    assert (ROW.findall(page), "data-task" in page) == ([appeal.number], False)
    assert send(akim, "route", [appeal]).status_code == 404
    assert akim.post(reverse("admin:appeals_appeal_undo", args=[1])).status_code == 404
    assert akim.post(reverse("admin:appeals_appeal_filter"), {"name": "x"}).status_code == 404


def test_a_filter_is_kept_for_oneself_or_for_the_team(town: Town, moderator: Client, signed_in):
    keep = reverse("admin:appeals_appeal_filter")
    moderator.post(keep, {"name": "Түрксіб", "back": "part=open&district=turksib", "shared": "1"})
    moderator.post(keep, {"name": "Өзімдікі", "back": "q=шам"})
    colleague = signed_in(town.operator)
    stranger = signed_in(people.officer("moderator", "city-akimat"))
    own, team, others = (client.get(reverse(LIST)).content.decode() for client in (moderator, colleague, stranger))
    shared = "?part=open&amp;district=turksib"
    assert [(shared in page, "Өзімдікі" in page) for page in (own, team, others)] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    kept = SavedFilter.objects.get(name="Түрксіб")
    colleague.post(keep, {"remove": kept.pk})
    assert SavedFilter.objects.filter(pk=kept.pk).exists()
    moderator.post(keep, {"remove": kept.pk})
    assert not SavedFilter.objects.filter(pk=kept.pk).exists()


def test_the_panel_shows_neighbours_and_the_authors_others(town: Town, fresh, moderator: Client):
    appeal, near = fresh(Status.REGISTERED), fresh(Status.REGISTERED, actor=people.acting(people.resident(), AT))
    far = fresh(Status.WITHDRAWN, place=CITY_HALL)
    moderator.get(reverse(LIST))
    with CaptureQueriesContext(connection) as asked:
        page = moderator.get(reverse("admin:appeals_appeal_panel", args=[appeal.pk])).content.decode()
    assert {number for number in (near.number, far.number) if number in page} == {near.number, far.number}
    assert len(asked) <= MOST_QUERIES


def test_tiles_hold_what_the_list_holds(fresh, moderator: Client, signed_in):
    fresh(Status.REGISTERED)
    there = "/admin/appeals/appeal/tiles/16/{x}/{y}.mvt?part={part}"
    x, y = 46792, 23993
    answers = {part: moderator.get(there.format(x=x, y=y, part=part)) for part in ("sort", "asked")}
    assert {part: answer.status_code for part, answer in answers.items()} == {"sort": 200, "asked": 204}
    medeu = signed_in(people.officer("moderator", "open-almaty", "medeu"))
    assert medeu.get(there.format(x=x, y=y, part="sort")).status_code == 204
    assert Client().get(there.format(x=x, y=y, part="sort")).status_code in {302, 404}
