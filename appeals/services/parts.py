"""One appeal with several requests: split into parts, each with its own body, term and answer (APPC art. 65).

Lock order: the appeal first, then its part. So the steps of all parts of an appeal come one after another, the appeal's
journal tells them in that order, and the last answer cannot miss that it is the last.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Organisation
from accounts.texts import clean, one_line
from appeals import policy
from appeals.enums import OPEN, Status
from appeals.models import Appeal, Category, Part
from appeals.selectors.parts import living
from appeals.services import clock, fields, forwarding, routing
from appeals.services.forwarding import Receiver
from appeals.workflow import APPEAL, PART, TRIAGE
from workflow import acts, calendar
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

FEWEST, MOST = 2, 6
TITLE_LENGTH = 140
TEXT_LENGTH = 5000
SETTLED = frozenset({Status.ANSWERED, Status.FORWARDED})
# Acts that give a part another last day.
MOVES_THE_DAY = frozenset({"extend", "recalculate"})


@dataclass(frozen=True)
class Wanted:
    """A part as a moderator cuts it out of an appeal.

    ``title``: read by everybody who sees the appeal. ``category``: code of a leaf. ``organisation``: code of a body;
    empty: the one that the routing table names; or ``outside``: the name of a body that is not on this platform.
    """

    title: str
    text: str = ""
    category: str = ""
    organisation: str = ""
    outside: str = ""


@dataclass(frozen=True)
class _Cut:
    title: str
    text: str
    category: Category | None
    to: Receiver


def split(
    appeal_id: int,
    *,
    parts: Sequence[Wanted],
    reason: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Split an appeal into parts; the author is told in the same transaction.

    Within three working days of registration each body's term begins on its own registration; a later split divides
    the work and leaves the last day as it is. A part for a body outside the platform is forwarded: see
    ``forwarding.window``. Refused, fields named ``title_1``, ``organisation_2`` and so on: ``parts_few``,
    ``parts_many`` (2 to 6); ``title_needed``, ``title_long``, ``text_long``; ``category_unknown``;
    what ``forwarding.receiver``, ``check_unbiased`` and ``window`` refuse; ``parts_outside``: no part stays; role,
    state, stale.
    """
    today = timezone.localdate(at)
    if not FEWEST <= len(parts) <= MOST:
        code = "parts_few" if len(parts) < FEWEST else "parts_many"
        sentence = _("Describe two to %(n)d parts, each with a title and a body.") % {"n": MOST}
        raise Refused(sentence, code=code, field="title_1")

    with transaction.atomic():

        def change(appeal: Appeal) -> dict:
            cuts = [_cut(appeal, number, each, on=today) for number, each in enumerate(parts, 1)]
            if all(cut.to.body is None for cut in cuts):
                sentence = _("All parts go to bodies outside the platform: forward the whole appeal instead.")
                raise Refused(sentence, code="parts_outside")
            before = {
                "organisation": appeal.organisation.code if appeal.organisation else None,
                "due_on": appeal.due_on.isoformat(),
            }
            told = clock.restart(appeal, at=at) if today <= forwarding.last_day(appeal) else {}
            made = [_begin(appeal, number, cut, actor=actor, at=at) for number, cut in enumerate(cuts, 1)]
            appeal.organisation = appeal.executor = appeal.team = None
            appeal.part_count = len(made)
            _mirror(appeal, made)
            return {**told, "before": before, "parts": [_facts(part) for part in made]}

        return _on_appeal(appeal_id, "split", note=clean(reason), change=change, seq=seq, actor=actor, at=at)


def join(appeal_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Undo a split while nobody has accepted a part: the appeal is where it was before.

    Refused: ``reason_needed``; ``part_taken`` (conflict): a body has taken its part or it has left the house; role,
    state, stale.
    """
    why = fields.reason(reason)
    with transaction.atomic():
        appeal = _locked(appeal_id)
        begun = Act.objects.filter(kind=APPEAL.kind, subject_id=appeal_id, name="split").order_by("seq").last()
        target = begun.before if begun else Status.REGISTERED

        def change(appeal: Appeal) -> dict:
            parts = list(living(appeal))
            if any(part.status not in PART["join"].sources for part in parts):
                sentence = _("A body has taken its part already: the split can no longer be undone.")
                raise Refused(sentence, code="part_taken", conflict=True)
            for part in parts:
                _on_part(part, "join", roles=policy.roles_on(actor, appeal), note=why, actor=actor, at=at)
            code = begun.data["before"]["organisation"] if begun else None
            appeal.part_count, appeal.part_bodies = 0, []
            appeal.organisation = Organisation.objects.filter(code=code).first()
            return {"organisation": code}

        return _on_appeal(appeal.pk, "join", target=target, note=why, change=change, seq=seq, actor=actor, at=at)


def route(
    part_id: int, *, organisation: str, reason: str = "", seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Send a part that was given back, or that nobody has accepted, to a body; its last day stays.

    Refused: what ``forwarding.receiver`` and ``check_unbiased`` refuse; role, state, stale. Rule: APPC art. 65.
    """
    to = forwarding.receiver(organisation, "", on=timezone.localdate(at))

    def change(part: Part) -> dict:
        forwarding.check_unbiased(part.appeal, to.body)
        part.organisation, part.executor, part.team = to.body, None, None
        return to.facts

    return perform(part_id, "route", note=clean(reason), change=change, seq=seq, actor=actor, at=at)


def route_number(appeal_id: int, *, number: int, seq: int | None = None, **words: Any) -> Act:
    """``route`` for the living part of this number; ``seq``: the version of the appeal that the person saw."""
    with transaction.atomic():
        return route(_of_number(appeal_id, number, seq=seq), **words)


def forward_number(appeal_id: int, *, number: int, seq: int | None = None, **words: Any) -> Act:
    """``forward`` for the living part of this number; ``seq``: the version of the appeal that the person saw."""
    with transaction.atomic():
        return forward(_of_number(appeal_id, number, seq=seq), **words)


def perform_number(appeal_id: int, name: str, *, number: int, seq: int | None = None, **words: Any) -> Act:
    """``perform`` for the living part of this number; ``seq``: the version of the appeal that the person saw."""
    with transaction.atomic():
        return perform(_of_number(appeal_id, number, seq=seq), name, **words)


def _of_number(appeal_id: int, number: int, *, seq: int | None) -> int:
    """The key of the living part of this number, whose appeal is now locked. Refused: stale; ``part_unknown``."""
    appeal = _locked(appeal_id)
    if seq is not None and seq != appeal.seq:
        raise Refused(acts.CHANGED, code="stale", conflict=True)
    part = living(appeal).filter(number=number).first()
    if part is None:
        raise Refused(_("Choose among the parts of this appeal."), code="part_unknown", field="number")
    return part.pk


def forward(part_id: int, *, outside: str, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Forward a part to a body outside the platform. Refused: as ``forwarding.forward``. Rule: APPC art. 65."""
    why = fields.reason(reason)
    to = forwarding.receiver("", outside, on=timezone.localdate(at))

    def change(part: Part) -> dict:
        within = forwarding.window(part.appeal, roles=policy.roles_on(actor, part.appeal), at=at)
        sent = forwarding.record(part.appeal, to, within=within, part=part, at=at)
        part.organisation, part.executor, part.team, part.outside = None, None, None, to.outside
        part.ended_at, part.due_on, part.term_days = at, sent.due_on, sent.term_days
        return {**to.facts, "late": within.late, "forwarding": sent.pk, "due_on": sent.due_on.isoformat()}

    return perform(part_id, "forward", target=Status.FORWARDED, note=why, change=change, seq=seq, actor=actor, at=at)


def reopen(appeal: Appeal, numbers: Iterable[int], *, reason: str, actor: Actor, at: datetime) -> list[int]:
    """Open answered parts of a locked appeal again; all of them where no number is given. Returns their numbers.

    Refused: ``part_unknown``.
    """
    parts = [part for part in living(appeal) if part.status == Status.ANSWERED]
    wanted = set(numbers) or {part.number for part in parts}
    if not wanted <= {part.number for part in parts}:
        raise Refused(_("Choose among the answered parts of this appeal."), code="part_unknown", field="parts")
    chosen = [part for part in parts if part.number in wanted]

    def change(part: Part) -> dict:
        part.ended_at = part.executor = part.extended_at = None
        part.registered_on = calendar.registration_date(at)
        part.due_on = appeal.due_on
        return {"due_on": part.due_on.isoformat()}

    for part in chosen:
        _on_part(part, "reopen", roles=frozenset({Role.AUTHOR}), note=reason, change=change, actor=actor, at=at)
    return [part.number for part in chosen]


def withdraw(appeal: Appeal, *, actor: Actor, at: datetime) -> None:
    """Let the open parts of a locked appeal end with it."""
    for part in living(appeal) if appeal.part_count else ():
        if part.status in PART["withdraw"].sources:
            _on_part(part, "withdraw", roles=frozenset({Role.AUTHOR}), actor=actor, at=at)


def perform(
    part_id: int,
    name: str,
    *,
    change: Callable[[Part], dict | None] | None = None,
    note: str = "",
    target: str | None = None,
    told: bool = True,
    claimed: Collection[int] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Do one act on a part; the appeal hears of it, and is answered where this was the last answer.

    ``told``: false for what is the business of the part's own body alone. ``claimed``: see ``services.author``.

    Refused: ``not_found``; role, stale, state; whatever ``change`` refuses.
    """
    with transaction.atomic():
        appeal = _locked(Part.objects.filter(pk=part_id).values_list("appeal_id", flat=True).first() or 0)
        part = Part(pk=part_id, appeal=appeal)
        words: dict[str, Any] = {"change": change, "note": note, "target": target, "seq": seq}
        act = _on_part(part, name, claimed=claimed, actor=actor, at=at, **words)
        if told:
            _follow(appeal.pk, act, at=at)
    return act


def _cut(appeal: Appeal, number: int, wanted: Wanted, *, on: date) -> _Cut:
    """Judge one part; a refusal names the field of this number."""
    try:
        title, text = one_line(wanted.title), clean(wanted.text)
        if not title:
            raise Refused(_("Write what this part asks for."), code="title_needed", field="title")
        if len(title) > TITLE_LENGTH:
            sentence = _("Shorten the title to %(n)d characters.") % {"n": TITLE_LENGTH}
            raise Refused(sentence, code="title_long", field="title")
        if len(text) > TEXT_LENGTH:
            sentence = _("Shorten the text to %(n)d characters.") % {"n": TEXT_LENGTH}
            raise Refused(sentence, code="text_long", field="text")
        category = fields.category(wanted.category, on=on)
        code = wanted.organisation
        if not code and not wanted.outside.strip() and category:
            code = routing.suggest_for(appeal, on=on, category=category).decision["organisation"] or ""
        to = forwarding.receiver(code, wanted.outside, on=on)
        forwarding.check_unbiased(appeal, to.body)
    except Refused as refusal:
        field = f"{refusal.field}_{number}" if refusal.field else ""
        raise Refused(refusal.sentence, code=refusal.code, field=field) from refusal
    return _Cut(title, text, category, to)


def _begin(appeal: Appeal, number: int, cut: _Cut, *, actor: Actor, at: datetime) -> Part:
    part = Part(
        appeal=appeal,
        number=number,
        title=cut.title,
        text=cut.text,
        category=cut.category,
        organisation=cut.to.body,
        outside=cut.to.outside,
        registered_on=appeal.counted_from,
        term_days=appeal.term_days,
        term_unit=appeal.term_unit,
        due_on=appeal.due_on,
        extended_at=appeal.extended_at,
    )
    role = str(min(policy.roles_on(actor, appeal) & TRIAGE))
    if cut.to.body:
        acts.begin(PART, part, "split", actor=actor, role=role, at=at, data=cut.to.facts)
        return part
    within = forwarding.window(appeal, roles=policy.roles_on(actor, appeal), at=at)
    part.ended_at = at
    acts.begin(PART, part, "split_out", actor=actor, role=role, at=at, data=cut.to.facts)
    sent = forwarding.record(appeal, cut.to, within=within, part=part, at=at)
    part.due_on, part.term_days = sent.due_on, sent.term_days
    part.save(update_fields=["due_on", "term_days"])
    return part


def _facts(part: Part) -> dict:
    code = part.organisation.code if part.organisation else None
    return {"part": part.number, "organisation": code, "outside": part.outside, "due_on": part.due_on.isoformat()}


def _mirror(appeal: Appeal, parts: Iterable[Part]) -> None:
    """Let the bodies of the parts see the appeal."""
    appeal.part_bodies = sorted({part.organisation_id for part in parts if part.organisation_id})


def _follow(appeal_id: int, act: Act, *, at: datetime) -> None:
    """The appeal's own step after a step of its part."""
    parts = list(living(_locked(appeal_id)))
    moved = next(part for part in parts if part.pk == act.subject_id)
    over = all(part.status in SETTLED for part in parts)

    def change(appeal: Appeal) -> dict:
        _mirror(appeal, parts)
        if act.name in MOVES_THE_DAY:
            # The appeal is answered when its last part is.
            appeal.due_on = max(appeal.first_due_on, *(part.due_on for part in parts if part.status in OPEN))
        if over:
            appeal.ended_at, appeal.reopen_until = at, clock.reopen_until(at)
        asked = {"question": act.data["question"]} if "question" in act.data else {}
        return {"step": act.name, "state": moved.status, **_facts(moved), **asked}

    _on_appeal(appeal_id, "conclude" if over else "part_moved", change=change, actor=SYSTEM, at=at)


def _locked(appeal_id: int) -> Appeal:
    found = Appeal.objects.select_for_update(of=("self",)).filter(pk=appeal_id).first()
    if found is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    return found


def _on_part(
    part: Part,
    name: str,
    *,
    roles: frozenset[str] | None = None,
    claimed: Collection[int] = (),
    actor: Actor,
    **words,
) -> Act:
    """``roles``: as the appeal gives them; else as the part's own body does."""

    def held(fresh: Part) -> frozenset[str]:
        fresh.appeal = part.appeal
        return policy.roles_on_part(actor, fresh, claimed) if roles is None else roles

    return acts.perform(PART, Part, part.pk, name, actor=actor, roles=held, **words)


def _on_appeal(appeal_id: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        APPEAL, Appeal, appeal_id, name, actor=actor, roles=lambda appeal: policy.roles_on(actor, appeal), **words
    )
