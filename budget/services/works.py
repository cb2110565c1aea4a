"""A winner on its way to the ground: what the akimat of its district says and shows of it, step by step (rule 42)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pictures import harmless
from accounts.shelf import shelf
from budget import policy
from budget.enums import EditionStatus, PhotoMoment, Stage, WorkStatus
from budget.models import Edition, EditionStage, Proposal, TallyRun, Work, WorkPhoto
from budget.rules import building
from budget.selectors import results
from budget.selectors.works import left_of
from budget.services import tallying
from budget.workflow import WORK
from geo.points import point_of
from workflow import acts
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

FOLDER = "works"
MOST_PHOTOS = 12
WARRANTY_YEARS = 2


def begin_all(edition_id: int, *, at: datetime) -> int:
    """Begin the life of every winner that has none yet. Returns how many. Nothing before the works of the edition."""
    edition = Edition.objects.get(pk=edition_id)
    if edition.status != EditionStatus.WORKS:
        return 0
    won = results.winners(edition)
    there = set(Work.objects.filter(edition=edition).values_list("proposal__number", flat=True))
    waiting = Proposal.objects.filter(number__in=set(won) - there).order_by("number")
    return sum(_begin(edition, proposal, won[proposal.number], at=at) is not None for proposal in waiting)


def _begin(edition: Edition, proposal: Proposal, run: TallyRun, *, at: datetime) -> Act:
    ends = EditionStage.objects.get(edition=edition, stage=Stage.WORKS).closes_at
    last = timezone.localdate(ends)
    work = Work(
        proposal=proposal,
        edition=edition,
        district_id=str(proposal.district_id),
        run=run,
        planned_tenge=proposal.cost_tenge,
        first_end_on=last,
        planned_end_on=last,
    )
    data = {"planned": proposal.cost_tenge, "until": last.isoformat(), "cause": run.cause}
    return acts.begin(WORK, work, "win", actor=SYSTEM, role="system", at=at, data=data)


def plan(pk: int, *, end_on: date, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Say by when it is to be done, not later than planned so far: later is ``postpone``. Refused: ``later``."""

    def change(work: Work) -> dict:
        if end_on > work.planned_end_on:
            sentence = _("The day is later than planned so far: put the work off with a reason instead.")
            raise Refused(sentence, code="later", field="end_on")
        before, work.planned_end_on = work.planned_end_on, end_on
        return {"until": end_on.isoformat(), "until_before": before.isoformat()}

    return _perform(pk, "plan", change=change, seq=seq, actor=actor, at=at)


def announce_tender(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    return _perform(pk, "announce_tender", seq=seq, actor=actor, at=at)


def sign_contract(
    pk: int, *, contractor: str, amount_tenge: int, seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """The contract is signed. Refused: ``contractor_needed``, ``amount_needed``, ``above_plan``; role, state, stale."""
    if not contractor.strip():
        raise Refused(_("Enter who will build it."), code="contractor_needed", field="contractor")
    if amount_tenge <= 0:
        raise Refused(_("Enter the sum of the contract in tenge."), code="amount_needed", field="amount_tenge")

    def change(work: Work) -> dict:
        if amount_tenge > work.planned_tenge:
            sentence = _("The contract costs more than the vote gave this project.")
            raise Refused(sentence, code="above_plan", field="amount_tenge")
        work.contractor, work.contract_tenge = contractor.strip()[:200], amount_tenge
        return {"contractor": work.contractor, "contract": amount_tenge}

    return _perform(pk, "sign_contract", change=change, seq=seq, actor=actor, at=at)


def repeat_tender(pk: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """The contractor fell away: a new tender. What was paid stays paid. Refused: ``reason_needed``; role, state."""
    _check_reason(reason)

    def change(work: Work) -> dict:
        left, work.contractor, work.contract_tenge = work.contractor, "", None
        return {"contractor": left, "paid": work.paid_tenge}

    return _perform(pk, "repeat_tender", change=change, note=reason.strip(), seq=seq, actor=actor, at=at)


def begin_works(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    def change(work: Work) -> None:
        work.started_on = timezone.localdate(at)

    return _perform(pk, "begin_works", change=change, seq=seq, actor=actor, at=at)


def pay(pk: int, *, amount_tenge: int, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Enter a payment. Refused: ``amount_needed``, ``above_contract``; role, state, stale."""
    if amount_tenge <= 0:
        raise Refused(_("Enter what was paid in tenge."), code="amount_needed", field="amount_tenge")

    def change(work: Work) -> dict:
        if work.contract_tenge is None or work.paid_tenge + amount_tenge > work.contract_tenge:
            sentence = _("Together this is more than the contract says.")
            raise Refused(sentence, code="above_contract", field="amount_tenge")
        work.paid_tenge += amount_tenge
        return {"amount": amount_tenge, "paid": work.paid_tenge}

    return _perform(pk, "pay", change=change, seq=seq, actor=actor, at=at)


def postpone(
    pk: int, *, until: date, reason_kk: str, reason_ru: str, seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Put the end off for a public reason. Refused: ``reason_needed`` (both languages), ``not_later``; role, state."""
    _check_reason(reason_kk, reason_ru)

    def change(work: Work) -> dict:
        if until <= max(work.planned_end_on, timezone.localdate(at)):
            sentence = _("The new day must be later than the planned one and lie ahead.")
            raise Refused(sentence, code="not_later", field="until")
        before, work.planned_end_on = work.planned_end_on, until
        work.delay_kk, work.delay_ru = reason_kk.strip(), reason_ru.strip()
        said = {"reason_kk": work.delay_kk, "reason_ru": work.delay_ru}
        return {"until": until.isoformat(), "until_before": before.isoformat(), **said}

    return _perform(pk, "postpone", change=change, seq=seq, actor=actor, at=at)


def photograph(
    pk: int,
    *,
    files: Sequence[BinaryIO],
    moment: str,
    place: tuple[float, float],
    taken_on: date,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Add photos with the place (lon, lat) where they were taken.

    Refused: ``photo_needed``, ``photos_too_many``, ``far`` (more than 150 m from the project), ``date_ahead``; what
    ``pictures`` refuses; role, state, stale.
    """
    if not files:
        raise Refused(_("Add at least one photo."), code="photo_needed", field="photos")
    if taken_on > timezone.localdate(at):
        raise Refused(_("The day of the photo lies in the future."), code="date_ahead", field="taken_on")
    pictures = [harmless(file, position=number) for number, file in enumerate(files[: MOST_PHOTOS + 1], 1)]

    def change(work: Work) -> dict:
        spot = Proposal.objects.values_list("point", flat=True).get(pk=work.proposal_id)
        away = building.distance_m((spot.x, spot.y), place) if spot else 0
        if away > building.NEAR_M:
            sentence = _(
                "The photo was taken %(away)d m from the place of the project. At most %(most)d m are allowed."
            )
            raise Refused(sentence % {"away": away, "most": building.NEAR_M}, code="far", field="photos")
        if work.photos.count() + len(files) > MOST_PHOTOS:
            sentence = _("You can add %(n)d photos at most. Remove some of them.") % {"n": MOST_PHOTOS}
            raise Refused(sentence, code="photos_too_many", field="photos")
        made = WorkPhoto.objects.bulk_create(
            WorkPhoto(
                work=work,
                moment=PhotoMoment(moment),
                file=one.file,
                thumb=one.thumb,
                width=one.width,
                height=one.height,
                point=point_of(*place),
                away_m=away,
                taken_on=taken_on,
                added_at=at,
            )
            for one in kept.keep_all(pictures)
        )
        return {"photos": [photo.pk for photo in made], "moment": moment, "away_m": away}

    with shelf(at, folder=FOLDER) as kept:
        return _perform(pk, "photograph", change=change, seq=seq, actor=actor, at=at)


def accept(
    pk: int,
    *,
    final_tenge: int,
    accepted_on: date,
    no_photo_reason: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """The commission accepted the work. A photo after the works, taken at the place, or a public reason why none.

    Refused: ``photo_needed``; ``final_cost``: less than was paid or more than the contract; ``date_ahead``;
    ``no_contract``; role, state, stale.
    """
    if accepted_on > timezone.localdate(at):
        raise Refused(_("The day of acceptance lies in the future."), code="date_ahead", field="accepted_on")

    def change(work: Work) -> dict:
        if not no_photo_reason.strip() and not work.photos.filter(moment=PhotoMoment.AFTER).exists():
            sentence = _("Add a photo taken after the works, or write why there is none.")
            raise Refused(sentence, code="photo_needed", field="no_photo_reason")
        if not work.paid_tenge <= final_tenge <= (work.contract_tenge or 0) or final_tenge <= 0:
            sentence = _("The cost in the end is no less than what was paid and no more than the contract.")
            raise Refused(sentence, code="final_cost", field="final_tenge")
        work.accepted_on, work.final_tenge = accepted_on, final_tenge
        return {"accepted_on": accepted_on.isoformat(), "final": final_tenge}

    return _perform(pk, "accept", change=change, note=no_photo_reason.strip(), seq=seq, actor=actor, at=at)


def start_warranty(pk: int, *, until: date, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """The warranty runs. Refused: ``not_later``: it ends before today; role, state, stale."""
    if until <= timezone.localdate(at):
        raise Refused(_("The warranty must end in the future."), code="not_later", field="until")

    def change(work: Work) -> dict:
        work.warranty_until = until
        return {"until": until.isoformat()}

    return _perform(pk, "start_warranty", change=change, seq=seq, actor=actor, at=at)


def fail(pk: int, *, reason_kk: str, reason_ru: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """It will not be built, and everybody reads why. Refused: ``reason_needed`` (both languages); role, state."""
    _check_reason(reason_kk, reason_ru)

    def change(work: Work) -> dict:
        work.failure_kk, work.failure_ru = reason_kk.strip(), reason_ru.strip()
        back = work.planned_tenge - work.paid_tenge
        return {"reason_kk": work.failure_kk, "reason_ru": work.failure_ru, "paid": work.paid_tenge, "back": back}

    return _perform(pk, "fail", change=change, seq=seq, actor=actor, at=at)


def offer_leftover(edition_id: int, district: str, *, actor: Actor, at: datetime) -> TallyRun:
    """Offer what failed or cheaper winners left to the next of the district's list, by the frozen rule.

    The rule of the edition counts anew: skip, stop or share; ties stay as they were decided. The offer is kept as a
    count, and each new winner begins its life. Refused: ``role``; ``state``: no works run; ``nobody``: nobody fits.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update(of=("self",)).filter(pk=edition_id).first()
        if edition is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        if not policy.roles_on_edition(actor, edition) & policy.MANAGERS:
            raise Refused(acts.NOT_YOURS, code="role")
        if edition.status != EditionStatus.WORKS:
            raise Refused(acts.NOT_NOW, code="state", conflict=True)
        works = Work.objects.filter(edition=edition, district_id=district).values_list("proposal__number", "status")
        gone = frozenset(number for number, status in works if status == WorkStatus.FAILED)
        taken = frozenset(number for number, status in works if status != WorkStatus.FAILED)
        money = left_of(edition, district)
        run = tallying.offer(edition, district, money=money, taken=taken, gone=gone, at=at)
        if run is None:
            sentence = _("No project of the list fits the money that is left.")
            raise Refused(sentence, code="nobody")
        for proposal in Proposal.objects.filter(number__in=run.winners).order_by("number"):
            _begin(edition, proposal, run, at=at)
        return run


def _check_reason(*reasons: str) -> None:
    if not all(reason.strip() for reason in reasons):
        both = len(reasons) > 1
        sentence = (
            _("Write the reason in Kazakh and in Russian: everybody will read it.")
            if both
            else _("Write the reason: everybody will read it.")
        )
        raise Refused(sentence, code="reason_needed", field="reason_kk" if both else "reason")


def _perform(
    pk: int, name: str, *, change: Callable[[Work], dict | None] | None = None, actor: Actor, **words: Any
) -> Act:
    def roles(work: Work) -> frozenset[str]:
        return policy.roles_on_work(actor, work)

    return acts.perform(WORK, Work, pk, name, actor=actor, roles=roles, change=change, **words)
