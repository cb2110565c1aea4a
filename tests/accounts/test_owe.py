from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import notices, people
from accounts.models import Notice, User
from tests.accounts.conftest import AT

pytestmark = pytest.mark.django_db


def owe(**given) -> list[Notice]:
    whole = {"code": "residence_confirmed", "key": "k", "at": AT, "context": {"district": "Медеу"}}
    return notices.owe(**(whole | given))


def channels(rows: list[Notice]) -> dict[str, str]:
    return {row.channel: row.address for row in rows}


def person(**given) -> User:
    number = User.objects.count()
    return people.add_person(full_name=f"№{number}", at=AT, **given)


EMAIL, PHONE = "p@example.kz", "+77012345678"


@pytest.mark.parametrize(
    ("addresses", "chosen", "expected"),
    [
        ({"email": EMAIL}, None, {"inbox": "", "email": EMAIL}),
        ({"phone": PHONE}, None, {"inbox": "", "sms": PHONE}),
        ({"email": EMAIL, "phone": PHONE}, None, {"inbox": "", "email": EMAIL}),
        ({"email": EMAIL, "phone": PHONE}, ["email", "sms"], {"inbox": "", "email": EMAIL, "sms": PHONE}),
        ({"email": EMAIL, "phone": PHONE}, ["sms"], {"inbox": "", "sms": PHONE}),
        ({"email": EMAIL, "phone": PHONE}, [], {"inbox": ""}),
    ],
)
def test_a_letter_goes_where_the_person_wants_it_and_always_to_the_inbox(addresses, chosen, expected):
    user = person(**addresses)
    if chosen is not None:
        people.choose_letters(user, language="kk", channels=chosen)
    assert channels(owe(user=user)) == expected


def test_unconfirmed_addresses_get_nothing():
    user = person(email=EMAIL, phone=PHONE)
    EmailAddress.objects.update(verified=False)
    User.objects.update(phone_verified=False)
    assert channels(owe(user=User.objects.get(pk=user.pk))) == {"inbox": ""}


def test_a_stranger_gets_it_by_e_mail_or_else_by_phone_in_the_given_language():
    rows = owe(email=EMAIL, phone=PHONE, language="ru")
    assert channels(rows) == {"email": EMAIL}
    assert rows[0].subject == "Birge: регистрация по месту жительства подтверждена"
    assert channels(owe(key="k2", phone=PHONE)) == {"sms": PHONE}
    assert owe(key="k3") == []


def test_the_language_is_the_persons_and_the_link_follows_it():
    user = person(email=EMAIL, language="ru")
    rows = owe(user=user, language="kk", link="/kk/me/residence/")
    assert {(row.language, row.link) for row in rows} == {("ru", "/ru/me/residence/")}


def test_one_key_is_one_letter_however_often_it_is_owed():
    user = person(email=EMAIL)
    assert len(owe(user=user)) == 2
    assert owe(user=user) == []
    assert Notice.objects.count() == 2


def test_the_inbox_has_it_at_once_and_the_rest_is_owed():
    rows = {row.channel: (row.state, row.sent_at, row.due_at) for row in owe(user=person(email=EMAIL))}
    assert rows == {"inbox": ("sent", AT, AT), "email": ("owed", None, AT)}


def test_a_letter_lives_and_dies_with_the_callers_transaction():
    user = person(email=EMAIL)
    with pytest.raises(RuntimeError), transaction.atomic():
        owe(user=user)
        raise RuntimeError
    assert Notice.objects.count() == 0


def test_a_channel_without_words_is_not_used():
    rows = notices.owe(
        code="account_changed",
        key="k",
        at=AT,
        context={"change": "құпиясөз"},
        user=person(phone=PHONE),
        expires_at=AT + timedelta(minutes=5),
    )
    assert channels(rows) == {"inbox": ""}


def test_owing_asks_few_questions(django_assert_max_num_queries):
    user = person(email=EMAIL, phone=PHONE)
    with django_assert_max_num_queries(9):
        owe(user=user)


def test_the_worker_is_called_on_commit_and_a_dead_broker_is_no_harm(
    django_capture_on_commit_callbacks, monkeypatch, caplog
):
    def dead(*args, **kwargs):
        raise ConnectionError("nobody there")

    monkeypatch.setattr("celery.app.base.Celery.send_task", dead)
    monkeypatch.setattr("workflow.outbox._deaf_until", 0.0)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        user = person(email=EMAIL)
        owe(user=user)
        owe(user=user, key="another")
    assert len(callbacks) == 1
    assert "The workers were not woken" in caplog.text
    assert Notice.objects.filter(state="owed").count() == 2
