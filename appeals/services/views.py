"""Parts of the queue that an official keeps under a name."""

from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from accounts.texts import one_line
from appeals.models import SavedView
from workflow.actor import Actor
from workflow.refusals import Refused

NAME_LENGTH, QUERY_LENGTH, MOST = 60, 500, 20
KEPT = frozenset({"show", "q", "category", "district", "status", "executor", "team"})


def keep(*, name: str, query: str, actor: Actor) -> SavedView:
    """Keep these filters under this name; a name in use gets the new filters.

    Refused: ``name_needed``; ``nothing_to_save``: no filter; ``views_many``: 20 at most.
    """
    name = one_line(name)[:NAME_LENGTH]
    if not name:
        raise Refused(_("Give the view a name."), code="name_needed", field="name")
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key in KEPT])[:QUERY_LENGTH]
    if not kept:
        raise Refused(_("Choose filters first, then save the view."), code="nothing_to_save", field="name")
    owner = _owner(actor)
    own = SavedView.objects.filter(user_id=owner)
    if own.exclude(name=name).count() >= MOST:
        sentence = _("You have %(n)d saved views. Remove one first.") % {"n": MOST}
        raise Refused(sentence, code="views_many", field="name")
    view, _new = SavedView.objects.update_or_create(user_id=owner, name=name, defaults={"query": kept})
    return view


def forget(pk: int, *, actor: Actor) -> None:
    """Forget a view of the actor's own; somebody else's is left alone."""
    SavedView.objects.filter(pk=pk, user_id=_owner(actor)).delete()


def _owner(actor: Actor) -> int:
    """The desk is for people who signed in."""
    if actor.user_id is None:
        raise ValueError("Nobody has no views.")
    return actor.user_id
