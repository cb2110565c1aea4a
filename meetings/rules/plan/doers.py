"""Who is to do it: several bodies in a cell, of which the one said to lead leads, or else the first."""

import re
from dataclasses import dataclass

_MARKS = re.compile(r"^\s*(?:\d{1,2}[.)]|[-•–—*])\s*")
_LABELS = re.compile(
    r"(?:головной|ответственн\w+|соисполнител\w*|исполнител\w*|қоса орындаушы\w*|жауапты\w*|бас орындаушы)"
    r"[^:\n]{0,30}:\s*",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\s+(?:совместно со?|при участии)\s+(\S+)", re.IGNORECASE)
_JOINED = re.compile(
    r"\s+(?:бірлесіп|/)\s+|\s*/\s*(?=(?:управлени|департамент|акимат|аппарат|тоо\b|ао\b|кгу\b|гкп\b))"
    r"|(?<!№)\s+(?=\d{1,2}[.)]\s+[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])",
    re.IGNORECASE,
)
# The case that «совместно с» and «при участии» ask for, and the name itself.
_CASES = (
    (re.compile(r"(управлени|предприяти|учреждени)(?:ем|я)", re.IGNORECASE), r"\1е"),
    (re.compile(r"(акимат|департамент|аппарат|комитет|отдел|центр|фонд)(?:ом|а)", re.IGNORECASE), r"\1"),
    (re.compile(r"(инспекци|полици)(?:ей|и)", re.IGNORECASE), r"\1я"),
    (re.compile(r"(служб|прокуратур)(?:ой|ы)", re.IGNORECASE), r"\1а"),
)
# A body begins in Russian with what it is, and ends with it in Kazakh; «Департамент полиции и ЧС» is one.
_AND = re.compile(r"\s+и\s+(?=(?:управлени[ея]|департамент|акимат|аппарат|тоо|ао|кгу|гкп)\s)", re.IGNORECASE)
_ENDS = r"(басқармасы|әкімдігі|департаменті|кәсіпорны|мекемесі|қызметі|инспекциясы|комитеті)"
_AND_KK = re.compile(rf"{_ENDS}(?:\s+және|,)\s+(?=\S)", re.IGNORECASE)
_TOGETHER_KK = re.compile(rf"{_ENDS}[мпб]ен\s+(?:бірлесіп|бірге)", re.IGNORECASE)
# A comma parts two bodies only where the next begins like one: «... подготовки, территориальной обороны» is one body.
_HEAD = re.compile(
    r"\s*(?:[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ«\"]|управлени|акимат|акимы|аппарат|руководител|департамент|отдел|служб|инспекци"
    r"|предприяти|подрядн|маслихат|прокуратур|комитет\b|фонд\b|тоо\b|ао\b|кгу\b|оси\b|кск\b)"
)
_AGREED = r"(?:по согл(?:асованию|\.)?|келісім(?:і)? бойынша|келісу бойынша)"
_BY_AGREEMENT = re.compile(rf"\(\s*{_AGREED}\s*\)|[\s,–—-]+{_AGREED}\s*$", re.IGNORECASE)
_NOBODY = re.compile(r"[\s\-–—_.]*|нет|жоқ", re.IGNORECASE)


@dataclass(frozen=True)
class Doer:
    """``by_agreement``: a third party that the city can only ask."""

    name: str
    by_agreement: bool = False


_MARK = r"\(\s*(?:свод|созыв|жинақ\w*)\s*\)"
_LEADS = re.compile(rf"головн\w*|бас орындаушы\w*|{_MARK}", re.IGNORECASE)
_MARKED = re.compile(_MARK, re.IGNORECASE)
_LABEL_OF_LEAD = re.compile(r"(?:головн\w*|бас орындаушы)[^:\n]{0,30}:\s*", re.IGNORECASE)


def count_leads(text: str) -> int:
    """How many bodies of a cell are said to lead; 0 where none is, and then the first leads."""
    return len(_LEADS.findall(text))


def read_doers(text: str) -> list[Doer]:
    """The bodies of a cell in their order, the leading one first, each once."""
    found: dict[str, Doer] = {}
    leading = set()
    for line in re.split(r"[\n;]+", _parted(text)):
        for part in _split(_MARKS.sub("", line)):
            name = _BY_AGREEMENT.sub("", _MARKED.sub("", _MARKS.sub("", part)))
            name = " ".join(name.split()).strip(" ,.")
            if name and not _NOBODY.fullmatch(name):
                found.setdefault(name.casefold(), Doer(name, bool(_BY_AGREEMENT.search(part))))
                leading |= {name.casefold()} if _MARKED.search(part) else set()
    order = sorted(found, key=lambda name: name not in leading) if len(leading) == 1 else found
    return [found[name] for name in order]


def _parted(text: str) -> str:
    """Each body on a line of its own where words part them, in the nominative, its label gone."""
    text = _LABEL_OF_LEAD.sub("\n(свод) ", text)
    text = _TOGETHER.sub(lambda found: f"\n{_nominative(found[1])}", text)
    text = _TOGETHER_KK.sub(r"\1\n", _AND.sub("\n", _LABELS.sub("\n", text)))
    return _AND_KK.sub(r"\1\n", _JOINED.sub("\n", text))


def _nominative(word: str) -> str:
    for pattern, name in _CASES:
        if found := pattern.fullmatch(word):
            return found.expand(name)
    return word


def _split(line: str) -> list[str]:
    """At commas outside quotes and brackets behind which a new body begins."""
    parts, start, depth = [], 0, 0
    for place, sign in enumerate(line):
        depth += (sign in "«([„“") - (sign in "»)]”")
        if sign == "," and depth <= 0 and _HEAD.match(line, place + 1):
            parts.append(line[start:place])
            start = place + 1
    return [*parts, line[start:]]
