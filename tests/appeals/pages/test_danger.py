"""Whom to call in danger stands before the form: on its first page, and where words or choice speak of danger."""

import pytest
from django.test import Client

from tests.factories.appeals import Town

STEP = "/kk/appeals/new"
ALL = ("112", "102", "104", "109")


@pytest.fixture
def typed(town: Town, client: Client):
    def at_category(text: str, query: str = "") -> str:
        client.post(f"{STEP}/what/", {"text": text})
        client.post(f"{STEP}/where/", {"no_place": "1", "action": "save"})
        return client.get(f"{STEP}/category/{query}").content.decode()

    return at_category


def test_the_first_page_names_them_all(town: Town, client: Client):
    page = client.get(f"{STEP}/start/").content.decode()
    assert all(f'href="tel:{number}"' in page for number in ALL)


def test_words_of_danger_show_them_at_the_category(typed):
    page = typed("Подъезде газ иісі шығып тұр, қорқып отырмыз.")
    assert all(f'href="tel:{number}"' in page for number in ALL)


def test_a_branch_with_an_emergency_shows_them(typed):
    page = typed("Автобус туралы бірдеңе жазамын осында.", "?in=gas")
    assert all(f'href="tel:{number}"' in page for number in ALL)
    assert 'id="danger"' in page


def test_calm_words_in_a_calm_branch_do_not(typed):
    assert 'id="danger"' not in typed("Автобус кестеден кешігеді күнде.", "?in=transport")
