"""Articles of the law: kept in one short form in rows and in tables of acts, said in the language of the reader."""

import re

from django.utils.translation import gettext as _

_CODE = re.compile(r"APPC art\. ([\d, ]*\d)")
_LAW = re.compile(r"Law (?:No )?(\d+-[IVX]+)(?: art\. (\d+))?")


def cited(basis: str) -> str:
    """The basis with its articles in the language of now: «APPC art. 76» is «АППК, ст. 76» in Russian.

    Whatever else stands there stays as the office wrote it.
    """
    said = _CODE.sub(lambda found: _("APPC art. %(articles)s") % {"articles": found[1]}, basis)
    return _LAW.sub(_law, said)


def _law(found: re.Match[str]) -> str:
    if found[2] is None:
        return _("Law No %(number)s") % {"number": found[1]}
    return _("Law No %(number)s art. %(article)s") % {"number": found[1], "article": found[2]}
