"""The control digit of an IIN. Plain Python: logging needs it before Django's applications are there."""

import re

_TWELVE_DIGITS = re.compile(r"[0-9]{12}")
_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def control_digit(eleven: str) -> int | None:
    """The twelfth digit that belongs to the first eleven, or ``None``: such a number is never issued."""
    digits = [int(digit) for digit in eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def is_valid_iin(text: str) -> bool:
    """Tell whether ``text`` is twelve ASCII digits with the right control digit. Nothing else is checked."""
    return bool(_TWELVE_DIGITS.fullmatch(text)) and control_digit(text[:11]) == int(text[11])
