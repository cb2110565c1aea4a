"""What strangers, authors and officers find on the public pages: whole sets, and nothing else."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appeals.enums import Status
from appeals.models import Appeal
from tests.factories.appeals import AIRPORT, AT, CITY_HALL, photo
from tests.factories.appeals import register as file


def numbers(response) -> list[str]:
    return [card.number for card in response.context["cards"]]


def test_the_list_shows_exactly_what_is_published(town, visitor, publish):
    shown = publish(town.appeal())
    town.appeal()
    assert numbers(visitor.get("/kk/appeals/")) == [shown.number]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"pothole", "lamp", "done"}),
        ("district=turksib", {"pothole", "done"}),
        ("district=medeu", set()),
        ("category=lighting", {"lamp"}),
        ("category=roads-pothole", {"pothole", "done"}),
        ("state=work", {"pothole", "lamp"}),
        ("state=answered", {"done"}),
        ("state=fixed", set()),
        ("state=late", {"pothole", "lamp"}),
        ("q=шам", {"lamp"}),
        ("q=%00шам", {"lamp"}),
        ("district=nowhere&state=odd&category=none&sort=x", {"pothole", "lamp", "done"}),
    ],
)
def test_filters(town, visitor, publish, query, found):
    names = {
        publish(town.appeal()).number: "pothole",
        publish(
            town.appeal(category="lighting-off", place=CITY_HALL, text="Көшеде шам жанбайды, қараңғы."), "Шам"
        ).number: "lamp",
        publish(town.appeal(Status.ANSWERED)).number: "done",
    }
    assert {names[number] for number in numbers(visitor.get(f"/kk/appeals/?{query}"))} == found


def test_pages_go_on_where_the_last_one_ended(town, visitor, publish):
    published = [publish(town.appeal(at=AT + timedelta(minutes=minute))).number for minute in range(26)]
    first = visitor.get("/kk/appeals/")
    second = visitor.get(first.context["older"])
    assert numbers(first) + numbers(second) == published[::-1]
    assert second.context["older"] == ""


@pytest.mark.parametrize("mark", ["x", "1-", "-1", "nan-1", "inf-2", "99999999999999-1", "1.5-2-3"])
def test_a_mark_that_makes_no_sense_is_the_beginning(town, visitor, publish, mark):
    assert visitor.get(f"/kk/appeals/?after={mark}").status_code == 200


@pytest.mark.parametrize("address", ["/kk/appeals/", "/kk/appeals/map/", "/kk/", "/kk/districts/turksib/"])
def test_queries_do_not_grow_with_the_list(town, visitor, publish, address):
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(address).status_code == 200
        return len(queries)

    publish(town.appeal(photos=[photo()]))
    visitor.get(address)  # what is kept by the process is read at the first time
    one = asked()
    for minute in range(5):
        publish(town.appeal(photos=[photo()], at=AT + timedelta(minutes=minute + 1)))
    assert asked() == one
    assert one <= 14


def test_a_stranger_reads_what_is_published_and_not_what_was_written(town, visitor, publish):
    appeal = publish(town.appeal(text="Мен Әлия, 12-пәтер. Аула жолында шұңқыр бар."), text="Аула жолында шұңқыр бар.")
    page = visitor.get(f"/kk/appeals/{appeal.number}/")
    assert [page.status_code, "Аула жолында" in page.text, "12-пәтер" in page.text] == [200, True, False]


def test_an_unpublished_appeal_does_not_exist_for_strangers(town, visitor, author):
    number = town.appeal().number
    pages = ["", "fragment/", "receipt/"]
    assert [visitor.get(f"/kk/appeals/{number}/{page}").status_code for page in pages] == [404, 404, 404]
    assert [author.get(f"/kk/appeals/{number}/{page}").status_code for page in pages] == [200, 200, 200]


ACTS = {
    Status.REGISTERED: {"ask_review", "withdraw"},
    Status.ASKED: {"ask_review", "object", "reply", "withdraw"},
    Status.ROUTED: {"ask_review", "withdraw"},
    Status.IN_WORK: {"ask_review", "object", "withdraw"},
    Status.REPORTED: {"ask_review", "object", "withdraw"},
    Status.ANSWERED: {"confirm", "rate", "reopen"},
    Status.REOPENED: {"ask_review", "withdraw"},
    Status.FIXED: {"rate", "reopen"},
    Status.WITHDRAWN: set(),
    Status.SPLIT: {"ask_review", "withdraw"},
    Status.LODGED: {"ask_review", "withdraw"},
    Status.FORWARDED: frozenset(),
    Status.MERGED: frozenset(),
}


@pytest.mark.parametrize("status", list(Status))
def test_the_author_is_offered_what_the_machine_allows_and_others_nothing(
    town, visitor, author, officer, publish, status
):
    appeal = publish(town.appeal(status, at=timezone.now() - timedelta(days=2)))
    address = f"/kk/appeals/{appeal.number}/"
    assert [browser.get(address).context["view"].acts for browser in (author, visitor, officer)] == [
        ACTS[status],
        frozenset(),
        frozenset(),
    ]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("status", list(Status))
def test_no_officer_is_named_in_public(town, visitor, publish, status, language):
    appeal = publish(town.appeal(status))
    page = visitor.get(f"/{language}/appeals/{appeal.number}/")
    names = {town.moderator.full_name, town.executor.full_name, town.controller.full_name, town.resident.full_name}
    assert {name for name in names if name in page.text} == set()


def test_confirm_reply_withdraw_and_reopen_by_the_author(town, author):
    recent = timezone.now() - timedelta(days=2)
    answered, asked = (town.appeal(status, at=recent) for status in (Status.ANSWERED, Status.ASKED))
    again, mistaken = town.appeal(Status.ANSWERED, at=recent), town.appeal(at=recent)
    author.post(f"/kk/appeals/{answered.number}/confirm/", {"seq": answered.seq})
    author.post(f"/kk/appeals/{asked.number}/reply/", {"seq": asked.seq, "text": "42-үйдің тұсында."})
    author.post(f"/kk/appeals/{again.number}/reopen/", {"seq": again.seq, "reason": "Қайта ойылды.", "photos": photo()})
    author.post(f"/kk/appeals/{mistaken.number}/withdraw/", {"seq": mistaken.seq})
    found = {one.number: one.status for one in Appeal.objects.all()}
    assert found == {
        answered.number: Status.FIXED,
        asked.number: Status.REGISTERED,
        again.number: Status.REOPENED,
        mistaken.number: Status.WITHDRAWN,
    }
    assert asked.questions.get().reply == "42-үйдің тұсында."


@pytest.mark.parametrize(("name", "values"), [("reply", {"text": ""}), ("reopen", {"reason": ""})])
def test_an_empty_word_of_the_author_is_refused_and_nothing_moves(town, author, name, values):
    status = Status.ASKED if name == "reply" else Status.ANSWERED
    appeal = town.appeal(status, at=timezone.now() - timedelta(days=2))
    response = author.post(f"/kk/appeals/{appeal.number}/{name}/", {"seq": appeal.seq, **values})
    assert (response.status_code, list(response.context["form"].errors)) == (422, list(values))
    assert Appeal.objects.get().seq == appeal.seq


def test_a_stale_page_is_told_so(town, author):
    appeal = town.appeal(Status.ANSWERED, at=timezone.now() - timedelta(days=2))
    response = author.post(f"/kk/appeals/{appeal.number}/confirm/", {"seq": appeal.seq - 1})
    assert (response.status_code, Appeal.objects.get().status) == (409, Status.ANSWERED)
    assert len(response.context["errors"]) == 1


@pytest.mark.parametrize("name", ["confirm", "reopen", "withdraw", "reply"])
def test_a_stranger_moves_nothing(town, visitor, publish, name):
    appeal = publish(town.appeal(Status.ANSWERED, at=timezone.now() - timedelta(days=2)))
    response = visitor.post(f"/kk/appeals/{appeal.number}/{name}/", {"text": "x", "reason": "x"})
    assert (response.status_code, Appeal.objects.get().seq) == (422, appeal.seq)


def test_my_appeals_are_mine(town, author, visitor):
    mine = town.appeal()
    file()
    assert numbers(author.get("/kk/me/appeals/")) == [mine.number]
    assert numbers(visitor.get("/kk/me/appeals/")) == []


def test_the_fragment_is_fetched_once_and_again_after_an_act(town, author):
    appeal = town.appeal(Status.ANSWERED, at=timezone.now() - timedelta(days=2))
    address = f"/kk/appeals/{appeal.number}/fragment/"
    etag = author.get(address)["ETag"]
    assert author.get(address, headers={"if-none-match": etag}).status_code == 304
    author.post(f"/kk/appeals/{appeal.number}/confirm/", {"seq": appeal.seq})
    assert author.get(address, headers={"if-none-match": etag}).status_code == 200


def test_a_home_is_never_pointed_at(town, visitor, publish):
    appeal = publish(town.appeal(category="lift-stopped", place=AIRPORT))
    view = visitor.get(f"/kk/appeals/{appeal.number}/").context["view"]
    assert (view.place, view.point["rounded"]) == ("", True)
    assert (view.point["lon"], view.point["lat"]) != (AIRPORT.lon, AIRPORT.lat)
