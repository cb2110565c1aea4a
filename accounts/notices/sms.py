"""Ways out for an SMS: a file per message, the console, or the operator's HTTP gateway."""

import hashlib
import logging
import time
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from django.conf import settings

logger = logging.getLogger(__name__)

_TIMEOUT_S = 10
_KEPT_BYTES = 200
_WORTH_RETRYING = {408, 425, 429}


class NotSent(Exception):
    """The message did not leave; the text goes into the delivery log.

    ``for_good``: another try would end the same way. ``closed``: the way out itself does not work at the moment.
    """

    def __init__(self, answer: str, *, for_good: bool = False, closed: bool = False) -> None:
        super().__init__(answer)
        self.for_good = for_good
        self.closed = closed


class Gateway(Protocol):
    """Sends one message. ``key`` is the same in every try, so that the operator can drop a repetition."""

    def send(self, *, phone: str, text: str, key: str) -> str:
        """Return what the other side said. Raises ``NotSent``."""


class FileGateway:
    """For a developer: one text file per message, named by its key, so a repeated try makes no second file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, phone: str, text: str, key: str) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{phone.lstrip('+')}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.txt"
        path.write_text(f"To: {phone}\n\n{text}\n", encoding="utf-8")
        return path.name


class ConsoleGateway:
    """For a developer: the message is a line on standard error."""

    def send(self, *, phone: str, text: str, key: str) -> str:
        logger.warning("SMS to %s: %s", phone, text)
        return "console"


class HttpGateway:
    """POSTs ``{"to", "text", "reference"}`` as JSON with a bearer token and an ``Idempotency-Key``.

    2xx is delivery; 408, 425, 429, 5xx and silence are tried again; any other answer is final. Redirects are refused.
    """

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token

    def send(self, *, phone: str, text: str, key: str) -> str:
        headers = {"Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = {"to": phone, "text": text, "reference": key}
        try:
            with httpx.stream("POST", self.url, json=body, headers=headers, timeout=_TIMEOUT_S) as answer:
                said = f"{answer.status_code} {_beginning(answer)}"
        except httpx.HTTPError as error:
            raise NotSent(f"{type(error).__name__}: {error}", closed=True) from error
        if answer.is_success:
            return said
        later = answer.status_code >= 500 or answer.status_code in _WORTH_RETRYING
        raise NotSent(said, for_good=not later, closed=later)


def _beginning(answer: httpx.Response) -> str:
    """The first words of the answer's body: a server that drips or never ends must not hold the worker."""
    read = b""
    deadline = time.monotonic() + _TIMEOUT_S
    for chunk in answer.iter_bytes():
        read += chunk
        if len(read) >= _KEPT_BYTES or time.monotonic() > deadline:
            break
    return read[:_KEPT_BYTES].decode(errors="replace")


def gateway() -> Gateway:
    """The gateway that ``SMS_GATEWAY_URL`` names: ``file://``, ``console://``, ``http://`` or ``https://``."""
    url = settings.SMS_GATEWAY_URL
    scheme = urlsplit(url).scheme
    if scheme == "file":
        return FileGateway(Path(urlsplit(url).path))
    if scheme == "console":
        return ConsoleGateway()
    if scheme in {"http", "https"}:
        return HttpGateway(url, settings.SMS_GATEWAY_TOKEN)
    raise NotSent("SMS_GATEWAY_URL is not set.", closed=True)
