"""People, with and without posts."""

import itertools
from datetime import date, datetime

from accounts.models import Appointment, Organisation, User
from accounts.selectors import actor_of
from workflow.actor import Actor

_numbers = itertools.count(1)


def resident(**fields) -> User:
    """Somebody with an account and a name of their own."""
    number = next(_numbers)
    fields = {"email": f"resident{number}@example.kz", "full_name": f"Тұрғын {number}", **fields}
    return User.objects.create(**fields)


def officer(role: str, organisation: str, district: str | None = None, **fields) -> User:
    """Somebody with one post, in force since 2020."""
    user = resident(full_name=f"{role} {organisation}", is_staff=True, **fields)
    appoint(user, role, organisation, district)
    return user


def appoint(user: User, role: str, organisation: str, district: str | None = None) -> Appointment:
    return Appointment.objects.create(
        user=user,
        role=role,
        organisation=Organisation.objects.get(code=organisation),
        district_id=district,
        valid_from=date(2020, 1, 1),
    )


def acting(user: User, at: datetime) -> Actor:
    return actor_of(user, at)
