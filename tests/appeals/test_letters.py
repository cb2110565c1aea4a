"""Who is told what after which act, and who may watch and follow."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from accounts.models import Notice
from accounts.notices import letters
from appeals import consumers, handlers
from appeals.enums import Status
from appeals.rules.report import NO_CONTACT, Contact
from appeals.services import author, triage, work
from appeals.workflow import APPEAL
from tests.doors.visitors import of
from tests.factories import people
from tests.factories.appeals import AT, register
from workflow import outbox
from workflow.models import Act
from workflow.registry import Scope, find

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


def told() -> set[tuple[str, str, str]]:
    """Code, to whom, by which channel."""
    return {(one.code, str(one.user or one.address), one.channel) for one in Notice.objects.all()}


def test_the_receipt_without_an_account_carries_the_code(town):
    filed = register()
    outbox.drain()
    notice = Notice.objects.get()
    assert (notice.code, notice.address, notice.channel, notice.language) == (
        "appeal_registered",
        "aigul@example.kz",
        "email",
        "kk",
    )
    assert (filed.claim_code in notice.body, filed.appeal.number in notice.subject) == (True, True)
    assert notice.link == f"/kk/appeals/{filed.appeal.number}/"


def test_with_a_phone_only_it_is_an_sms(town):
    filed = register(contact=Contact(phone="+7 701 234 56 78"), language="ru")
    outbox.drain()
    notice = Notice.objects.get()
    assert (notice.channel, notice.address, notice.language) == ("sms", "+77012345678", "ru")
    assert filed.claim_code in notice.body


def test_nobody_to_tell(town):
    register(contact=NO_CONTACT)
    outbox.drain()
    assert told() == set()


def test_with_an_account_it_is_in_the_persons_language_without_the_code(town):
    EmailAddress.objects.create(user=town.resident, email=town.resident.email, verified=True, primary=True)
    filed = register(actor=town.actor("resident"))
    outbox.drain()
    assert {(one.channel, one.language) for one in Notice.objects.all()} == {("inbox", "ru"), ("email", "ru")}
    assert [filed.claim_code in one.body for one in Notice.objects.all()] == [False, False]


def test_every_step_tells_the_right_people(town):
    resident, executor, head = str(town.resident), str(town.executor), str(town.head)
    people.officer("executor", "akimat-turksib", "medeu")
    people.officer("executor", "akimat-medeu")
    appeal = town.appeal(Status.ASKED)
    author.reply(appeal.pk, text="212-үй", actor=town.actor("resident"), at=LATER)
    triage.route(appeal.pk, actor=town.actor("moderator"), at=LATER)
    work.accept(appeal.pk, actor=town.actor("executor"), at=LATER)
    work.report(
        appeal.pk, text="Шұңқыр асфальтпен жамалды.", no_photo_reason="Түн", actor=town.actor("executor"), at=LATER
    )
    work.return_(appeal.pk, reason="Сурет керек.", actor=town.actor("controller"), at=LATER)
    work.report(
        appeal.pk, text="Шұңқыр асфальтпен жамалды.", no_photo_reason="Түн", actor=town.actor("executor"), at=LATER
    )
    work.answer(appeal.pk, actor=town.actor("controller"), at=LATER)
    author.reopen(appeal.pk, reason="Қайта ойылды.", actor=town.actor("resident"), at=LATER)
    outbox.drain()
    assert told() == {
        ("appeal_registered", resident, "inbox"),
        ("appeal_question", resident, "inbox"),
        ("appeal_routed", resident, "inbox"),
        ("appeal_arrived", executor, "inbox"),
        ("appeal_arrived", head, "inbox"),
        ("appeal_returned", executor, "inbox"),
        ("appeal_answered", resident, "inbox"),
        ("appeal_reopened", executor, "inbox"),
        ("appeal_reopened", head, "inbox"),
    }
    bodies = {one.code: one.body for one in Notice.objects.all()}
    assert "Шұңқыр асфальтпен жамалды." in bodies["appeal_answered"]
    assert "Сурет керек." in bodies["appeal_returned"]
    assert "Акимат Турксибского района" in bodies["appeal_routed"]


def test_the_executor_hears_of_a_reply_and_of_a_withdrawal(town):
    appeal = town.appeal(Status.IN_WORK)
    triage.ask(appeal.pk, question="Қай үй?", actor=town.actor("executor"), at=LATER)
    author.reply(appeal.pk, text="212-үй", actor=town.actor("resident"), at=LATER)
    author.withdraw(appeal.pk, actor=town.actor("resident"), at=LATER)
    outbox.drain()
    mine = Notice.objects.filter(user=town.executor).exclude(code="appeal_arrived")
    assert set(mine.values_list("code", flat=True)) == {"appeal_replied", "appeal_withdrawn"}


def test_a_letter_is_owed_once_however_often_the_worker_runs(town):
    register()
    act = Act.objects.get()
    handlers.tell(act)
    handlers.tell(act)
    assert Notice.objects.count() == 1


def test_every_letter_has_its_words_in_three_languages():
    tables = (handlers.LETTERS, handlers.LETTERS_AT_ONCE)
    codes = {letter.code for table in tables for many in table.values() for letter in many}
    assert codes <= set(letters.shipped())
    assert {code for code in letters.shipped() if code.startswith(("appeal_", "complaint_", "term_"))} == codes
    for code in codes:
        languages = {language for language, _channel in letters.letter(code).words}
        assert languages == {"kk", "ru", "en"}


def test_the_acts_of_letters_exist():
    machine = {"register", *(transition.name for transition in APPEAL.transitions)}
    assert set(handlers.LETTERS) <= machine


def scope(user=None, session=None) -> Scope:
    return Scope(user=user or AnonymousUser(), session=session or {})


def signed_in(user) -> Scope:
    """A socket of somebody whose session has shown a second factor, as a post needs it."""
    return scope(user, of(user).session)


def test_watching_is_seeing(town):
    hidden = register().appeal
    public = town.appeal()
    triage.publish(
        public.pk, public_title="Шұңқыр", public_text="Аялдама жанында.", actor=town.actor("moderator"), at=AT
    )
    kind = find("appeal")
    assert kind.watch(scope(), public.number) == public.pk
    assert kind.watch(scope(), hidden.number) is None
    assert kind.watch(scope(town.resident), hidden.number) is None
    assert kind.watch(scope(session={"claimed_appeals": [hidden.pk]}), hidden.number) == hidden.pk
    assert kind.watch(signed_in(town.moderator), hidden.number) == hidden.pk
    assert kind.watch(scope(town.moderator), hidden.number) is None
    assert kind.watch(scope(), "2026-999999") is None
    assert kind.public_id(hidden) == hidden.number


def test_the_lists_that_an_appeal_stands_in(town):
    appeal = town.appeal(Status.ROUTED)
    assert consumers.feeds(appeal) == ["triage", f"org:{appeal.organisation_id}", "district:turksib"]
    triage.publish(
        appeal.pk, public_title="Шұңқыр", public_text="Аялдама жанында.", actor=town.actor("moderator"), at=AT
    )
    appeal.refresh_from_db()
    assert consumers.feeds(appeal) == ["triage", "public", f"org:{appeal.organisation_id}", "district:turksib"]


def test_who_may_follow_which_list(town):
    body = town.appeal(Status.ROUTED).organisation_id
    feeds = ["public", "triage", f"org:{body}", "district:turksib", "district:medeu", "org:x", "nothing", ""]
    everyone = {
        "resident": town.resident,
        "moderator": town.moderator,
        "moderator of a district": people.officer("moderator", "akimat-turksib", "turksib"),
        "executor": town.executor,
        "executor for another district": people.officer("executor", "akimat-turksib", "medeu"),
        "executor elsewhere": people.officer("executor", "almaty-su"),
        "controller of the city": town.controller,
        "akim of the district": people.officer("district_akimat", "akimat-turksib", "turksib"),
    }
    sockets = {"stranger": scope()} | {name: signed_in(user) for name, user in everyone.items()}
    found = {name: [feed for feed in feeds if consumers.follow(held, feed)] for name, held in sockets.items()}
    org = f"org:{body}"
    assert found == {
        "stranger": ["public"],
        "resident": ["public"],
        "moderator": ["public", "triage", org, "district:turksib", "district:medeu"],
        "moderator of a district": ["public", "district:turksib"],
        "executor": ["public", org],
        "executor for another district": ["public"],
        "executor elsewhere": ["public"],
        "controller of the city": ["public", org],
        "akim of the district": ["public", "district:turksib"],
    }
