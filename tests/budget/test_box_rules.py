"""The box in plain Python: envelopes, tree, notes, receipts, shares."""

import hashlib
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from budget.rules.box import envelope, merkle, notes, receipt, shares

KEY = ec.generate_private_key(ec.SECP256R1())
LABEL = envelope.label("bpp-2027", "ab" * 32, "medeu")
# Leaves and roots of the reference tree of Certificate Transparency (RFC 6962 test data).
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_what_is_sealed_comes_out_and_all_envelopes_are_of_one_length():
    choices = [
        envelope.Choice(("P-7",)),
        envelope.Choice(("P-3", "P-12", "P-45")),
        envelope.Choice(("P-1", "P-2"), (5, 3)),
    ]
    sealed = [envelope.seal(one, key=KEY.public_key(), label=LABEL) for one in choices]
    assert [envelope.unseal(one, key=KEY, label=LABEL) for one in sealed] == choices
    assert {len(one) for one in sealed} == {envelope.SEALED_BYTES}


def test_an_envelope_opens_for_its_own_edition_rules_and_district_only():
    sealed = envelope.seal(envelope.Choice(("P-7",)), key=KEY.public_key(), label=LABEL)
    others = [("bpp-2026", "ab" * 32, "medeu"), ("bpp-2027", "ac" * 32, "medeu"), ("bpp-2027", "ab" * 32, "almaly")]
    codes = set()
    for other in others:
        with pytest.raises(envelope.Unreadable) as broken:
            envelope.unseal(sealed, key=KEY, label=envelope.label(*other))
        codes.add(broken.value.code)
    assert codes == {"key"}


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"{}",
        b'{"choices":"1"}',
        b'{"choices":[true]}',
        b'{"choices":[1.5]}',
        b'{"choices":["P-1"],"x":1}',
        b'{"choices":[1]}',
        b'{"choices":["P-1"],"points":["1"]}',
        b"\xff",
        b"[" * 1024,
    ],
)
def test_what_is_no_ballot_is_named_so(text):
    with pytest.raises(envelope.Unreadable, match="content"):
        envelope._read(text.ljust(envelope.PLAIN_BYTES))


def test_the_tree_has_the_roots_of_certificate_transparency():
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    assert [merkle.root(leaves[: size + 1]).hex() for size in range(8)] == CT_ROOTS
    assert merkle.root([]) == hashlib.sha256().digest()


def tree(size: int) -> tuple[list[bytes], dict]:
    grown, nodes = merkle.Growth(), {}
    leaves = [merkle.leaf_hash(str(place).encode()) for place in range(size)]
    for leaf in leaves:
        nodes.update(grown.append(leaf))
    assert grown.root() == merkle.root(leaves)
    return leaves, nodes


@given(st.integers(1, 130).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_every_leaf_is_proven_and_no_other_in_its_place(shape):
    size, index = shape
    leaves, nodes = tree(size)
    path = merkle.proof(merkle.inclusion(index, size), lambda wanted: {node: nodes[node] for node in wanted})
    whole = merkle.root(leaves)
    assert merkle.proves_inclusion(leaves[index], index, size, path, whole)
    assert not merkle.proves_inclusion(merkle.leaf_hash(b"other"), index, size, path, whole)
    assert not merkle.proves_inclusion(leaves[index], index, size, [*path, whole], whole)
    assert len(path) <= (size - 1).bit_length()


@given(st.integers(1, 130).flatmap(lambda new: st.tuples(st.integers(1, new), st.just(new))))
def test_a_longer_tree_is_proven_to_begin_with_the_shorter(sizes):
    old, new = sizes
    leaves, nodes = tree(new)
    path = merkle.proof(merkle.consistency(old, new), lambda wanted: {node: nodes[node] for node in wanted})
    before, after = merkle.root(leaves[:old]), merkle.root(leaves)
    assert merkle.proves_consistency(old, before, new, after, path)
    assert not merkle.proves_consistency(old, merkle.leaf_hash(b"other"), new, after, path)
    if path:
        assert not merkle.proves_consistency(old, before, new, after, path[:-1])


def test_a_checkpoint_is_read_back_only_with_the_key_that_signed_it():
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    checkpoint = notes.Checkpoint("birge.kz/bpp-2027", 12, merkle.leaf_hash(b"x"), closing=True)
    note = notes.signed(checkpoint, key)
    by = notes.Verifier(checkpoint.origin, key.public_key().public_bytes_raw())
    assert notes.read(note, by) == checkpoint
    assert notes.verifier(str(by)) == by
    with pytest.raises(notes.Unsound, match="signature"):
        notes.read(note, notes.Verifier(checkpoint.origin, other.public_key().public_bytes_raw()))
    with pytest.raises(notes.Unsound, match="signature"):
        notes.read(note.replace("\n12\n", "\n13\n"), by)
    with pytest.raises(notes.Unsound, match="form"):
        notes.read(note.replace("\n\n", "\n"), by)


def test_a_witness_signs_the_checkpoint_and_its_own_clock():
    key, witness = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    note = notes.signed(notes.Checkpoint("birge.kz/bpp-2027", 12, merkle.leaf_hash(b"x")), key)
    line = notes.cosigned(note, witness, name="observers.kz", seen_at=1_800_000_000)
    by = notes.Verifier("observers.kz", witness.public_key().public_bytes_raw(), notes.COSIGNED)
    assert notes.witnessed(note, line, by) == notes.Cosignature("observers.kz", 1_800_000_000)
    with pytest.raises(notes.Unsound, match="signature"):
        notes.witnessed(note.replace("\n12\n", "\n13\n"), line, by)


def test_a_receipt_holds_for_its_words_only():
    key = Ed25519PrivateKey.generate()
    given_out = receipt.Receipt("bpp-2027", merkle.leaf_hash(b"x"), 1_800_000_000, "browser")
    signature, public = receipt.sign(given_out, key), key.public_key().public_bytes_raw()
    assert receipt.holds(given_out, signature, public)
    for changed in (
        receipt.Receipt("bpp-2026", given_out.leaf, given_out.due, "browser"),
        receipt.Receipt("bpp-2027", merkle.leaf_hash(b"y"), given_out.due, "browser"),
        receipt.Receipt("bpp-2027", given_out.leaf, given_out.due + 1, "browser"),
        receipt.Receipt("bpp-2027", given_out.leaf, given_out.due, "server"),
    ):
        assert not receipt.holds(changed, signature, public)


def test_any_three_of_five_shares_open_the_key_and_no_two_do():
    made = shares.make(b"bpp-2027")
    printed = [shares.Share.read(str(share).upper()) for share in made.shares]
    assert printed == list(made.shares)
    opened = {
        envelope.public_bytes(shares.unwrap(made.private, chosen, b"bpp-2027").public_key())
        for chosen in combinations(printed, 3)
    }
    assert opened == {envelope.public_bytes(made.public)}
    for two in combinations(printed, 2):
        with pytest.raises(shares.ShareWrong, match="few"):
            shares.unwrap(made.private, [*two, two[0]], b"bpp-2027")


def test_a_wrong_digit_a_foreign_share_and_a_foreign_edition_are_told_apart():
    made, foreign = shares.make(b"bpp-2027"), shares.make(b"bpp-2027")
    text = str(made.shares[0])
    wrong = text[:8] + ("0" if text[8] != "0" else "1") + text[9:]
    with pytest.raises(shares.ShareWrong, match="form"):
        shares.Share.read(wrong)
    with pytest.raises(shares.ShareWrong, match="foreign"):
        shares.unwrap(made.private, [*made.shares[:2], foreign.shares[2]], b"bpp-2027")
    with pytest.raises(shares.ShareWrong, match="foreign"):
        shares.unwrap(made.private, made.shares[:3], b"bpp-2026")
