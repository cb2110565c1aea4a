"""Who is to do it: several bodies in a cell, of which the first leads."""

import re
from dataclasses import dataclass

_MARKS = re.compile(r"^\s*(?:\d{1,2}[.)]|[-•–—*])\s*")
_LABELS = re.compile(
    r"(?:головной|ответственн\w+|соисполнител\w*|исполнител\w*|қоса орындаушы\w*|жауапты\w*|бас орындаушы)"
    r"[^:\n]{0,30}:\s*",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s+(?:совместно с|при участии|бірлесіп|/)\s+", re.IGNORECASE)
# A body begins in Russian with what it is, and ends with it in Kazakh; «Департамент полиции и ЧС» is one.
_AND = re.compile(r"\s+и\s+(?=(?:управлени[ея]|департамент|акимат|аппарат|тоо|ао|кгу|гкп)\s)", re.IGNORECASE)
_ENDS = r"(басқармасы|әкімдігі|департаменті|кәсіпорны|мекемесі|қызметі|инспекциясы|комитеті)"
_AND_KK = re.compile(rf"{_ENDS}(?:\s+және|,)\s+(?=\S)", re.IGNORECASE)
# A comma parts two bodies only where the next begins like one: «... подготовки, территориальной обороны» is one body.
_HEAD = re.compile(
    r"\s*(?:[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ«\"]|управлени|акимат|акимы|аппарат|руководител|департамент|отдел|служб|инспекци"
    r"|предприяти|подрядн|тоо\b|ао\b|кгу\b)"
)
_BY_AGREEMENT = re.compile(r"\(\s*(?:по согласованию|келісім бойынша|келісу бойынша)\s*\)", re.IGNORECASE)
_NOBODY = re.compile(r"[\s\-–—_.]*")


@dataclass(frozen=True)
class Doer:
    """``by_agreement``: a third party that the city can only ask."""

    name: str
    by_agreement: bool = False


_LEADS = re.compile(r"головн\w*|бас орындаушы\w*|\(\s*(?:свод|жинақ\w*)\s*\)", re.IGNORECASE)


def count_leads(text: str) -> int:
    """How many bodies of a cell are said to lead; 0 where none is, and then the first leads."""
    return len(_LEADS.findall(text))


def read_doers(text: str) -> list[Doer]:
    """The bodies of a cell in their order, the leading one first, each once."""
    text = _AND.sub("\n", _JOINED.sub("\n", _LABELS.sub("\n", text)))
    text = _AND_KK.sub(r"\1\n", text)
    found: dict[str, Doer] = {}
    for line in re.split(r"[\n;]+", text):
        for part in _split(_MARKS.sub("", line)):
            name = " ".join(_BY_AGREEMENT.sub("", _MARKS.sub("", part)).split()).strip(" ,.")
            if name and not _NOBODY.fullmatch(name):
                found.setdefault(name.casefold(), Doer(name, bool(_BY_AGREEMENT.search(part))))
    return list(found.values())


def _split(line: str) -> list[str]:
    """At commas outside quotes and brackets behind which a new body begins."""
    parts, start, depth = [], 0, 0
    for place, sign in enumerate(line):
        depth += (sign in "«([„“") - (sign in "»)]”")
        if sign == "," and depth <= 0 and _HEAD.match(line, place + 1):
            parts.append(line[start:place])
            start = place + 1
    return [*parts, line[start:]]
