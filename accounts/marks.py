"""What stands in the place of a hidden word, in the reader's language: ``[TEL …]`` is read as «[phone hidden]»."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.masking.marks import CARD, EMAIL, FLAT, IBAN, IIN, KIND_OF_MARK, MARKS, NAME, PHONE, PLATE

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
