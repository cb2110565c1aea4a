"""Number and code open an appeal; nothing else does, and a guess learns nothing."""

import pytest
from django.core.cache import cache
from django.test import Client

from appeals.services import claims
from appeals.views.follow import PER_NUMBER
from tests.factories.appeals import register


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


def ask(browser: Client, number: str, code: str):
    return browser.post("/kk/appeals/follow/", {"number": number, "code": code})


@pytest.mark.parametrize("written", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f"  {code} "])
def test_the_code_opens_the_appeal_however_it_is_typed(town, visitor, written):
    filed = register()
    number = filed.appeal.number
    assert ask(visitor, number, written(filed.claim_code))["Location"] == f"/kk/appeals/{number}/"
    assert visitor.get(f"/kk/appeals/{number}/").context["view"].is_own is True


def test_wrong_codes_and_unknown_numbers_get_the_same_answer(town, visitor):
    filed, other = register(), register()
    tries = [
        (filed.appeal.number, other.claim_code),
        (filed.appeal.number, "0000-0000-0000-0000"),
        (filed.appeal.number, "x"),
        ("2026-999999", filed.claim_code),
        ("ʼ; DROP TABLE", filed.claim_code),
    ]
    answers = {
        (response.status_code, tuple(response.context["form"].errors.items()).__repr__())
        for response in (ask(visitor, *pair) for pair in tries)
    }
    assert len(answers) == 1
    assert visitor.get(f"/kk/appeals/{filed.appeal.number}/").status_code == 404


def test_after_many_tries_even_the_right_code_waits(town, visitor):
    filed = register()
    for _ in range(PER_NUMBER.times):
        ask(visitor, filed.appeal.number, "0000-0000-0000-0000")
    assert ask(visitor, filed.appeal.number, filed.claim_code).status_code == 429


def test_the_code_never_stands_in_an_address(town, visitor):
    filed = register()
    response = ask(visitor, filed.appeal.number, filed.claim_code)
    page = visitor.get(response["Location"])
    bare = claims.claims.read(filed.claim_code)
    assert [bare in response["Location"], bare in page.text] == [False, False]
    assert visitor.get("/kk/appeals/follow/")["Referrer-Policy"] == "same-origin"


def test_a_browser_that_proves_its_origin_gets_through(town):
    """A stricter referrer policy would make browsers send ``Origin: null``, which the proof against forgery refuses."""
    browser, filed = Client(enforce_csrf_checks=True), register()
    browser.get("/kk/appeals/follow/")
    form = {
        "number": filed.appeal.number,
        "code": filed.claim_code,
        "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
    }
    response = browser.post("/kk/appeals/follow/", form, headers={"origin": "http://testserver"})
    assert response.status_code == 302
