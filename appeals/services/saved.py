"""Saved filters of the triage queue: kept under a name, shared with one's own body or not."""

from django.utils.translation import gettext as _

from accounts.texts import one_line
from appeals.models import SavedFilter
from appeals.workflow import TRIAGE
from workflow.actor import Actor
from workflow.refusals import Refused

NAME_LENGTH = 60
QUERY_LENGTH = 500
MOST = 30


def keep(*, name: str, query: str, shared: bool = False, actor: Actor) -> SavedFilter:
    """Keep this query under this name; the same name again takes the new query.

    ``shared``: the first line of the actor's body sees it too. Refused: ``name_needed``, ``name_long``,
    ``query_long``, ``too_many``; ``role`` for somebody without a post of the first line.
    """
    post = next((post for post in actor.posts if post.role in TRIAGE), None)
    if post is None or actor.user_id is None:
        raise Refused(_("Only the first line keeps filters here."), code="role")
    kept = one_line(name)
    if not kept:
        raise Refused(_("Give the filter a name."), code="name_needed", field="name")
    if len(kept) > NAME_LENGTH:
        sentence = _("Shorten the name to %(n)d characters.") % {"n": NAME_LENGTH}
        raise Refused(sentence, code="name_long", field="name")
    if len(query) > QUERY_LENGTH:
        raise Refused(_("The filter is too long. Search for fewer words."), code="query_long", field="name")
    own = SavedFilter.objects.filter(owner_id=actor.user_id)
    if own.count() >= MOST and not own.filter(name=kept).exists():
        sentence = _("You have %(n)d filters already. Remove one first.") % {"n": MOST}
        raise Refused(sentence, code="too_many", field="name")
    team = post.organisation_id if shared else None
    words = {"query": query, "team_id": team}
    return SavedFilter.objects.update_or_create(owner_id=actor.user_id, name=kept, defaults=words)[0]


def remove(pk: int, *, actor: Actor) -> None:
    """Remove an own filter. Refused: ``not_found``, somebody else's among them."""
    removed, _by_model = SavedFilter.objects.filter(pk=pk, owner_id=actor.user_id).delete()
    if not removed:
        raise Refused(_("It was not found: only its owner can remove it."), code="not_found")
