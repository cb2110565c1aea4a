"""Examples written the way people write: slips of the finger, Latin letters, and much that is not to the point.

What ``folding`` brings together anyway (capitals, Kazakh letters typed as Russian ones) needs no example of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from appeals.rules.suggestion.fitting import Example

LATIN_SHARE = 0.5
# What people say around any matter: where, since when, to whom it was said before. Put around examples of every leaf,
# it is learned to tell nothing.
_AROUND = {
    "ru": (
        "здравствуйте|добрый день|уважаемая администрация|помогите|прошу принять меры|примите меры пожалуйста|"
        "сколько можно терпеть|уже третью неделю|вторую неделю подряд|с прошлого месяца|обращались много раз без толку|"
        "никто не реагирует|никому дела нет|дети ходят|тут живут пожилые люди|это опасно|жду ответа|адрес Толе би 20|"
        "по улице Навои|угол Жандосова и Розыбакиева|Ауэзовский район|мкр Самал 3|возле магазина|рядом со школой|"
        "у нас в доме|на нашей улице|во дворе дома 14|соседи тоже жалуются|звонили в 109, ответа нет|безобразие|"
        "просто ужас|когда это закончится|разберитесь|обратите внимание|вчера вечером|сегодня утром|"
        "каждый день одно и то же|с уважением, жители дома|невозможно жить|за что мы платим налоги|"
        "куда смотрит акимат|мне семьдесят лет|я инвалид|с ребёнком страшно|обращаюсь к вам с жалобой|"
        "довожу до вашего сведения|прикрепляю снимок|жаловались в прошлом году, дали отписку|обещали и забыли|"
        "когда это прекратится|ходили в приёмную, нас не слушают|просим весь подъезд|мы многодетная семья|"
        "переехали сюда недавно|живём здесь двадцать лет|муж уже не выдерживает|бабушка плачет|"
        "пожалуйста, решите вопрос до конца месяца|надежды больше нет|прошу ответить письменно|"
        "в Алмалинском районе|за торговым центром|напротив рынка|между домами|в нижней части города|"
        "каждый вечер после работы|в выходные особенно|ночью и днём|зимой и летом|особенно утром|"
        "скоро будем писать президенту|отправлю в прокуратуру|сниму на видео и выложу|стыдно перед гостями|"
        "живу здесь с рождения|пишу по просьбе соседей|сын помог написать|тот ответ был ни о чём|устали ждать|"
        "не знаем, к кому идти|всем привет|проверьте, пожалуйста|соберёмся и придём сами|вижу это из окна|"
        "сам человек пожилой|больше некому написать"
    ).split("|"),
    "kk": (
        "сәлеметсіздер ме|қайырлы күн|құрметті әкім|көмектесіңіздерші|шара қолдануыңызды сұраймын|"
        "қашанға дейін шыдаймыз|үшінші апта болды|бір айдан бері|бірнеше рет шағымдандық, нәтиже жоқ|ешкім елемейді|"
        "ешкімнің шаруасы жоқ|балалар жүреді|қарт адамдар тұрады|бұл қауіпті|жауап күтемін|мекенжай Төле би 20|"
        "Науаи көшесі|Жандосов пен Розыбакиев қиылысы|Әуезов ауданы|Самал 3 ықшамауданы|дүкеннің жанында|"
        "мектеп жанында|біздің үйде|біздің көшеде|14-үйдің ауласында|көршілер де шағымданады|"
        "109-ға қоңырау шалдық|масқара|не деген сұмдық|қашан бітеді|назар аударыңыздар|кеше кешке|бүгін таңертең|"
        "күнде осылай|құрметпен, тұрғындар|өмір сүру мүмкін емес|салықты не үшін төлейміз|"
        "әкімдік қайда қарап отыр|жасым жетпісте|мүгедекпін|баламмен қорқамын|сіздерге шағым айтамын|"
        "назарларыңызға жеткіземін|түсірген суретім бар|былтыр шағымдандық, құр жауап берді|уәде беріп ұмытып кетті|"
        "бұл қашан тоқтайды|қабылдауға бардық, тыңдамайды|бүкіл подъезд болып сұраймыз|көпбалалы отбасымыз|"
        "жақында көшіп келдік|жиырма жыл тұрып жатырмыз|жолдасым шыдамай жүр|әжем жылап отыр|"
        "ай соңына дейін шешіп беріңіздерші|үмітіміз үзілді|жазбаша жауап беріңіздер|Алмалы ауданында|"
        "сауда орталығының артында|базардың қарсысында|үйлердің арасында|қаланың төменгі жағында|"
        "жұмыстан кейін кеш сайын|әсіресе демалыс күндері|күндіз-түні|қысы-жазы|әсіресе таңертең|"
        "жақында президентке жазамыз|прокуратураға жіберемін|видеоға түсіріп жариялаймын|қонақтардан ұят|"
        "туғаннан осы жердемін|жасым келген адаммын|баламнан сұрап жаздырып тұрмын|алдында да хабарласқанбыз|"
        "берген жауаптарыңыз бос сөз|шаршап келіп осыны көресің|үміт күтеміз|төзім бітті|әбден қажыдық|"
        "ассалаумағалейкум|бәріңізге сәлем|кімге айтарымызды білмейміз|жоғары жаққа барамыз|"
        "көршілермен ақылдасып жаздық|біреу келіп қараса екен|терезеден көріп тұрамын|барар жеріміз қалмады|"
        "тағы да мазалап отырмын|бұрынғы хатымызға жауап жоқ|аудан орталығына жақын жердеміз"
    ).split("|"),
}
_COMMON = dict(zip("абвгдезийклмнопрстуфыэіғқңөұүһәё", [
    "a", "b", "v", "g", "d", "e", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "y", "e",
    "i", "g", "q", "n", "o", "u", "u", "h", "a", "e",
], strict=True))  # fmt: skip
_SHARED = {**_COMMON, "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
SCHOOLS: dict[str, dict[str, str]] = {
    "passport": {**_SHARED, "ъ": "", "ь": "", "й": "y"},
    "chat": {**_SHARED, "ч": "4", "ш": "6", "х": "h", "ж": "j", "щ": "w", "ъ": "", "ь": "'", "й": "j",
             "я": "ja", "ц": "c"},
    "careless": {**_SHARED, "х": "h", "ж": "j", "ш": "w", "ч": "ch", "щ": "sh", "ъ": "", "ь": "", "я": "a", "ы": "i"},
    "kazakh": {
        **_SHARED, "ә": "ä", "ғ": "ğ", "қ": "q", "ң": "ñ", "ө": "ö", "ұ": "ū", "ү": "ü", "ш": "ş", "ж": "j", "ч": "ch",
        "х": "h", "ъ": "", "ь": "", "й": "i", "ц": "ts",
    },
}  # fmt: skip
_NEAR = {
    "а": "вп", "о": "лр", "е": "нк", "и": "мт", "н": "ге", "т": "ьи", "с": "чм", "р": "по", "в": "аы", "л": "од",
    "к": "уе", "у": "кц", "п": "ар", "м": "си", "д": "лж", "ы": "вф", "ж": "дэ", "б": "юь",
}  # fmt: skip


def latin(text: str, school: str) -> str:
    """The text in Latin letters after one school."""
    letters = SCHOOLS[school]
    return "".join(letters.get(char, char) for char in text.lower())


def misspelt(text: str, chance: Random, share: float = 0.3) -> str:
    """A slip in about this share of the longer words: a letter lost, doubled, swapped or hit beside."""
    return " ".join(_slip(word, chance) if len(word) > 4 and chance.random() < share else word for word in text.split())


def wordy(text: str, language: str, chance: Random) -> str:
    """The text with one or two things before it and one or two after it that are not to the point."""
    around = _AROUND.get(language, ())
    if not around:
        return text
    before, after = (chance.sample(around, chance.randint(1, 2)) for _side in range(2))
    return ". ".join([*before, text, *after])


def variants(example: "Example", number: int) -> "Iterator[Example]":
    """The example itself, then ``number`` other forms: wordy, and misspelt or in Latin letters as chance has it."""
    yield example
    chance = Random(example.text)  # noqa: S311  no secret
    schools = sorted(SCHOOLS)
    for _turn in range(number):
        is_latin = chance.random() < LATIN_SHARE
        text = latin(example.text, chance.choice(schools)) if is_latin else misspelt(example.text, chance)
        text = wordy(text, example.language, chance)
        yield replace(example, text=text, weight=example.weight / 2)


def _slip(word: str, chance: Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    near = chance.choice(_NEAR.get(letter.lower(), letter))
    swapped = head + tail[:1] + letter + tail[1:]
    return chance.choice((head + tail, head + letter * 2 + tail, swapped, head + near + tail))
