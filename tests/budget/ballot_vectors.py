"""Vectors that the browser's code is tested against: written by the server's code, read by frontend/tests."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from budget.rules.box import envelope, merkle, notes, receipt

FILE = Path(__file__).resolve().parents[2] / "frontend" / "tests" / "ballot.vectors.json"
BOX = {"edition": "2027", "charter_hash": "ab" * 32, "district": "medeu"}
CHOICE = envelope.Choice(("P-2027-000012", "P-2027-000007"))
SIZES = (1, 2, 3, 7, 8, 13, 64, 100)


def key() -> ec.EllipticCurvePrivateKey:
    """The same key each time; it opens nothing."""
    return ec.derive_private_key(0x42 * 10**60 + 7, ec.SECP256R1())


def signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def made() -> dict:
    """All vectors. Nothing in them depends on chance."""
    origin = "birge.example/2027"
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(max(SIZES))]
    promise = receipt.Receipt("2027", leaves[5], 1_800_000_000, "browser")
    return {
        "box": BOX
        | {
            "key": envelope.public_bytes(key().public_key()).hex(),
            "private": key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()).hex(),
        },
        "label": envelope.label("2027", BOX["charter_hash"], "medeu").decode(),
        "plain": envelope.plain(CHOICE).decode(),
        "choices": list(CHOICE.numbers),
        "leaf_of_0_to_31": merkle.leaf_hash(bytes(range(32))).hex(),
        "trees": [_tree(leaves[:size]) for size in SIZES],
        "log": str(notes.Verifier(origin, signer().public_key().public_bytes_raw())),
        "note": notes.signed(notes.Checkpoint(origin, 13, merkle.root(leaves[:13])), signer()),
        "note_root": merkle.root(leaves[:13]).hex(),
        "receipt": {
            "edition": promise.edition,
            "leaf": promise.leaf.hex(),
            "due": promise.due,
            "sealed_by": promise.sealed_by,
            "signature": receipt.sign(promise, signer()).hex(),
        },
    }


def _tree(leaves: list[bytes]) -> dict:
    grown, nodes = merkle.Growth(), {}
    for leaf in leaves:
        nodes.update(grown.append(leaf))
    proofs = []
    for index in range(0, len(leaves), max(1, len(leaves) // 5)):
        spans = merkle.inclusion(index, len(leaves))
        path = merkle.proof(spans, lambda wanted: {node: nodes[node] for node in wanted})
        proofs.append({"index": index, "leaf": leaves[index].hex(), "path": [step.hex() for step in path]})
    return {"size": len(leaves), "root": grown.root().hex(), "proofs": proofs}


def write() -> None:
    FILE.write_text(json.dumps(made(), indent=1, ensure_ascii=False) + "\n")
