"""What the opening may open: the whole box, as the closing checkpoint signed it, and nothing less."""

from collections.abc import Iterable, Sequence

from budget.rules.box import merkle


class NotTheBox(Exception):
    """These leaves or envelopes are not what was closed. ``code``: ``root``, ``missing``, ``foreign``, ``twice``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(
    leaves: Sequence[tuple[str, bytes]], envelopes: Iterable[bytes], *, size: int, root: bytes, ballot: str
) -> None:
    """Raise ``NotTheBox`` unless ``envelopes`` are exactly those under the closing root.

    ``leaves``: (kind, hash) of all leaves in order; ``ballot``: the kind of leaf that an envelope has.
    """
    if len(leaves) != size or merkle.root([hashed for _kind, hashed in leaves]) != root:
        raise NotTheBox("root")
    expected = [hashed for kind, hashed in leaves if kind == ballot]
    found = [merkle.leaf_hash(envelope) for envelope in envelopes]
    if len(set(found)) < len(found):
        raise NotTheBox("twice")
    if set(found) - set(expected):
        raise NotTheBox("foreign")
    if len(found) < len(expected):
        raise NotTheBox("missing")
