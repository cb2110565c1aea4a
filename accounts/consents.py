"""Consent to the processing of personal data (Law No 94-V): texts by version, given and withdrawn by a person.

A text is a file ``data/consents/<purpose>.<version>.toml`` that is never edited once people have agreed to it: a new
wording is a new file with a later version. Versions are dates, so the newest sorts last.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, User
from workflow.refusals import Refused

_DATA = Path(__file__).parent / "data" / "consents"

PERSONAL_DATA = "personal-data"
RESEARCH = "surveys"
PURPOSES = (PERSONAL_DATA, RESEARCH)
# Without this one there is nothing that the platform may do for a person.
REQUIRED = frozenset({PERSONAL_DATA})


@dataclass(frozen=True)
class ConsentText:
    """What a person agrees to, word for word: ``title`` and ``body`` by language (kk, ru, en)."""

    purpose: str
    version: str
    titles: dict[str, str]
    bodies: dict[str, str]

    @property
    def title(self) -> str:
        """The title in the active language."""
        return self.titles[(get_language() or "kk")[:2]]

    @property
    def body(self) -> str:
        """The text in the active language."""
        return self.bodies[(get_language() or "kk")[:2]]


@cache
def texts() -> dict[tuple[str, str], ConsentText]:
    """Every version of every text, by (purpose, version)."""
    found = {}
    for path in sorted(_DATA.glob("*.toml")):
        purpose, _dot, version = path.stem.partition(".")
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found[purpose, version] = ConsentText(
            purpose=purpose,
            version=version,
            titles={language: table[language]["title"] for language in table},
            bodies={language: table[language]["body"].strip() for language in table},
        )
    return found


def current(purpose: str) -> ConsentText:
    """The newest text for this purpose. Raises ``KeyError`` for an unknown purpose."""
    versions = [version for known, version in texts() if known == purpose]
    if not versions:
        raise KeyError(purpose)
    return texts()[purpose, max(versions)]


def current_version(purpose: str = PERSONAL_DATA) -> str:
    """The version in force: what is stored beside anything that was sent with this consent."""
    return current(purpose).version


def text_of(consent: Consent) -> ConsentText:
    """The words that the person agreed to, which may be older than those in force now."""
    return texts()[consent.purpose, consent.version]


def in_force(user: User, purpose: str) -> Consent | None:
    """The consent that the person gave and did not withdraw, or ``None``."""
    return Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True).first()


@transaction.atomic
def give(user: User, purpose: str, *, at: datetime) -> Consent:
    """Write down that the person agreed to the current text; agreeing twice to one version is one consent."""
    version = current_version(purpose)
    User.objects.select_for_update().get(pk=user.pk)
    held = in_force(user, purpose)
    if held and held.version == version:
        return held
    if held:
        Consent.objects.filter(pk=held.pk).update(withdrawn_at=at)
    return Consent.objects.create(user=user, purpose=purpose, version=version, given_at=at)


@transaction.atomic
def withdraw(user: User, purpose: str, *, at: datetime) -> Consent:
    """Write down that the person takes a consent back; the row stays as proof of both moments.

    Refused: ``no_consent``, there is none in force.
    """
    User.objects.select_for_update().get(pk=user.pk)
    held = in_force(user, purpose)
    if held is None:
        raise Refused(_("You have not given this consent, so there is nothing to withdraw."), code="no_consent")
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    return held
