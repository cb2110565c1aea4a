"""The rarer ways of an appeal, walked by the real use cases: parts, forwarding, a complaint, merging."""

from datetime import datetime, timedelta

from accounts.models import User
from accounts.selectors import actor_of
from appeals.models import Appeal
from appeals.services import bulk, complaints, forwarding, parts
from config.portal.seed.people import Person
from workflow.models import Delivery

WAYS = ("split", "forward", "lodge", "merge")
_POLICE = "Алматы қаласының Полиция департаменті"
_NOT_OURS = "Бұл мәселе біздің құзыретімізге жатпайды."


def walk(numbers: list[str], *, kept: str, moderator: Person, at: datetime) -> None:
    """Lead one registered appeal each along ``WAYS``; ``kept``: number of the public one that takes in the last.

    History owes nothing: the debts of these acts are struck out, as nobody is written to.
    """
    assert moderator.pk is not None  # noqa: S101 - for the reader of types: only NOBODY has no key
    actor = actor_of(User.objects.get(pk=moderator.pk), at)
    keys = {name: Appeal.objects.get(number=number) for name, number in zip(WAYS, numbers, strict=True)}
    cuts = (
        parts.Wanted(title="Шұңқырды жамау", text="Жолдағы шұңқыр.", organisation="akimat-turksib"),
        parts.Wanted(title="Бағдаршамды жөндеу", category="traffic-lights"),
    )
    parts.split(keys["split"].pk, parts=cuts, actor=actor, at=at)
    forwarding.forward(keys["forward"].pk, outside=_POLICE, reason=_NOT_OURS, actor=actor, at=at)
    complaints.lodge(keys["lodge"].pk, organisation="akimat-turksib", actor=actor, at=at)
    merged = keys["merge"]
    bulk.do(bulk.merge(kept=kept, at=at), seen={merged.pk: merged.seq}, actor=actor, at=at + timedelta(minutes=1))
    Delivery.objects.all().delete()
