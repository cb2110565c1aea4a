"""A last line of defence: an IIN that reaches a log by mistake is masked before it is written."""

import logging
import re

from accounts.control_digit import is_valid_iin

_TWELVE_DIGITS = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")


def without_iin(text: str) -> str:
    """The text with every valid IIN replaced by ``[IIN]``."""
    return _TWELVE_DIGITS.sub(lambda found: "[IIN]" if is_valid_iin(found[0]) else found[0], text)


class IinFormatter(logging.Formatter):
    """A formatter and not a filter: it sees the finished line, with arguments and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return without_iin(super().format(record))
