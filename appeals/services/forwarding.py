"""Not competent: an appeal goes to the body that is, within three working days and not without telling its author."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Organisation
from accounts.texts import one_line
from appeals import policy
from appeals.enums import BreachKind, Status
from appeals.models import Appeal, Breach, Forwarding, Part
from appeals.rules import forwarding as rules
from appeals.rules import term
from appeals.selectors import taxonomy
from appeals.services import clock, fields
from appeals.workflow import APPEAL, OVERRIDE
from workflow import acts, calendar
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

OUTSIDE_LENGTH = 300
NUMBER_LENGTH = 60


@dataclass(frozen=True)
class Receiver:
    """A body of the platform, or the name of one ``outside`` it."""

    body: Organisation | None
    outside: str

    @property
    def facts(self) -> dict:
        return {"organisation": self.body.code if self.body else None, "outside": self.outside}


@dataclass(frozen=True)
class Window:
    """Until when it could be forwarded, and whether that day has passed."""

    last_day: date
    late: bool


def forward(
    appeal_id: int,
    *,
    organisation: str = "",
    outside: str = "",
    reason: str,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Send an appeal to the body that is competent; its author is told in the same transaction.

    ``organisation``: code of a body of the platform, whose term begins on its own registration; or ``outside``: the
    name of another one, with which the work here ends. ``reason``: why the sender is not competent.
    Refused: ``reason_needed``; what ``receiver``, ``window`` and ``check_unbiased`` refuse; ``same_body``; role,
    state, stale. Later than three working days after registration it takes a head, and is kept as a breach.
    Rule: APPC art. 65.
    """
    why = fields.reason(reason)
    to = receiver(organisation, outside, on=timezone.localdate(at))

    def change(appeal: Appeal) -> dict:
        if to.body and to.body.pk == appeal.organisation_id:
            raise Refused(_("The appeal is with this body already."), code="same_body", field="organisation")
        check_unbiased(appeal, to.body)
        allowed_until = window(appeal, roles=policy.roles_on(actor, appeal), at=at)
        sent = record(appeal, to, within=allowed_until, at=at)
        told = {**to.facts, "last_day": allowed_until.last_day.isoformat(), "late": allowed_until.late}
        appeal.organisation, appeal.executor, appeal.team = to.body, None, None
        if to.body:
            return {**told, "forwarding": sent.pk, **clock.restart(appeal, at=at)}
        appeal.ended_at = at
        return {**told, "forwarding": sent.pk, "due_on": sent.due_on.isoformat()}

    target = Status.ROUTED if to.body else Status.FORWARDED
    return _perform(appeal_id, "forward", target=target, note=why, change=change, seq=seq, actor=actor, at=at)


def register_there(
    appeal_id: int, *, number: str, registered_on: date, seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Write down under which number and on which day the body outside the platform registered the appeal.

    Its term is counted from that day. Refused: ``number_needed``; ``day_wrong``: before the appeal was sent or after
    today; role, state, stale.
    """
    kept = one_line(number)[:NUMBER_LENGTH]
    if not kept:
        raise Refused(_("Write the number given by the other body."), code="number_needed", field="number")

    def change(appeal: Appeal) -> dict:
        sent = appeal.forwardings.filter(part__isnull=True).latest("sent_at")
        if not timezone.localdate(sent.sent_at) <= registered_on <= timezone.localdate(at):
            sentence = _("The day of registration lies between the day of forwarding and today.")
            raise Refused(sentence, code="day_wrong", field="registered_on")
        before = sent.due_on
        sent.their_number, sent.their_registered_on = kept, registered_on
        sent.term_days, sent.due_on = _term_from(registered_on, appeal)
        sent.save(update_fields=["their_number", "their_registered_on", "term_days", "due_on"])
        return {"number": kept, "due_on": sent.due_on.isoformat(), "due_on_before": before.isoformat()}

    return _perform(appeal_id, "register_there", change=change, seq=seq, actor=actor, at=at)


def receiver(organisation: str, outside: str, *, on: date) -> Receiver:
    """The one body that is meant. Refused: ``organisation_needed``; ``two_receivers``; ``organisation_unknown``."""
    name = one_line(outside)[:OUTSIDE_LENGTH]
    if organisation and name:
        sentence = _("Choose a body from the list or name one outside it, not both.")
        raise Refused(sentence, code="two_receivers", field="outside")
    if name:
        return Receiver(None, name)
    if not organisation:
        sentence = _("Choose the body that is competent, or name one outside the list.")
        raise Refused(sentence, code="organisation_needed", field="organisation")
    body = Organisation.objects.in_force(on).filter(code=organisation).first()
    if body is None:
        raise Refused(_("Choose a body that exists today."), code="organisation_unknown", field="organisation")
    return Receiver(body, "")


def check_unbiased(appeal: Appeal, body: Organisation | None) -> None:
    """Refused: ``complained_of``: a complaint goes neither to the body complained of nor to one below it."""
    while body is not None and appeal.complained_body_id is not None:
        if body.pk == appeal.complained_body_id:
            sentence = _("This body is complained of, or belongs to it. Choose the body above it.")
            raise Refused(sentence, code="complained_of", field="organisation")
        body = body.parent


def window(appeal: Appeal, *, roles: Set[Role], at: datetime) -> Window:
    """Whether it may still be forwarded. Refused: ``forward_late``: the days have passed and the actor is no head."""
    last = last_day(appeal)
    late = timezone.localdate(at) > last
    if late and not roles & OVERRIDE:
        sentence = _("The three working days for forwarding have passed. Only a head can still order it.")
        raise Refused(sentence, code="forward_late")
    return Window(last, late)


def last_day(appeal: Appeal) -> date:
    """The last day on which the appeal may be forwarded."""
    days = settings.FORWARD_WORKING_DAYS
    return rules.last_day(appeal.registered_on, days=days, calendar=calendar.current())


def record(appeal: Appeal, to: Receiver, *, within: Window, part: Part | None = None, at: datetime) -> Forwarding:
    """Keep who sent it to whom with both clocks; a late one as a breach too."""
    registers_on = calendar.registration_date(at)
    days, due_on = _term_from(registers_on, appeal)
    sent = Forwarding.objects.create(
        appeal=appeal,
        part=part,
        sender=appeal.organisation,
        receiver=to.body,
        outside=to.outside,
        sent_at=at,
        last_day=within.last_day,
        late=within.late,
        due_on_before=appeal.due_on,
        # A body of the platform has it at once; when another one registers it, it will say.
        their_registered_on=registers_on if to.body else None,
        term_days=days,
        due_on=due_on,
    )
    if within.late:
        details = {"last_day": within.last_day.isoformat(), **to.facts}
        Breach.objects.create(
            appeal=appeal, kind=BreachKind.FORWARDED_LATE, at=at, about=f"forwarding:{sent.pk}", details=details
        )
    return sent


def _term_from(registered_on: date, appeal: Appeal) -> tuple[int, date]:
    allowed = taxonomy.allowed(appeal.kind, on=registered_on)
    return allowed.days, term.due_on(registered_on, allowed=allowed, calendar=calendar.current())


def _perform(appeal_id: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        APPEAL, Appeal, appeal_id, name, actor=actor, roles=lambda appeal: policy.roles_on(actor, appeal), **words
    )
