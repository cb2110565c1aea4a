"""The tree of RFC 9162 (Certificate Transparency 2): roots, proofs that a leaf is in, proofs that nothing was undone.

Leaves are numbered from 0. A proof is made of roots of ranges ``[start, end)`` of leaves; ``inclusion`` and
``consistency`` name the ranges, ``complete`` splits a range into whole subtrees, whose roots never change once made
and can therefore be kept. Source: RFC 9162, section 2.1.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

Range = tuple[int, int]
# (level, place): the subtree over the leaves [place << level, (place + 1) << level).
Node = tuple[int, int]

EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    grown = Growth()
    for leaf in leaves:
        grown.append(leaf)
    return grown.root()


class Growth:
    """A tree that grows at its right edge. Holds only the roots of the whole subtrees along that edge."""

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size = size
        self.edge = list(edge)
        if len(self.edge) != size.bit_count():
            raise ValueError("An edge has one root for each bit of the size.")

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Take one more leaf hash. Returns the subtrees that it completed, the leaf itself first."""
        made: list[tuple[Node, bytes]] = [((0, self.size), leaf)]
        level, place, found = 0, self.size, leaf
        while place & 1:
            found = node_hash(self.edge.pop(), found)
            level, place = level + 1, place >> 1
            made.append(((level, place), found))
        self.edge.append(found)
        self.size += 1
        return made

    def root(self) -> bytes:
        return folded(self.edge)


def folded(roots: Sequence[bytes]) -> bytes:
    """One root out of those of the whole subtrees of a range, left to right."""
    if not roots:
        return EMPTY_ROOT
    found = roots[-1]
    for left in reversed(roots[:-1]):
        found = node_hash(left, found)
    return found


def complete(span: Range) -> list[Node]:
    """The whole subtrees that make up a range of a tree, left to right."""
    start, end = span
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(index: int, size: int) -> list[Range]:
    """The ranges whose roots prove leaf ``index`` in a tree of ``size``, from the leaf up."""
    if not 0 <= index < size:
        raise ValueError("There is no such leaf in a tree of this size.")
    return list(_path(index, 0, size))


def _path(index: int, start: int, end: int) -> Iterator[Range]:
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(index, start, middle)
        yield middle, end
    else:
        yield from _path(index, middle, end)
        yield start, middle


def consistency(old: int, new: int) -> list[Range]:
    """The ranges whose roots prove that the tree of ``old`` leaves is the beginning of that of ``new``."""
    if not 0 < old <= new:
        raise ValueError("A tree is consistent with a longer one only.")
    return list(_subproof(old, 0, new, True)) if old < new else []


def _subproof(old: int, start: int, end: int, whole: bool) -> Iterator[Range]:
    if old == end:
        if not whole:
            yield start, end
        return
    middle = start + _split(end - start)
    if old <= middle:
        yield from _subproof(old, start, middle, whole)
        yield middle, end
    else:
        yield from _subproof(old, middle, end, False)
        yield start, middle


def proof(spans: Sequence[Range], known: Callable[[list[Node]], dict[Node, bytes]]) -> list[bytes]:
    """The roots of these ranges. ``known`` fetches the roots of whole subtrees, all at once."""
    parts = [complete(span) for span in spans]
    found = known([node for nodes in parts for node in nodes])
    return [folded([found[node] for node in nodes]) for nodes in parts]


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` leads from the leaf hash to the root. RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def proves_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether nothing of the old tree was changed in the new one. RFC 9162, section 2.1.4.2."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
