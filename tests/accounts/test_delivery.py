"""Letters against a real SMTP server and a real HTTP gateway: up, down, slow, killed in the middle."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.db import connections

from accounts import notices
from accounts.models import Notice, NoticeAttempt
from accounts.notices import delivery, sms
from config.settings import mail
from tests.accounts.conftest import AT

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


class Postbox:
    """What the SMTP server got. ``refuses``: its answer to every recipient; ``pause_s``: before it takes a letter."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.refuses = ""
        self.pause_s = 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.pause_s:
            time.sleep(self.pause_s)
        self.letters.append(envelope)
        return "250 taken"

    @property
    def ids(self) -> list[str]:
        return [
            line.decode()
            for letter in self.letters
            for line in letter.content.splitlines()
            if line.lower().startswith(b"message-id:")
        ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    for name, value in mail.parse(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    yield box
    controller.stop()


@pytest.fixture
def no_postbox(settings) -> None:
    for name, value in mail.parse(f"smtp://127.0.0.1:{free_port()}").items():
        setattr(settings, name, value)


def owe(number: int = 1, **given) -> Notice:
    address = {"email": f"p{number}@example.kz"} if "phone" not in given else {}
    whole = {"code": "residence_confirmed", "key": f"k{number}", "at": AT, "context": {"district": "Медеу"}}
    return notices.owe(**(whole | address | given))[0]


def state(notice: Notice) -> tuple[str, int]:
    notice.refresh_from_db()
    return notice.state, notice.tries


def test_an_e_mail_arrives_whole(postbox, settings):
    notice = owe(link="/kk/me/residence/", language="ru")
    assert notices.deliver(AT) == 1
    assert state(notice) == ("sent", 1)
    letter = postbox.letters[0]
    text = letter.content.decode()
    assert letter.rcpt_tos == ["p1@example.kz"]
    assert "Content-Language: ru" in text
    body = message_from_bytes(letter.content).get_payload(decode=True).decode()
    assert f"{settings.SITE_URL}/ru/me/residence/" in body
    assert notices.deliver(AT + MINUTE) == 0


def test_a_letter_is_not_sent_before_its_time(postbox):
    owe(at=AT + MINUTE)
    assert notices.deliver(AT) == 0
    assert notices.deliver(AT + MINUTE) == 1


def test_a_dead_server_delays_and_every_try_is_written_down(no_postbox):
    notice = owe()
    assert notices.deliver(AT) == 1
    assert state(notice) == ("owed", 1)
    assert notice.due_at == AT + timedelta(seconds=15)
    assert notices.deliver(AT + timedelta(seconds=14)) == 0
    assert notices.deliver(AT + timedelta(seconds=15)) == 1
    assert state(notice) == ("owed", 2)
    assert [(a.at, a.succeeded, a.answer.split(":")[0]) for a in NoticeAttempt.objects.order_by("pk")] == [
        (AT, False, "ConnectionRefusedError"),
        (AT + timedelta(seconds=15), False, "ConnectionRefusedError"),
    ]


def test_the_server_comes_back_and_the_letter_arrives(no_postbox, request):
    notice = owe()
    notices.deliver(AT)
    box = request.getfixturevalue("postbox")
    assert notices.deliver(AT + MINUTE) == 1
    assert state(notice) == ("sent", 2)
    assert len(box.letters) == 1


def test_pauses_double_up_to_three_hours():
    pauses = [delivery.pause_after(tries).total_seconds() for tries in (1, 2, 3, 4, 10, 11, 30)]
    assert pauses == [15, 30, 60, 120, 7680, 10800, 10800]


def test_trying_ends_with_the_set_number_and_lasts_over_a_weekend(no_postbox, settings):
    whole = sum((delivery.pause_after(tries) for tries in range(1, settings.NOTICE_TRIES)), timedelta())
    assert whole > timedelta(days=2)
    settings.NOTICE_TRIES = 2
    notice = owe()
    notices.deliver(AT)
    notices.deliver(AT + MINUTE)
    assert state(notice) == ("failed", 2)
    assert notices.deliver(AT + timedelta(days=9)) == 0


def test_an_address_that_does_not_exist_is_given_up_at_once(postbox):
    postbox.refuses = "550 no such mailbox"
    notice = owe()
    notices.deliver(AT)
    assert state(notice) == ("failed", 1)
    assert "no such mailbox" in NoticeAttempt.objects.get().answer


def test_a_full_mailbox_is_tried_again_and_does_not_hold_others_up(postbox):
    postbox.refuses = "452 mailbox full"
    first, second = owe(1), owe(2)
    assert notices.deliver(AT) == 2
    assert (state(first), state(second)) == (("owed", 1), ("owed", 1))


def test_a_dead_channel_is_left_alone_for_the_run_and_the_others_go_on(no_postbox):
    mails = [owe(number) for number in range(3)]
    message = owe(9, phone="+77012345678")
    assert notices.deliver(AT) == 2
    assert sorted(state(letter) for letter in mails) == [("owed", 0), ("owed", 0), ("owed", 1)]
    assert state(message) == ("sent", 1)


def test_a_letter_that_cannot_be_written_does_not_stop_the_queue(postbox):
    broken, good = owe(1), owe(2)
    Notice.objects.filter(pk=broken.pk).update(subject="two\nlines")
    assert notices.deliver(AT) == 2
    assert (state(broken), state(good)) == (("owed", 1), ("sent", 1))
    assert NoticeAttempt.objects.get(notice=broken).answer.startswith("BadHeaderError")


def test_a_code_too_old_is_not_sent_and_its_text_is_wiped(postbox):
    notice = owe(code="sign_in_code", context={"code": "482913", "minutes": 5}, secret=True, expires_at=AT + MINUTE)
    notices.deliver(AT + MINUTE)
    assert state(notice) == ("failed", 0)
    assert (notice.body, postbox.letters) == ("", [])


def test_a_sent_code_leaves_no_trace_in_the_database(postbox):
    notice = owe(code="sign_in_code", context={"code": "482913", "minutes": 5}, secret=True, expires_at=AT + MINUTE)
    assert "482913" in notice.body
    notices.deliver(AT)
    assert state(notice) == ("sent", 1)
    assert "482913" not in notice.body + notice.subject


class TestGateway:
    @pytest.fixture(autouse=True)
    def gateway(self, settings, outside):
        settings.SMS_GATEWAY_URL = outside.url + "/send"
        settings.SMS_GATEWAY_TOKEN = "tok"
        return outside

    @pytest.fixture
    def message(self) -> Notice:
        return owe(phone="+77012345678")

    def test_the_gateway_gets_number_text_and_key(self, gateway, message):
        gateway.answers(202, '{"id": 7}')
        notices.deliver(AT)
        assert state(message) == ("sent", 1)
        assert json.loads(gateway.bodies[0]) == {
            "to": "+77012345678",
            "text": message.body,
            "reference": f"{message.key}:0",
        }
        assert gateway.headers[0]["Authorization"] == "Bearer tok"
        assert gateway.headers[0]["Idempotency-Key"] == f"{message.key}:0"
        assert NoticeAttempt.objects.get().answer == '202 {"id": 7}'

    @pytest.mark.parametrize(
        ("status", "after"),
        [(500, "owed"), (503, "owed"), (429, "owed"), (408, "owed"), (400, "failed"), (403, "failed"), (302, "failed")],
    )
    def test_what_is_worth_another_try(self, gateway, message, status, after):
        gateway.answers(status, "no")
        notices.deliver(AT)
        assert state(message) == (after, 1)

    def test_every_try_carries_the_same_key(self, gateway, message):
        gateway.answers(500, "no")
        notices.deliver(AT)
        gateway.answers(200, "yes")
        notices.deliver(AT + MINUTE)
        assert [headers["Idempotency-Key"] for headers in gateway.headers] == [f"{message.key}:0"] * 2
        assert state(message) == ("sent", 2)

    def test_sending_again_by_hand_is_a_new_message_for_the_gateway(self, gateway, message):
        notices.deliver(AT)
        assert delivery.resend([message.pk], AT + MINUTE) == 1
        notices.deliver(AT + MINUTE)
        assert [headers["Idempotency-Key"] for headers in gateway.headers] == [f"{message.key}:0", f"{message.key}:1"]

    @pytest.mark.parametrize("manner", ["hangs", "drips"])
    def test_a_slow_gateway_is_not_waited_for_for_ever(self, gateway, message, manner, monkeypatch):
        monkeypatch.setattr(sms, "_TIMEOUT_S", 0.3)
        getattr(gateway, manner)()
        began = time.monotonic()
        notices.deliver(AT)
        assert time.monotonic() - began < 10
        assert state(message)[1] == 1

    def test_a_gateway_that_is_down_delays(self, gateway, message):
        gateway.close()
        notices.deliver(AT)
        assert state(message) == ("owed", 1)


def test_without_a_gateway_a_message_waits(settings):
    settings.SMS_GATEWAY_URL = ""
    notice = owe(phone="+77012345678")
    notices.deliver(AT)
    assert state(notice) == ("owed", 1)


def test_a_developer_reads_the_message_in_a_file(folders):
    notice = owe(phone="+77012345678")
    notices.deliver(AT)
    files = list((folders / "sms").iterdir())
    assert [file.read_text() for file in files] == [f"To: +77012345678\n\n{notice.body}\n"]


def test_secret_letters_and_the_inbox_are_not_sent_again(aigul, postbox):
    code = owe(code="sign_in_code", context={"code": "1", "minutes": 5}, secret=True)
    notices.deliver(AT)
    inbox = next(row for row in notices.owe(code="account_changed", key="i", at=AT, context={}, user=aigul))
    assert delivery.resend([code.pk, inbox.pk], AT) == 0


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_every_letter_once(postbox):
    for number in range(40):
        owe(number)

    def work() -> None:
        try:
            notices.deliver(AT)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(letter.rcpt_tos[0] for letter in postbox.letters) == sorted(f"p{n}@example.kz" for n in range(40))
    assert set(Notice.objects.values_list("state", "tries")) == {("sent", 1)}


KILLED = """
import django; django.setup()
from django.utils import timezone
from accounts import notices
while True:
    notices.deliver(timezone.now())
"""


LETTERS, BEFORE_A_KILL = 40, 15


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_no_letter(postbox, settings):
    """SIGKILL while the mail server is taking a letter; the next worker sends the rest, and repeats one at most."""
    for number in range(LETTERS):
        owe(number)
    postbox.pause_s = 0.03
    base = connections["default"].settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "DATABASE_URL": f"postgis://{base['USER']}@/{base['NAME']}?host={base['HOST']}&port={base['PORT']}",
    }
    kills = 0
    while Notice.objects.filter(state="owed").exists():
        assert kills < 10, "the workers get nowhere"
        enough = min(len(postbox.letters) + BEFORE_A_KILL, LETTERS + kills)
        worker = subprocess.Popen([sys.executable, "-c", KILLED], env=environment)
        deadline = time.monotonic() + 60
        while len(postbox.letters) < enough and time.monotonic() < deadline:
            assert worker.poll() is None, "the worker ended by itself"
            if not Notice.objects.filter(state="owed").exists():
                break
            time.sleep(0.01)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        kills += 1
    arrived = [letter.rcpt_tos[0] for letter in postbox.letters]
    assert set(arrived) == {f"p{number}@example.kz" for number in range(LETTERS)}
    assert len(arrived) - LETTERS <= kills
    assert len(set(postbox.ids)) == LETTERS
    assert kills >= 2
