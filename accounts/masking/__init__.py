"""Personal data in a text that is to be read by everybody: found, named, and covered. A moderator has the last word."""

from accounts.masking.cover import Masked, Span, cover, find, mask
from accounts.masking.marks import KINDS, MARK_OF, MARKS

__all__ = ["KINDS", "MARKS", "MARK_OF", "Masked", "Span", "cover", "find", "mask"]
