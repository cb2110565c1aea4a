"""A row of a plan: what is typed is judged field by field, and written as a draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Organisation, User
from accounts.texts import clean, one_line
from geo.models import District
from meetings import policy
from meetings.enums import InstructionStatus, LinkKind
from meetings.models import Asker, Category, CoDoer, Follow, Instruction, InstructionLink, Line, Plan
from meetings.rules.goals import goal_of, read_goal
from meetings.rules.plan.doers import read_doers
from meetings.rules.plan.money import read_money
from meetings.selectors import plan_staff
from meetings.selectors.bodies import Directory
from meetings.services.plan_terms import Term, read_term
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.actor import Actor
from workflow.calendar import current
from workflow.refusals import Refused


@dataclass(frozen=True)
class Helper:
    """A co-doer to be: a body of ours or a third party's name, and its part in words."""

    name: str
    organisation: Organisation | None = None
    by_agreement: bool = False
    part: str = ""


@dataclass(frozen=True)
class Words:
    """What one row of a plan says, judged. ``lead`` is a body of ours; otherwise ``lead_text`` holds its name.

    ``sdg``: a target of the Goals («11.2») or a goal alone, as ``rules.goals`` reads it.
    """

    term: Term
    text_kk: str = ""
    text_ru: str = ""
    question: str = ""
    number: str = ""
    section: str = ""
    lead: Organisation | None = None
    lead_text: str = ""
    helpers: Sequence[Helper] = ()
    form: str = ""
    funding: str = ""
    amount_tenge: int | None = None
    category: Category | None = None
    sdg: str = ""
    controller: User | None = None
    progress_text: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        same = ("text_kk", "text_ru", "question", "section", "lead", "lead_text", "form", "funding", "amount_tenge")
        own = {name: getattr(self, name) for name in (*same, "category", "controller", "progress_text")}
        goal = {"sdg": goal_of(self.sdg), "sdg_target": self.sdg if "." in self.sdg else ""}
        return own | goal | self.term.columns() | dict(self.more)


def draft(
    plan: Plan,
    words: Words,
    *,
    position: int | None = None,
    lines: Iterable[Line] = (),
    actor: Actor,
    at: datetime,
    role: str = "",
) -> Instruction:
    """Write a row that nobody has been given yet; the plan is locked by the caller, who checked the right."""
    place = position or (plan.instructions.aggregate(last=Max("position"))["last"] or 0) + 1
    columns = {"district": plan.district} | words.columns()
    instruction = Instruction(
        plan=plan,
        position=place,
        ref=f"{plan.code}-{place}",
        number=words.number or str(place),
        given_on=plan.given_on,
        **columns,
    )
    acts.begin(
        INSTRUCTION, instruction, "draft", actor=actor, role=role or _role(actor, instruction), at=at, public=False
    )
    set_helpers(instruction, words.helpers)
    if lines:
        set_lines(instruction, lines, at=at)
    return instruction


def set_lines(instruction: Instruction, lines: Iterable[Line], *, at: datetime) -> None:
    """Say which lines of the protocol the row answers; who asked in advance hears of each step.

    An appeal filed before, of which a line speaks, stands together with the row.
    """
    answered = list(lines)
    instruction.lines.set(answered)
    raised = [
        InstructionLink(instruction=instruction, kind=LinkKind.APPEAL, number=line.raises)
        for line in answered
        if line.raises
    ]
    InstructionLink.objects.bulk_create(raised, ignore_conflicts=True)
    _remember_askers(instruction, answered, at)


def set_helpers(instruction: Instruction, helpers: Sequence[Helper]) -> None:
    """Replace the co-doers; parts that were done stay with those who did them."""
    done = {one.name.casefold(): one for one in instruction.co_doers.all()} if instruction.pk else {}
    instruction.co_doers.all().delete()
    rows = []
    for place, helper in enumerate(helpers, 1):
        was = done.get(helper.name.casefold())
        kept = {"told": was.told, "done_at": was.done_at, "done_by_id": was.done_by_id} if was else {}
        rows.append(
            CoDoer(
                instruction=instruction,
                position=place,
                organisation=helper.organisation,
                name=helper.name[:300],
                by_agreement=helper.by_agreement,
                part=helper.part or (was.part if was else ""),
                **kept,
            )
        )
    CoDoer.objects.bulk_create(rows)


def amend(
    instruction_id: int,
    *,
    text_kk: str = "",
    text_ru: str = "",
    question: str = "",
    lead: str = "",
    helpers: str = "",
    term: str = "",
    form: str = "",
    funding: str = "",
    category: str = "",
    sdg: str = "",
    controller: int | None = None,
    district: str | None = None,
    number: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Fill in a row. After publication the words may be corrected; the body and the term have acts of their own.

    ``lead``: a body's code or name; ``helpers``, ``term``, ``funding``: as offices write them. ``controller``: id of
    somebody who controls the plans of the akimat, ``None`` for all of them; ``district``: its code, empty for the whole
    city, ``None`` to leave it as it is. Refused: ``role``; ``body_ended``, ``body_unknown``; ``term_past``;
    ``term_moved``, ``lead_moved``, ``district_moved``: after publication; ``sdg_unknown``, ``sdg_target_needed``;
    ``controller_unknown``, ``district_unknown``.
    """
    on = timezone.localdate(at)

    def change(row: Instruction) -> dict:
        words = judged(
            row,
            text_kk=text_kk,
            text_ru=text_ru,
            question=question,
            lead=lead,
            helpers=helpers,
            term=term,
            form=form,
            funding=funding,
            category=category,
            sdg=sdg,
        )
        words = replace(words, controller=_controller(row, controller, on), more=_district(row, district))
        changed = apply(row, words, number=number)
        set_helpers(row, words.helpers)
        return {"changed": changed}

    acts.perform(
        INSTRUCTION,
        Instruction,
        instruction_id,
        "amend",
        actor=actor,
        roles=lambda thing: policy.roles_on_instruction(actor, thing),
        at=at,
        change=change,
        seq=seq,
    )


def judged(row: Instruction, *, lead: str, helpers: str, term: str, funding: str, category: str, **plain: Any) -> Words:
    """Typed fields as a row's words. Refusals name their field."""
    directory = Directory(row.given_on)
    body, lead_text = find_lead(directory, lead)
    read = read_term(clean(term), given_on=row.given_on, calendar=current())
    if read.is_past:
        raise Refused(
            _("The term ends before the day on which the instruction was given."), code="term_past", field="term"
        )
    money = read_money(clean(funding), unit=1)
    sdg = _goal(row, plain.pop("sdg", ""))
    found = Category.objects.filter(code=category).first() if category else None
    texts: dict[str, Any] = {name: clean(str(value)) for name, value in plain.items()}
    return Words(
        term=read,
        lead=body,
        lead_text=lead_text,
        helpers=find_helpers(directory, helpers),
        funding=money.text,
        amount_tenge=money.tenge,
        category=found,
        sdg=sdg,
        controller=row.controller,
        progress_text=row.progress_text,
        section=row.section,
        **texts,
    )


def _goal(row: Instruction, typed: str) -> str:
    """The target that was typed; a goal alone only where the row had it before targets were asked for."""
    if not typed.strip():
        return ""
    code = read_goal(typed)
    if code is None:
        sentence = _("There is no target %(n)s among the Goals. Write it as the UN does, for example 11.2.")
        raise Refused(sentence % {"n": typed.strip()[:40]}, code="sdg_unknown", field="sdg")
    if "." not in code and code != row.goal:
        sentence = _("Name the target of Goal %(n)s, for example %(n)s.1: the goal alone says too little.")
        raise Refused(sentence % {"n": code}, code="sdg_target_needed", field="sdg")
    return code


def _controller(row: Instruction, chosen: int | None, on: date) -> User | None:
    if chosen is None:
        return None
    found = plan_staff.of_body(row.plan.akimat_id, roles=(Role.CONTROLLER,), on=on).filter(pk=chosen).first()
    # Whoever was named before may have left the post since: that name stays until another is chosen.
    if found is None and chosen != row.controller_id:
        raise Refused(_("Choose the controller from the list."), code="controller_unknown", field="controller")
    return found or row.controller


def _district(row: Instruction, code: str | None) -> dict[str, Any]:
    if code is None or code == (row.district_id or ""):
        return {}
    if row.status != InstructionStatus.DRAFT:
        sentence = _("The figures of districts are counted from what was given: the district of a given row stays.")
        raise Refused(sentence, code="district_moved", field="district")
    if code and not District.objects.filter(code=code).exists():
        raise Refused(_("Choose the district from the list."), code="district_unknown", field="district")
    return {"district_id": code or None}


def find_lead(directory: Directory, typed: str) -> tuple[Organisation | None, str]:
    """The leading body of this code or name. Refused (field ``lead``): ``body_ended``."""
    name = one_line(typed)[:300]
    match = directory.find(name) if name else None
    if match is None:
        return None, name
    if match.ended_on is not None:
        heirs = ", ".join(str(heir.name) for heir in match.heirs) or "–"
        sentence = _("%(body)s no longer exists since %(day)s. After it came: %(heirs)s.")
        told = {"body": match.body.name, "day": f"{match.ended_on:%d.%m.%Y}", "heirs": heirs}
        raise Refused(sentence % told, code="body_ended", field="lead")
    return match.body, ""


def find_helpers(directory: Directory, typed: str) -> list[Helper]:
    helpers = []
    for doer in read_doers(typed):
        match = directory.find(doer.name)
        body = match.body if match and match.ended_on is None else None
        helpers.append(Helper(doer.name, body, doer.by_agreement))
    return helpers


def apply(row: Instruction, words: Words, *, number: str = "") -> list[str]:
    """Write the words to the row; returns the names of the columns that changed."""
    columns = words.columns() | ({"number": number} if number else {})
    given = row.status != InstructionStatus.DRAFT
    if given and columns["due_to"] != row.due_to:
        sentence = _("The term of a given instruction is moved by the akim or a deputy, with a reason.")
        raise Refused(sentence, code="term_moved", field="term")
    if given and (columns["lead"] and columns["lead"].pk) != row.lead_id:
        sentence = _("A given instruction goes to another body by “redirect”, with a reason.")
        raise Refused(sentence, code="lead_moved", field="lead")
    if given:
        columns = {name: value for name, value in columns.items() if name not in _FIXED}
    changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, columns[name])
    return changed


# What only acts of their own may change once the instruction is given.
_FIXED = frozenset(
    {"lead", "term_text", "due_kind", "due_from", "due_to", "first_due_on", "ends_on", "stage_months", "stage_day"}
)


def _remember_askers(instruction: Instruction, lines: Iterable[Line], at: datetime) -> None:
    """Who asked in advance hears of each step without asking for it."""
    users = {line.question.author_id for line in lines if line.question and line.question.author_id}
    Asker.objects.bulk_create([Asker(instruction=instruction, user_id=pk) for pk in users], ignore_conflicts=True)
    Follow.objects.bulk_create(
        [Follow(user_id=pk, instruction=instruction, created_at=at) for pk in users], ignore_conflicts=True
    )


def _role(actor: Actor, instruction: Instruction) -> str:
    if actor.is_system:
        return "system"
    akimat = instruction.plan.akimat_id
    return next(post.role for post in actor.posts if post.role in policy.KEEPERS and akimat in post.bodies)
