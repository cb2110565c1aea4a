"""Who holds a post over an instruction: whom letters go to."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import Organisation, User
from accounts.selectors import deputies
from meetings.models import Instruction

DOERS = (Role.EXECUTOR, Role.HEAD)


def of_body(organisation_id: int, *, roles: Collection[str], on: date, district: str | None = None) -> QuerySet[User]:
    """Active people with one of these posts, on that day, in this very body, but not over another district."""
    in_force = Q(appointments__valid_from__lte=on) & (
        Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=on)
    )
    over_it = Q(appointments__district__isnull=True) | Q(appointments__district_id=district)
    found = User.objects.filter(
        in_force,
        over_it,
        is_active=True,
        appointments__organisation_id=organisation_id,
        appointments__role__in=roles,
    )
    return found.distinct().order_by("pk")


def doers(instruction: Instruction, on: date) -> list[User]:
    """Doers and heads of the leading body, with those who stand in for the absent."""
    if instruction.lead_id is None:
        return []
    return with_deputies(of_body(instruction.lead_id, roles=DOERS, on=on, district=instruction.district_id), on)


def helpers(instruction: Instruction, on: date) -> list[User]:
    """Doers and heads of the bodies that take part."""
    bodies = Organisation.objects.filter(pk__in=instruction.co_doers.values("organisation_id"))
    found = [user for body in bodies for user in of_body(body.pk, roles=DOERS, on=on, district=instruction.district_id)]
    return with_deputies(found, on)


def controllers(instruction: Instruction, on: date) -> list[User]:
    """The named controller, else all controllers of the plan's akimat."""
    if instruction.controller is not None and instruction.controller.is_active:
        return with_deputies([instruction.controller], on)
    akimat = instruction.plan.akimat_id
    return with_deputies(of_body(akimat, roles=(Role.CONTROLLER,), on=on, district=instruction.district_id), on)


def akims(on: date) -> QuerySet[User]:
    """Akims and their deputies, of the city and of districts, and controllers: who get the digest of the week."""
    roles = (Role.AKIM, Role.DEPUTY_AKIM, Role.CONTROLLER)
    in_force = Q(appointments__valid_from__lte=on) & (
        Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=on)
    )
    return User.objects.filter(in_force, is_active=True, appointments__role__in=roles).distinct().order_by("pk")


def with_deputies(people: Iterable[User], on: date) -> list[User]:
    """The people, and for each who is away the deputy after them; nobody twice."""
    found = {person.pk: person for person in people}
    for deputy in deputies(set(found), on).values():
        found.setdefault(deputy.pk, deputy)
    return list(found.values())


def followers(instruction: Instruction, *, of_it_alone: bool = False) -> QuerySet[User]:
    """Askers and subscribers of the instruction; and, if not ``of_it_alone``, of its district and body. One query."""
    wish = Q(plan_follows__instruction=instruction) | Q(asked_instructions__instruction=instruction)
    if instruction.district_id and not of_it_alone:
        wish |= Q(plan_follows__district_id=instruction.district_id)
    if instruction.lead_id and not of_it_alone:
        wish |= Q(plan_follows__organisation_id=instruction.lead_id)
    return User.objects.filter(wish, is_active=True).distinct().order_by("pk")
