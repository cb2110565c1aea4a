"""One act on many appeals: rehearsed, done, and for a minute undone. One act each, and each refusal told by number."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.masking import Masked, find, mask
from accounts.texts import clean
from appeals import policy
from appeals.models import Answer, Appeal, Batch, BatchItem, Photo
from appeals.rules.disclosure import may_go_unread
from appeals.rules.risk import MOST_AT_ONCE
from appeals.rules.texts import title_from
from appeals.services import duplicates, triage
from appeals.workflow import APPEAL
from workflow import acts, outbox
from workflow.actor import Actor
from workflow.kept import reading_once
from workflow.refusals import Refused

MOST = MOST_AT_ONCE
UNDO_S = 60
# Letters wait a little longer than the last moment at which somebody may press the button.
HOLD_S = UNDO_S + 3
KEPT = timedelta(days=1)
RELATED = ("category", "organisation")


@dataclass(frozen=True)
class Deed:
    """What is to be done to each: the machine's ``name`` of the act and its ``change``.

    ``writes``: the change writes other rows than the appeal's. ``prepare(keys)`` is called once before, with the keys
    of the appeals, to read what ``change`` needs of all.
    """

    name: str
    change: acts.Change
    note: str = ""
    writes: bool = True
    prepare: Callable[[Collection[int]], None] | None = None


@dataclass(frozen=True)
class Done:
    """An appeal to which it was, or would be, done; ``facts``: what the journal keeps of the act."""

    pk: int
    number: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Skipped:
    """An appeal that was, or would be, left as it is, and the sentence that says why."""

    pk: int
    number: str
    sentence: str
    code: str


@dataclass
class Report:
    """What came of it, in the order given. ``batch``: the key by which it may be undone, if anything was done."""

    done: list[Done] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    batch: int | None = None


def route(*, organisation: str = "", reason: str = "", at: datetime) -> Deed:
    """Send each to this body, or to the one that the routing table names for it. See ``triage.route``."""
    return Deed(
        "route", triage.to_route(organisation=organisation, reason=reason, at=at), note=clean(reason), writes=False
    )


def categorise(*, category: str, at: datetime) -> Deed:
    """Give each this category. Refused at once: ``category_needed``, ``category_unknown``."""
    return Deed("categorise", triage.to_categorise(category=category, at=at), writes=False)


def publish(*, at: datetime) -> Deed:
    """Publish each in its own words, or in those already prepared, with the photos already chosen.

    Personal data in its own words is covered. Skipped: ``already_public``; ``signs``, a text from which a home may be
    told even so, and which must be read by a person first; whatever ``triage.publish`` refuses.
    """
    chosen: dict[int, list[int]] = {}

    def prepare(keys: Collection[int]) -> None:
        for appeal_id, pk in Photo.objects.filter(appeal__in=keys, is_public=True).values_list("appeal_id", "pk"):
            chosen.setdefault(appeal_id, []).append(pk)

    def change(appeal: Appeal) -> dict | None:
        words = _words_for(appeal)
        title = appeal.public_title or title_from(words.text)
        # What stands in words already prepared was let through by whoever prepared them.
        shown = {span.words for span in (*find(title), *words.spans)}
        photos = chosen.get(appeal.pk, ())
        return triage.to_publish(public_title=title, public_text=words.text, photo_ids=photos, shown=shown, at=at)(
            appeal
        )

    return Deed("publish", change, writes=False, prepare=prepare)


def merge(*, kept: str = "", at: datetime) -> Deed:
    """Merge each into the appeal of this number, or into the earliest of them. See ``duplicates.Merging``."""
    merging = duplicates.Merging(kept, at=at)
    return Deed("merge", merging.change, prepare=merging.prepare)


def answer(*, texts: Mapping[str, str], decision: str, norm: str = "", actor: Actor, at: datetime) -> Deed:
    """Answer each at once, in its own language where there is a text in it, else in Kazakh.

    ``texts``: language -> text. Skipped: ``no_text``, neither its language nor Kazakh was written; whatever
    ``triage.answer_at_once`` refuses.
    """
    written = {language: text for language, text in texts.items() if clean(text)}

    def change(appeal: Appeal) -> dict | None:
        language = appeal.language if appeal.language in written else "kk"
        if language not in written:
            sentence = _("There is no answer in its language. Write one, or one in Kazakh.")
            raise Refused(sentence, code="no_text", field="text")
        words = {"text": written[language], "decision": decision, "language": language, "norm": norm}
        return triage.to_answer(**words, actor=actor, at=at)(appeal)

    return Deed("answer_at_once", change)


def rehearse(deed: Deed, *, seen: Mapping[int, int], actor: Actor, at: datetime) -> Report:
    """What would come of it now: the same code, and nothing stays. ``seen`` as for ``do``."""
    return _perform(deed, seen, actor=actor, at=at, rehearse=True)[0]


def do(deed: Deed, *, seen: Mapping[int, int], actor: Actor, at: datetime) -> Report:
    """Do it to each, all in one transaction; for ``UNDO_S`` seconds the letters wait and ``undo`` takes it back.

    ``seen``: key -> version that the person saw; an appeal that moved on since is skipped and named. Appeals outside
    the actor's posts do not exist. Refused as a whole: ``too_many`` (``MOST``), ``nothing_chosen``.
    """
    if actor.user_id is None:
        raise ValueError("Only a person acts on many: somebody must be able to take it back.")
    with transaction.atomic():
        report, outcomes = _perform(deed, seen, actor=actor, at=at)
        done = [outcome for outcome in outcomes if outcome.act]
        if done:
            Batch.objects.filter(at__lt=at - KEPT).delete()
            batch = Batch.objects.create(name=deed.name, actor_id=actor.user_id, at=at)
            BatchItem.objects.bulk_create(
                BatchItem(batch=batch, appeal_id=each.pk, act=each.act, before=_plain(each.before)) for each in done
            )
            report.batch = batch.pk
    return report


def undo(batch_id: int, *, actor: Actor, at: datetime) -> Report:
    """Take back what was done to each: status and fields as they were, by an act of its own in the journal.

    Skipped: an appeal on which somebody acted since (``stale``); ``letter_left``, somebody was told already.
    Refused as a whole: ``not_found`` (only who did it may undo it); ``undone_already``; ``undo_late``.
    """
    with transaction.atomic():
        mine = Batch.objects.select_for_update().filter(pk=batch_id, actor_id=actor.user_id).first()
        batch = _undoable(mine, at)
        items = {item.appeal_id: item for item in batch.items.select_related("act")}
        # Deliveries first, appeals second: the order in which a worker locks them.
        quiet = outbox.unheard([item.act_id for item in items.values()])
        orders = [_taking_back(item, is_quiet=item.act_id in quiet) for item in items.values()]
        report, outcomes = _carry_out("undo", orders, actor=actor, at=at)
        outbox.recall([items[outcome.pk].act_id for outcome in outcomes if outcome.act])
        if batch.name == "merge":
            kept = {item.act.data["kept"] for item in items.values()}
            duplicates.release(Appeal.objects.filter(number__in=kept).values_list("pk", flat=True), at=at)
        batch.undone_at = at
        batch.save(update_fields=["undone_at"])
    return report


def _undoable(batch: Batch | None, at: datetime) -> Batch:
    if batch is None:
        raise Refused(_("It was not found: only who did it can take it back."), code="not_found")
    if batch.undone_at:
        raise Refused(_("It was taken back already."), code="undone_already", conflict=True)
    if at > batch.at + timedelta(seconds=UNDO_S):
        sentence = _("The minute for taking it back has passed. Open the appeals and put each of them right.")
        raise Refused(sentence, code="undo_late", conflict=True)
    return batch


def _taking_back(item: BatchItem, *, is_quiet: bool) -> acts.Order:
    def change(appeal: Appeal) -> dict:
        if not is_quiet:
            sentence = _("A letter about it has left already.")
            raise Refused(sentence, code="letter_left", conflict=True)
        for attname, value in item.before.items():
            column = _columns()[attname]
            setattr(appeal, attname, None if value is None else column.to_python(value))
        Answer.objects.filter(pk=item.act.data.get("answer"), appeal=appeal).delete()
        return {"undone": item.act.name, "undone_seq": item.act.seq}

    act = item.act
    return acts.Order(item.appeal_id, seq=act.seq, target=act.before, change=change, public=act.public)


def _columns() -> dict[str, Any]:
    return {column.attname: column for column in Appeal._meta.concrete_fields}


def _plain(before: Mapping[str, Any]) -> dict[str, Any]:
    """Old values as JSON can hold them; each column knows how to write and to read its own."""
    columns = _columns()
    plain = {}
    for attname, value in before.items():
        holder = Appeal(**{attname: value})
        plain[attname] = None if value is None else columns[attname].value_to_string(holder)
    return plain


def _words_for(appeal: Appeal) -> Masked:
    if appeal.is_public:
        raise Refused(_("It is public already."), code="already_public", conflict=True)
    if appeal.public_text:
        return Masked(appeal.public_text, find(appeal.public_text))
    covered = mask(appeal.text)
    home = appeal.category is None or appeal.category.in_housing
    if not may_go_unread(covered.spans, in_housing=home):
        sentence = _("Something in the text looks like personal data (%(words)s): open it and publish it by hand.")
        words = ", ".join(span.words for span in covered.spans)
        raise Refused(sentence % {"words": words}, code="signs")
    return covered


def _perform(
    deed: Deed, seen: Mapping[int, int], *, actor: Actor, at: datetime, rehearse: bool = False
) -> tuple[Report, list[acts.Outcome]]:
    if not seen:
        raise Refused(_("Choose at least one appeal."), code="nothing_chosen")
    if len(seen) > MOST:
        sentence = _("Choose %(n)d appeals at most at a time. Nothing was done.") % {"n": MOST}
        raise Refused(sentence, code="too_many")
    if deed.prepare:
        deed.prepare(seen.keys())
    orders = [acts.Order(pk, seq=seq, change=deed.change, writes=deed.writes) for pk, seq in seen.items()]
    return _carry_out(deed.name, orders, actor=actor, at=at, note=deed.note, hold_s=HOLD_S, rehearse=rehearse)


def _carry_out(
    name: str, orders: Iterable[acts.Order], *, actor: Actor, at: datetime, **words: Any
) -> tuple[Report, list[acts.Outcome]]:
    wanted = list(orders)
    mine = policy.worked_by(actor).filter(pk__in=[order.pk for order in wanted])
    numbers = dict(mine.values_list("pk", "number"))
    with reading_once():
        outcomes = acts.perform_many(
            APPEAL,
            Appeal,
            [order for order in wanted if order.pk in numbers],
            name,
            actor=actor,
            roles=lambda appeal: policy.roles_on(actor, appeal),
            at=at,
            related=RELATED,
            **words,
        )
    report = Report()
    for outcome in outcomes:
        number = numbers[outcome.pk]
        if outcome.act:
            report.done.append(Done(outcome.pk, number, outcome.act.data))
        elif outcome.refusal:
            sentence, code = str(outcome.refusal.sentence), outcome.refusal.code
            report.skipped.append(Skipped(outcome.pk, number, sentence, code))
    return report, outcomes
