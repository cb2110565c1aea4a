"""Numbers that name a person or lead to one: IIN, phone, bank card, account. All patterns have bounded parts."""

import re
from collections.abc import Iterator

from accounts.control_digit import is_valid_iin

Stretch = tuple[int, int]

_SEP = r"[ ()._-]{0,3}"

_IIN = re.compile(r"(?<!\d)\d(?:[ .-]{0,2}\d){11}(?!\d)")
_CARD_SPLIT = re.compile(r"(?<!\d)[2-6]\d{3}(?:[ -]{0,2}\d){12}(?!\d)")
_CARD_WHOLE = re.compile(r"(?<!\d)[3-6]\d{12,18}(?!\d)")
_IBAN = re.compile(r"(?<![^\W_])[kк]z[ -]?\d{2}(?:[ -]?[0-9a-zа-я]){16}(?![^\W_])")
_LATIN = str.maketrans("авекмнорстух", "abekmhopctyx")

_LONG = re.compile(rf"(?<!\d)(?:\+ ?7|[78])(?:{_SEP}\d){{10}}(?!\d)")
_FOREIGN = re.compile(rf"(?<!\d)\+ ?[1-9](?:{_SEP}\d){{9,13}}(?!\d)")
_CODE = re.compile(r"[3-9]")
_MOBILE = re.compile(rf"(?<!\d)(?:70[0-8]|747|76\d|77[0-8]|727)(?:{_SEP}\d){{7}}(?!\d)")
_LOCAL = re.compile(r"(?<![\d-])[23]\d{2}-\d{2}-\d{2}(?![\d-])")
_NAMED = re.compile(
    r"(?<![^\W_])(?:тел(?:ефон\w{0,3})?|tel|phone|whats ?app|ватсап\w?|вотсап\w?|звон\w{1,6}|қоңырау\w{0,4}|байланыс)"
    r"[ .:№-]{0,4}(?P<number>\d(?:[ -]{0,2}\d){5,6})(?![ -]?\d)"
)
# 87 450 000 000 and 7 011 234 567 are money in groups of three, not phones.
_THOUSANDS = re.compile(r"\d{1,2}(?: \d{3}){3}")


def iins(text: str) -> Iterator[Stretch]:
    """Twelve digits with the right control digit, in one piece or split by blanks, dots and dashes."""
    place = 0
    while found := _IIN.search(text, place):
        if is_valid_iin(_digits(found.group())):
            yield found.span()
            place = found.end()
        else:
            place = found.start() + 1


def phones(text: str) -> Iterator[Stretch]:
    """+7, 8 or 7 and ten digits; ten of a mobile or of Almaty (727); a foreign +; a local one, dashed or named."""
    for found in _LONG.finditer(text):
        number = found.group()
        code = _digits(number)[1]
        if _CODE.match(code) and (number.startswith("+") or not _THOUSANDS.fullmatch(number)):
            yield found.span()
    for found in _FOREIGN.finditer(text):
        yield found.span()
    for found in _MOBILE.finditer(text):
        if not _THOUSANDS.fullmatch(found.group()):
            yield found.span()
    for found in _LOCAL.finditer(text):
        yield found.span()
    for found in _NAMED.finditer(text):
        yield found.span("number")


def cards(text: str) -> Iterator[Stretch]:
    """Thirteen to nineteen digits in one piece, or sixteen split as one likes, with a right check digit (Luhn)."""
    for pattern in (_CARD_SPLIT, _CARD_WHOLE):
        for found in pattern.finditer(text):
            if _luhn(_digits(found.group())):
                yield found.span()


def ibans(text: str) -> Iterator[Stretch]:
    """KZ, two digits, sixteen more signs: in one piece or in fours as it stands; split otherwise if it adds up."""
    for found in _IBAN.finditer(text):
        whole = re.sub(r"[ -]", "", found.group()).translate(_LATIN)
        in_groups = re.fullmatch(r"\w{4}(?:[ -]\w{4}){4}|\w{20}", found.group())
        if (in_groups and sum(map(str.isdigit, whole)) >= 10) or _adds_up(whole):
            yield found.span()


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _adds_up(iban: str) -> bool:
    """ISO 13616: the number with its first four signs at the end, letters as 10 to 35, leaves 1 when divided by 97."""
    if not iban.isascii():
        return False
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1
