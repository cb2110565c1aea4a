"""A complaint: in through the body complained of, up to the one above it, never decided by whoever is named in it."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.selectors import posts
from accounts.texts import clean
from appeals import policy
from appeals.enums import BreachKind, Decision, Kind, Status
from appeals.models import Appeal, Breach, Complaint
from appeals.rules import complaints as rules
from appeals.services import answers, clock
from appeals.workflow import APPEAL
from workflow import acts, calendar
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused


def lodge(
    appeal_id: int,
    *,
    organisation: str,
    official: int | None = None,
    superior: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Treat an appeal as a complaint and send it in through the body complained of.

    ``organisation``: its code; ``official``: key of the person complained of, who holds a post there; ``superior``:
    code of the body above, needed only where the body has none. It gets the term of a complaint (20 working days,
    never extended); a complaint that names an official is taken off the public pages. Refused:
    ``organisation_needed``, ``organisation_unknown``; ``official_unknown``; ``superior_needed``; ``superior_below``;
    role, state, stale. Rule: APPC art. 91, 92, 99.
    """
    today = timezone.localdate(at)
    body = _body(organisation, field="organisation", on=today)
    person = _official(official, body, on=today)
    above = _above(body, superior, on=today)

    def change(appeal: Appeal) -> dict:
        told = clock.set_term(appeal, kind=Kind.COMPLAINT, at=at)
        appeal.complained_body, appeal.complained_official = body, person
        appeal.organisation, appeal.executor, appeal.team = body, None, None
        hidden = person is not None and appeal.published_at is not None
        if hidden:
            appeal.published_at = appeal.public_point = None
        until = rules.pass_up_by(
            calendar.registration_date(at), days=settings.PASS_UP_WORKING_DAYS, calendar=calendar.current()
        )
        way = {"superior": above, "lodged_at": at, "pass_up_by": until, "passed_at": None, "by_itself": False}
        Complaint.objects.update_or_create(appeal=appeal, defaults=way)
        names = {"organisation": body.code, "superior": above.code}
        return {**told, **names, "official": official, "pass_up_by": until.isoformat(), "unpublished": hidden}

    return _perform(appeal_id, "lodge", change=change, seq=seq, actor=actor, at=at)


def pass_up(appeal_id: int, *, note: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Send the complaint with the whole file to the body above. Refused: role, state, stale. Rule: APPC art. 91."""

    def change(appeal: Appeal) -> dict:
        return _up(appeal, by_itself=False, at=at)

    return _perform(appeal_id, "pass_up", note=clean(note), change=change, seq=seq, actor=actor, at=at)


def satisfy(
    appeal_id: int, *, text: str, language: str = "", seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Satisfy the complaint in full at the body complained of. It takes two keys, and the second lies above: a
    controller of the superior body sends the answer, or returns the complaint to be decided there.

    Refused: ``official_named``: a complaint about an official is decided above his unit; what ``answers.draw_up``
    refuses; role, state, stale. Rule: APPC art. 91.
    """

    def change(appeal: Appeal) -> dict:
        drawn = answers.draw_up(appeal, text=text, decision=Decision.SATISFIED, language=language, actor=actor, at=at)
        drawn.save()
        return {"answer": drawn.pk, "decision": drawn.decision, **_up(appeal, by_itself=False, at=at)}

    return _perform(appeal_id, "satisfy", change=change, seq=seq, actor=actor, at=at)


def escalate_overdue(*, at: datetime) -> list[int]:
    """Send up, as the system, every complaint that the body complained of has held past its day; returns their keys.

    Each in a transaction of its own; one that moved meanwhile is left alone. Rule: APPC art. 91.
    """
    held = Complaint.objects.filter(passed_at__isnull=True, pass_up_by__lt=timezone.localdate(at))
    waiting = held.filter(appeal__status=Status.LODGED).order_by("pass_up_by", "pk")
    return [pk for pk in waiting.values_list("appeal_id", flat=True) if _escalated(pk, at=at)]


def decides(appeal: Appeal) -> str | None:
    """Code of the body that decides the complaint; ``None`` where it is no complaint about a body."""
    if appeal.complained_body_id is None:
        return None
    return Complaint.objects.values_list("superior__code", flat=True).filter(appeal=appeal).first()


def superior_of(body: Organisation, *, on: date) -> Organisation | None:
    """The nearest body above that exists on that day."""
    above = body.parent
    while above is not None and not Organisation.objects.in_force(on).filter(pk=above.pk).exists():
        above = above.parent
    return above


def _escalated(appeal_id: int, *, at: datetime) -> bool:
    def change(appeal: Appeal) -> dict:
        way = appeal.complaint
        details = {"pass_up_by": way.pass_up_by.isoformat(), "organisation": way.superior.code}
        Breach.objects.get_or_create(
            appeal=appeal,
            kind=BreachKind.COMPLAINT_HELD,
            about=f"lodged:{way.lodged_at.isoformat()}",
            defaults={"at": at, "details": details},
        )
        return _up(appeal, by_itself=True, at=at)

    try:
        with transaction.atomic():
            _perform(appeal_id, "escalate", change=change, actor=SYSTEM, at=at)
    except Refused:
        return False  # passed up, satisfied or withdrawn between the look and the lock
    return True


def _up(appeal: Appeal, *, by_itself: bool, at: datetime) -> dict:
    way = appeal.complaint
    way.passed_at, way.by_itself = at, by_itself
    way.save(update_fields=["passed_at", "by_itself"])
    appeal.organisation, appeal.executor = way.superior, None
    before = appeal.complained_body.code if appeal.complained_body else None
    return {"organisation": way.superior.code, "before": before}


def _body(code: str, *, field: str, on: date) -> Organisation:
    if not code:
        raise Refused(_("Choose the body complained of."), code="organisation_needed", field=field)
    body = Organisation.objects.in_force(on).filter(code=code).select_related("parent").first()
    if body is None:
        raise Refused(_("Choose a body that exists today."), code="organisation_unknown", field=field)
    return body


def _official(key: int | None, body: Organisation, *, on: date) -> User | None:
    if key is None:
        return None
    person = User.objects.filter(pk=key).first()
    if person is None or not posts(person, on).filter(organisation=body).exists():
        sentence = _("Choose an official who holds a post in the body complained of.")
        raise Refused(sentence, code="official_unknown", field="official")
    return person


def _above(body: Organisation, code: str, *, on: date) -> Organisation:
    if not code:
        above = superior_of(body, on=on)
        if above is None:
            sentence = _("No body stands above this one in our list: choose who decides the complaint.")
            raise Refused(sentence, code="superior_needed", field="superior")
        return above
    above = chosen = _body(code, field="superior", on=on)
    while above is not None:
        if above.pk == body.pk:
            sentence = _("The complaint goes to a body above the one complained of, never to it or below.")
            raise Refused(sentence, code="superior_below", field="superior")
        above = above.parent
    return chosen


def _perform(appeal_id: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        APPEAL, Appeal, appeal_id, name, actor=actor, roles=lambda appeal: policy.roles_on(actor, appeal), **words
    )
