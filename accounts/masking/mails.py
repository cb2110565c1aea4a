"""E-mail addresses: with a sign, or spelt out to be read by people only."""

import re
from collections.abc import Iterator

Stretch = tuple[int, int]

_LOCAL_CHAR = re.compile(r"[\w.+-]")
_DOMAIN = re.compile(r"(?:[^\W_][\w-]{0,62}\.){1,6}[^\W\d_]{2,24}")
_DOMAIN_SPELT = re.compile(
    r"[a-z0-9][a-z0-9-]{0,62}(?: ?\. ?| ?[\[(](?:dot|точка)[\])] ?| точка | нүкте | dot )[a-z]{2,24}"
)
_SPELT_AT = re.compile(
    r"(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{0,63}(?: ?[\[(](?:at|собака)[\])] ?| собака | ит белгісі | @ ?)"
)


def emails(text: str) -> Iterator[Stretch]:
    """``name@mail.kz``, ``name (at) mail.kz``, ``name собака mail точка ru``."""
    floor = 0
    place = text.find("@")
    while place >= 0:
        start = place
        while start > floor and _LOCAL_CHAR.match(text[start - 1]):
            start -= 1
        domain = _DOMAIN.match(text, place + 1)
        floor = place + 1
        if domain and start < place:
            yield start, domain.end()
        place = text.find("@", place + 1)
    for found in _SPELT_AT.finditer(text):
        domain = _DOMAIN_SPELT.match(text, found.end())
        if domain:
            yield found.start(), domain.end()
