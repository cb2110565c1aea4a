"""Words of a crime or of a threat to people. Such an appeal is read at once, whoever sent it, named or not.

They raise a flag and call an operator; they decide nothing. Rule: APPC art. 64: what tells of a crime prepared or
committed, or of a threat to state or public safety, is sent on at once even where its author is unknown.
"""

import re

# Beginnings of words in kk, ru and en.
_SIGNS = """
    бомб; взорв; взрывчат; заминир; теракт; терроризм; террорист; убью; убьют; убийств; застрел; зарез; похитил;
    похищен; изнасил; вымога; взятк; требуют деньги; наркот; закладк; избили; избивают; угрожает убить; угрожают убить;
    подожж; поджог; готовят нападение; оружие в школ; бомба қой; жарып жібер; жарылғыш; лаңкес; өлтіремін;
    өлтіреді; өлтірді; кісі өлтір; пышақта; ұрлап кет; зорла; пара ал; пара сұра; бопсала; есірткі; өртеп жібер;
    ұрып кетті; bomb; terror; will kill; murder; kidnap; rape; bribe; extort; drug dealer; set fire
"""


def _pattern(signs: str) -> re.Pattern[str]:
    stems = "|".join(r"\w*\s+".join(map(re.escape, sign.split())) for sign in signs.split(";"))
    return re.compile(rf"\b(?:{stems})", re.IGNORECASE)


_PATTERN = _pattern(_SIGNS)


def found_in(text: str) -> bool:
    """Whether the words speak of a crime or a threat."""
    return bool(_PATTERN.search(text))
