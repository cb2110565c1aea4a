"""Writing together in the words of a page: who is asked and by when, which near-duplicates one may join."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from budget.enums import BEFORE_BALLOT, CoAuthorState, JoinState
from budget.models import CoAuthor, JoinRequest, Proposal
from budget.selectors import proposals
from budget.selectors.similar import Similar
from budget.views import words


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked to write along. ``until``: the last moment of an invitation that still stands."""

    row: CoAuthor
    state: str
    until: datetime | None


@dataclass(frozen=True)
class Near:
    """A proposal near by. ``wish``: the one to join it, if there is any; ``may_ask``: whether one may be made now."""

    card: words.Card
    distance_m: int
    wish: JoinRequest | None = None
    may_ask: bool = False


def invited(draft: Proposal, at: datetime) -> list[Asked]:
    """One query."""
    return [_asked(row, at) for row in draft.coauthors.select_related("user")]


def near_by(draft: Proposal, found: list[Similar], at: datetime) -> list[Near]:
    """One query."""
    wishes = proposals.wishes_of(draft)
    return [_near(each, wishes.get(each.proposal.pk), at) for each in found]


def _asked(row: CoAuthor, at: datetime) -> Asked:
    if row.state != CoAuthorState.INVITED:
        return Asked(row, row.get_state_display(), None)
    if at >= row.expires_at:
        return Asked(row, _("did not answer in time: invite again"), None)
    return Asked(row, row.get_state_display(), row.expires_at)


def _near(each: Similar, wish: JoinRequest | None, at: datetime) -> Near:
    stands = wish is not None and (wish.state != JoinState.ASKED or at < wish.expires_at)
    open_ = each.proposal.ballot_number is None and each.proposal.status in BEFORE_BALLOT
    return Near(words.card(each.proposal), each.distance_m, wish if stands else None, open_ and not stands)
