"""How long an open page takes to show what has been committed: one clock for the database, one for the page."""

import threading
import time
from dataclasses import dataclass, field

from django.db import connections
from playwright.sync_api import Page

from appeals.models import Appeal

LOOK_S = 0.004
# Each change of the page's live part: when, and what it says then. The machine's clock is one for page and test.
RECORD = """
() => {
  window.seen = [];
  const note = () => {
    const part = document.querySelector("main");
    const seqs = [...part.querySelectorAll("[data-seq]")].map((step) => Number(step.dataset.seq));
    window.seen.push({ at: Date.now(), seqs, words: part.innerText });
  };
  note();
  const all = { subtree: true, childList: true, characterData: true };
  new MutationObserver(note).observe(document.querySelector("main"), all);
}
"""
FIND = """
([seq, words]) => window.seen.find((one) => (!seq || one.seqs.includes(seq)) && one.words.includes(words))?.at
"""


@dataclass
class CommitWatch:
    """Looks at the row of an appeal every few milliseconds and notes when each version could first be read."""

    number: str
    commits: dict[int, float] = field(default_factory=dict)

    def __enter__(self) -> "CommitWatch":
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception) -> None:
        self._done.set()
        self._thread.join(5)

    def _look(self) -> None:
        rows = Appeal.objects.filter(number=self.number).values_list("seq", flat=True)
        while not self._done.is_set():
            self.commits.setdefault(rows.get(), time.time())
            self._done.wait(LOOK_S)
        connections.close_all()


def record(page: Page) -> None:
    """From now on the page remembers each of its changes."""
    page.wait_for_selector("[data-live-mark][data-state=live]", state="attached")
    page.evaluate(RECORD)


def shown_at(page: Page, *, seq: int | None = None, words: str = "") -> float:
    """When the page first showed a step of its timeline, or some words; waits for it."""
    found = page.wait_for_function(FIND, arg=[seq, words])
    return found.json_value() / 1000
