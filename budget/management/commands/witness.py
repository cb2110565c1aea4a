import json
import time
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management.base import BaseCommand, CommandError

from budget.rules.box import merkle, notes

TIMEOUT_S = 30


class Command(BaseCommand):
    """Watches a log from outside. It needs no database and no settings of the city: only the address."""

    help = "Keep the checkpoints of a vote, check that its log only grows, and cosign what is consistent."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("url", help="address of the site, for example https://birge.example")
        parser.add_argument("edition", help="code of the edition")
        parser.add_argument(
            "--folder", type=Path, default=Path("witness"), help="where the key and checkpoints are kept"
        )
        parser.add_argument("--name", default="witness", help="name of this witness, without blanks")
        parser.add_argument("--every", type=int, default=0, help="look again after so many seconds; 0: once")

    def handle(self, *, url: str, edition: str, folder: Path, name: str, every: int, **options) -> None:
        watch = Watch(f"{url.rstrip('/')}/api/v1/budget/{edition}/box/", folder / edition, name)
        self.stdout.write(f"key of this witness: {watch.printed}")
        while True:
            try:
                self.stdout.write(watch.look())
            except notes.Unsound as unsound:
                raise CommandError(
                    f"REFUSED, nothing was signed: {unsound.code}. Keep {folder} as evidence."
                ) from unsound
            except httpx.HTTPError as away:
                self.stderr.write(f"The site does not answer: {away}")
            if not every:
                return
            time.sleep(every)


class Watch:
    """One witness of one log: its key, the log's key as first seen, and the last checkpoint that it signed."""

    def __init__(self, address: str, folder: Path, name: str, *, http: httpx.Client | None = None) -> None:
        self.address, self.folder, self.name = address, folder, name
        self.http = http or httpx.Client(timeout=TIMEOUT_S)
        folder.mkdir(parents=True, exist_ok=True)
        self.key = self._own_key()

    @property
    def printed(self) -> str:
        """The public key, as the manager of the edition enters it."""
        return str(notes.Verifier(self.name, self.key.public_key().public_bytes_raw(), notes.COSIGNED))

    def _own_key(self) -> Ed25519PrivateKey:
        path = self.folder / "key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))

    def look(self) -> str:
        """Fetch the newest checkpoint, check it against the last one, keep it, cosign it. Says what was done.

        Raises ``notes.Unsound``: ``signature``, ``form``, ``origin``, ``key_changed``, ``shrunk``, ``split``: it is
        not the one that was signed before.
        """
        log = self._log_key()
        note = self._get("checkpoint/").text
        checkpoint = notes.read(note, log)
        last = self._last()
        if last is not None:
            self._check_grown(last, checkpoint)
        line = notes.cosigned(note, self.key, name=self.name, seen_at=int(time.time()))
        (self.folder / f"checkpoint-{checkpoint.size:09d}").write_text(note + line)
        state = {"size": checkpoint.size, "root": checkpoint.root.hex(), "closing": checkpoint.closing}
        (self.folder / "last.json").write_text(json.dumps(state))
        sent = self.http.post(f"{self.address}cosignatures/", json={"size": checkpoint.size, "line": line})
        told = (
            "and sent" if sent.status_code == httpx.codes.CREATED else "and kept: the site does not know this witness"
        )
        return f"{checkpoint.size} leaves, root {checkpoint.root.hex()[:16]}, signed {told}"

    def _check_grown(self, last: notes.Checkpoint, now: notes.Checkpoint) -> None:
        if now.size < last.size:
            raise notes.Unsound("shrunk")
        if last.closing and (now.size, now.root) != (last.size, last.root):
            raise notes.Unsound("grown_after_the_end")
        if now.size == last.size:
            path: list[bytes] = []
        else:
            told = self._get(f"consistency/?old={last.size}&new={now.size}").json()
            path = [bytes.fromhex(step) for step in told["path"]]
        if not merkle.proves_consistency(last.size, last.root, now.size, now.root, path):
            raise notes.Unsound("split")

    def _log_key(self) -> notes.Verifier:
        """The log's key: believed at the first look, and never another one after."""
        path = self.folder / "log-key"
        told = self._get("").json()["log_key"]
        if not path.exists():
            path.write_text(told)
        if path.read_text() != told:
            raise notes.Unsound("key_changed")
        return notes.verifier(told)

    def _last(self) -> notes.Checkpoint | None:
        path = self.folder / "last.json"
        if not path.exists():
            return None
        state = json.loads(path.read_text())
        return notes.Checkpoint("", state["size"], bytes.fromhex(state["root"]), state["closing"])

    def _get(self, path: str) -> httpx.Response:
        answer = self.http.get(f"{self.address}{path}")
        answer.raise_for_status()
        return answer
