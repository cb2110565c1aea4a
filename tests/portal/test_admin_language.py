"""The admin speaks the language that its reader has chosen, whatever the browser or a cookie says."""

import pytest
from django.test import Client

from tests.factories import city
from tests.factories.people import officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_admin_speaks_the_persons_language(language, settings):
    city.load()
    settings.STAFF_SECOND_FACTOR = "off"
    client = Client(headers={"Accept-Language": "fr, en;q=0.5"})
    client.force_login(
        officer("operator", "open-almaty", language=language), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get("/admin/")
    text = page.content.decode()
    assert (page["Content-Language"], f'lang="{language}"' in text) == (language, True)
    assert client.get("/ru/").headers["Content-Language"] == "ru"


def test_a_stranger_is_sent_to_sign_in():
    assert Client().get("/admin/").status_code == 302
