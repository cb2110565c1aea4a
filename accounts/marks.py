"""What stands in the place of a hidden word, in the reader's language: ``[TEL …]`` is read as «[phone hidden]»."""

import re
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.masking.marks import CARD, EMAIL, FLAT, IBAN, IIN, KIND_OF_MARK, MARK_OF, MARKS, NAME, PHONE, PLATE

WORDS: dict[str, str | Promise] = {
    IIN: _("IIN hidden"),
    PHONE: _("phone hidden"),
    EMAIL: _("e-mail hidden"),
    PLATE: _("number plate hidden"),
    FLAT: _("flat hidden"),
    CARD: _("card number hidden"),
    IBAN: _("account number hidden"),
    NAME: _("name hidden"),
}


def spoken(text: str) -> str:
    """The text with its marks in the active language; only for showing, what is stored keeps the marks."""
    return MARKS.sub(lambda mark: f"[{WORDS[KIND_OF_MARK[mark.group()]]}]", text)


def marked(text: str) -> str:
    """What was shown, with its marks as they are stored: a paper that comes back says what was sent out."""
    told = _told()
    return re.sub("|".join(map(re.escape, told)), lambda found: told[found.group()], text) if "[" in text else text


@cache
def _told() -> dict[str, str]:
    """The words of every language, each with its mark."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {f"[{words}]": MARK_OF[kind] for kind, words in WORDS.items()}
    return found
