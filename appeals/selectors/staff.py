"""Who holds a post over an appeal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import Appointment, Team, User
from accounts.selectors import deputies
from appeals.enums import Recipient
from appeals.models import Appeal, Part
from workflow.kept import kept

DOERS = (Role.EXECUTOR, Role.HEAD)
OF_A_BODY = (*DOERS, Role.CONTROLLER, Role.DISTRICT_AKIMAT)
# Bodies above a body, up to the city akimat.
LEVELS = 5


def of_body(organisation: str | None, *, district: str | None, roles: Collection[str], on: date) -> QuerySet[User]:
    """Active people with one of these posts, on that day, in the very body of this code.

    ``district``: where the matter lies; a post limited to another district does not count.
    """
    over_it = Q(appointments__district__isnull=True) | Q(appointments__district_id=district)
    in_force = Q(appointments__valid_from__lte=on) & (
        Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=on)
    )
    return (
        User.objects.filter(
            over_it,
            in_force,
            is_active=True,
            appointments__organisation__code=organisation,
            appointments__role__in=roles,
        )
        .distinct()
        .order_by("pk")
    )


def operators(*, district: str | None, on: date) -> QuerySet[User]:
    """Active people with an operator's post on that day, over this district or over the whole city."""
    over_it = Q(appointments__district__isnull=True) | Q(appointments__district_id=district)
    in_force = Q(appointments__valid_from__lte=on) & (
        Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=on)
    )
    found = User.objects.filter(over_it, in_force, is_active=True, appointments__role=Role.OPERATOR)
    return found.distinct().order_by("pk")


def doers(appeal: Appeal | Part, *, on: date) -> QuerySet[User]:
    """Who may be named executor of the appeal: the doers and heads of its body, over its district."""
    code = appeal.organisation.code if appeal.organisation else None
    return of_body(code, district=appeal.district_id, roles=DOERS, on=on)


def teams(appeal: Appeal | Part, *, on: date) -> list[Team]:
    """The teams of the appeal's body on that day."""
    return _teams(appeal.organisation_id, on)


@kept("accounts_team")
def _teams(organisation: int | None, on: date) -> list[Team]:
    return list(Team.objects.in_force(on).filter(organisation_id=organisation).order_by("pk"))


def with_deputies(people: Iterable[User], *, on: date) -> list[User]:
    """The people, and for each who is away the deputy after them; nobody twice."""
    found = {person.pk: person for person in people}
    for deputy in deputies(set(found), on).values():
        found.setdefault(deputy.pk, deputy)
    return list(found.values())


def supervisors(appeal: Appeal, *, on: date) -> list[User]:
    """Who looks after the body's work on this appeal: its heads, and the akimat of the district it lies in."""
    code = appeal.organisation.code if appeal.organisation else None
    heads = of_body(code, district=appeal.district_id, roles=(Role.HEAD,), on=on)
    akimat = of_body(f"akimat-{appeal.district_id}", district=appeal.district_id, roles=(Role.DISTRICT_AKIMAT,), on=on)
    people = with_deputies([*heads, *akimat], on=on)
    return [person for person in people if person.pk != appeal.complained_official_id]


@dataclass(frozen=True)
class Warned:
    """Who is told that a term runs out: people, and the mailbox of a team if it has one."""

    people: list[User]
    mailbox: str = ""


def warned(appeal: Appeal | Part, recipient: str, *, executor_id: int | None, on: date) -> Warned:
    """Whom a step of the ladder tells of this appeal. Whoever the appeal complains of is never among them.

    The doer: the executor, or before one is named the team, or the body, or where it has none yet the first line. The
    head: of the body, or of the nearest body above that has one. The district akimat, or where the appeal lies in no
    district or nobody holds that post, the city akimat. Deputies stand in for those who are away.
    """
    mailbox = ""
    if recipient == Recipient.DOER:
        people = _doing(appeal, executor_id, on)
        mailbox = appeal.team.email if appeal.team and executor_id is None else ""
    elif recipient == Recipient.HEAD:
        people = _head(appeal, on)
    else:
        people = _akimat(appeal, on, of_district=recipient == Recipient.DISTRICT_AKIMAT)
    kept = [person for person in with_deputies(people, on=on) if person.pk != appeal.complained_official_id]
    return Warned(kept, mailbox)


def _doing(appeal: Appeal | Part, executor_id: int | None, on: date) -> list[User]:
    if executor_id is not None:
        return list(User.objects.filter(pk=executor_id, is_active=True))
    if appeal.team is not None and (members := list(appeal.team.members.filter(is_active=True))):
        return members
    if appeal.organisation is not None:
        return list(doers(appeal, on=on))
    return list(with_role(Role.MODERATOR, district=appeal.district_id, on=on))


def _head(appeal: Appeal | Part, on: date) -> list[User]:
    body = appeal.organisation
    for _level in range(LEVELS):
        if body is None:
            break
        found = list(of_body(body.code, district=appeal.district_id, roles=(Role.HEAD,), on=on))
        if found:
            return found
        body = body.parent
    return list(with_role(Role.ADMINISTRATOR, district=appeal.district_id, on=on))


def _akimat(appeal: Appeal | Part, on: date, *, of_district: bool) -> list[User]:
    if of_district and appeal.district_id:
        posts = Appointment.objects.in_force(on).filter(role=Role.DISTRICT_AKIMAT)
        here = posts.filter(Q(district_id=appeal.district_id) | Q(organisation__district_id=appeal.district_id))
        if people := list(User.objects.filter(appointments__in=here, is_active=True).distinct().order_by("pk")):
            return people
    return list(with_role(Role.CITY_AKIMAT, district=appeal.district_id, on=on))


def with_role(role: str, *, district: str | None, on: date) -> QuerySet[User]:
    """Active people with a post of this role, on that day, over the whole city or over this district."""
    in_force = Appointment.objects.in_force(on).filter(role=role)
    held = in_force.filter(Q(district__isnull=True) | Q(district_id=district))
    return User.objects.filter(appointments__in=held, is_active=True).distinct().order_by("pk")


def posts_in_force(on: date) -> QuerySet[Appointment]:
    """Every post held on that day by somebody who works in a body, by the body's code and the person's name."""
    held = Appointment.objects.in_force(on).filter(user__is_active=True, role__in=OF_A_BODY)
    return held.select_related("user", "organisation").order_by("organisation__code", "user__full_name")
