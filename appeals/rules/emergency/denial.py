"""What a text takes back: "no smell of gas", "no leak was found", «газ иісі сезілген жоқ».

Whoever writes so is believed only where it is said of the danger itself and nothing else in the text speaks against it:
a lost alarm costs more than a false one. "No lid on the manhole" and "the gas cannot be turned off" deny no danger.
"""

from collections.abc import Sequence

from appeals.rules.emergency.signs import NAMED
from appeals.rules.emergency.wording import Clause, stems

# Denied by the word just before, or just after; between them these may stand.
_BEFORE, _AFTER = stems("не. нет. ни. никакого. никаких. после."), stems("нет. жоқ. емес. болған. кейін.")
_FILLERS_BEFORE = stems("тоже. больше. уже. совсем. могут. может. смогли. смог. смогла. удалось. удаётся. удается.")
_FILLERS_AFTER = stems("тоже. больше. уже. совсем. там. енді. мүлде. мүлдем. да. де. та. те.")
_NO = "нет"
# «Света нет, провод лежит»: that "no" was said of the word before it; it would need another case.
_NAMED_ONLY = stems("провод. кабель. люк. колодец. запах. пожар. столб. щит.")
# After «нет» these begin something else to say about what is not there; any other word is what is not there.
_WHERE = stems("в. во. на. у. и. за. под. около. возле. больше. уже. там. совсем. вообще.")
_NEARLY = stems("чуть. едва.")
# «Жатқан жоқ» takes back the verb before it.
_GOING_ON, _NOT_SO = stems("жатқан. тұрған. отырған. жүрген."), stems("жоқ.")

# A danger that was looked for and not found. Only where nobody is said to have failed to find it: «не нашли» is a
# complaint as often as good news.
_DANGER = stems(
    "утечк утека запах запаш загазован пожар. пожара. пожару. пожаре. возгоран взрыв. взрыва. ртут снаряд гранат "
    "иіс. иісі иісін ағуы өрт. жарылыс"
)
_FOUND = stems(
    "обнаружен найден выявлен подтверди подтвержд зафиксирован наблюдаетс наблюдалос ощущаетс ощущалос чувствуетс "
    "чувствовалос слышно слышен замечен возникл произошло был. была. было."
)
_FOUND_SO = stems("анықталған. табылған. расталған. байқалған. сезілген. тіркелген. шыққан. болған.")
_NOT_FOUND = stems("анықталма табылма расталма байқалма сезілме тіркелме шықпа болма")
_BETWEEN = stems(
    f"{NAMED['{gas}']} в. во. на. у. и. по. нас. нашем этом там. тут. здесь больше. уже. совсем. дом подъезд квартир "
    "подвал здани кухн школ двор пәтер үй. үйде асхана мектеп енді. мүлде. мүлдем. ешқандай."
)
_FURTHEST = 6
# Nobody who says so means that all is well.
_DOUBT = stems(
    "но. однако. хотя. снова. опять. остал прежнему. еще. ещё. сих. равно. теперь. сейчас. бірақ. дегенмен. алайда. "
    "әлі. қайта. қазір. қалды. but. still."
)
_SMELL = stems("запах запаш пахн воня иіс. иісі сасы")


def denied(clause: Clause, place: int) -> bool:
    """Is the word denied just before it or just after it? «Чуть не упал» tells of a danger."""
    return _denied_before(clause, place) or _denied_after(clause, place)


def _denied_before(clause: Clause, place: int) -> bool:
    at = place - 1
    while at >= 0 and at not in clause.ends and _FILLERS_BEFORE.fit(clause.words[at]):
        at -= 1
    if at < 0 or at in clause.ends or not _BEFORE.fit(clause.words[at]):
        return False
    if clause.words[at] == _NO and _NAMED_ONLY.fit(clause.words[place]):
        return False
    return not (at > 0 and _NEARLY.fit(clause.words[at - 1]))


def _denied_after(clause: Clause, place: int) -> bool:
    at, last = place, len(clause.words) - 1
    while at < last and at not in clause.ends:
        at += 1
        word = clause.words[at]
        if _GOING_ON.fit(word) and at < last and _NOT_SO.fit(clause.words[at + 1]):
            return True
        if _AFTER.fit(word):
            ends = at == last or at in clause.ends or _WHERE.fit(clause.words[at + 1])
            return ends or word != _NO
        if not _FILLERS_AFTER.fit(word):
            return False
    return False


def taken_back(whole: Sequence[Clause]) -> list[frozenset[int]]:
    """Of each clause, the places of words that are denied, or that speak of a danger which was not found."""
    denials = [frozenset(place for place in range(len(one.words)) if denied(one, place)) for one in whole]
    refuted = [frozenset(place for place in range(len(one.words)) if _refuted(one, place)) for one in whole]
    gone = [no | away for no, away in zip(denials, refuted, strict=True)]
    is_doubted = any(
        _DOUBT.fit(word) or (_SMELL.fit(word) and place not in away)
        for one, away in zip(whole, gone, strict=True)
        for place, word in enumerate(one.words)
    )
    return denials if is_doubted else gone


def _refuted(clause: Clause, place: int) -> bool:
    """«Утечки газа в доме не обнаружено», «не обнаружено утечки газа», «газ иісі сезілген жоқ»."""
    word = clause.words[place]
    if _NOT_FOUND.fit(word):
        return True
    return _DANGER.fit(word) and (_not_found_after(clause, place) or _not_found_before(clause, place))


def _not_found_after(clause: Clause, place: int) -> bool:
    at = _past(clause, place, 1)
    first, second = (*clause.words[at : at + 2], "", "")[:2]
    if first == "не":
        return _FOUND.fit(second)
    return _NOT_FOUND.fit(first) or (_FOUND_SO.fit(first) and _NOT_SO.fit(second))


def _not_found_before(clause: Clause, place: int) -> bool:
    at = _past(clause, place, -1)
    return at > 0 and _FOUND.fit(clause.words[at]) and clause.words[at - 1] == "не"


def _past(clause: Clause, place: int, step: int) -> int:
    """The first word in this direction that says more than where, and of what; past the end where there is none."""
    beyond = len(clause.words) if step > 0 else -1
    at = place
    for _word in range(_FURTHEST):
        if (at if step > 0 else at - 1) in clause.ends:
            return beyond
        at += step
        if at == beyond or not (_BETWEEN.fit(clause.words[at]) or _DANGER.fit(clause.words[at])):
            return at
    return beyond
