"""What is left out of the logs: an IIN that reaches them by mistake, and the way to a refusal that is no fault."""

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


def without_way_to_refusal(record: logging.LogRecord) -> bool:
    """A filter that lets everything through: below ERROR, a request that was refused is told in one line."""
    if record.levelno < logging.ERROR:
        record.exc_info = record.exc_text = None
    return True
