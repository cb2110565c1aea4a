"""Writing a proposal: every save is kept, nothing typed is lost, several people may write.

What was typed is kept as typed (``DraftRevision.words``); what of it can be understood stands in the columns. Words:
``title``, ``description``, ``title_other``, ``description_other``, ``language``, ``category`` (code), ``lon``, ``lat``,
``area`` (GeoJSON), ``address``, ``costs`` ([{year, title, amount}]), ``funding`` ([{source, name, amount}]).
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.texts import clean, one_line
from budget import policy
from budget.enums import FundingSource, FundingState, ProposalStatus
from budget.models import BudgetCategory, CostLine, DraftRevision, Edition, Funding, Proposal
from budget.rules import money
from budget.selectors import editions
from budget.services import eligibility, sites
from budget.services.editions import next_number
from budget.workflow import PROPOSAL, WRITERS
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

WORDS = (
    "title",
    "description",
    "title_other",
    "description_other",
    "language",
    "category",
    "lon",
    "lat",
    "area",
    "address",
    "costs",
    "funding",
)
# What is understood together: one of them typed anew, and all are read again.
TOGETHER = (frozenset({"lon", "lat", "area"}), frozenset({"costs", "funding"}))
PARAGRAPHS = {"description", "description_other"}
LONG = {"title": 140, "title_other": 140, "address": 300, "description": 20_000, "description_other": 20_000}
# Saves of one person so close together are one revision: an autosave runs every few seconds.
ONE_REVISION = timedelta(minutes=1)
REVISIONS_KEPT = 60


@dataclass(frozen=True)
class Saved:
    """``revision``: what the next save must name."""

    proposal: Proposal
    revision: int


def start(
    edition: Edition,
    *,
    language: str,
    key: uuid.UUID | None = None,
    origin: tuple[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Proposal:
    """Begin a draft, or give back the draft that this person has in the edition.

    ``origin``: kind and number of the appeal or meeting that it grew from. Refused: ``sign_in``; ``intake_closed``;
    ``one_application``.
    """
    author_id = eligibility.signed_in(actor)
    own = Proposal.objects.filter(edition=edition, author_id=author_id).exclude(status=ProposalStatus.WITHDRAWN)
    earlier = own.first()
    if earlier is not None and earlier.status == ProposalStatus.DRAFT:
        return earlier
    if earlier is not None:
        raise eligibility.second_application(earlier.number)
    if not editions.intake_is_open(edition, at):
        sentence = _("Proposals are not taken in now. See the dates on the page of the edition.")
        raise Refused(sentence, code="intake_closed")
    kind, number = origin or ("", "")
    draft = Proposal(
        number=next_number(edition.year),
        intake_key=key or uuid.uuid4(),
        edition=edition,
        author_id=author_id,
        language=language if language in ("kk", "ru") else "kk",
        saved_at=at,
        origin_kind=kind,
        origin_number=number,
    )
    acts.begin(PROPOSAL, draft, "draft", actor=actor, role=Role.AUTHOR, at=at, public=False)
    return draft


def keep(pk: int, *, words: Mapping[str, Any], revision: int | None = None, actor: Actor, at: datetime) -> Saved:
    """Keep what was typed. ``revision``: the one that the writer saw; ``None``: whatever there is.

    Words that cannot be understood yet are kept all the same and said at submission; where nothing was typed anew,
    nothing is written. Refused: ``role``; ``state``: it is no draft any more (conflict); ``stale`` (conflict): somebody
    else saved meanwhile, and these words wait in the history of the draft.
    """
    typed = {name: _storable(words[name]) for name in WORDS if name in words}
    with transaction.atomic():
        proposal = _locked(pk, actor)
        is_fresh = revision is None or revision == proposal.revision
        if not is_fresh:
            _remember(proposal, typed, lost=True, actor=actor, at=at)
        elif _overwrite(proposal, typed, actor=actor, at=at).has_changed:
            proposal.save()
    if not is_fresh:
        raise _saved_meanwhile()
    return Saved(proposal, proposal.revision)


def take(
    proposal: Proposal, words: Mapping[str, Any], *, revision: int | None, actor: Actor, at: datetime
) -> Mapping[str, Any]:
    """Put what was typed into a locked draft that is about to be sent; its row is for the caller to save.

    Comes back: all words of the draft as typed last. Refused: ``stale`` (conflict).
    """
    if revision is not None and revision != proposal.revision:
        raise _saved_meanwhile()
    typed = {name: _storable(words[name]) for name in WORDS if name in words}
    return _overwrite(proposal, typed, actor=actor, at=at).words


def discard(pk: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Give a draft up. Refused: role, state, stale."""
    return acts.perform(
        PROPOSAL,
        Proposal,
        pk,
        "discard",
        actor=actor,
        roles=lambda row: frozenset(policy.roles_on(actor, row)),
        at=at,
        seq=seq,
    )


def newest_words(proposal: Proposal) -> dict[str, Any]:
    """What was typed last, as typed: what a form shows again."""
    newest = _newest(proposal)
    return dict(newest.words) if newest else {}


def apply(proposal: Proposal, words: Mapping[str, Any], *, at: datetime) -> None:
    """Put into the columns what can be understood; the rest stays as it was. The row is not saved here."""
    for name, longest in LONG.items():
        if name in words:
            typed = str(words[name] or "")
            setattr(proposal, name, (clean if name in PARAGRAPHS else one_line)(typed)[:longest])
    if words.get("language") in ("kk", "ru"):
        proposal.language = words["language"]
    if "category" in words:
        offered = BudgetCategory.objects.filter(code=words["category"] or "", editions=proposal.edition_id)
        proposal.category = offered.first()
    _apply_site(proposal, words)
    _apply_money(proposal, words, at=at)


def site_of(words: Mapping[str, Any]) -> sites.Site | None:
    """The place as typed: an area counts before a point. Refused: what ``sites`` refuses."""
    if words.get("area"):
        return sites.in_area(str(words["area"]))
    if words.get("lon") not in (None, "") or words.get("lat") not in (None, ""):
        return sites.at_point(words.get("lon"), words.get("lat"))
    return None


def _apply_site(proposal: Proposal, words: Mapping[str, Any]) -> None:
    if not {"area", "lon", "lat"} & set(words):
        return
    try:
        site = site_of(words)
    except Refused:
        site = None
    proposal.point = site.point if site else None
    proposal.area = site.area if site else None
    proposal.district_id = site.district if site else None
    proposal.district_choices = list(site.districts) if site else []


def _apply_money(proposal: Proposal, words: Mapping[str, Any], *, at: datetime) -> None:
    if not {"costs", "funding"} & set(words):
        return
    try:
        costs, others = money.lines(words.get("costs") or []), money.parts(words.get("funding") or [])
    except money.Unclear:
        return
    write_costs(proposal, costs)
    Funding.objects.filter(proposal=proposal).delete()
    city = max(money.city_part([each.amount_tenge for each in costs], [each.amount_tenge for each in others]), 0)
    rows = [
        Funding(proposal=proposal, source=each.source, name=each.name, amount_tenge=each.amount_tenge, state_since=at)
        for each in others
    ]
    if city:
        whole = {"source": FundingSource.CITY, "state": FundingState.PLEDGED}
        rows.append(Funding(proposal=proposal, amount_tenge=city, state_since=at, **whole))
    Funding.objects.bulk_create(rows)
    proposal.cost_tenge = city


def write_costs(proposal: Proposal, costs: tuple[money.Line, ...]) -> None:
    """Replace the cost lines."""
    CostLine.objects.filter(proposal=proposal).delete()
    CostLine.objects.bulk_create(
        CostLine(proposal=proposal, year=line.year, title=line.title, amount_tenge=line.amount_tenge, position=position)
        for position, line in enumerate(costs, 1)
    )


def _storable(typed: Any) -> Any:
    """As typed, without the one character that no database keeps."""
    match typed:
        case str():
            return typed.replace("\x00", "")
        case Mapping():
            return {name: _storable(value) for name, value in typed.items()}
        case list():
            return [_storable(value) for value in typed]
    return typed


def _saved_meanwhile() -> Refused:
    sentence = _("Somebody else saved this draft meanwhile. Your words are kept in its history: compare them.")
    return Refused(sentence, code="stale", conflict=True)


def _locked(pk: int, actor: Actor) -> Proposal:
    proposal = Proposal.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if proposal is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    if not policy.roles_on(actor, proposal) & WRITERS:
        raise Refused(acts.NOT_YOURS, code="role")
    if proposal.status not in (ProposalStatus.DRAFT, ProposalStatus.REWORK):
        raise Refused(acts.NOT_NOW, code="state", conflict=True)
    return proposal


def _newest(proposal: Proposal) -> DraftRevision | None:
    return proposal.revisions.filter(lost=False).order_by("-number", "-pk").first()


@dataclass(frozen=True)
class _Overwritten:
    """``words``: all of the draft as typed last; ``has_changed``: whether its row is to be saved."""

    words: Mapping[str, Any]
    has_changed: bool


def _overwrite(proposal: Proposal, typed: dict[str, Any], *, actor: Actor, at: datetime) -> _Overwritten:
    """The columns of a draft follow from its words; of what came back for rework the office may have changed some."""
    newest = _newest(proposal) if proposal.revision else None
    earlier = newest.words if newest else {}
    whole = {**earlier, **typed}
    fresh = whole if proposal.status == ProposalStatus.REWORK else _changed(earlier, whole)
    if not fresh:
        return _Overwritten(whole, has_changed=False)
    proposal.revision += 1
    proposal.saved_at = at
    if newest and newest.saved_by_id == actor.user_id and at - newest.saved_at < ONE_REVISION:
        newest.words, newest.number = whole, proposal.revision
        newest.save(update_fields=["words", "number"])
    else:
        _remember(proposal, whole, lost=False, actor=actor, at=at)
    apply(proposal, fresh, at=at)
    return _Overwritten(whole, has_changed=True)


def _changed(earlier: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed anew, each with what is understood together with it."""
    names = {name for name in whole if name not in earlier or whole[name] != earlier[name]}
    names = names.union(*(group for group in TOGETHER if group & names))
    return {name: whole[name] for name in names & whole.keys()}


def _remember(proposal: Proposal, words: dict[str, Any], *, lost: bool, actor: Actor, at: datetime) -> None:
    DraftRevision.objects.create(
        proposal=proposal, number=proposal.revision, words=words, lost=lost, saved_by_id=actor.user_id, saved_at=at
    )
    if lost or proposal.revision > REVISIONS_KEPT:
        old = proposal.revisions.order_by("-saved_at", "-pk").values("pk")[REVISIONS_KEPT:]
        DraftRevision.objects.filter(pk__in=old).delete()
