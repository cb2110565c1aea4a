"""Words that cannot wait: an open manhole, gas, a bare wire, fire, a wall or ice that falls, a dog that bites, a person
in danger. Kazakh, Russian or Latin letters, any spelling that ``folding`` understands. What is over ("the manhole was
closed") or denied ("no smell of gas") is not urgent.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from appeals.rules.suggestion.folding import words

GAS, RESCUE, POLICE = "104", "112", "102"

# A sign is met where a word of each of its groups stands in one clause, in any order, within SPAN words of the first.
# A group is beginnings of words, parted by "/"; with a dot a whole word; with "!" none of them may stand in the clause.
SPAN = 5
# A beginning of so many letters is told even with one of its inner letters lost.
TOLD_WITH_A_LETTER_LOST = 5
_NAMED = {
    "{gas}": "газ./газа./газом./газу./газов/газопровод/газдың/пропан",
    "{well}": "люк/люг/колодец/колодц/құдық/құдығ",
    "{wire}": "провод./провода./проводов./проводе./проводу./проводом./проводам./проводами./кабел/лэп./электропровод/"
    "электропередач/сым",
    "{panel}": "щит/электрощит/розетк/проводк/трансформ/қалқан",
    "{house}": "дом./дома./квартир/балкон/подъезд/машин/трав/свалк/здани/щит/крыш/подвал/лес/сарай/гараж/контейнер/"
    "магазин",
    "{wall}": "фасад/штукатурк/кирпич/балкон/стен/облицов/карниз/козыр/потол/плита./плиты./қасбет/сылақ/қабырға/кірпіш/"
    "ғимарат/күнқағар/жабын/төбе./үй./үйі./үйдің/бағана",
    "{dog}": "собак/пес./пёс./псы./псов/свора/стая/дворняг/алабай/ротвейл/овчарк/ит./иті/итт/иттер",
    "{child}": "дет./дети./детей/ребен/ребён/подростк/балалар/бала.",
    "{lamp}": "фонар/свет/ламп/зелен/красн/желт/сигнал/экран/табло/шам/жарық/жарығ/прожектор",
}
_SIGNS = {
    GAS: """
        запах/запаш/пахн/воня/унюха/чувству/несёт/тянет газ./газа./газом./газов/пропан
        утечк/утека/шипит/шипен/свищ/свист/травит/пробил/задел/отрави/тесіп/тесіл {gas}
        загазован/угарн газ./газом./газа./квартир/подъезд/подвал
        газ./газдың/газға/газбен иісі/иіс./сасы/сезіл/мүңк/аңқ/ысыл/шығып./шығады./шықты./ағып/жылыст/толып/улан
        smell/leak gas.
    """,
    RESCUE: """
        откры/незакры/зия/раскры/распахн/разбит/сынған {well}
        без/нет/укра/пропа/отсутств/стащ/сдвин/сорва/слете/слома/треснул/лопнул крышк {well}
        нет/без/укра люка./люков.
        не. закры {well}
        провалил/упал/упала/падают/угодил/свалил {well}
        ашық/ашылып/ашулы/қақпақсыз/жабылмаған/түсіп/құлап/құлады {well}
        қақпағ {well} жоқ/ұрла/түсіп/жылжы/алып/сынған
        оголен/оголён/голый/голые/оборва/обрыв/порва/искр/торча/наружу {wire}
        упал/рухн/повал/лежит/лежат/висит/висят/свис/болта/провис {wire}
        жалаң/үзіл/салбыр/ұшқын/шығып/түсіп/жерде/құлап/құлады {wire}
        үзіл/ұшқын/салбыр электр желі
        искр/ұшқын/дымит/дымят/замкнул/замыкан/тұйықтал {panel}/столб/бағана/{wire}
        откры/нараспашку/ашық электрощит/щитов/трансформатор/қалқан
        оголен/жалаң контакт
        заливает/затопи/течет/течёт/льет/льёт/капает/попала/вода. щит/электрощит/розетк/проводк
        су. {panel} кіріп/кірді/ағып/ағады/тамш/құйыл
        ударил/бьет/бьёт/бьют током./ток.
        тоқ./ток. соқ/соғ/ұрды/ұрып
        застря/заблокир лифт
        заперт лифте.
        лифт қамал
        лифтіде./лифтте. қалды/қалып/қалдық
        пожар./пожара./пожаре./пожаром.
        возгоран/полыха/горим.
        горит/горят/загорел {house} !{lamp}
        дым валит/идет/идёт окн/квартир/подвал/балкон
        өрт. шық/шығ/тұтан/лаула/ғимарат/үйде/пәтер/балкон/гараж
        жанып/өртеніп жатыр/жатр/барады !{lamp}
        рухн/обруш
        руши/рушат/сыпятся/сыплет/сыпет/падает/падают/отвалива/обвал {wall}
        камни/камней/тас./тастар падают/летят/сыплю/құлап үй/жол/дом/дорог/шоссе
        провалил/опырыл земля/грунт/жер.
        плитк падает/падают/отвалива/сыпл фасад/стен/голов/прохож/машин
        құлағалы
        вот. упад/обвал
        опырыл/құлап/құлай/құлауы/ұшып {wall}
        сосул/глыб падает/падают/упал/упад/сорвал/летит/летят
        лед./лёд./льда. падает/падают/летит/летят/упал крыш/карниз/голов/балкон
        сүңгі құла/түсіп/түсті
        мұз. құла/түсіп/түсті шатыр/төбе/карниз/үстіне/балкон
        {dog} напал/напада/покуса/укус/кусает/кусают/цапн/загрыз/искуса
        {dog} қапты./қауып/қапқан./қабады./тісте/шабуыл/талады.
        {dog} тап./талап. берд/бере/берд/тастады/жатыр/кетті
        без потерял/потеряла сознан
        без сознан
        тонет/тонут/утону
        упал/лежит/свалил не. встает/встаёт/встать/может
        кровь./крови./кровью. истека/хлещ/идет/идёт/течет/течёт
        угорел
        спрыгн/прыгн крыш/окн/балкон/мост
        {child} крыше./крышу./краю. крыше./край/краю./карниз
        есінен тан/танып
        суға бат/батып/батты
        иіс. тиді/тиген
        провалил лед./лёд.
        мұз. астына түсіп/түсті
        прорвал./прорвало./прорвала./лопну/хлещ/порыв/бьет/бьёт кипят/пар./теплотр/труб !канализ
        жарыл құбыр/баллон/трансформ !кәріз
        прорвал дамб/плотин
        сел./сель. сход/сош/идет/идёт/домам/келе/жүріп/түсіп
        оползен/лавин
        көшкін түсіп/түсті/жүріп/қауіп
        взрывоопасн
        снаряд/гранат/мина. наш/обнаруж/табыл
        подозрит/күдікті сумк/пакет/предмет/короб/сөмке/зат
        взрыв./взрыва.
        взорв дом/балон/баллон/газ./трансформ/квартир/петард/машин
        ртут
        сынап төгіл/шашыл
        stuck lift
        open manhole
        fire.
        fallen/live wire
    """,
    POLICE: """
        ножом/ружь/пистолет/топор угрож/напал/бегает/размахив/с.
        стреля/стрельб/перестрел
        убива/избив/насилу
        пышақ жүр/қорқыт/шап
        атыс./атып жатыр
        ұрып./сабап./өлтіріп./өлтіремін./өлтірмек. жатыр/жатр/барады/дейді/деп.
    """,
}
_OVER = (
    "устранили устранен устранил починили потуш отремонтировали убрали учения. учебная. учебный. "
    "поблагодар благодарность. благодарны исправили заменили восстановили ложн вчерашн прошлогодн раньше "
    "жөнделді жөндеді сөндірді сөндірілді жойылды түзелді алғыс былтыр бұрын. ауыстырды "
    "fixed repaired"
)
# This ends the danger of a well only: "the shop is closed, and there is a smell of gas".
_SHUT = "закрыли закрыт закрыл жапты жаптың жабылды closed"
# Denied by the word just before, or just after.
_NOT_BEFORE, _NOT_AFTER = "не. нет. ни. никакого. никаких. после.", "нет. жоқ. емес. болған. кейін."
_CLAUSE = re.compile(r"[.!?;\n]+|,\s*(?:но|а|однако|бірақ)\b|\b(?:но|однако|бірақ)\b", re.I)
_NEARLY = frozenset(words("чуть едва"))
# A sign with one of these speaks of a lack itself: "no lid", "does not get up".
_DENYING = frozenset({"не", "нет", "без"})
# Words whose very absence is the danger: "no lid".
_LACK = "крышк қақпағ люк құдық колод ограждени"


@dataclass(frozen=True)
class Stems:
    """Beginnings of folded words, and whole ones."""

    begins: tuple[str, ...]
    whole: frozenset[str]

    def fit(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begins)


@dataclass(frozen=True)
class Sign:
    """``groups``: a word of each must stand. ``barred``: none of these may. ``denies``: it speaks of a lack itself."""

    groups: tuple[Stems, ...]
    barred: Stems
    denies: bool


def _stems(either: str) -> Stems:
    named = [(word.endswith("."), words(word)[0]) for word in re.split(r"[/ ]", either) if word]
    return Stems(
        tuple(stem for is_whole, stem in named if not is_whole), frozenset(word for is_whole, word in named if is_whole)
    )


def _misspelt(group: Stems) -> Stems:
    """The same, and its longer beginnings with one of their inner letters lost."""
    lost = {
        stem[:place] + stem[place + 1 :]
        for stem in group.begins
        if len(stem) >= TOLD_WITH_A_LETTER_LOST
        for place in range(1, len(stem) - 1)
    }
    return Stems((*group.begins, *sorted(lost)), group.whole)


def _sign(line: str) -> Sign:
    for name, meant in _NAMED.items():
        line = line.replace(name, meant)
    parts = line.split()
    groups = tuple(_misspelt(_stems(part)) for part in parts if not part.startswith("!"))
    denies = any(_DENYING & (group.whole | set(group.begins)) for group in groups)
    return Sign(groups, _stems("/".join(part[1:] for part in parts if part.startswith("!"))), denies)


_READ = {phone: tuple(_sign(line) for line in signs.strip().splitlines()) for phone, signs in _SIGNS.items()}
_OVER_STEMS, _SHUT_STEMS, _LACKING, _WELL = map(_stems, (_OVER, _SHUT, _LACK, _NAMED["{well}"]))
_BEFORE, _AFTER = _stems(_NOT_BEFORE), _stems(_NOT_AFTER)


def phone_for(text: str) -> str:
    """The number that the words call for (104, 112 or 102), or nothing."""
    for clause in _CLAUSE.split(text[:6000]):
        spoken = words(clause)
        over = _over(spoken)
        for phone, signs in _READ.items():
            if any(_stands(sign, spoken, over) for sign in signs):
                return phone
    return ""


def _over(spoken: list[str]) -> list[int]:
    """Places of the words that say it is over."""
    ends = (_OVER_STEMS, _SHUT_STEMS) if any(map(_WELL.fit, spoken)) else (_OVER_STEMS,)
    return [
        place
        for place, word in enumerate(spoken)
        if any(stems.fit(word) for stems in ends) and not _denied(spoken, place)
    ]


def _stands(sign: Sign, spoken: list[str], over: list[int]) -> bool:
    places = []
    for group in sign.groups:
        found = [
            place
            for place, word in enumerate(spoken)
            if group.fit(word) and (sign.denies or _LACKING.fit(word) or not _denied(spoken, place))
        ]
        if not found:
            return False
        places.append(found)
    if any(map(sign.barred.fit, spoken)):
        return False
    return any(
        not _near(over, first, SPAN + 1) and all(_near(others, first, SPAN) for others in places[1:])
        for first in places[0]
    )


def _near(places: list[int], place: int, reach: int) -> bool:
    """Does another of these places stand within reach?"""
    around = places[bisect_left(places, place - reach) : bisect_right(places, place + reach)]
    return any(other != place for other in around)


def _denied(spoken: list[str], place: int) -> bool:
    """Is the word denied just before (Russian) or just after (both)? «Чуть не упал» tells of a danger."""
    before, after = spoken[max(0, place - 1) : place], spoken[place + 1 : place + 2]
    nearly = place > 1 and spoken[place - 2] in _NEARLY
    return (any(map(_BEFORE.fit, before)) and not nearly) or any(map(_AFTER.fit, after))
