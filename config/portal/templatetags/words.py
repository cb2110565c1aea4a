"""Days, moments and numbers as people say them: `{% load words %}`."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.marks import spoken
from workflow.law import cited

register = template.Library()
register.filter("spoken", spoken)
register.filter("cited", cited)

# Django's catalogues write Kazakh months and weekdays with a capital, and know no cases of theirs.
MONTHS = {
    "kk": [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
MONTHS_UNTIL = {
    "kk": [
        "қаңтарға",
        "ақпанға",
        "наурызға",
        "сәуірге",
        "мамырға",
        "маусымға",
        "шілдеге",
        "тамызға",
        "қыркүйекке",
        "қазанға",
        "қарашаға",
        "желтоқсанға",
    ],
}
WEEKDAYS = {
    "kk": ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
    "ru": ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
THIN = "\N{NARROW NO-BREAK SPACE}"
GLUE = "\N{NO-BREAK SPACE}"


def _language() -> str:
    code = (get_language() or "kk")[:2]
    return code if code in MONTHS else "en"


def _local_date(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _day(value: date, months: list[str], language: str) -> str:
    words = f"{value.day}{GLUE}{months[value.month - 1]}"
    if value.year == timezone.localdate().year:
        return words
    if language == "kk":
        return f"{value.year}{GLUE}ж. {words}"
    return f"{words} {value.year}" + (f"{GLUE}г." if language == "ru" else "")


@register.filter
def day(value: date | datetime | None) -> str:
    """«10 қараша»; the year is added when it is not this year."""
    if value is None:
        return ""
    language = _language()
    return _day(_local_date(value), MONTHS[language], language)


@register.filter
def weekday(value: date | datetime | None) -> str:
    """«1 желтоқсан, сейсенбі»; in Russian and English the weekday comes first."""
    if value is None:
        return ""
    language, on = _language(), _local_date(value)
    name = WEEKDAYS[language][on.weekday()]
    words = _day(on, MONTHS[language], language)
    return f"{words}, {name}" if language == "kk" else f"{name}, {words}"


@register.filter
def until(value: date | datetime | None) -> str:
    """«1 желтоқсанға дейін», «до 1 декабря», "by 1 December"."""
    if value is None:
        return ""
    language = _language()
    words = _day(_local_date(value), MONTHS_UNTIL.get(language, MONTHS[language]), language)
    return {"kk": f"{words} дейін", "ru": f"до{GLUE}{words}"}.get(language, f"by{GLUE}{words}")


@register.filter
def last_day(value: datetime | None) -> str:
    """The last day of a period that ends before this moment: midnight of the 1st ends on the day before."""
    return day(value - timedelta(seconds=1)) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """«10 қараша, 18:42», by the city's clock."""
    if value is None:
        return ""
    return f"{day(value)}, {timezone.localtime(value):%H:%M}"


@register.filter
def ago(value: datetime | None, now: datetime | None = None) -> str:
    """«3 минут бұрын», «кеше, 18:42», and from the day before yesterday the moment itself."""
    if value is None:
        return ""
    now = now or timezone.now()
    passed = now - value
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    days = (_local_date(now) - _local_date(value)).days
    if days == 0:
        hours = int(passed.total_seconds() // 3600)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    if days == 1:
        return _("yesterday, %(time)s") % {"time": f"{timezone.localtime(value):%H:%M}"}
    return moment(value)


@register.filter
def figure(value: float | None, decimals: int = 0) -> str:
    """A number with its thousands apart: «1 284»; Russian and Kazakh decimals have a comma."""
    if value is None:
        return "–"
    return formats.number_format(value, decimals, use_l10n=True, force_grouping=True).replace(GLUE, THIN)


@register.filter
def tenge(value: int | None) -> str:
    """A sum of money: «1 284 ₸», never broken over two lines."""
    return f"{figure(value)}{GLUE}₸"


@register.filter
def groups_of_four(code: str) -> str:
    """A secret code in groups that can be read out and typed: «K7QF 2MZX»."""
    plain = "".join(code.split()).replace("-", "")
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))
