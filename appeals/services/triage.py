"""The first line: sort, route, ask, publish, answer at once."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.texts import clean, one_line
from appeals import policy
from appeals.models import Appeal
from appeals.rules import disclosure
from appeals.rules.privacy import rounded
from appeals.services import answers, clock, complaints, fields, forwarding, questions, quick, routing
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.kept import once
from workflow.models import Act
from workflow.refusals import Refused

TITLE_LENGTH = 140


def categorise(
    appeal_id: int, *, category: str, kind: str = "", seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Correct the category, and the legal kind where one is given; ask the routing table anew.

    ``category``: code of a leaf in force today. Another kind gives another term, counted from the same first
    day; an emergency begins its hours now.
    The journal keeps old and new category, kind, last day and the table's decision.
    Refused: ``category_needed``, ``category_unknown``, ``kind_unknown``; role, state, stale.
    """
    change = to_categorise(category=category, kind=kind, at=at)
    return _perform(appeal_id, "categorise", change=change, seq=seq, actor=actor, at=at)


def to_categorise(*, category: str, kind: str = "", at: datetime) -> acts.Change:
    """What ``categorise`` changes, judged once for any number of appeals."""
    today = timezone.localdate(at)
    leaf = fields.category(category, on=today)
    if leaf is None:
        raise Refused(_("Choose a category."), code="category_needed", field="category")
    new_kind = fields.kind(kind) if kind else ""
    hours = clock.hours_for(leaf, on=today)

    def change(appeal: Appeal) -> dict:
        before = {"category": appeal.category.code if appeal.category else None, "kind": appeal.kind}
        told = {"before": {**before, "due_on": appeal.due_on.isoformat()}, "category": leaf.code}
        suggestion = routing.suggest_for(appeal, on=today, category=leaf)
        appeal.category = leaf
        appeal.routing_rule_id, appeal.routing = suggestion.rule_id, suggestion.decision
        if appeal.is_public:
            appeal.public_point = public_point(appeal)
        if (new_kind and new_kind != appeal.kind) or bool(hours) != bool(appeal.due_at):
            told |= clock.set_term(appeal, kind=new_kind or appeal.kind, at=at)
        return {**told, "kind": appeal.kind, "due_on": appeal.due_on.isoformat(), "routing": suggestion.decision}

    return change


def route(
    appeal_id: int, *, organisation: str = "", reason: str = "", seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Send the appeal to the body that answers for it.

    ``organisation``: code of a body in force today; empty: the one that the routing table suggests. A body that the
    table does not suggest needs a ``reason``. Refused: ``organisation_needed`` (the table has no suggestion),
    ``organisation_unknown``, ``reason_needed``; role, state, stale. Rule: APPC art. 65.
    """
    change = to_route(organisation=organisation, reason=reason, at=at)
    return _perform(appeal_id, "route", note=clean(reason), change=change, seq=seq, actor=actor, at=at)


def to_route(*, organisation: str = "", reason: str = "", at: datetime) -> acts.Change:
    """What ``route`` changes, for any number of appeals."""
    today = timezone.localdate(at)

    def change(appeal: Appeal) -> dict:
        suggested = routing.suggest_for(appeal, on=today)
        # Of a complaint the table knows nothing: it belongs to the body above the one complained of.
        above = complaints.decides(appeal)
        by_itself = above or suggested.decision["organisation"]
        code = organisation or by_itself or ""
        body = _body(code, on=today)
        forwarding.check_unbiased(appeal, body)
        by_table = code == by_itself
        if not by_table:
            fields.reason(reason)
        before = appeal.organisation.code if appeal.organisation else None
        appeal.organisation, appeal.executor = body, None
        appeal.team_id = suggested.team_id if by_table else None
        appeal.routing_rule_id, appeal.routing = suggested.rule_id, suggested.decision
        team = suggested.decision["team"] if by_table else None
        told = {"organisation": code, "team": team, "before": before, "by_table": by_table}
        return told | {"routing": suggested.decision}

    return change


def ask(appeal_id: int, *, question: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Ask the author what is missing. The term runs on; without a reply in so many days the work goes on by itself.

    An author who left no contact sees the question by the claim code. Refused: ``question_needed``,
    ``question_long``; role, state, stale.
    """
    text = questions.worded(question)

    def change(appeal: Appeal) -> dict:
        return questions.put(appeal, text, back_to=appeal.status, actor=actor, at=at)

    return _perform(appeal_id, "ask", note=text, change=change, seq=seq, actor=actor, at=at)


def publish(
    appeal_id: int,
    *,
    public_title: str,
    public_text: str,
    photo_ids: Collection[int] = (),
    shown: Collection[str] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Show the appeal to everybody, in words that a moderator has read: no names, phones or flat numbers.

    ``photo_ids``: the photos that may be shown; all others are hidden. ``shown``: words that look like personal data
    and that the moderator lets through. May be done again to mend the words. Refused: ``title_needed``, ``title_long``,
    ``public_text_needed``, ``text_long``, ``signs``, ``photo_unknown``; role, stale.
    """
    change = to_publish(public_title=public_title, public_text=public_text, photo_ids=photo_ids, shown=shown, at=at)
    return _perform(appeal_id, "publish", change=change, seq=seq, actor=actor, at=at)


def to_publish(
    *,
    public_title: str,
    public_text: str,
    photo_ids: Collection[int] = (),
    shown: Collection[str] = (),
    at: datetime,
) -> acts.Change:
    """What ``publish`` changes: these words and photos are shown. Refuses words as ``publish`` does."""
    title, text = one_line(public_title), clean(public_text)
    if not title:
        raise Refused(_("Write a title that everybody may read."), code="title_needed", field="public_title")
    if len(title) > TITLE_LENGTH:
        sentence = _("Shorten the title to %(n)d characters.") % {"n": TITLE_LENGTH}
        raise Refused(sentence, code="title_long", field="public_title")
    if not text:
        raise Refused(_("Write the text that everybody may read."), code="public_text_needed", field="public_text")
    text = fields.text(text)
    facts = _signs_let_through(title, text, shown)
    wanted = set(photo_ids)

    def change(appeal: Appeal) -> dict:
        is_shown = dict(appeal.photos.values_list("pk", "is_public"))
        if wanted - is_shown.keys():
            raise Refused(_("Choose among the photos of this appeal."), code="photo_unknown", field="photos")
        for turned in (True, False):
            if others := [pk for pk, is_public in is_shown.items() if (pk in wanted) == turned != is_public]:
                appeal.photos.filter(pk__in=others).update(is_public=turned)
        appeal.public_title, appeal.public_text = title, text
        appeal.published_at = appeal.published_at or at
        appeal.public_point = public_point(appeal)
        return {"title": title, "photos": sorted(wanted), **facts}

    return change


def _signs_let_through(title: str, text: str, shown: Collection[str]) -> dict:
    """Refuse what looks like personal data and was not confirmed; else how much is hidden and shown, by kind."""
    signs = disclosure.unconfirmed(text, ())
    left = [*disclosure.unconfirmed(title, shown), *(span for span in signs if span.words not in shown)]
    if left:
        sentence = _("This looks like personal data: %(words)s. Remove it, or confirm that everybody may read it.")
        words = ", ".join(dict.fromkeys(span.words for span in left))
        raise Refused(sentence % {"words": words}, code="signs", field="shown")
    return {"hidden": disclosure.hidden(text), "shown": dict(Counter(span.kind for span in signs))}


def unpublish(appeal_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take the appeal off the public pages; its words stay for a later publication.

    Refused: ``reason_needed``; ``not_public``; role, stale.
    """
    why = fields.reason(reason)

    def change(appeal: Appeal) -> None:
        if appeal.published_at is None:
            raise Refused(_("This appeal is not public."), code="not_public", conflict=True)
        appeal.published_at = appeal.public_point = None

    return _perform(appeal_id, "unpublish", note=why, change=change, seq=seq, actor=actor, at=at)


def answer_at_once(
    appeal_id: int,
    *,
    text: str,
    decision: str,
    language: str = "",
    norm: str = "",
    article: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Answer in the first line, without sending the appeal to a body.

    ``language``: of the answer; empty: of the appeal. ``article``: code of the help article it was taken from.
    Refused: whatever ``answers.draw_up`` refuses; ``article_unknown``; role, state, stale. Rule: APPC art. 76; Law on
    Languages, art. 11.
    """
    change = to_answer(text=text, decision=decision, language=language, norm=norm, article=article, actor=actor, at=at)
    return _perform(appeal_id, "answer_at_once", change=change, seq=seq, actor=actor, at=at)


def to_answer(
    *,
    text: str,
    decision: str,
    language: str = "",
    norm: str = "",
    article: str = "",
    actor: Actor,
    at: datetime,
) -> acts.Change:
    """What ``answer_at_once`` changes: the answer is drawn up and sent, and noted as one of the first line."""
    source = quick.article_of(article, at=at)

    def change(appeal: Appeal) -> dict:
        answer = answers.draw_up(
            appeal, text=text, decision=decision, language=language, norm=norm, at_once=True, actor=actor, at=at
        )
        told = answers.send(appeal, answer, actor=actor, at=at)
        quick.note(appeal, answer, article=source, actor=actor, at=at)
        return {**told, "article": article}

    return change


def public_point(appeal: Appeal) -> Point | None:
    """Where strangers see it: rounded where the category may point at a home, or is not known."""
    if appeal.point is None:
        return None
    if appeal.category is not None and not appeal.category.in_housing:
        return appeal.point
    return Point(*rounded(appeal.point.x, appeal.point.y), srid=appeal.point.srid)


@once
def _body(code: str, *, on) -> Organisation:
    if not code:
        sentence = _("The routing table knows no body for this appeal. Choose one.")
        raise Refused(sentence, code="organisation_needed", field="organisation")
    body = Organisation.objects.in_force(on).filter(code=code).first()
    if body is None:
        sentence = _("Choose a body that exists today.")
        raise Refused(sentence, code="organisation_unknown", field="organisation")
    return body


def _perform(appeal_id: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        APPEAL, Appeal, appeal_id, name, actor=actor, roles=lambda appeal: policy.roles_on(actor, appeal), **words
    )
