"""Repeated appeals are noticed, and may be stopped: the same person, the same thing, within half a year."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from appeals import policy
from appeals.enums import Decision, Status
from appeals.models import Appeal, Repeat
from appeals.rules.risk import REPEAT_DAYS
from appeals.selectors import queue
from appeals.services import answers
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

NORM = "АППК / ӘРПК, 70"


def notice(appeal: Appeal) -> Repeat | None:
    """Write down the newest earlier appeal of the same account, e-mail or phone in the same category, if there is one.

    It stops nothing and tells the author nothing: in the triage it raises the appeal and shows what came before. Done
    twice, it is done once.
    """
    same = queue.same_person(appeal)
    if same is None or appeal.category_id is None:
        return None
    since = appeal.received_at - timedelta(days=REPEAT_DAYS)
    earlier = (
        Appeal.objects.filter(same, category_id=appeal.category_id)
        .filter(received_at__gte=since, received_at__lte=appeal.received_at, pk__lt=appeal.pk)
        .order_by("-received_at", "-pk")
        .first()
    )
    if earlier is None:
        return None
    return Repeat.objects.update_or_create(appeal=appeal, defaults={"earlier": earlier})[0]


def stop(
    appeal_id: int, *, earlier: str, text: str, language: str = "", seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Stop an appeal that brings nothing new after an answered one of the same person, with a reasoned notice.

    ``earlier``: number of the answered appeal. ``text``: the notice, why nothing is new; it is an answer like others,
    written in the act's own transaction, and the author may open the appeal again. Refused: ``earlier_needed``: it is
    not an answered appeal of the same author, from before; whatever ``answers.draw_up`` refuses; role, state, stale.
    Rule: APPC art. 70; rule 19 of the domain.
    """

    def change(appeal: Appeal) -> dict:
        answered = _answered_before(appeal, earlier.strip())
        answer = answers.draw_up(
            appeal,
            text=text,
            decision=Decision.EXPLAINED,
            language=language,
            norm=NORM,
            at_once=True,
            actor=actor,
            at=at,
        )
        return {**answers.send(appeal, answer, actor=actor, at=at), "earlier": answered.number}

    return acts.perform(
        APPEAL,
        Appeal,
        appeal_id,
        "stop_repeat",
        actor=actor,
        roles=lambda appeal: policy.roles_on(actor, appeal),
        at=at,
        change=change,
        seq=seq,
    )


def _answered_before(appeal: Appeal, number: str) -> Appeal:
    same = queue.same_person(appeal)
    found = None
    if same is not None and number:
        before = Appeal.objects.filter(same, number=number, received_at__lt=appeal.received_at).exclude(pk=appeal.pk)
        found = before.filter(status__in=[Status.ANSWERED, Status.FIXED]).first()
    if found is None:
        sentence = _("Name an earlier appeal of the same person that has been answered.")
        raise Refused(sentence, code="earlier_needed", field="earlier")
    return found
