"""Named reads of the ballot box: its keys, its log, its proofs. Nothing here can read a choice."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Q

from accounts.sealing import seal, unseal
from budget.models import Checkpoint, Edition, EditionKey, LogLeaf, LogNode
from budget.rules.box import merkle, notes

_LOG, _ROLL, _DRAW = "ballot-log", "ballot-roll", "tie-draw"
EVERYWHERE = "*"


@dataclass(frozen=True)
class Proof:
    """That a leaf is in the log: its number, the checkpoint and the roots from the leaf up."""

    index: int
    checkpoint: Checkpoint
    path: tuple[bytes, ...]


def sealed_log_key(edition_id: int, key: Ed25519PrivateKey) -> bytes:
    return seal(key.private_bytes_raw().hex(), secret=settings.BALLOT_KEY, purpose=_LOG, about=f"edition:{edition_id}")


def sealed_roll_key(edition_id: int, key: bytes) -> bytes:
    return seal(key.hex(), secret=settings.BALLOT_KEY, purpose=_ROLL, about=f"edition:{edition_id}")


def log_key(edition_id: int, sealed: bytes) -> Ed25519PrivateKey:
    """The key that signs receipts and checkpoints. Raises ``SealBroken`` under another ``BALLOT_KEY``."""
    raw = unseal(sealed, secret=settings.BALLOT_KEY, purpose=_LOG, about=f"edition:{edition_id}")
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(raw))


def sealed_seed(edition_id: int, seed: str) -> bytes:
    return seal(seed, secret=settings.BALLOT_KEY, purpose=_DRAW, about=f"edition:{edition_id}")


def draw_seed(edition_id: int, sealed: bytes) -> str:
    """The seed that decides ties, before it is revealed. Raises ``SealBroken`` under another ``BALLOT_KEY``."""
    return unseal(sealed, secret=settings.BALLOT_KEY, purpose=_DRAW, about=f"edition:{edition_id}")


def roll_key(edition_id: int, sealed: bytes) -> bytes:
    """The key under which voters and phones stand on the roll."""
    return bytes.fromhex(unseal(sealed, secret=settings.BALLOT_KEY, purpose=_ROLL, about=f"edition:{edition_id}"))


def origin(edition: Edition) -> str:
    """The name of the edition's log in checkpoints."""
    return f"{urlsplit(settings.SITE_URL).hostname}/{edition.code}"


def verifier(edition: Edition, key: EditionKey) -> notes.Verifier:
    """By which everybody checks the log's signatures."""
    return notes.Verifier(origin(edition), bytes(key.log_public))


def key_of(edition: Edition) -> EditionKey | None:
    return EditionKey.objects.filter(edition=edition).first()


def newest(edition_id: int) -> Checkpoint | None:
    """The newest checkpoint; the closing one where there is one."""
    return Checkpoint.objects.filter(edition_id=edition_id).order_by("-size", "-closing").first()


def closing(edition_id: int) -> Checkpoint | None:
    return Checkpoint.objects.filter(edition_id=edition_id, closing=True).first()


def leaf_index(edition_id: int, leaf: bytes) -> int | None:
    """The number of the leaf with this hash."""
    return LogLeaf.objects.filter(edition_id=edition_id, hash=leaf).values_list("index", flat=True).first()


def inclusion(edition_id: int, index: int, checkpoint: Checkpoint) -> Proof:
    """The proof that leaf ``index`` is under this checkpoint. Two queries. ``ValueError``: it is not."""
    spans = merkle.inclusion(index, checkpoint.size)
    return Proof(index, checkpoint, tuple(merkle.proof(spans, lambda nodes: _roots(edition_id, nodes))))


def consistency(edition_id: int, old: int, new: int) -> list[bytes]:
    """The proof that the log of ``old`` leaves is the beginning of that of ``new``. ``ValueError``: no such sizes."""
    return merkle.proof(merkle.consistency(old, new), lambda nodes: _roots(edition_id, nodes))


def _roots(edition_id: int, nodes: list[merkle.Node]) -> dict[merkle.Node, bytes]:
    leaves = [place for level, place in nodes if level == 0]
    found = {
        (0, index): bytes(root)
        for index, root in LogLeaf.objects.filter(edition_id=edition_id, index__in=leaves).values_list("index", "hash")
    }
    wanted = Q()
    for level, place in nodes:
        if level:
            wanted |= Q(level=level, place=place)
    if wanted:
        rows = LogNode.objects.filter(wanted, edition_id=edition_id).values_list("level", "place", "root")
        found |= {(level, place): bytes(root) for level, place, root in rows}
    return found
