"""Who of the body does the work: named by its head, a person or a team."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.selectors import absence_of
from appeals import policy
from appeals.models import Appeal, Part
from appeals.selectors import staff
from appeals.services import parts
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def assign(
    appeal_id: int,
    *,
    executor: int | None = None,
    team: int | None = None,
    despite_absence: bool = False,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Name the executor or the team of the appeal's body, or both; what is not named is a gap that the desk shows.

    Refused: ``assignee_needed``; ``executor_unknown``, ``team_unknown``: not of this body today; ``absent``: the
    executor is away, unless ``despite_absence``; role, state, stale.
    """
    change = _to_assign(executor, team, despite_absence=despite_absence, on=timezone.localdate(at))
    return acts.perform(
        APPEAL,
        Appeal,
        appeal_id,
        "assign",
        actor=actor,
        roles=lambda appeal: policy.roles_on(actor, appeal),
        at=at,
        change=change,
        seq=seq,
    )


def assign_part(
    part_id: int,
    *,
    executor: int | None = None,
    team: int | None = None,
    despite_absence: bool = False,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """The same for one part and its own body; the appeal's journal is silent about it. Refused: as ``assign``."""
    change = _to_assign(executor, team, despite_absence=despite_absence, on=timezone.localdate(at))
    return parts.perform(part_id, "assign", change=change, told=False, seq=seq, actor=actor, at=at)


def _to_assign(executor: int | None, team: int | None, *, despite_absence: bool, on: date) -> acts.Change:
    if executor is None and team is None:
        raise Refused(_("Choose an executor or a team."), code="assignee_needed", field="executor")

    def change(thing: Appeal | Part) -> dict:
        before = {"executor": thing.executor_id, "team": thing.team.code if thing.team else None}
        thing.executor = _executor(thing, executor, on=on, despite_absence=despite_absence)
        thing.team = _team(thing, team, on=on)
        named = {"executor": thing.executor_id, "team": thing.team.code if thing.team else None}
        return {**named, "executor_name": str(thing.executor or ""), "before": before}

    return change


def _executor(appeal: Appeal | Part, key: int | None, *, on: date, despite_absence: bool) -> User | None:
    if key is None:
        return None
    found = staff.doers(appeal, on=on).filter(pk=key).first()
    if found is None:
        sentence = _("Choose somebody who works in the responsible body today.")
        raise Refused(sentence, code="executor_unknown", field="executor")
    absence = absence_of(found, on)
    if absence and not despite_absence:
        raise Refused(_absent(found, absence.valid_to, absence.deputy), code="absent", field="despite_absence")
    return found


def _absent(person: User, until: date | None, deputy: User | None) -> str:
    words = {"name": person, "day": date_format(until) if until else "", "deputy": deputy or ""}
    if deputy and until:
        return (
            _("%(name)s is away before %(day)s; the deputy is %(deputy)s. Tick the box to assign all the same.") % words
        )
    if deputy:
        return _("%(name)s is away; the deputy is %(deputy)s. Tick the box to assign all the same.") % words
    return _("%(name)s is away and has no deputy. Tick the box to assign all the same.") % words


def _team(appeal: Appeal | Part, key: int | None, *, on: date) -> Team | None:
    if key is None:
        return None
    found = Team.objects.in_force(on).filter(pk=key, organisation_id=appeal.organisation_id).first()
    if found is None:
        raise Refused(_("Choose a team of the responsible body."), code="team_unknown", field="team")
    return found
