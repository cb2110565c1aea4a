"""The expert council of a district: members, recusal, quorum, votes by name, a signed protocol (rule 33)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Appointment, User
from budget.enums import CoAuthorState, CouncilChoice, CouncilMotion, ProposalStatus
from budget.models import CouncilItem, CouncilVote, Edition, Proposal, Sitting
from budget.rules import council, signing
from budget.services import decisions, formal
from workflow import acts, calendar
from workflow.actor import Actor, Post
from workflow.refusals import Refused

PUBLISH_DAYS = 1


def members(district: str, *, on: date) -> list[User]:
    """Those who hold a seat in the council of a district on that day, in person."""
    seats = Appointment.objects.in_force(on).filter(role=Role.COUNCIL_MEMBER, district_id=district)
    return list(User.objects.filter(is_active=True, pk__in=seats.values("user_id")).order_by("full_name", "pk"))


def convene(
    edition: Edition,
    *,
    district: str,
    held_on: date,
    chair_id: int,
    numbers: Sequence[str],
    actor: Actor,
    at: datetime,
) -> Sitting:
    """Begin the protocol of a sitting with its proposals. Its publication is due one working day after the sitting.

    Refused: ``role``; ``chair_needed``: not a member, or the secretary himself; ``no_members``; ``nothing_to_decide``:
    none of the proposals is before the council of this district.
    """
    _as(actor, Role.COUNCIL_SECRETARY, district)
    assert actor.user_id is not None  # noqa: S101 - for the reader of types: posts are held by persons
    seats = members(district, on=held_on)
    if not seats:
        raise Refused(_("The council of this district has no members: appoint them first."), code="no_members")
    if chair_id not in {seat.pk for seat in seats} or chair_id == actor.user_id:
        sentence = _("Choose the chair among the members of the council, and not yourself.")
        raise Refused(sentence, code="chair_needed", field="chair")
    waiting = Proposal.objects.filter(
        edition=edition, district_id=district, status=ProposalStatus.COUNCIL, number__in=numbers
    )
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=edition.pk)
        found = list(waiting.order_by("number"))
        if not found:
            sentence = _("Choose at least one proposal that waits for the council of this district.")
            raise Refused(sentence, code="nothing_to_decide", field="numbers")
        last = Sitting.objects.filter(edition=edition, district_id=district).aggregate(last=Max("number"))["last"]
        sitting = Sitting.objects.create(
            edition=edition,
            district_id=district,
            number=(last or 0) + 1,
            held_on=held_on,
            chair_id=chair_id,
            secretary_id=actor.user_id,
            members=[seat.pk for seat in seats],
            publish_by=calendar.current().add(held_on, PUBLISH_DAYS),
        )
        CouncilItem.objects.bulk_create(CouncilItem(sitting=sitting, proposal=row, round=row.round) for row in found)
    return sitting


def move(
    item_id: int, *, motion: str, code: str = "", text_kk: str = "", text_ru: str = "", actor: Actor, at: datetime
) -> CouncilItem:
    """Enter what is voted on. Changing it clears the votes given on something else.

    Refused: ``motion_needed``; ``first_look``, ``second_look``; what ``formal.reasons`` refuses; ``signed``; role.
    """
    with transaction.atomic():
        item = _open_item(item_id)
        _as(actor, Role.COUNCIL_SECRETARY, item.sitting.district_id)
        if motion not in CouncilMotion.values:
            raise Refused(_("Choose what the council votes on."), code="motion_needed", field="motion")
        decisions.check_look(motion, item.round)
        facts = {"code": "", "text_kk": "", "text_ru": ""}
        if motion != CouncilMotion.ADMIT:
            facts = formal.reasons(code, text_kk, text_ru)
        if (item.motion, item.code, item.text_kk, item.text_ru) != (motion, *facts.values()):
            item.votes.exclude(choice=CouncilChoice.RECUSED).delete()
        item.motion = motion
        item.code, item.text_kk, item.text_ru = facts["code"], facts["text_kk"], facts["text_ru"]
        item.save(update_fields=["motion", "code", "text_kk", "text_ru"])
    return item


def vote(item_id: int, *, choice: str, reason: str = "", actor: Actor, at: datetime) -> CouncilVote:
    """A member's own vote; the last one before the protocol is signed counts.

    Refused: ``not_member``; ``choice_needed``; ``no_motion``; ``must_recuse``: own or co-written proposal;
    ``recusal_reason``; ``signed``.
    """
    with transaction.atomic():
        item = _open_item(item_id)
        if actor.user_id not in item.sitting.members or not _seat(actor, item.sitting.district_id):
            raise Refused(_("Only members of this council vote, each in person."), code="not_member")
        if choice not in CouncilChoice.values:
            raise Refused(_("Choose how you vote."), code="choice_needed", field="choice")
        if choice != CouncilChoice.RECUSED and is_related(actor.user_id, item.proposal):
            sentence = _("This is your own or a related proposal: you take no part in the vote on it.")
            raise Refused(sentence, code="must_recuse", field="choice")
        if choice == CouncilChoice.RECUSED and not reason.strip():
            raise Refused(_("Write why you take no part."), code="recusal_reason", field="reason")
        if choice != CouncilChoice.RECUSED and not item.motion:
            raise Refused(_("The secretary has not entered yet what is voted on."), code="no_motion")
        given, _created = CouncilVote.objects.update_or_create(
            item=item,
            member_id=actor.user_id,
            defaults={"choice": choice, "reason": reason.strip()[:500], "cast_at": at},
        )
    return given


def sign(sitting_id: int, *, actor: Actor, at: datetime) -> Sitting:
    """The chair signs the protocol: it is published in this moment, and every decision is carried out.

    A question without a quorum or a majority stays open for another sitting. Refused: ``not_chair``; ``signed``;
    ``no_motion``: a question has none; whatever the machine of proposals refuses, and then nothing is signed.
    """
    with transaction.atomic():
        sitting = (
            Sitting.objects.select_for_update(of=("self",)).select_related("edition").filter(pk=sitting_id).first()
        )
        if sitting is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        if sitting.signed_at is not None:
            raise _signed()
        if actor.user_id != sitting.chair_id or not _seat(actor, sitting.district_id):
            raise Refused(_("The chair of the sitting signs its protocol."), code="not_chair")
        items = list(sitting.items.select_related("proposal").prefetch_related("votes__member"))
        bare = [item.proposal.number for item in items if not item.motion]
        if bare:
            sentence = _("Enter what was voted on: %(numbers)s.") % {"numbers": ", ".join(bare)}
            raise Refused(sentence, code="no_motion")
        for item in items:
            item.outcome = item.motion if counted(item).result == council.CARRIED else ""
            item.save(update_fields=["outcome"])
        sitting.protocol = protocol_of(sitting, items, at=at)
        proof = signing.sign(sitting.protocol, signing.key_from(settings.RULES_KEY))
        sitting.digest, sitting.signature, sitting.key = proof.digest, proof.signature, proof.key
        sitting.signed_at = at
        sitting.save()
        for item in items:
            decisions.carry_out(item, sitting, at=at)
    return sitting


def counted(item: CouncilItem) -> council.Count:
    """What the votes on one question come to."""
    choices = [vote.choice for vote in item.votes.all()]
    sitting = item.sitting
    return council.count(choices, members=len(sitting.members), quorum_percent=sitting.edition.council_quorum)


def protocol_of(sitting: Sitting, items: Sequence[CouncilItem], *, at: datetime) -> dict[str, Any]:
    """The protocol as plain values: who was there, who voted how, what was decided and why."""
    people = dict(User.objects.filter(pk__in=[*sitting.members, sitting.secretary_id]).values_list("pk", "full_name"))
    return {
        "edition": sitting.edition.code,
        "district": sitting.district_id,
        "number": sitting.number,
        "held_on": sitting.held_on.isoformat(),
        "members": sorted(people[pk] for pk in sitting.members),
        "chair": people[sitting.chair_id],
        "secretary": people[sitting.secretary_id],
        "signed_at": at.isoformat(timespec="seconds"),
        "quorum_percent": sitting.edition.council_quorum,
        "questions": [_question(item, people) for item in items],
    }


def is_related(user_id: int | None, proposal: Proposal) -> bool:
    """Whether the person wrote the proposal, or was invited to write it and did not decline."""
    if user_id is None or proposal.author_id == user_id:
        return user_id is not None
    return proposal.coauthors.filter(user_id=user_id).exclude(state=CoAuthorState.DECLINED).exists()


def _question(item: CouncilItem, people: dict[int, str]) -> dict[str, Any]:
    tally = counted(item)
    return {
        "proposal": item.proposal.number,
        "look": item.round,
        "motion": item.motion,
        "code": item.code,
        "text_kk": item.text_kk,
        "text_ru": item.text_ru,
        # A list and not a mapping: two members may have one name.
        "votes": sorted([people[vote.member_id], vote.choice, vote.reason] for vote in item.votes.all()),
        "needed": tally.needed,
        "result": tally.result,
        "decision": item.outcome,
    }


def _open_item(item_id: int) -> CouncilItem:
    """The question under the lock of its sitting. Refused: ``not_found``, ``signed``."""
    item = CouncilItem.objects.filter(pk=item_id).select_related("proposal").first()
    if item is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    item.sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=item.sitting_id)
    if item.sitting.signed_at is not None:
        raise _signed()
    return item


def _signed() -> Refused:
    sentence = _("The protocol is signed and published: it is not changed any more.")
    return Refused(sentence, code="signed", conflict=True)


def _as(actor: Actor, role: Role, district: str) -> None:
    if not any(post.role == role and post.district in (None, district) for post in actor.posts):
        raise Refused(acts.NOT_YOURS, code="role")


def _seat(actor: Actor, district: str) -> Post | None:
    held = (post for post in actor.posts if post.role == Role.COUNCIL_MEMBER and not post.stands_for)
    return next((post for post in held if post.district == district), None)
