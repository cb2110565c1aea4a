"""Words that cannot wait: an open manhole, gas, a bare wire, a person in a lift, fire, collapse; in kk, ru, in any
spelling that ``folding`` understands. What is over ("the manhole was closed") or denied is not urgent."""

import re

from appeals.rules.suggestion.folding import words

GAS, RESCUE, POLICE = "104", "112", "102"

# Each sign: beginnings of words that stand in one clause, in any order, at most SPAN words apart; "a/b" is either.
SPAN = 5
_SIGNS = {
    GAS: "запах/пахн/вонят/воня/несет/несёт/унюха/чувству газ; "
    "утечк/утека/утекает газ; шипит/свищ газ/газов/газопровод; "
    "газ/газдын иіс/исі/сасиды/сезіл; газ шығып/шыкты/ысыл; smell/leak gas; газ аңқып/мүңк",
    RESCUE: "откры/незакры/зия/без люк/колод/крышк; нет/укра/пропа крышк; провалил/упал/упала/падают люк/колод; "
    "ашық/ашылып люк/құдық/кудык; қақпағы/қақпақсыз жоқ/люк/құдық/ұрла; түсіп люк/құдық; "
    "оголен/оголё/голый/голые/оборва/обрыв/упал/лежит/висит/висят/искр/торчат/провис пров/кабел/линии; "
    "искрит/искры/искрят щит/столб/розет/трансф/пров; жалаң/үзіл/салбыр/ұшқын/шығып сым/кабель/тоқ; "
    "застря/заперт/заблок лифт; лифт қамал/тұрып/қалды/калды; пожар/горим/возгоран/полыха; "
    "горит/горят дом/квартир/балкон/подъезд/машин/трав/свалк/здани/щит/крыш/подвал/лес/сарай/провод/контейнер; "
    "рухн/обруш/обвал/рушит; сел/сель сход/идет/идёт/домам; оползен/лавин; өрт/жанып/өртен; "
    "құлағалы/опырыл/құлап қабырға/үй/ғимарат/балкон/тұр/бағана/ағаш/жер; "
    "прорвал/лопну/хлещ/порыв/бьет/бьёт кипят/пар/теплотр/труб; "
    "жарыл құбыр/баллон; ударило/бьет/бьёт током; тоқ/ток соқ/ұрды/урды; утону/тонет; взрыв/взорв; ртут; "
    "stuck lift; open manhole; fire; fallen/live wire; сынап төгіл",
    POLICE: "ножом/ружь/пистолет/топор угрож/напал/бегает/с; стреля/стрельб; убива/избив/насилу; "
    "пышақ жүр/қорқыт/шап; атыс/атып жатыр; ұрып/өлтір жатыр/барады",
}  # fmt: skip
_OVER = (
    "закрыли закрыт устранили устранен устранили починили потушили потушен отремонтировали убрали учебн учени "
    "тренировк поблагодар спасибо благодар исправили заменили восстановили ложн вчерашн прошлогодн давно раньше "
    "жапты жабылды жөнделді жөндеді сөндірді сөндірілді жойылды түзелді рахмет алғыс бұрын былтыр ауыстырды "
    "closed fixed repaired thanks"
)
_DENIED = "не нет ни никакого никаких жоқ емес болған"
_CLAUSE = re.compile(r"[.!?;\n]+|,\s*(?:но|а|однако|бірақ)\b|\b(?:но|однако|бірақ)\b", re.I)


def _stem(word: str) -> str:
    folded = words(word)
    return folded[0] if folded else ""


def _read(signs: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(
        tuple(tuple(filter(None, map(_stem, either.split("/")))) for either in sign.split())
        for sign in signs.split(";")
    )


_READ = {phone: _read(signs) for phone, signs in _SIGNS.items()}
_OVER_STEMS = tuple(sorted({stem for word in _OVER.split() for stem in words(word)}))
_DENIED_WORDS = frozenset(stem for word in _DENIED.split() for stem in words(word))
# Words whose very absence is the danger: "no lid".
_LACK = tuple(filter(None, map(_stem, "крышк қақпақ қақпағы люк ограждени".split())))


def phone_for(text: str) -> str:
    """The number that the words call for (104, 112 or 102), or nothing."""
    for clause in _CLAUSE.split(text[:6000]):
        spoken = words(clause)
        if not spoken or any(word.startswith(_OVER_STEMS) for word in spoken):
            continue
        for phone, signs in _READ.items():
            if any(_stands(sign, spoken) for sign in signs):
                return phone
    return ""


def _stands(sign: tuple[tuple[str, ...], ...], spoken: list[str]) -> bool:
    places = []
    for either in sign:
        found = [place for place, word in enumerate(spoken) if word.startswith(either) and not _denied(spoken, place)]
        if not found:
            return False
        places.append(found)
    if len(places) == 1:
        return True
    return any(abs(left - right) <= SPAN and left != right for left in places[0] for right in places[1])


def _denied(spoken: list[str], place: int) -> bool:
    """Is the word denied just before (Russian) or just after (Kazakh)?"""
    if spoken[place].startswith(_LACK):
        return False
    near = spoken[max(0, place - 1) : place] + spoken[place + 1 : place + 2]
    return bool(_DENIED_WORDS.intersection(near))
