"""What stands in the place of a hidden word: one mark per kind, the same in every language of the site.

A mark is part of the stored text, so it is made of words that need no translation; a page may say it in the reader's
language.
"""

import re

IIN = "iin"
PHONE = "phone"
EMAIL = "email"
PLATE = "plate"
FLAT = "flat"
CARD = "card"
IBAN = "iban"
NAME = "name"

MARK_OF = {
    IIN: "[IIN …]",
    PHONE: "[TEL …]",
    EMAIL: "[E-MAIL …]",
    PLATE: "[AUTO …]",
    FLAT: "[APT …]",
    CARD: "[CARD …]",
    IBAN: "[IBAN …]",
    NAME: "[NAME …]",
}
KINDS = tuple(MARK_OF)

# Matches any mark, as it was written by us.
MARKS = re.compile("|".join(re.escape(mark) for mark in MARK_OF.values()))
KIND_OF_MARK = {mark: kind for kind, mark in MARK_OF.items()}

# Inside a search a mark is one character that belongs to no pattern: it parts what stands to its left and right.
STAND_IN = "\ue000"
