"""What is done with bodies and posts."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Appointment, Organisation, User
from geo.models import District
from workflow.refusals import Refused

# Posts whose holder works in the admin; the others work at the desk.
_WORKS_IN_ADMIN = frozenset({Role.OPERATOR, Role.MODERATOR, Role.ANALYST, Role.ADMINISTRATOR})


def check_parent(organisation: Organisation, parent: Organisation | None) -> None:
    """Refused: ``cycle``, the body would become part of itself, at whatever depth and date."""
    if parent is None or organisation.pk is None:
        return
    if _is_above(organisation.pk, parent):
        raise Refused(
            _("%(parent)s is itself a part of %(body)s: choose another body above it.")
            % {"parent": parent, "body": organisation},
            code="cycle",
            field="parent",
        )


def _is_above(organisation_id: int, parent: Organisation | None) -> bool:
    """Whether the body stands among ``parent`` and those above it. Validity is no excuse: periods may change."""
    seen: set[int] = set()
    while parent is not None and parent.pk not in seen:
        if parent.pk == organisation_id:
            return True
        seen.add(parent.pk)
        parent = parent.parent
    return False


@transaction.atomic
def place(organisation: Organisation, parent: Organisation | None) -> Organisation:
    """Make ``organisation`` a part of ``parent``; two such moves at once cannot close a circle between them.

    Refused: ``cycle``.
    """
    list(Organisation.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    fresh = Organisation.objects.select_related("parent").get(pk=parent.pk) if parent else None
    check_parent(organisation, fresh)
    organisation.parent = fresh
    organisation.save(update_fields=["parent"])
    return organisation


def check_body(organisation: Organisation, on: date) -> None:
    """Refused: ``body_not_in_force``, the body does not exist on that day."""
    if not Organisation.objects.in_force(on).filter(pk=organisation.pk).exists():
        raise Refused(
            _("%(body)s does not exist on the first day of the post: choose its successor or another day.")
            % {"body": organisation},
            code="body_not_in_force",
            field="organisation",
        )


@transaction.atomic
def appoint(
    user: User,
    *,
    role: str,
    organisation: Organisation,
    district: District | None = None,
    valid_from: date,
    valid_to: date | None = None,
) -> Appointment:
    """Give a person a post for the half-open period [valid_from, valid_to), over a district or the whole city.

    Opens the admin to those whose work is there. Refused: ``body_not_in_force``, the body does not exist on the first
    day.
    """
    check_body(organisation, valid_from)
    if role in _WORKS_IN_ADMIN and not user.is_staff:
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.is_staff = True
    return Appointment.objects.create(
        user=user, role=role, organisation=organisation, district=district, valid_from=valid_from, valid_to=valid_to
    )
