"""The author is heard before a decision against them: preliminary decision, objection, protocol, exceptions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.texts import clean, one_line
from appeals import policy
from appeals.enums import LimitCode
from appeals.models import Appeal, Hearing, HearingException
from appeals.rules import hearing as rules
from appeals.rules.answers import ADVERSE
from appeals.rules.texts import TEXT_MAX
from appeals.selectors import limits
from appeals.services import fields
from appeals.workflow import APPEAL
from workflow import acts, calendar
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

TEXT_MIN = 40
REASON_LENGTH = 500


@dataclass(frozen=True)
class Protocol:
    """The fields of APPC art. 74: moments are aware; ``said``: each participant with the words spoken, as lines."""

    place: str = ""
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    body: str = ""
    official: str = ""
    secretary: str = ""
    participants: str = ""
    question: str = ""
    said: str = ""
    added_facts: str = ""


def propose(appeal_id: int, *, decision: str, text: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Give the author the preliminary decision: both clocks begin, by the work calendar.

    ``decision``: refused or satisfied in part; ``text``: what is to be decided and why, at least 40 characters.
    Refused: ``not_adverse``; ``text_short``, ``text_long``; role, state, stale. Rule: APPC art. 73.
    """
    words = clean(text)
    if decision not in ADVERSE:
        sentence = _("Only a refusal, whole or in part, needs a preliminary decision.")
        raise Refused(sentence, code="not_adverse", field="decision")
    if len(words) < TEXT_MIN:
        sentence = _("Write what is to be decided and why: at least %(n)d characters.") % {"n": TEXT_MIN}
        raise Refused(sentence, code="text_short", field="text")
    _check_length(words, field="text")

    def change(appeal: Appeal) -> dict:
        told_on = timezone.localdate(at)
        clocks = rules.clocks(
            told_on,
            notice_days=limits.value(LimitCode.HEARING_NOTICE_DAYS, category=appeal.category, on=told_on),
            objection_days=limits.value(LimitCode.HEARING_OBJECTION_DAYS, category=appeal.category, on=told_on),
            calendar=calendar.current(),
        )
        hearing = Hearing.objects.create(
            appeal=appeal,
            round=appeal.reopened,
            decision=decision,
            text=words,
            told_at=at,
            told_by_id=actor.user_id,
            object_until=clocks.object_until,
            sign_from=clocks.sign_from,
        )
        days = {"object_until": clocks.object_until.isoformat(), "sign_from": clocks.sign_from.isoformat()}
        return {"hearing": hearing.pk, "preliminary": decision, **days}

    return _perform(appeal_id, "propose", change=change, seq=seq, actor=actor, at=at)


def object_(
    appeal_id: int,
    *,
    text: str,
    claimed: Collection[int] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Object to the preliminary decision, up to and including the last day for it.

    Refused: ``objection_needed``, ``text_long``; ``no_hearing``: nothing to object to; ``objection_late``; role,
    state, stale. Rule: APPC art. 73.
    """
    words = clean(text)
    if not words:
        raise Refused(_("Write your objection."), code="objection_needed", field="text")
    _check_length(words, field="text")

    def change(appeal: Appeal) -> dict:
        hearing = newest(appeal)
        if hearing is None or hearing.object_until is None:
            raise Refused(_("There is no preliminary decision to object to."), code="no_hearing", conflict=True)
        if timezone.localdate(at) > hearing.object_until:
            day = date_format(hearing.object_until)
            sentence = _("The time for objections ended on %(day)s. You may still complain about the answer itself.")
            raise Refused(sentence % {"day": day}, code="objection_late", field="text")
        hearing.objection, hearing.objected_at = words, at
        hearing.save(update_fields=["objection", "objected_at"])
        return {"hearing": hearing.pk, "executor": appeal.executor_id}

    return _perform(appeal_id, "object", change=change, claimed=claimed, seq=seq, actor=actor, at=at)


def minute(appeal_id: int, *, protocol: Protocol, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Write down the protocol of the hearing; may be done again while the answer has not gone out.

    Refused: ``no_hearing``; ``protocol_field`` with the field that is empty; ``protocol_times``: it ended before it
    began, or later than now; role, state, stale. Rule: APPC art. 74.
    """
    words = {name: clean(value) for name, value in vars(protocol).items() if isinstance(value, str)}
    for name in rules.PROTOCOL:
        if not words.get(name, getattr(protocol, name)):
            raise Refused(_("Fill in this part of the protocol."), code="protocol_field", field=name)
    if protocol.ended_at < protocol.begun_at or protocol.ended_at > at:  # type: ignore[operator]
        raise Refused(_("Check when the hearing began and ended."), code="protocol_times", field="ended_at")

    def change(appeal: Appeal) -> dict:
        hearing = newest(appeal)
        if hearing is None or hearing.exception_id:
            raise Refused(_("Give the author a preliminary decision first."), code="no_hearing", conflict=True)
        for name, value in {**vars(protocol), **words}.items():
            setattr(hearing, name, value)
        hearing.minuted_at, hearing.minuted_by_id = at, actor.user_id
        hearing.save()
        return {"hearing": hearing.pk}

    return _perform(appeal_id, "minute", change=change, seq=seq, actor=actor, at=at)


def waive(
    appeal_id: int, *, decision: str, exception: str, reason: str, seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Record why there is no hearing: one of the listed exceptions, with the facts that make it one.

    Refused: ``not_adverse``; ``exception_unknown``; ``exception_unfit``: not for this kind of appeal;
    ``reason_needed``; role, state, stale. Rule: APPC art. 73, 87.
    """
    why = one_line(fields.reason(reason))[:REASON_LENGTH]
    if decision not in ADVERSE:
        sentence = _("Only a refusal, whole or in part, needs a preliminary decision.")
        raise Refused(sentence, code="not_adverse", field="decision")
    known = limits.hearing_exceptions(timezone.localdate(at))
    listed = next((each for each in known if each.code == exception), None)
    if listed is None:
        sentence = _("Choose one of the exceptions that the law lists.")
        raise Refused(sentence, code="exception_unknown", field="exception")

    def change(appeal: Appeal) -> dict:
        if not rules.fits(listed.code, appeal.kind):
            sentence = _("Applications and complaints have no simplified procedure. Choose another exception.")
            raise Refused(sentence, code="exception_unfit", field="exception")
        hearing = _excepted(appeal, decision, listed, why, actor=actor, at=at)
        return {"hearing": hearing.pk, "exception": listed.code, "preliminary": decision}

    return _perform(appeal_id, "waive", note=why, change=change, seq=seq, actor=actor, at=at)


def newest(appeal: Appeal) -> Hearing | None:
    """The newest hearing, or exception, since the appeal was last opened again."""
    held = [one for one in appeal.hearings.all() if one.round == appeal.reopened]
    return max(held, key=lambda one: (one.told_at, one.pk), default=None)


def check(appeal: Appeal, *, decision: str, at: datetime) -> None:
    """Refused: ``hearing_needed``, ``hearing_early``: an adverse decision may not be signed yet. Rule: APPC art. 73."""
    hearing = newest(appeal)
    code = rules.obstacle(
        decision,
        heard=hearing.decision if hearing else None,
        sign_from=hearing.sign_from if hearing else None,
        excepted=bool(hearing and hearing.exception_id),
        on=timezone.localdate(at),
    )
    if code == rules.NEEDED:
        sentence = _("Before a refusal the author has to be heard: the body gives the author a preliminary decision.")
        raise Refused(sentence, code=code, field="decision")
    if code and hearing and hearing.sign_from:
        sentence = _("The author is being heard: this decision may be signed from %(day)s.")
        raise Refused(sentence % {"day": date_format(hearing.sign_from)}, code=code, field="decision")


def _excepted(
    appeal: Appeal, decision: str, listed: HearingException, why: str, *, actor: Actor, at: datetime
) -> Hearing:
    return Hearing.objects.create(
        appeal=appeal,
        round=appeal.reopened,
        decision=decision,
        told_at=at,
        told_by_id=actor.user_id,
        exception=listed,
        exception_reason=why,
    )


def _check_length(words: str, *, field: str) -> None:
    if len(words) > TEXT_MAX:
        sentence = _("Shorten the text to %(n)d characters.") % {"n": TEXT_MAX}
        raise Refused(sentence, code="text_long", field=field)


def _perform(appeal_id: int, name: str, *, claimed: Collection[int] = (), actor: Actor, **words) -> Act:
    def roles(appeal: Appeal) -> frozenset[str]:
        return policy.roles_on(actor, appeal, claimed)

    return acts.perform(APPEAL, Appeal, appeal_id, name, actor=actor, roles=roles, **words)
