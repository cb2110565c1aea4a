"""How a claim code is written: Crockford's Base 32, groups of four, no letters that are taken for digits."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 10
GROUP = 4

_LENGTH = CODE_BYTES * 8 // 5
# What people type for what they read, also on a Kazakh or Russian keyboard.
_TAKEN_FOR = str.maketrans("ILOАВСЕНКМРТХУО", "110ABCEHKMPTXY0")


def write(secret: bytes) -> str:
    """Turn ten bytes (80 bits) into a code like ``7K3M-Q0ZD-1R8V-XW5A``."""
    if len(secret) != CODE_BYTES:
        raise ValueError(f"A claim code is made of {CODE_BYTES} bytes.")
    number = int.from_bytes(secret, "big")
    signs = "".join(ALPHABET[number >> shift & 31] for shift in range(CODE_BYTES * 8 - 5, -1, -5))
    return "-".join(signs[start : start + GROUP] for start in range(0, _LENGTH, GROUP))


def read(typed: str) -> str:
    """The bare signs of a typed code: any case, blanks and hyphens, look-alikes; empty where it cannot be a code."""
    signs = "".join(char for char in typed.upper() if char.isalnum()).translate(_TAKEN_FOR)
    return signs if len(signs) == _LENGTH and set(signs) <= set(ALPHABET) else ""
