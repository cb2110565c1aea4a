"""Answers: drawn up by the doer or by the first line, sent once, in a language that the author can ask for."""

import secrets
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Organisation
from accounts.texts import clean, one_line
from appeals.enums import Decision, LimitCode
from appeals.models import Answer, Appeal
from appeals.rules.answers import ADVERSE, AT_ONCE, Parts, digest, languages_for, may_sign, missing
from appeals.rules.texts import TEXT_MAX
from appeals.selectors import limits
from appeals.services import clock, copies, hearings
from workflow.actor import Actor
from workflow.kept import kept
from workflow.refusals import Refused

ANSWER_MIN = 20
NORM_LENGTH = 300
CODE_BYTES = 12


def draw_up(
    appeal: Appeal,
    *,
    text: str,
    decision: str,
    language: str = "",
    reasons: str = "",
    norm: str = "",
    no_photo_reason: str = "",
    at_once: bool = False,
    actor: Actor,
    at: datetime,
) -> Answer:
    """An answer, not sent yet, and whether it repeats an earlier one; the caller saves it, or sends it at once.

    Refused: ``answer_short``, ``answer_long`` (20 to 5,000 characters); ``decision_unknown``; ``norm_needed``: a
    refusal names the norm it rests on; ``reasons_needed``: what is refused, even in part, has reasons;
    ``language_wrong``: not the appeal's language and not Kazakh; ``two_keys``: at first contact one can only explain.
    """
    kept = _text(text)
    if decision not in Decision.values:
        raise Refused(_("Choose what the answer decides."), code="decision_unknown", field="decision")
    reasons, norm = _reasons(reasons), one_line(norm)[:NORM_LENGTH]
    _check_whole(decision, reasons=reasons, norm=norm)
    language = language or appeal.language
    if language not in languages_for(appeal.language):
        sentence = _("Answer in the language of the appeal or in Kazakh.")
        raise Refused(sentence, code="language_wrong", field="language")
    if at_once and decision not in AT_ONCE:
        raise Refused(
            _("At first contact you can only explain. Work that is done, and a refusal, go through the body."),
            code="two_keys",
            field="decision",
        )
    return Answer(
        appeal=appeal,
        decision=decision,
        text=kept,
        reasons=reasons,
        norm=norm,
        no_photo_reason=no_photo_reason,
        language=language,
        at_once=at_once,
        written_by_id=actor.user_id,
        written_at=at,
        **copies.found(appeal, text=kept, at=at),
    )


def correct(answer: Answer, *, text: str = "", reasons: str = "", norm: str = "") -> None:
    """Put better words into an answer that has not gone out; what is empty stays as it was.

    Refused: ``answer_short``, ``answer_long``.
    """
    if text:
        answer.text = _text(text)
        for name, value in copies.found(answer.appeal, text=answer.text, at=answer.written_at).items():
            setattr(answer, name, value)
    answer.reasons = _reasons(reasons) or answer.reasons
    answer.norm = one_line(norm)[:NORM_LENGTH] or answer.norm
    _check_whole(answer.decision, reasons=answer.reasons, norm=answer.norm)
    answer.save(update_fields=["text", "reasons", "norm", "sketch", "copy_of", "copy_percent"])


def check_keys(appeal: Appeal, answer: Answer, *, actor: Actor) -> None:
    """Two keys, and after a reopening another hand than before.

    Refused: ``same_person``: the actor wrote an answer to this appeal or does the work on it; ``same_approver``: the
    actor sent the answer that the author did not accept.
    """
    earlier = list(appeal.answers.all())
    doers = {answer.written_by_id, appeal.executor_id, *(each.written_by_id for each in earlier)}
    if any(not may_sign(controller_id=actor.user_id, written_by_id=doer) for doer in doers if doer):
        sentence = _("You reported this work yourself: another controller has to accept it.")
        raise Refused(sentence, code="same_person")
    if appeal.reopened and any(each.sent_at and each.signed_by_id == actor.user_id for each in earlier):
        sentence = _("You sent the answer that the author did not accept: another controller has to decide this time.")
        raise Refused(sentence, code="same_approver")


def send(appeal: Appeal, answer: Answer, *, actor: Actor, at: datetime) -> dict:
    """Sign the answer and end the work on the appeal; returns what the journal keeps of it. Refused: as ``seal``."""
    seal(appeal, answer, body=appeal.organisation, actor=actor, at=at)
    appeal.ended_at = at
    days = limits.value(LimitCode.REOPEN_DAYS, category=appeal.category, on=timezone.localdate(at))
    appeal.reopen_until = clock.reopen_until(at, days=days)
    told = {"answer": answer.pk, "decision": answer.decision, "language": answer.language}
    return told | clock.lateness(appeal, at=at)


def seal(appeal: Appeal, answer: Answer, *, body: Organisation | None, actor: Actor, at: datetime) -> None:
    """Sign an answer of this body: number, signatory, way of appeal from the table, digest, the code of its QR.

    Refused: ``hearing_needed``, ``hearing_early``. Rule: APPC art. 73 and 78.
    """
    if answer.decision in ADVERSE:
        hearings.check(appeal, decision=answer.decision, at=at)
    answer.signed_by_id, answer.sent_at = actor.user_id, at
    answer.signatory, answer.signatory_post = actor.name[:200], _post_of(actor, answer.language)
    answer.remedy = limits.remedy(body, language=answer.language, on=timezone.localdate(at))
    answer.number = f"{appeal.number}-{Answer.objects.filter(appeal=appeal).exclude(number='').count() + 1}"
    answer.check_code = secrets.token_urlsafe(CODE_BYTES)
    answer.digest = digest(parts_of(answer))
    answer.save()


def parts_of(answer: Answer) -> Parts:
    """The words of a signed answer, as its digest is made of them."""
    return Parts(
        number=answer.number,
        on=timezone.localdate(answer.sent_at),
        decision=answer.decision,
        text=answer.text,
        reasons=answer.reasons,
        norm=answer.norm,
        remedy=answer.remedy,
        signatory=answer.signatory,
        post=answer.signatory_post,
    )


def _post_of(actor: Actor, language: str) -> str:
    """The post by which the actor signs, in the language of the answer; a controller's before any other."""
    post = next((one for one in actor.posts if one.role == Role.CONTROLLER), next(iter(actor.posts), None))
    if post is None:
        return ""
    with translation.override(language):
        return f"{Role(post.role).label}, {_name_of(post.organisation_id, language)}"[:300]


@kept("accounts_organisation")
def _name_of(body: int, language: str) -> str:
    return Organisation.objects.get(pk=body).name_in(language)


def _check_whole(decision: str, *, reasons: str, norm: str) -> None:
    code = missing(decision=decision, reasons=reasons, norm=norm)
    if code == "norm_needed":
        raise Refused(_("Name the norm of law on which the refusal rests."), code=code, field="norm")
    if code:
        sentence = _("Write the reasons: which facts were established and why it is not done in full.")
        raise Refused(sentence, code=code, field="reasons")


def _reasons(typed: str) -> str:
    kept = clean(typed)
    if len(kept) > TEXT_MAX:
        sentence = _("Shorten the reasons to %(n)d characters.") % {"n": TEXT_MAX}
        raise Refused(sentence, code="reasons_long", field="reasons")
    return kept


def _text(typed: str) -> str:
    kept = clean(typed)
    if len(kept) < ANSWER_MIN:
        sentence = _("Write what was done or decided: at least %(n)d characters.") % {"n": ANSWER_MIN}
        raise Refused(sentence, code="answer_short", field="text")
    if len(kept) > TEXT_MAX:
        sentence = _("Shorten the answer to %(n)d characters.") % {"n": TEXT_MAX}
        raise Refused(sentence, code="answer_long", field="text")
    return kept
