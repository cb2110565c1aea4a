"""What belongs into a Kazakh or Russian sentence, letter by letter."""

import re

# Names of things that are written alike in every language.
NAMES = set(
    """
    Birge QazaqGaz NCALayer Aimaq API JSON OpenAPI UUID URL JavaScript Cookie cookie eGov Mapbox OpenStreetMap WCAG AA
    DOCX XLSX CSV ICS Atom Tab Shift https
    JPEG PNG WebP HEIC QR USB SMS PDF PIN Enter Ctrl GeoJSON WKT EWKT HEXEWKB DEBUG True False None CSRF Referer
    HTTPS IPv IP Mac iin Polygon MultiPolygon
    """.split()
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%\{\w+\}|%[sd]|\{\w*(?::\w+)?\}|</?\w[^>]*>")
# Names of more than one word, addresses given as examples, and conditions as the table of routing writes them.
_EXAMPLE = re.compile(
    r"extent = street|extent in row, street|number > 3|«in»|"
    r"Open Almaty|Vector Tiles|Idempotency-Key|iin, district|registered_on|Control|\(Mac-та Command\)|"
    r"\S+@\S+|\w+(?:\.\w+)*\.(?:kz|gov|example)\b\S*|https?://\S+"
)
_LATIN = re.compile(r"[A-Za-z]{2,}")
_MIXED = re.compile(
    r"[^\W\d_]*(?:[A-Za-zəıɵʉ\u0180-\u024f][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-zəıɵʉ\u0180-\u024f])[^\W\d_]*"
)
# A day is put into a sentence as it is, so no word may follow that asks for an ending: "5 қыркүйек дейін".
_DAYS = r"day|since|due|due_on|until|by|before|after|date|time|when"
_DAY = rf"%\((?:{_DAYS})\)s|\{{\{{\s*\w*(?:_on|_at|_by|_from|until)\s*\}}\}}"
_BARE_DAY = re.compile(rf"(?:{_DAY})\s(?:дейін|бастап|кейін|бұрын|қарай)\b")
# Look-alikes of ә, і, ө, ұ from other alphabets.
_STRANGE = re.compile("[\u0180-\u024f\u0250-\u02af\u0130\u0131]")
_KAZAKH_ONLY = re.compile(r"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
_RUSSIAN_ONLY = re.compile(r"[ёщъЁЩЪ]")
# Words that Kazakh took over with their letters.
_TAKEN_OVER = ("объект", "субъект", "подъезд")
_GLUED = re.compile(
    r"%\(\w+\)[sd](?:[а-яәғқңөұүһі]|-(?:[гқкғ][аеә]|[дт][аеә]н?|н[ае]н|[днт][ыі]ң?|с?[ыі]н?|[мбп]ен)(?![а-яәғқңөұүһі]))"
)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def english_in(text: str) -> set[str]:
    """Words in Latin letters that are no names. Two letters and more: numerals and keys stay out."""
    return set(_LATIN.findall(_EXAMPLE.sub(" ", PLACEHOLDER.sub(" ", text)))) - NAMES


def bare_days(text: str) -> list[str]:
    """Days in a Kazakh sentence that lack the ending which the next word asks for."""
    return _BARE_DAY.findall(text)


def faults(text: str, language: str) -> list[str]:
    """What is wrong with the letters of a sentence."""
    told = [f"Latin and Cyrillic letters in one word: {word}" for word in _MIXED.findall(PLACEHOLDER.sub(" ", text))]
    if strange := _STRANGE.findall(text):
        told.append(f"letters of no alphabet of ours: {strange}")
    if language == "ru" and _KAZAKH_ONLY.search(text):
        told.append("a Kazakh letter in Russian")
    if language == "kk":
        plain = text.lower()
        for word in _TAKEN_OVER:
            plain = plain.replace(word, "")
        if _RUSSIAN_ONLY.search(plain):
            told.append("a Russian letter in Kazakh")
        if bare_days(text):
            told.append("a day without its case ending: say «соңғы күні: …» instead")
        if _GLUED.search(text):
            told.append("a case ending at a placeholder: no one knows its vowels beforehand")
    return told
