from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import translation

from accounts import consents, people
from accounts.models import Consent
from tests.accounts.conftest import AT
from workflow.refusals import Refused

LATER = AT + timedelta(days=3)


@pytest.fixture
def a_newer_text(monkeypatch):
    text = consents.ConsentText("personal-data", "2030-01", {"kk": "Жаңа"}, {"kk": "Жаңа мәтін"})
    everything = consents.texts() | {("personal-data", "2030-01"): text}
    monkeypatch.setattr(consents, "texts", lambda: everything)
    return text


def test_every_text_speaks_three_languages():
    languages = {code for code, _name in settings.LANGUAGES}
    for text in consents.texts().values():
        assert (set(text.titles), set(text.bodies)) == (languages, languages)
    assert {purpose for purpose, _version in consents.texts()} == set(consents.PURPOSES)


def test_the_newest_text_is_the_one_in_force(a_newer_text):
    assert consents.current("personal-data") is a_newer_text
    assert consents.current_version() == "2030-01"
    with pytest.raises(KeyError):
        consents.current("advertising")


def test_a_text_is_read_in_the_active_language():
    with translation.override("ru"):
        assert consents.current("personal-data").title == "Согласие на обработку персональных данных"
    with translation.override("kk"):
        assert consents.current("personal-data").title == "Дербес деректерді өңдеуге келісім"


def test_a_consent_keeps_its_version_and_both_moments(aigul):
    consents.give(aigul, consents.RESEARCH, at=AT)
    consents.give(aigul, consents.RESEARCH, at=LATER)
    consents.withdraw(aigul, consents.RESEARCH, at=LATER)
    kept = Consent.objects.get()
    assert (kept.purpose, kept.version, kept.given_at, kept.withdrawn_at) == (
        "surveys",
        consents.current_version("surveys"),
        AT,
        LATER,
    )
    assert consents.in_force(aigul, consents.RESEARCH) is None


def test_agreeing_to_a_newer_text_ends_the_older_consent(aigul, a_newer_text):
    Consent.objects.create(user=aigul, purpose="personal-data", version="2026-11", given_at=AT)
    consents.give(aigul, consents.PERSONAL_DATA, at=LATER)
    assert list(aigul.consents.order_by("given_at").values_list("version", "given_at", "withdrawn_at")) == [
        ("2026-11", AT, LATER),
        ("2030-01", LATER, None),
    ]


def test_what_was_not_given_is_not_withdrawn(aigul):
    with pytest.raises(Refused) as refusal:
        consents.withdraw(aigul, consents.RESEARCH, at=AT)
    assert refusal.value.code == "no_consent"
    assert Consent.objects.count() == 0


def test_withdrawing_the_required_consent_closes_the_account_and_ends_its_sessions(as_aigul, aigul):
    consents.give(aigul, consents.PERSONAL_DATA, at=AT)
    assert as_aigul.get("/kk/me/").status_code == 200
    assert UserSession.objects.filter(user=aigul).count() == 1
    people.leave(aigul, at=LATER)
    aigul.refresh_from_db()
    assert not aigul.is_active
    assert aigul.consents.get().withdrawn_at == LATER
    assert UserSession.objects.count() == 0
    assert as_aigul.get("/kk/me/").status_code == 302
