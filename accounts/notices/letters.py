"""The words of letters: shipped as files, edited as rows, rendered in a small template language.

A file ``<app>/data/notices/<code>.toml`` holds a table ``[sample]`` (a value for each variable, for previews) and one
table per language with ``subject``, ``text`` (for the inbox and the e-mail alike), or ``inbox`` and ``email`` where
they differ, and ``sms``. A channel that has no words is not used for this letter.
"""

import hashlib
import logging
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import VariableNode
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.enums import Channel
from accounts.models import NoticeTemplate

logger = logging.getLogger(__name__)

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class LetterUnknown(LookupError):
    """No application ships a letter of this code."""


class _LetterEngine(Engine):
    """Filters of Django, the tags of ``accounts.notices.tags``, no loaders: a template can reach nothing else."""

    default_builtins = ["django.template.defaultfilters", "accounts.notices.tags"]


_engine = _LetterEngine(dirs=[], loaders=[], autoescape=False)


@dataclass(frozen=True)
class Words:
    """Subject (may be empty, as in an SMS) and body, before or after rendering."""

    subject: str
    body: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.subject}\x00{self.body}".encode()).hexdigest()


@dataclass(frozen=True)
class Letter:
    """A shipped letter: its words by (language, channel) and a sample value for every variable."""

    code: str
    words: dict[tuple[str, str], Words]
    sample: dict[str, str]

    @property
    def channels(self) -> frozenset[str]:
        return frozenset(channel for _language, channel in self.words)


def _read(path: Path) -> Letter:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {}
    for language in LANGUAGES:
        texts = table[language]
        bodies = {
            Channel.INBOX: texts.get("inbox", texts.get("text", "")),
            Channel.EMAIL: texts.get("email", texts.get("text", "")),
            Channel.SMS: texts.get("sms", ""),
        }
        for channel, body in bodies.items():
            if body:
                subject = "" if channel == Channel.SMS else texts["subject"]
                words[language, channel.value] = Words(subject=subject, body=body.strip())
    return Letter(code=path.stem, words=words, sample=table.get("sample", {}))


@cache
def shipped() -> dict[str, Letter]:
    """Every letter that an installed application ships, by code. Read once per process."""
    letters: dict[str, Letter] = {}
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "data", "notices").glob("*.toml")):
            if path.stem in letters:
                raise ValueError(f"Two applications ship the letter {path.stem}.")
            letters[path.stem] = _read(path)
    return letters


def letter(code: str) -> Letter:
    """The shipped letter of this code. Raises ``LetterUnknown``."""
    try:
        return shipped()[code]
    except KeyError:
        raise LetterUnknown(code) from None


def _plain(value) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def plain_context(context: dict, language: str) -> dict[str, str]:
    """Every value as a string in ``language``: dates in its format, lazy texts translated, no objects left."""
    with translation.override(language):
        return {name: _plain(value) for name, value in context.items()}


def render(words: Words, context: dict[str, str]) -> Words:
    """Fill the words in. Raises ``TemplateSyntaxError`` where they are not a valid template."""
    subject = _engine.from_string(words.subject).render(Context(context, autoescape=False))
    body = _engine.from_string(words.body).render(Context(context, autoescape=False))
    return Words(subject=" ".join(subject.split()), body=body.strip())


def fault_in(words: Words, known: set[str]) -> str:
    """Why these words cannot be used with the variables ``known``, or an empty string."""
    for text in (words.subject, words.body):
        try:
            template = _engine.from_string(text)
        except TemplateSyntaxError as error:
            return str(error)
        for node in template.nodelist.get_nodes_by_type(VariableNode):
            name = getattr(node.filter_expression.var, "var", "")  # type: ignore[attr-defined]  # a VariableNode has it
            root = str(name).partition(".")[0]
            if root and root not in known and root != "forloop":
                return f"{{{{ {root} }}}}: ?"
    return ""


def written(code: str, language: str, channel: str, context: dict[str, str]) -> Words:
    """The letter ready to send: the edited words, or the shipped ones where the row is missing or broken.

    A broken row keeps its fault, so that the admin shows it.
    """
    shipped_words = letter(code).words[language, channel]
    row = NoticeTemplate.objects.filter(code=code, language=language, channel=channel).first()
    if row is None:
        return render(shipped_words, context)
    try:
        return render(Words(row.subject, row.body), context)
    except Exception as error:  # a template edited by a person may fail in any way; the letter must still leave
        fault = f"{type(error).__name__}: {error}"[:300]
        logger.warning("Letter template %s %s %s cannot be used: %s", code, language, channel, fault)
        if row.fault != fault:
            NoticeTemplate.objects.filter(pk=row.pk).update(fault=fault)
        return render(shipped_words, context)


def load() -> int:
    """Write the shipped words into rows; rows edited in the admin stay as they are. Returns how many were written."""
    rows = {(row.code, row.language, row.channel): row for row in NoticeTemplate.objects.all()}
    written_rows = 0
    for code, one in shipped().items():
        for (language, channel), words in one.words.items():
            row = rows.get((code, language, channel))
            if row is None:
                row = NoticeTemplate(code=code, language=language, channel=channel)
            elif row.shipped_digest == words.digest or Words(row.subject, row.body).digest != row.shipped_digest:
                continue
            row.subject, row.body, row.shipped_digest, row.fault = words.subject, words.body, words.digest, ""
            row.save()
            written_rows += 1
    return written_rows


def previews(code: str, channel: str) -> dict[str, Words]:
    """Language -> the letter of this channel with the sample values, in every language that it has."""
    one = letter(code)
    sample = one.sample | {"link": f"{settings.SITE_URL}/…"}
    languages = [language for language, known in one.words if known == channel]
    return {language: written(code, language, channel, sample) for language in languages}


def restore(row: NoticeTemplate) -> None:
    """Put the shipped words back in place of the edited ones."""
    words = letter(row.code).words[row.language, row.channel]
    row.subject, row.body, row.shipped_digest, row.fault = words.subject, words.body, words.digest, ""
    row.save()
