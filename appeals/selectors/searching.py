"""Words looked for in texts, so that the index of three-letter runs always finds them."""

import re

from django.db.models import Q

_RUN_OF_THREE = re.compile(r"\w{3}")


def within(column: str, words: str) -> Q:
    """The condition that the words stand in this text column, in capitals or not.

    Of fewer than three letters, like «су», only beginnings of words are found: within words the index does not know
    them, and every text would have to be read. Signs alone are found nowhere.
    """
    if _RUN_OF_THREE.search(words):
        return Q(**{f"{column}__icontains": words})
    if not re.search(r"\w", words):
        return Q(pk__in=[])
    return Q(**{f"{column}__istartswith": words}) | Q(**{f"{column}__icontains": f" {words}"})
