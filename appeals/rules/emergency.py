"""Words that speak of danger to life. They raise a flag and show a telephone number; they decide nothing."""

import re

GAS, FIRE_AND_RESCUE, POLICE = "104", "112", "102"

# Beginnings of words in kk, ru and en.
_GAS = """
    запах газа; пахнет газом; утечк газ; газ иіс; газдың иіс; газ шығып; smell of gas; smells of gas; gas leak
"""
_RESCUE = """
    пожар; горит дом; горит провод; искрит; оборван провод; оборвался провод; оголенн провод; оголённ провод;
    застрял в лифте; застряли в лифте; открытый люк; люк без крышки; провалился в люк; обрушен; обрушил;
    өрт шық; өртеніп; сым үзіл; үзілген сым; ұшқын; лифтте қамал; лифтіде қамал; ашық люк; люктің қақпағы жоқ;
    құлағалы тұр; опырыл; on fire; fallen wire; live wire; stuck in the lift; stuck in a lift; open manhole
"""
_POLICE = """
    угрожает оружием; с ножом; стреляют; стрельб; убивают; избива; қару; пышақпен; атып жатыр; ұрып жатыр;
    with a knife; shooting
"""
_SIGNS = {GAS: _GAS, FIRE_AND_RESCUE: _RESCUE, POLICE: _POLICE}


def _pattern(signs: str) -> re.Pattern[str]:
    stems = "|".join(r"\w*\s+".join(map(re.escape, sign.split())) for sign in signs.split(";"))
    return re.compile(rf"\b(?:{stems})", re.IGNORECASE)


_PATTERNS = {phone: _pattern(signs) for phone, signs in _SIGNS.items()}


def phone_for(text: str) -> str:
    """The emergency number that the words call for (112, 102 or 104), or an empty string."""
    for phone, pattern in _PATTERNS.items():
        if pattern.search(text):
            return phone
    return ""
