"""Two people never sort the same appeal unknowingly: who else has it open is said on opening it and before an act."""

from collections.abc import Collection

from django.http import HttpRequest

from appeals.admin.rights import clerk
from appeals.workflow import APPEAL
from workflow import presence

SESSION_KEY = "triage_met"
MOST_KEPT = 50


def met(request: HttpRequest, keys: Collection[int]) -> dict[int, list[str]]:
    """Key -> names of the others who have the appeal open; from now on this person knows."""
    here = presence.others(APPEAL.kind, keys, user_id=clerk(request).actor.user_id)
    if here:
        known = request.session.get(SESSION_KEY, {})
        for pk, names in here.items():
            known.pop(str(pk), None)
            known[str(pk)] = names
        request.session[SESSION_KEY] = dict(list(known.items())[-MOST_KEPT:])
    return here


def unknown(request: HttpRequest, pk: int) -> list[str]:
    """Names of those who have the appeal open and of whom this person has not been told."""
    known = set(request.session.get(SESSION_KEY, {}).get(str(pk), []))
    here = presence.others(APPEAL.kind, [pk], user_id=clerk(request).actor.user_id).get(pk, [])
    return [name for name in here if name not in known]
