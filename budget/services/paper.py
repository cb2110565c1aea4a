"""Voting on paper: forms are given to offices, voters are marked before they get one, two clerks type each form."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, NoReturn

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identity import is_valid_iin, keyed_hash
from accounts.shelf import remove_files_on_commit
from budget import policy
from budget.enums import LeafKind, PaperRule, Way
from budget.models import Batch, Edition, EditionKey, FormIssue, Office, PaperEntry, PaperForm, RollMark
from budget.rules.ages import age
from budget.selectors import box as boxes
from budget.selectors import paper, voters
from budget.selectors.ballot import ballot_projects
from budget.services import log, telling
from budget.services.casting import OBSTACLES, refusal
from workflow.actor import Actor
from workflow.refusals import Refused


def issue(office: Office, *, first: int, last: int, actor: Actor, at: datetime) -> FormIssue:
    """Hand forms to an office. Refused: ``role``; ``serials``: the numbers run backwards, or were issued before."""
    if not policy.MANAGERS & policy.roles_on_edition(actor, office.edition):
        raise Refused(_("Only the manager of the people's budget hands out forms."), code="role")
    with transaction.atomic():
        Edition.objects.select_for_update(of=("self",)).get(pk=office.edition_id)
        check_serials(office, first, last)
        return FormIssue.objects.create(
            office=office,
            edition_id=office.edition_id,
            first=first,
            last=last,
            issued_at=at,
            issued_by_id=_key(actor),
        )


def check_serials(office: Office, first: int, last: int) -> None:
    """Refused (``serials``): the numbers run backwards, or some were issued before in this edition."""
    taken = FormIssue.objects.filter(edition=office.edition_id, first__lte=last, last__gte=first)
    if last < first or taken.exists():
        raise Refused(_("These form numbers run backwards or were issued before."), code="serials", field="first")


def _key(actor: Actor) -> int:
    """Whoever has a post has an account."""
    if actor.user_id is None:
        raise Refused(_("Only clerks of this office do this."), code="role")
    return actor.user_id


_MARK = """
INSERT INTO budget_rollmark AS mark (edition_id, voter_key, user_id, district_id, way, proof, phone_key, casts, told,
                                     assisted, office_id, marked_by_id, marked_at)
VALUES (%s, %s, NULL, %s, 'paper', 'officer', '', 0, 0, %s, %s, %s, %s)
ON CONFLICT (edition_id, voter_key) DO UPDATE
    SET way = 'paper', proof = 'officer', assisted = excluded.assisted, office_id = excluded.office_id,
        marked_by_id = excluded.marked_by_id
    WHERE mark.way = 'online' AND %s
RETURNING id
"""


def mark_voter(
    office: Office,
    *,
    iin: str,
    district: str,
    registered_on: date,
    born_on: date,
    assisted: bool = False,
    actor: Actor,
    at: datetime,
) -> int:
    """Mark a voter on the roll, from the documents shown, before the form is handed out. Returns the key of the mark.

    The roll is the same as online: whoever voted online is refused or overridden, as the edition says; after a paper
    form nobody votes online. The mark does not know the number of the form. The voter is sent a letter, also of a form
    that was refused because of an online ballot.

    Refused: ``role``; ``invalid_iin``; ``late``; ``young``; ``closed``; ``voted_paper``; ``voted_online``.
    """
    edition = office.edition
    _check_clerk(actor, office)
    if not is_valid_iin(iin):
        sentence = _("Enter the 12 digits of the IIN as they stand on the identity card. One of them is not right.")
        raise Refused(sentence, code="invalid_iin", field="iin")
    if registered_on > edition.cutoff_on:
        raise Refused(OBSTACLES["late"], code="late", field="registered_on")
    if age(born_on, timezone.localdate(at)) < edition.min_age:
        raise Refused(OBSTACLES["young"], code="young", field="born_on")
    hashed = keyed_hash(iin, "iin")
    with transaction.atomic():
        log.share_box(edition.pk)
        now, sealed = _open_box_of(edition)
        voter = voters.voter_key(boxes.roll_key(edition.pk, sealed), hashed)
        overrides = edition.paper_rule == PaperRule.OVERRIDES
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [edition.pk, voter, district, assisted, office.pk, actor.user_id, now, overrides])
            row = cursor.fetchone()
        mark = RollMark.objects.select_related("user").get(edition=edition, voter_key=voter)
        if mark.way == Way.ONLINE or row is not None:
            telling.tell_of_paper(mark, hashed, office, refused=row is None, instead=bool(mark.casts), at=at)
    # The letter of a refusal is kept, so it is refused after the transaction.
    if row is None:
        _refuse(mark)
    return mark.pk


_WINDOW = """
SELECT clock_timestamp(), box.roll_key_sealed
FROM budget_edition edition
JOIN budget_editionstage stage ON stage.edition_id = edition.id AND stage.stage = 'voting'
JOIN budget_editionkey box ON box.edition_id = edition.id AND box.charter <> ''
WHERE edition.id = %s AND edition.status = 'voting' AND 'paper' = ANY (edition.ways)
  AND clock_timestamp() >= stage.opens_at AND clock_timestamp() < stage.closes_at
  AND NOT EXISTS (SELECT 1 FROM budget_checkpoint last WHERE last.edition_id = edition.id AND last.closing)
"""


def _open_box_of(edition: Edition) -> tuple[datetime, bytes]:
    """The moment by the database's clock, and the sealed key of the roll. Refused: ``closed``."""
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW, [edition.pk])
        row = cursor.fetchone()
        if row is None:
            raise refusal("closed")
        now, sealed = row
        cursor.execute(
            "UPDATE budget_edition SET first_ballot_at = %s WHERE id = %s AND first_ballot_at IS NULL",
            [now, edition.pk],
        )
    return now, bytes(sealed)


def _refuse(mark: RollMark) -> NoReturn:
    if mark.way == Way.PAPER:
        raise Refused(_("This person was given a form before."), code="voted_paper", conflict=True)
    raise Refused(
        _("This person has voted online. In this vote that ballot counts: give out no form."),
        code="voted_online",
        conflict=True,
    )


def _check_clerk(actor: Actor, office: Office) -> None:
    if not policy.is_clerk(actor, office):
        raise Refused(_("Only clerks of this office do this."), code="role")


def open_batch(
    office: Office,
    *,
    district: str,
    issued: int,
    used: int,
    spoiled: int = 0,
    returned: int = 0,
    scan: IO[bytes] | None = None,
    actor: Actor,
    at: datetime,
) -> Batch:
    """Begin the sheet of an urn. ``scan``: one PDF of all its forms, kept. Refused: ``role``; ``scan``: no PDF."""
    _check_clerk(actor, office)
    with transaction.atomic():
        Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
        number = Batch.objects.filter(office=office).count() + 1
        batch = Batch(
            office=office,
            district_id=district,
            number=number,
            issued=issued,
            used=used,
            spoiled=spoiled,
            returned=returned,
            opened_at=at,
            opened_by_id=_key(actor),
        )
        if scan is not None:
            _keep_scan(batch, scan)
        batch.save()
        return batch


def correct_batch(
    batch_id: int, *, sheet: dict[str, int], scan: IO[bytes] | None = None, actor: Actor, at: datetime
) -> Batch:
    """Put the figures of an open sheet right; a ``scan`` takes the place of the earlier one.

    Refused: ``role``; ``batch_closed``; ``scan``: no PDF.
    """
    with transaction.atomic():
        batch = _open_batch(batch_id)
        _check_clerk(actor, batch.office)
        for name in ("issued", "used", "spoiled", "returned"):
            setattr(batch, name, sheet[name])
        if scan is not None:
            remove_files_on_commit([str(batch.scan)] if batch.scan else [])
            _keep_scan(batch, scan)
        batch.save(update_fields=["issued", "used", "spoiled", "returned", "scan", "scan_hash"])
        return batch


def _keep_scan(batch: Batch, scan: IO[bytes]) -> None:
    content = scan.read()
    if not content.startswith(b"%PDF-"):
        raise Refused(_("The scan is to be one PDF file with all forms of the urn."), code="scan", field="scan")
    batch.scan_hash = hashlib.sha256(content).hexdigest()
    name = f"{batch.office.edition_id}-{batch.office.code}-{batch.number}.pdf"
    batch.scan.save(name, ContentFile(content), save=False)


def _open_batch(batch_id: int) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("office__edition").get(pk=batch_id)
    if batch.closed_at is not None:
        raise Refused(_("This batch is closed: nothing in it changes any more."), code="batch_closed", conflict=True)
    return batch


def type_form(
    batch_id: int, *, serial: int, numbers: Sequence[str], points: Sequence[int] = (), actor: Actor, at: datetime
) -> PaperForm:
    """Type what a form says. The first and the second clerk do not see each other; where they differ a third decides.

    A blank form has no numbers: it is counted as invalid. Refused: ``role``; ``batch_closed``; ``serial``: this office
    was not given that form, or it lies in another batch; ``typed``: this clerk has typed it; ``agreed``: two agree;
    ``unknown``: a number is not on the ballot of the district.
    """
    with transaction.atomic():
        batch = _open_batch(batch_id)
        _check_clerk(actor, batch.office)
        form = _form(batch, serial)
        if form.entries.filter(clerk_id=actor.user_id).exists():
            raise Refused(_("You have typed this form: a colleague types it now."), code="typed", field="serial")
        if form.agreed:
            raise Refused(_("Two clerks agree on this form already."), code="agreed", field="serial")
        _check_numbers(batch, numbers)
        earlier = list(form.entries.all())
        entry = PaperEntry.objects.create(
            form=form,
            clerk_id=_key(actor),
            choices=list(numbers),
            points=list(points),
            decides=len(earlier) >= 2,
            typed_at=at,
        )
        alike = any((one.choices, one.points) == (entry.choices, entry.points) for one in earlier)
        if alike or entry.decides:
            form.agreed, form.choices, form.points = True, entry.choices, entry.points
            form.save(update_fields=["agreed", "choices", "points"])
        return form


def strike_form(batch_id: int, *, serial: int, actor: Actor, at: datetime) -> PaperForm:
    """Say that one slipped on the number: there is no such form in this urn. The real one may be typed anew.

    Refused: ``role``; ``batch_closed``; ``serial``: no such form was typed; ``not_alone``: it was not this clerk, and
    nobody else, who typed it.
    """
    with transaction.atomic():
        batch = _open_batch(batch_id)
        _check_clerk(actor, batch.office)
        form = paper.forms(batch).filter(serial=serial).first()
        if form is None:
            raise Refused(_("No form of this number was typed here."), code="serial", field="serial")
        if set(form.entries.values_list("clerk_id", flat=True)) != {actor.user_id}:
            sentence = _(
                "A form is struck by the clerk who alone typed it. What a colleague typed too is there:"
                " where you differ a third clerk decides."
            )
            raise Refused(sentence, code="not_alone", field="serial")
        form.mistyped = True
        form.save(update_fields=["mistyped"])
        return form


def _form(batch: Batch, serial: int) -> PaperForm:
    given = FormIssue.objects.filter(office=batch.office_id, first__lte=serial, last__gte=serial).exists()
    typed = PaperForm.objects.filter(edition=batch.office.edition_id, serial=serial, mistyped=False)
    form = typed.first() if given else None
    if not given or (form is not None and form.batch_id != batch.pk):
        raise Refused(
            _("This office was not given a form of this number, or it lies in another batch."),
            code="serial",
            field="serial",
        )
    return form or PaperForm.objects.create(batch=batch, edition_id=batch.office.edition_id, serial=serial)


def _check_numbers(batch: Batch, numbers: Sequence[str]) -> None:
    edition = batch.office.edition
    known = ballot_projects(edition, batch.district_id if edition.own_district else None)
    strange = set(numbers) - set(known.values_list("number", flat=True))
    if strange:
        raise Refused(
            _("There is no such project on the ballot of this district: %(numbers)s.")
            % {"numbers": ", ".join(sorted(strange))},
            code="unknown",
            field="numbers",
        )


def close_batch(batch_id: int, *, actor: Actor, at: datetime) -> Batch:
    """Close a batch that balances, and put its sheet into the log.

    Refused: ``role``; ``batch_closed``; ``unbalanced``: issued is not used + spoiled + returned; ``forms``: not as many
    forms are agreed as the sheet says; ``roll``: more ballots than voters on the roll; ``no_scan``; what
    ``log.append`` refuses.
    """
    with transaction.atomic():
        edition_id = Batch.objects.values_list("office__edition_id", flat=True).get(pk=batch_id)
        log.share_box(edition_id)
        key = EditionKey.objects.select_for_update(of=("self",)).get(edition_id=edition_id)
        batch = _open_batch(batch_id)
        _check_clerk(actor, batch.office)
        batch.marks = paper.marks_since(batch)
        _check_balance(batch)
        batch.closed_at, batch.closed_by_id = at, actor.user_id
        batch.save(update_fields=["marks", "closed_at", "closed_by"])
        text = paper.leaf_of_batch(batch)
        log.append(batch.office.edition, key, [log.Leaf(LeafKind.BATCH, text.encode(), data=text)], at=at)
        return batch


def _check_balance(batch: Batch) -> None:
    if batch.issued != batch.used + batch.spoiled + batch.returned:
        raise Refused(
            _("The sheet does not balance: %(issued)s forms were handed out, %(found)s are accounted for.")
            % {"issued": batch.issued, "found": batch.used + batch.spoiled + batch.returned},
            code="unbalanced",
            field="issued",
        )
    typed = paper.forms(batch)
    agreed = typed.filter(agreed=True).count()
    if agreed != batch.used or typed.count() != agreed:
        raise Refused(
            _(
                "The urn held %(used)s forms, %(agreed)s of them are agreed."
                " Type the others, and decide where two differ."
            )
            % {"used": batch.used, "agreed": agreed},
            code="forms",
            field="serial",
        )
    if batch.marks is not None and batch.used > batch.marks:
        raise Refused(
            _("There are %(used)s ballots and %(marks)s voters on the roll. Find out why before closing.")
            % {"used": batch.used, "marks": batch.marks},
            code="roll",
        )
    if not batch.scan_hash:
        raise Refused(_("Add the scan of the forms first: it is kept."), code="no_scan", field="scan")
