"""A stand-in for the push service of a browser's maker, and a letter of which only the notification is owed."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command

from accounts import notices
from accounts.models import Notice, User
from tests.accounts.conftest import AT

AUTH = b"0123456789abcdef"


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


class Service:
    """Takes messages as a push service does. ``status``: its answer; ``moved_to``: where it sends the sender."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.moved_to = 201, ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.status)
                if outer.moved_to:
                    self.send_header("Location", outer.moved_to)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words: object) -> None:
                """Silence on standard error."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@contextmanager
def at_work(settings, capsys) -> Iterator[Service]:
    """The service at its address, which the settings know, and a key of our own."""
    found = Service()
    call_command("new_push_key")
    settings.PUSH_PRIVATE_KEY = capsys.readouterr().out.strip()
    settings.PUSH_SERVICES = [found.origin]
    yield found
    found.server.shutdown()
    found.server.server_close()


def point(own_key: ec.EllipticCurvePrivateKey) -> str:
    return text(own_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def owed(user: User) -> Notice:
    """A letter to the person, of which only the notification is left to be sent."""
    told = {"number": "2026-000123", "title": "Шұңқыр", "received_at": AT, "due_on": AT.date(), "claim_code": ""}
    rows = notices.owe(code="appeal_registered", key="k", at=AT, context=told, user=user, link="/kk/appeals/x/")
    (mine,) = [row for row in rows if row.channel == "push"]
    Notice.objects.exclude(pk=mine.pk).update(state="sent")
    return mine
