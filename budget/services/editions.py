"""The life of an edition: prepare, open with signed rules, extend by order, carry from stage to stage."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from budget import policy
from budget.enums import EditionStatus, ProposalStatus, Stage, Way
from budget.models import Edition, EditionKey, EditionStage, Envelope, Proposal, StageOrder, TallyRun
from budget.rules import signing
from budget.selectors import anomalies, editions
from budget.workflow import EDITION, MANAGERS, PROPOSAL
from geo.models import District
from workflow import acts
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

ORDER_OF_STAGES = (Stage.INTAKE, Stage.VETTING, Stage.VOTING, Stage.OPENING, Stage.WORKS)


def prepare(edition: Edition, *, actor: Actor, at: datetime) -> Act:
    """Begin an edition from an unsaved row. Refused: ``role``."""
    held = policy.roles_on_edition(actor, edition) & MANAGERS
    if not held:
        raise Refused(acts.NOT_YOURS, code="role")
    return acts.begin(EDITION, edition, "prepare", actor=actor, role=str(min(held)), at=at)


def revise(pk: int, *, changes: Mapping[str, Any], seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Change rules of an edition that is still being prepared. Refused: role, state, stale."""

    def change(edition: Edition) -> dict:
        return {"changed": _set(edition, changes)}

    return _perform(pk, "revise", change=change, seq=seq, actor=actor, at=at)


def open_edition(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Open an edition: its rules are written down canonically, hashed and signed, and intake begins by its dates.

    Refused: ``stages`` (one is missing, or they do not follow each other), ``envelopes``, ``categories``, ``ways``;
    role, state, stale.
    """

    def change(edition: Edition) -> dict:
        _check_whole(edition)
        edition.opened_at = at
        return {"rules_hash": _sign(edition)}

    return _perform(pk, "open", change=change, seq=seq, actor=actor, at=at)


def amend_rules(
    pk: int,
    *,
    changes: Mapping[str, Any],
    envelopes: Mapping[str, int] | None = None,
    reason: str,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Set rules anew between the opening and the vote: signed again, journalled in public with both hashes.

    ``envelopes``: district code -> whole tenge, for those that change. Dates move by ``extend`` only.
    Refused: ``reason_needed``; what ``open_edition`` refuses; role, state, stale.
    """
    if not reason.strip():
        raise Refused(_("Write why the rules change: everybody will read it."), code="reason_needed", field="reason")

    def change(edition: Edition) -> dict:
        old = edition.rules_hash
        changed = _set(edition, changes)
        for district, amount in (envelopes or {}).items():
            Envelope.objects.filter(edition=edition, district_id=district).update(amount_tenge=amount)
            changed.append(f"envelope:{district}")
        _check_whole(edition)
        return {"changed": changed, "old_hash": old, "rules_hash": _sign(edition)}

    return _perform(pk, "amend_rules", note=reason.strip(), change=change, seq=seq, actor=actor, at=at)


def extend(
    pk: int,
    *,
    stage: str,
    until: datetime,
    number: str,
    dated_on: date,
    reason_kk: str = "",
    reason_ru: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Move the end of a stage by an order with number and date; the stages after it move along where they must.

    Rule 28: the change is public. Refused: ``number_needed``, ``date_ahead``, ``stage_over``, ``not_later``;
    role, state, stale.
    """
    if not number.strip():
        sentence = _("Enter the number of the order: a stage is extended by an order only.")
        raise Refused(sentence, code="number_needed", field="number")

    def change(edition: Edition) -> dict:
        if dated_on > timezone.localdate(at):
            sentence = _("The date of the order lies in the future: enter the day that stands in the order.")
            raise Refused(sentence, code="date_ahead", field="dated_on")
        words = {"number": number.strip(), "dated_on": dated_on, "reason_kk": reason_kk, "reason_ru": reason_ru}
        moved = _shift(edition, stage, until, words=words, at=at)
        return {"stage": stage, "until": until, "order": number.strip(), "dated_on": dated_on, "moved": moved}

    return _perform(pk, "extend", change=change, seq=seq, actor=actor, at=at)


def start_vetting(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """End the intake. Refused: ``too_early``, the intake runs by its dates; role, state, stale."""

    def change(edition: Edition) -> None:
        _not_before(edition, Stage.INTAKE, "closes_at", at)

    return _perform(pk, "start_vetting", change=change, seq=seq, actor=actor, at=at)


def start_voting(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Open the vote: every admitted proposal gets its number on the ballot of its district, and the list is frozen.

    Refused: ``too_early``; ``no_projects``; ``untranslated``: the ballot says the same in Kazakh and in Russian
    (rule 39); ``no_keys``: ballots are sealed to the keys of the edition; role, state, stale.
    """

    def change(edition: Edition) -> dict:
        _not_before(edition, Stage.VOTING, "opens_at", at)
        numbered = _number_the_ballot(edition, at=at)
        if not EditionKey.objects.filter(edition=edition).exists():
            sentence = _("The vote has no keys yet: make them together with the five trustees first.")
            raise Refused(sentence, code="no_keys")
        return {"projects": numbered}

    return _perform(pk, "start_voting", change=change, seq=seq, actor=actor, at=at)


def close_voting(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """End the vote. Refused: ``too_early``; role, state, stale."""

    def change(edition: Edition) -> None:
        _not_before(edition, Stage.VOTING, "closes_at", at)

    return _perform(pk, "close_voting", change=change, seq=seq, actor=actor, at=at)


def publish_results(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Make the results public, and with them the report of what looked odd (rule 41).

    Refused: ``not_counted``: no count is kept yet; role, state, stale.
    """

    def change(edition: Edition) -> dict:
        if not TallyRun.objects.filter(edition=edition).exists():
            raise Refused(_("The votes are not counted yet."), code="not_counted")
        return {"flags": anomalies.told(edition)}

    return _perform(pk, "publish_results", change=change, seq=seq, actor=actor, at=at)


def start_works(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Begin to build the winners. Refused: role, state, stale."""
    return _perform(pk, "start_works", seq=seq, actor=actor, at=at)


def close(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Close an edition whose works are done. Refused: role, state, stale."""
    return _perform(pk, "close", seq=seq, actor=actor, at=at)


def cancel(pk: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Cancel an edition before its vote. Refused: ``reason_needed``; role, state, stale."""
    if not reason.strip():
        raise Refused(_("Write why the edition is cancelled."), code="reason_needed", field="reason")
    return _perform(pk, "cancel", note=reason.strip(), seq=seq, actor=actor, at=at)


# By the clock: in which state, from which side of which stage on, which act.
BY_THE_CLOCK = (
    (EditionStatus.INTAKE, Stage.INTAKE, "closes_at", start_vetting),
    (EditionStatus.VETTING, Stage.VOTING, "opens_at", start_voting),
    (EditionStatus.VOTING, Stage.VOTING, "closes_at", close_voting),
    (EditionStatus.RESULTS, Stage.WORKS, "opens_at", start_works),
)


def advance(*, at: datetime) -> dict[str, str]:
    """Carry every edition to the stage that its dates have reached. Returns code -> act done or code of the refusal."""
    done = {}
    for status, stage, side, act in BY_THE_CLOCK:
        due = EditionStage.objects.filter(edition__status=status, stage=stage, **{f"{side}__lte": at})
        for row in due.select_related("edition"):
            try:
                act(row.edition_id, actor=SYSTEM, at=at)
                done[row.edition.code] = act.__name__
            except Refused as refusal:
                done[row.edition.code] = refusal.code
    return done


def signature_holds(edition: Edition) -> bool:
    """Whether the stored rules carry the signature of their key and the hash that is published."""
    signed = signing.Signed(edition.rules_hash, edition.rules_signature, edition.rules_key)
    return bool(edition.rules) and signing.holds(edition.rules, signed)


def _set(edition: Edition, changes: Mapping[str, Any]) -> list[str]:
    unknown = set(changes) - set(editions.RULES)
    if unknown:
        raise KeyError(f"Not a rule of an edition: {sorted(unknown)}")
    changed = [name for name, value in changes.items() if getattr(edition, name) != value]
    for name in changed:
        setattr(edition, name, changes[name])
    return changed


def _sign(edition: Edition) -> str:
    edition.rules = editions.rules_of(edition)
    signed = signing.sign(edition.rules, signing.key_from(settings.RULES_KEY))
    edition.rules_hash, edition.rules_signature, edition.rules_key = signed.digest, signed.signature, signed.key
    return signed.digest


def _check_whole(edition: Edition) -> None:
    stages = {row.stage: row for row in edition.stages.all()}
    if set(stages) != set(Stage):
        sentence = _("Give the dates of every stage: intake, check, vote, opening and works.")
        raise Refused(sentence, code="stages", field="stages")
    in_order = [stages[stage] for stage in ORDER_OF_STAGES]
    if any(later.opens_at < earlier.closes_at for earlier, later in pairwise(in_order)):
        sentence = _("The stages follow each other: let each begin no earlier than the one before it ends.")
        raise Refused(sentence, code="stages", field="stages")
    districts = set(District.objects.values_list("pk", flat=True))
    if {row.district_id for row in edition.envelopes.all() if row.amount_tenge > 0} != districts:
        raise Refused(_("Give every district its envelope."), code="envelopes", field="envelopes")
    if not edition.categories.exists():
        raise Refused(_("Choose the categories of proposals."), code="categories", field="categories")
    if not edition.ways or not set(edition.ways) <= set(Way):
        raise Refused(_("Choose at least one way to vote."), code="ways", field="ways")


def _shift(edition: Edition, stage: str, until: datetime, *, words: Mapping[str, Any], at: datetime) -> list[str]:
    rows = {row.stage: row for row in EditionStage.objects.select_for_update().filter(edition=edition)}
    row = rows.get(stage)
    if row is None or row.closes_at <= at:
        sentence = _("This stage is over: only a stage that has not ended is extended.")
        raise Refused(sentence, code="stage_over", field="stage")
    if until <= row.closes_at:
        sentence = _("The new end must be later than the present one: a stage is extended, never cut short.")
        raise Refused(sentence, code="not_later", field="until")
    _move(row, row.opens_at, until, words=words, at=at)
    moved, end = [str(stage)], until
    for name in ORDER_OF_STAGES[ORDER_OF_STAGES.index(Stage(stage)) + 1 :]:
        later = rows[name]
        if later.opens_at >= end:
            break
        by = end - later.opens_at
        _move(later, later.opens_at + by, later.closes_at + by, words=words, at=at)
        moved.append(str(name))
        end = later.closes_at
    return moved


def _move(
    row: EditionStage, opens_at: datetime, closes_at: datetime, *, words: Mapping[str, Any], at: datetime
) -> None:
    """The order first: without it the database refuses the change."""
    opening = {"old_opens_at": row.opens_at, "new_opens_at": opens_at} if opens_at != row.opens_at else {}
    StageOrder.objects.create(
        edition_id=row.edition_id,
        stage=row.stage,
        old_closes_at=row.closes_at,
        new_closes_at=closes_at,
        entered_at=at,
        **opening,
        **words,
    )
    row.opens_at, row.closes_at = opens_at, closes_at
    row.save(update_fields=["opens_at", "closes_at"])


def _not_before(edition: Edition, stage: str, side: str, at: datetime) -> None:
    row = editions.stage_of(edition, stage)
    if row is not None and at < getattr(row, side):
        sentence = _("It is too early: the dates of the edition say otherwise.")
        raise Refused(sentence, code="too_early")


def _number_the_ballot(edition: Edition, *, at: datetime) -> int:
    admitted = Proposal.objects.select_for_update().filter(edition=edition, status=ProposalStatus.ADMITTED)
    rows = list(admitted.order_by("district_id", "submitted_at", "pk"))
    if not rows:
        raise Refused(_("No proposal is admitted: there is nothing to vote on."), code="no_projects")
    bare = [row.number for row in rows if not (row.title_other.strip() and row.description_other.strip())]
    if bare:
        sentence = _("The ballot says the same in Kazakh and in Russian. Translate first: %(numbers)s.")
        raise Refused(sentence % {"numbers": ", ".join(bare[:20])}, code="untranslated")
    places: dict[str | None, int] = {}
    orders = []
    for row in rows:
        places[row.district_id] = places.get(row.district_id, 0) + 1
        orders.append(acts.Order(row.pk, change=_numbered(places[row.district_id]), writes=False))
    outcomes = acts.perform_many(
        PROPOSAL, Proposal, orders, "number", actor=SYSTEM, roles=lambda _thing: frozenset({Role.SYSTEM}), at=at
    )
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal
    return len(outcomes)


def _numbered(place: int) -> Callable[[Proposal], dict]:
    def change(proposal: Proposal) -> dict:
        proposal.ballot_number = place
        return {"ballot_number": place}

    return change


def _perform(pk: int, name: str, *, actor: Actor, **words) -> Act:
    def roles(edition: Edition) -> frozenset[str]:
        return policy.roles_on_edition(actor, edition)

    return acts.perform(EDITION, Edition, pk, name, actor=actor, roles=roles, **words)


def next_number(year: int) -> str:
    """The next number of a proposal, ``P-2027-000123``: one sequence, so nobody waits and none is given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('budget_number')")
        return f"P-{year}-{cursor.fetchone()[0]:06d}"


def edition_of(proposal: Proposal) -> Edition:
    """The edition of a locked proposal: a query of its own, because a lock takes the row alone."""
    return Edition.objects.get(pk=proposal.edition_id)
