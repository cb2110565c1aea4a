"""Where the rooms meet: what an act in one of them does in another. No room imports another; this file knows both."""

from collections.abc import Collection
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from appeals import policy as appeals_policy
from appeals.enums import Kind, Source
from appeals.models import Appeal
from appeals.rules.report import Contact, Place
from appeals.services import intake
from budget import policy as budget_policy
from budget.models import Work
from meetings.enums import LinkKind
from meetings.models import Line
from meetings.selectors import lines
from meetings.services import follows, sheet
from workflow import references, registry
from workflow.actor import Actor, Post
from workflow.models import Act
from workflow.references import Mention, Reference
from workflow.refusals import Refused
from workflow.registry import Handler

# What an instruction hears of the appeal, or of the winner of the people's budget, that it stands together with.
APPEAL_ENDS = frozenset({"answer", "answer_at_once", "conclude", "confirm", "withdraw"})
WORK_STEPS = frozenset({"sign_contract", "begin_works", "accept", "fail"})


def wire() -> None:
    """Make the handlers of this file known; called once, when all rooms are there."""
    registry.listen("meeting", Handler("line-to-appeal", line_to_appeal, frozenset({"pass_on"})))
    registry.listen("appeal", Handler("appeal-to-instructions", appeal_to_instructions, APPEAL_ENDS))
    registry.listen("work", Handler("work-to-instructions", work_to_instructions, WORK_STEPS))
    references.register(LinkKind.APPEAL, Reference(find_appeal, addresses_of_appeals))
    references.register(LinkKind.BUDGET, Reference(find_proposal, addresses_of_proposals))
    references.register_mentions(LinkKind.APPEAL, meetings_naming)


def find_appeal(typed: str) -> str:
    """The number of an appeal, whoever may open it: one who names it in a protocol learns no more than that it is."""
    return Appeal.objects.filter(number=_number(typed)).values_list("number", flat=True).first() or ""


def addresses_of_appeals(numbers: Collection[str], actor: Actor, session: Any) -> dict[str, str]:
    """Published ones, own ones, those that this session follows by their code, and those of the person's posts."""
    viewer = appeals_policy.Viewer(actor, appeals_policy.claimed_in(session))
    seen = appeals_policy.visible_to(viewer).filter(number__in=numbers).values_list("number", flat=True)
    return {number: reverse("appeals:detail", args=[number]) for number in seen}


def find_proposal(typed: str) -> str:
    """The number of a proposal that everybody may read: what fulfils an instruction is no secret."""
    seen = budget_policy.visible_to(budget_policy.STRANGER).filter(number=_number(typed))
    return seen.values_list("number", flat=True).first() or ""


def addresses_of_proposals(numbers: Collection[str], actor: Actor, session: Any) -> dict[str, str]:
    seen = budget_policy.visible_to(budget_policy.Viewer(actor)).filter(number__in=numbers)
    return {number: reverse("budget:proposal", args=[number]) for number in seen.values_list("number", flat=True)}


def meetings_naming(number: str) -> list[Mention]:
    """At which meetings an appeal was raised, or out of which line it came."""
    return [
        Mention(
            how="born" if line.appeal_number == number else "raised",
            on=timezone.localdate(line.meeting.starts_at),
            line=line.number,
            address=f"{reverse('meetings:detail', args=[line.meeting.number])}#line-{line.number}",
        )
        for line in lines.naming(number)
    ]


def _number(typed: str) -> str:
    """As people copy it from a page or a letter: with its sign, with spaces."""
    return "".join(typed.split()).removeprefix("№").upper()


def appeal_to_instructions(act: Act) -> None:
    """The journal of each instruction linked to this appeal says where the appeal stands."""
    number = Appeal.objects.values_list("number", flat=True).get(pk=act.subject_id)
    follows.heard(LinkKind.APPEAL, number, told=act.after, at=act.at)


def work_to_instructions(act: Act) -> None:
    """The same of a winner; its number is that of the proposal."""
    number = Work.objects.values_list("proposal__number", flat=True).get(pk=act.subject_id)
    follows.heard(LinkKind.BUDGET, number, told=act.after, at=act.at)


def line_to_appeal(act: Act) -> None:
    """A line passed on at a meeting becomes an appeal of its speaker; the line learns the number, or why there is none.

    The clock of law runs from the moment at which the line was written. The key comes from the line's own, so that a
    second run finds the same appeal. Rule: APPC art. 64.
    """
    found = Line.objects.select_related("meeting", "category", "question__author")
    line = found.get(key=act.data["key"], meeting_id=act.subject_id)
    if line.appeal_number or line.struck_at is not None:
        return
    try:
        with transaction.atomic():
            number = _register(line, act).appeal.number
    except Refused as refusal:
        sheet.link_appeal(line.meeting_id, line.pk, problem=str(refusal.sentence), at=act.at)
        return
    sheet.link_appeal(line.meeting_id, line.pk, number=number, at=act.at)


def key_of(line: Line) -> UUID:
    """The key under which a line is taken in as an appeal: a second run finds the same one."""
    return uuid5(NAMESPACE_URL, f"birge:line:{line.key}")


def _register(line: Line, act: Act) -> intake.Registered:
    place = Place(district=line.district_id or "", address=line.address if line.district_id else "")
    if line.point is not None:
        place = Place(lon=line.point.x, lat=line.point.y, address=line.address)
    return intake.register(
        key=key_of(line),
        text=line.text,
        language=line.language,
        category=line.category.appeal_category if line.category else "",
        place=place,
        contact=Contact(name=line.speaker, email=line.contact_email, phone=line.contact_phone),
        kind=Kind.APPLICATION,
        source=Source.MEETING,
        author=line.question.author if line.question else None,
        asks=False,
        actor=_clerk(act, line.meeting.organisation_id),
        at=act.at,
    )


def _clerk(act: Act, akimat: int) -> Actor:
    """Who wrote the line down, in the office of one who files for residents."""
    return Actor(user_id=act.actor_id, name=act.actor_name, posts=(Post(Role.OPERATOR, akimat),))
