"""What the plans hold of a resident: the instructions that answer own questions, and subscriptions."""

from datetime import datetime

from accounts.models import User
from accounts.own_data.sections import Part
from meetings.models import Asker, Follow


def collect(user: User) -> Part:
    asked = Asker.objects.filter(user=user).values_list("instruction__ref", flat=True)
    follows = Follow.objects.filter(user=user).select_related("instruction", "organisation")
    return Part(
        {
            "asked": list(asked),
            "subscriptions": [
                {
                    "instruction": one.instruction.ref if one.instruction else None,
                    "district": one.district_id,
                    "body": one.organisation.code if one.organisation else None,
                    "since": one.created_at,
                }
                for one in follows
            ],
        }
    )


def nothing_open(user: User) -> list[str]:
    return []


def forget(user: User, at: datetime) -> None:
    Follow.objects.filter(user=user).delete()
    Asker.objects.filter(user=user).delete()
