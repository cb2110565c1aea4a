"""Where a person is registered: said by the person, seen by an officer, or taken from the register."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.enums import IdentityProof, ResidenceProof
from accounts.identity import find_by_iin, is_valid_iin
from accounts.models import Identity, Residence, User
from accounts.policy import may_prove_residence
from geo.models import District
from workflow.actor import Actor
from workflow.refusals import Refused

REGISTER_COLUMNS = ("iin", "district", "registered_on")
EARLIEST_BIRTH = date(1900, 1, 1)


def _check_day(registered_on: date | None, at: datetime) -> None:
    if registered_on and registered_on > timezone.localdate(at):
        raise Refused(
            _("The date of registration lies in the future: enter the day that stands in the certificate."),
            code="future",
            field="registered_on",
        )


@transaction.atomic
def declare(
    user: User, *, district: District, registered_on: date | None, born_on: date | None = None, at: datetime
) -> Residence:
    """Keep what the person says. A residence that is proven is not overwritten by words.

    Refused: ``future`` (field ``registered_on`` or ``born_on``); ``proven``, an officer or the register has confirmed
    another one.
    """
    _check_day(registered_on, at)
    _check_birth(born_on, at)
    User.objects.select_for_update().get(pk=user.pk)
    held = Residence.objects.filter(user=user).first()
    if held and held.proof != ResidenceProof.DECLARED:
        raise Refused(
            _("Your residence is confirmed. If you have moved, confirm the new address at the front office."),
            code="proven",
            field="district",
        )
    residence, _created = Residence.objects.update_or_create(
        user=user,
        defaults={
            "district": district,
            "registered_on": registered_on,
            "born_on": born_on or (held.born_on if held else None),
            "proof": ResidenceProof.DECLARED,
        },
    )
    return residence


def _check_birth(born_on: date | None, at: datetime) -> None:
    if born_on and not EARLIEST_BIRTH <= born_on <= timezone.localdate(at):
        sentence = _("Check the date of birth: it should look like 17.05.1990.")
        raise Refused(sentence, code="future", field="born_on")


@transaction.atomic
def declare_birth(user: User, *, born_on: date, at: datetime) -> Residence:
    """Keep the date of birth of somebody whose residence is known already, as long as none is kept.

    Refused: ``future`` (field ``born_on``); ``no_residence``; ``proven``: a date is kept.
    """
    _check_birth(born_on, at)
    held = Residence.objects.select_for_update().filter(user=user).first()
    if held is None:
        raise Refused(_("Enter the district of your registration first."), code="no_residence", field="born_on")
    if held.born_on is not None:
        sentence = _("Your date of birth is kept already. If it is wrong, have it corrected at the front office.")
        raise Refused(sentence, code="proven", field="born_on")
    held.born_on = born_on
    held.save(update_fields=["born_on"])
    return held


def _prove(
    user: User, district: District, registered_on: date, proof: str, by: int | None, at, born_on: date | None = None
) -> Residence:
    User.objects.select_for_update().get(pk=user.pk)
    birth = {"born_on": born_on} if born_on else {}
    residence, _created = Residence.objects.update_or_create(
        user=user,
        defaults={
            "district": district,
            "registered_on": registered_on,
            "proof": proof,
            "proven_by_id": by,
            "proven_at": at,
            **birth,
        },
    )
    notices.owe(
        code="residence_confirmed",
        key=f"residence:{user.pk}:{at.isoformat()}",
        at=at,
        context={"district": district.name_in(user.language)},
        user=user,
        link="/kk/me/residence/",
    )
    return residence


@transaction.atomic
def confirm_by_officer(
    user: User,
    *,
    district: District,
    registered_on: date,
    born_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Residence:
    """Confirm in person, from the documents shown, where somebody is registered and since when.

    Refused: ``role``, the actor is neither of the front office nor of this district's akimat; ``self``, nobody confirms
    the own residence; ``future``.
    """
    if not may_prove_residence(actor, district.pk):
        raise Refused(_("Only the front office, or the akimat of this district, confirms a residence."), code="role")
    if actor.user_id == user.pk:
        raise Refused(_("Nobody confirms their own residence: ask a colleague."), code="self")
    _check_day(registered_on, at)
    _check_birth(born_on, at)
    return _prove(user, district, registered_on, ResidenceProof.OFFICER, actor.user_id, at, born_on)


@transaction.atomic
def confirm_present(seen: dict, *, actor: Actor, at: datetime) -> Residence:
    """What an officer enters with the documents on the table: ``iin``, ``district``, ``registered_on`` and,
    from the identity card, ``born_on``.

    The IIN is thereby proven too. Refused: ``no_account`` (field ``iin``), nobody here has this IIN; and all that
    ``confirm_by_officer`` refuses.
    """
    user = find_by_iin(re.sub(r"[\s-]", "", seen["iin"]))
    if user is None:
        raise Refused(
            _("Nobody has added this IIN yet. Ask the person to sign up and to add it on the page “My data”."),
            code="no_account",
            field="iin",
        )
    residence = confirm_by_officer(
        user,
        district=seen["district"],
        registered_on=seen["registered_on"],
        born_on=seen.get("born_on"),
        actor=actor,
        at=at,
    )
    Identity.objects.filter(user=user).update(proof=IdentityProof.OFFICER)
    return residence


@dataclass
class RegisterImport:
    """What a run over a register file did or would do. Bad rows are named by line, never by their IIN."""

    confirmed: int = 0
    unchanged: int = 0
    unknown: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class RegisterRow:
    """What the register says of one person. ``born_on``: where the file has that column and the row fills it."""

    iin: str
    district: District
    registered_on: date
    born_on: date | None

    def is_held(self, held: Residence) -> bool:
        """Whether the same is known already, from the register."""
        known = (held.proof, held.district_id, held.registered_on)
        same_birth = self.born_on is None or held.born_on == self.born_on
        return same_birth and known == (ResidenceProof.REGISTER, self.district.pk, self.registered_on)


def _read_row(row: dict, districts: dict[str, District], today: date) -> RegisterRow:
    """Raises ``ValueError`` with the words for the list of bad rows."""
    iin = (row["iin"] or "").strip()
    if not is_valid_iin(iin):
        raise ValueError(_now("the IIN is not twelve digits with a right control digit"))
    district = districts.get((row["district"] or "").strip())
    if district is None:
        raise ValueError(_now("no such district: %(code)s") % {"code": row["district"]})
    registered_on = _read_day(row, "registered_on", today)
    born_on = _read_day(row, "born_on", today) if (row.get("born_on") or "").strip() else None
    if born_on and born_on < EARLIEST_BIRTH:
        raise ValueError(_now("%(column)s: nobody was born so long ago") % {"column": "born_on"})
    if born_on and born_on > registered_on:
        raise ValueError(_now("%(column)s: registered before birth") % {"column": "born_on"})
    return RegisterRow(iin, district, registered_on, born_on)


def _read_day(row: dict, column: str, today: date) -> date:
    try:
        day = date.fromisoformat((row[column] or "").strip())
    except ValueError:
        raise ValueError(_now("%(column)s: the date is not written as 2024-05-31") % {"column": column}) from None
    if day > today:
        raise ValueError(_now("%(column)s: the date lies in the future") % {"column": column})
    return day


def import_register(lines: Iterable[str], *, at: datetime, apply: bool) -> RegisterImport:
    """Confirm residences from the register's CSV (``iin,district,registered_on[,born_on]``; district by its code).

    The date of birth comes from the register and never from the IIN (rule 30); a row without one leaves what is known.
    With ``apply`` false nothing is written. A row of somebody who has no account here is counted and forgotten.
    Refused: ``columns``, the file lacks one of them.
    """
    reader = csv.DictReader(lines)
    missing = set(REGISTER_COLUMNS) - set(reader.fieldnames or ())
    if missing:
        raise Refused(
            _("The file has no column %(names)s. It needs iin, district and registered_on.")
            % {"names": ", ".join(sorted(missing))},
            code="columns",
        )
    districts = {district.pk: district for district in District.objects.all()}
    result = RegisterImport()
    for row in reader:
        try:
            read = _read_row(row, districts, timezone.localdate(at))
        except ValueError as fault:
            result.bad.append((reader.line_num, str(fault)))
            continue
        _import_row(result, find_by_iin(read.iin), read, at=at, apply=apply)
    return result


def _import_row(result: RegisterImport, user: User | None, read: RegisterRow, *, at: datetime, apply: bool) -> None:
    if user is None:
        result.unknown += 1
        return
    held = Residence.objects.filter(user=user).first()
    if held and read.is_held(held):
        result.unchanged += 1
        return
    if apply:
        with transaction.atomic():
            _prove(user, read.district, read.registered_on, ResidenceProof.REGISTER, None, at, read.born_on)
    result.confirmed += 1
