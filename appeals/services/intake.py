"""Filing an appeal: the one way in, whatever the channel."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from appeals.enums import Kind, PhotoMoment, Source
from appeals.models import Appeal, Category
from appeals.rules import emergency, threats
from appeals.rules.report import NO_CONTACT, NO_PLACE, Contact, Place
from appeals.services import claims, clock, details, fields, photos, routing, suggesting, terms
from appeals.services.fields import Spot
from appeals.services.photos import Kept, Shelf, drawn, shelf
from appeals.workflow import APPEAL
from workflow import acts, calendar
from workflow.actor import Actor
from workflow.kept import reading_once
from workflow.refusals import Refused
from workflow.workdays import Calendar

__all__ = ["Contact", "Place", "Registered", "register"]

NUMBERS = "appeals_number"
BASIS = "APPC art. 64"
# Channels that residents use themselves; in all others an officer writes down what a resident said.
OWN_SOURCES = frozenset({Source.PORTAL, Source.API})
CLERKS = frozenset({Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Registered:
    """The receipt. ``is_new`` is false when this very request had been registered before."""

    appeal: Appeal
    claim_code: str
    is_new: bool


@dataclass(frozen=True)
class Filing:
    """What was given, before anybody judged it."""

    text: str
    language: str
    category: str = ""
    place: Place = NO_PLACE
    contact: Contact = NO_CONTACT
    kind: str = Kind.QUICK_REPORT
    source: str = Source.PORTAL
    details: Mapping[str, Any] = field(default_factory=dict)

    def digest(self, photos: Sequence[BinaryIO], *, author: User | None, actor: Actor) -> str:
        """What tells a repetition from another request that came with the same key."""
        whole = {**asdict(self), "details": dict(self.details)}
        whole |= {"author": author.pk if author else None, "actor": actor.user_id}
        whole["photos"] = [_file_digest(file) for file in photos]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Report:
    """A judged report, ready to be written."""

    text: str
    language: str
    kind: str
    source: str
    category: Category | None
    details: Mapping[str, Any]
    spot: Spot
    contact: Contact
    consent: str
    author_id: int | None
    filed_by_id: int | None


@dataclass(frozen=True)
class Entry:
    """A judged report to be written under ``key``; ``digest`` as in ``Filing``, ``at``: when it came in."""

    key: UUID
    report: Report
    digest: str
    at: datetime


def register(
    *,
    key: UUID,
    text: str,
    language: str,
    category: str = "",
    place: Place = NO_PLACE,
    contact: Contact = NO_CONTACT,
    photos: Sequence[BinaryIO] = (),
    consent: str = "",
    kind: str = Kind.QUICK_REPORT,
    source: str = Source.PORTAL,
    details: Mapping[str, Any] | None = None,
    author: User | None = None,
    asks: bool = True,
    actor: Actor,
    at: datetime,
) -> Registered:
    """Register an appeal: number, claim code, legal day, last day for the answer, the routing table's suggestion.

    ``key`` makes a repetition harmless: the same request gives the same receipt. ``category``: code of a leaf, or
    empty. ``photos``: uploaded files. ``consent``: version of the text agreed to. ``author``: the person for whom an
    officer files through a channel of the city; both are kept. ``asks``: see ``enter``. No contact at all: an
    anonymous appeal.
    ``details``: answers to the extra questions of the category, by code.

    Refused: what ``fields``, ``details``, ``photos`` and ``pictures`` refuse; ``language_unknown``; ``source_denied``;
    ``key_reused``: the key came before with another content. Rule: APPC art. 64 (registration), art. 76 (term).
    """
    filing = Filing(text, language, category, place, contact, str(kind), str(source), details or {})
    digest = filing.digest(photos, author=author, actor=actor)
    earlier = find(key)
    if earlier is not None:
        return again(earlier, digest=digest)
    with reading_once():
        report = judge(filing, consent=consent, author=author, actor=actor, at=at)
        pictures = drawn(photos)
        return enter(key, report, lambda kept: kept.keep_all(pictures), digest=digest, asks=asks, actor=actor, at=at)


def find(key: UUID) -> Appeal | None:
    """What was registered under this key."""
    return Appeal.objects.filter(intake_key=key).first()


def judge(filing: Filing, *, consent: str, author: User | None = None, actor: Actor, at: datetime) -> Report:
    """Judge every part of a report but its photos; nothing is written. Refused as ``register`` says."""
    if filing.language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose the language: Kazakh, Russian or English."), code="language_unknown", field="language")
    own = filing.source in OWN_SOURCES
    if not own and (filing.source not in Source.values or not CLERKS & actor.roles):
        sentence = _("Only an officer of the city files through this channel.")
        raise Refused(sentence, code="source_denied", field="source")
    leaf = fields.category(filing.category, on=fields.day_of(at))
    return Report(
        text=fields.text(filing.text),
        language=filing.language,
        kind=fields.kind(filing.kind),
        source=filing.source,
        category=leaf,
        details=details.judge(leaf, filing.details, on=fields.day_of(at), all_needed=own),
        spot=fields.place(filing.place),
        contact=fields.contact(filing.contact),
        # What an officer writes down is kept by law; the resident's own form asks for consent.
        consent=fields.consent(consent) if own else consent,
        author_id=actor.user_id if own else author.pk if author else None,
        filed_by_id=None if own else actor.user_id,
    )


def enter(
    key: UUID,
    report: Report,
    put: Callable[[Shelf], list[Kept]],
    *,
    digest: str,
    asks: bool = True,
    actor: Actor,
    at: datetime,
) -> Registered:
    """Write a judged report down, once per key, in one transaction; ``put`` gives its photos, on the shelf.

    ``asks``: whoever filed a legal appeal without name or contact is asked for them.
    """
    with shelf(at) as kept, transaction.atomic():
        wait_for_key(key)
        earlier = find(key)
        if earlier is not None:
            return again(earlier, digest=digest)
        return write(key, report, put(kept), digest=digest, asks=asks, actor=actor, at=at)


def write(
    key: UUID, report: Report, pictures: list[Kept], *, digest: str, asks: bool = True, actor: Actor, at: datetime
) -> Registered:
    """The same for whoever holds the key already (``wait_for_key``) and found nothing under it, in that transaction."""
    appeal = write_many([Entry(key, report, digest, at)], actor=actor)[0]
    photos.attach(appeal, pictures, moment=PhotoMoment.BEFORE, seq=appeal.seq, at=at)
    if asks and terms.ask_for_missing(appeal, at=at):
        appeal.refresh_from_db(fields=["status", "seq", "status_since"])
    return Registered(appeal, claims.code_for(key), is_new=True)


def write_many(entries: Sequence[Entry], *, actor: Actor) -> list[Appeal]:
    """Register judged reports without photos in few questions, in one transaction, in their order; nobody is asked.

    The caller keeps others from these keys, and found nothing under them.
    """
    starts = []
    days_off = calendar.current()
    for entry, number in zip(entries, _next_numbers(len(entries)), strict=True):
        appeal, facts = _draw_up(entry, number, days_off)
        starts.append(acts.Start(appeal, _role_of(entry.report, actor), entry.at, data=facts))
    acts.begin_many(APPEAL, starts, "register", actor=actor, basis=BASIS)
    return [start.thing for start in starts]


def _role_of(report: Report, actor: Actor) -> Role | str:
    """By what right it is entered: the resident's own, an officer's post, or the system's for an import."""
    if actor.is_system:
        return Role.SYSTEM
    return Role.AUTHOR if report.filed_by_id is None else min(CLERKS & actor.roles)


def wait_for_key(key: UUID) -> None:
    """Until the transaction ends, nobody else registers under this key: the second of two clicks waits here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"appeals.intake:{key}"])


def again(earlier: Appeal, *, digest: str) -> Registered:
    """The receipt of what this key had registered. Refused: ``key_reused`` for another ``digest``."""
    if digest is not None and digest != earlier.intake_digest:
        sentence = _("This form was sent before with another content. Open a new form to file another appeal.")
        raise Refused(sentence, code="key_reused")
    return Registered(earlier, claims.code_for(earlier.intake_key), is_new=False)


def _draw_up(entry: Entry, number: int, days_off: Calendar) -> tuple[Appeal, dict]:
    report, at = entry.report, entry.at
    registered_on = calendar.registration_date(at, calendar=days_off)
    word = suggesting.word_on(report.text, on=registered_on)
    suggestion = _suggestion(report, on=registered_on)
    phone = emergency.phone_for(report.text) or (report.category.emergency_phone if report.category else "")
    threat = threats.found_in(report.text)
    appeal = Appeal(
        number=f"{registered_on.year}-{number:06d}",
        claim_hash=claims.hash_of(claims.code_for(entry.key)),
        intake_key=entry.key,
        intake_digest=entry.digest,
        kind=report.kind,
        source=report.source,
        language=report.language,
        text=report.text,
        category=report.category,
        suggestion=word,
        details=dict(report.details),
        routing_rule_id=suggestion.rule_id,
        routing=suggestion.decision,
        author_id=report.author_id,
        filed_by_id=report.filed_by_id,
        contact_name=report.contact.name,
        contact_email=report.contact.email,
        contact_phone=report.contact.phone,
        consent_version=report.consent,
        point=report.spot.point,
        district=report.spot.district,
        address=report.spot.address,
        received_at=at,
        registered_on=registered_on,
        urgent=bool(phone) or threat,
    )
    allowed = clock.start(appeal, on=registered_on, at=at, days_off=days_off)
    told = {"routing": suggestion.decision, "emergency": phone, "threat": threat}
    return appeal, {**clock.facts(appeal, allowed), **told}


def _suggestion(report: Report, *, on: date) -> routing.Suggestion:
    """What the routing table says of it."""
    district = report.spot.district.code if report.spot.district else None
    return routing.suggest(
        category=report.category, district=district, on=on, point=report.spot.point, details=report.details
    )


def _next_numbers(count: int) -> list[int]:
    """So many numbers, each given out once, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [NUMBERS, count])
        return [number for (number,) in cursor.fetchall()]


def _file_digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
