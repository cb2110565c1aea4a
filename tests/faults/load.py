"""A crowd that files and acts through HTTP while the house is falling down, and remembers what it was told."""

import random
import threading
import time
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import httpx

from tests.faults.audit import Receipt

PAUSE_S = 0.15
PATIENCE_S = 60
ACCEPTED = (200, 201)


@dataclass
class Crowd:
    """``clerk``: cookies of a moderator, by which every third appeal is routed."""

    url: str
    clerk: dict[str, str]
    seed: int
    people: int = 6
    receipts: list[Receipt] = field(default_factory=list)
    tried: set[UUID] = field(default_factory=set)
    disagreements: list[str] = field(default_factory=list)
    hitches: int = 0

    def __post_init__(self) -> None:
        self._enough = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._live, args=(number,)) for number in range(self.people)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int) -> None:
        """Until so many further filings are acknowledged."""
        enough = len(self.receipts) + more
        deadline = time.monotonic() + PATIENCE_S
        while len(self.receipts) < enough:
            assert time.monotonic() < deadline, f"only {len(self.receipts)} filings were acknowledged"
            time.sleep(0.01)

    def finish(self) -> None:
        """No new filings; those begun are tried until they are acknowledged."""
        self._enough.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "somebody never got an answer"

    def _live(self, number: int) -> None:
        chance = random.Random(self.seed * 100 + number)
        with httpx.Client(base_url=self.url, timeout=10) as sender:
            while not self._enough.is_set():
                self._file(sender, chance)

    def _file(self, sender: httpx.Client, chance: random.Random) -> None:
        key = uuid4()
        with self._lock:
            self.tried.add(key)
        channel = chance.choice(["email", "sms"])
        told = self._until_acknowledged(sender, "/api/v1/appeals/", _filing(key, channel), key)
        receipt = Receipt(key, told["number"], channel)
        if chance.random() < 0.2:  # the second click, the form sent again
            again = self._until_acknowledged(sender, "/api/v1/appeals/", _filing(key, channel), key)
            if again["number"] != told["number"]:
                self.disagreements.append(f"{told['number']} and {again['number']}")
        if chance.random() < 0.33 and self._route(sender, told["number"]):
            receipt = replace(receipt, acts=("route",))
        with self._lock:
            self.receipts.append(receipt)

    def _until_acknowledged(self, sender: httpx.Client, path: str, body: dict, key: UUID) -> dict:
        """Send the same request with the same key until the house says that it has it."""
        while True:
            try:
                answer = sender.post(path, json=body, headers={"Idempotency-Key": str(key)})
                if answer.status_code in ACCEPTED:
                    return answer.json()
                assert answer.status_code >= 500, f"{answer.status_code}: {answer.text}"
            except httpx.TransportError:
                pass
            with self._lock:
                self.hitches += 1
            time.sleep(PAUSE_S)

    def _route(self, sender: httpx.Client, number: str) -> bool:
        """One attempt; true if it was acknowledged. An answer that is lost on the way promises nothing."""
        headers = {"X-CSRFToken": self.clerk["csrftoken"], "Referer": self.url}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.clerk.items())
        try:
            answer = sender.post(f"/api/v1/appeals/{number}/route/", json={"seq": 1}, headers=headers)
        except httpx.TransportError:
            return False
        assert answer.status_code == 200 or answer.status_code >= 500, f"{answer.status_code}: {answer.text}"
        return answer.status_code == 200


def _filing(key: UUID, channel: str) -> dict:
    contact = {"email": f"{key.hex[:12]}@example.kz"} if channel == "email" else {"phone": "+77012345678"}
    return {
        "text": f"Аялдаманың жанында терең шұңқыр бар, көліктер айналып өтеді. {key.hex[:8]}",
        "language": "kk",
        "category": "roads-pothole",
        "place": {"lon": 77.0405, "lat": 43.3521},
        "contact": contact,
        "consent": "2026-11",
    }
