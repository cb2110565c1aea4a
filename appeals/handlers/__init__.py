"""What follows from an act of an appeal: who is told, by which letter. The whole list is ``LETTERS``.

Handlers run in the worker and may run twice or late. A letter's key holds the act, so nobody is told twice; whom it
concerns and what it says is taken from the act, because the appeal may have moved on by then.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone, translation

from accounts import notices
from accounts.models import Organisation
from appeals.enums import LimitCode, Source
from appeals.handlers.addressees import (
    Addressee,
    is_over,
    the_asker,
    the_assigned,
    the_author,
    the_bodies_of_parts,
    the_body,
    the_executor,
    the_first_line,
    the_operators,
    the_supervisors,
    the_warned,
    the_warned_after,
    the_warned_before,
)
from appeals.models import Answer, Appeal, Hearing, Part, Question
from appeals.rules import reopening
from appeals.rules.texts import title_from
from appeals.selectors import limits
from appeals.services import claims, duplicates, questions, repeats, voices
from workflow.models import Act
from workflow.registry import Handler


def _no_facts(appeal: Appeal | Part, act: Act, language: str) -> dict:
    return {}


def _link_to_page(appeal: Appeal, act: Act, language: str) -> str:
    return link_to(appeal, language)


@dataclass(frozen=True)
class Letter:
    """``code``: of the letter's words. ``to``: who gets it. ``facts``: what it tells beyond the appeal itself.

    ``link``: the page that it leads to, as a path.
    """

    code: str
    to: Callable[[Appeal, Act], Iterable[Addressee]]
    facts: Callable[[Appeal, Act, str], dict] = field(default=_no_facts)
    link: Callable[[Appeal, Act, str], str] = field(default=_link_to_page)


def _claim_code(appeal: Appeal, act: Act, language: str) -> dict:
    """Only a letter to somebody without an account carries the code: with an account it is not needed."""
    return {"claim_code": "" if appeal.author_id else claims.code_for(appeal.intake_key)}


def _body_name(appeal: Appeal, act: Act, language: str) -> dict:
    return {"body": Organisation.objects.get(code=act.data["organisation"]).name_in(language)}


def _question(appeal: Appeal, act: Act, language: str) -> dict:
    asked = Question.objects.get(pk=act.data["question"])
    # Midnight belongs to the next day: the last day for the reply is the one before it.
    until = timezone.localdate(asked.reply_until - timedelta(seconds=1)) if asked.reply_until else ""
    return {"question": asked.text, "reply_by": until}


def _link_to_question(appeal: Appeal, act: Act, language: str) -> str:
    """The link that opens this one question without signing in, as long as it lives."""
    with translation.override(language):
        return reverse("appeals:question", args=[questions.token_of(Question.objects.get(pk=act.data["question"]))])


def _preliminary(appeal: Appeal, act: Act, language: str) -> dict:
    hearing = Hearing.objects.get(pk=act.data["hearing"])
    with translation.override(language):
        decision = str(hearing.get_decision_display())
    days = {"object_until": hearing.object_until, "sign_from": hearing.sign_from}
    return {"preliminary": hearing.text, "decision": decision, **days}


def _objection(appeal: Appeal, act: Act, language: str) -> dict:
    return {"objection": Hearing.objects.get(pk=act.data["hearing"]).objection}


def _reply(appeal: Appeal, act: Act, language: str) -> dict:
    return {"reply": Question.objects.get(pk=act.data["question"]).reply}


def _answer(appeal: Appeal, act: Act, language: str) -> dict:
    sent = Answer.objects.get(pk=act.data["answer"])
    with translation.override(language):
        decision = str(sent.get_decision_display())
    # A later reopening has emptied the appeal's own column: the days are counted from the act.
    on = timezone.localdate(act.at)
    days = limits.value(LimitCode.REOPEN_DAYS, category=appeal.category, on=on)
    return {
        "answer": sent.text,
        "reasons": sent.reasons,
        "decision": decision,
        "norm": sent.norm,
        "remedy": sent.remedy,
        "reopen_by": reopening.last_day(on, days=days),
    }


def _reason(appeal: Appeal | Part, act: Act, language: str) -> dict:
    return {"reason": act.note}


def _receiver(appeal: Appeal, act: Act, language: str) -> dict:
    code = act.data.get("organisation")
    name = Organisation.objects.get(code=code).name_in(language) if code else act.data["outside"]
    return {"body": name, "reason": act.note}


def _parts(appeal: Appeal, act: Act, language: str) -> dict:
    """Each part on a line of its own: what it asks for and who answers."""
    rows = {part.number: part for part in appeal.parts.select_related("organisation").order_by("pk")}
    told = []
    for each in act.data["parts"]:
        part = rows[each["part"]]
        told.append(
            f"{part.number}. {part.title}: {part.organisation.name_in(language) if part.organisation else part.outside}"
        )
    return {"parts": "\n".join(told)}


def _kept(appeal: Appeal, act: Act, language: str) -> dict:
    return {"kept": act.data["kept"]}


def _superior(appeal: Appeal, act: Act, language: str) -> dict:
    superior = Organisation.objects.get(code=act.data["superior"]).name_in(language)
    return _body_name(appeal, act, language) | {
        "superior": superior,
        "pass_up_by": date.fromisoformat(act.data["pass_up_by"]),
    }


def _answer_of_part(part: Part, act: Act, language: str) -> dict:
    sent = Answer.objects.get(pk=act.data["answer"])
    with translation.override(language):
        decision = str(sent.get_decision_display())
    whole = {"answer": sent.text, "reasons": sent.reasons, "norm": sent.norm, "remedy": sent.remedy}
    return {"part": part.title, "decision": decision, **whole}


def _time_left(appeal: Appeal | Part, act: Act, language: str) -> dict:
    """By when, and who has it."""
    moment, code = act.data["due_at"], act.data["organisation"]
    by = datetime.fromisoformat(moment) if moment else date.fromisoformat(act.data["due_on"])
    body = Organisation.objects.get(code=code).name_in(language) if code else ""
    return {"by": by, "body": body, "days": abs(act.data["days"])}


def _extension(appeal: Appeal, act: Act, language: str) -> dict:
    return {"reason": act.note, "due_on_before": date.fromisoformat(act.data["due_on_before"])}


def _way_of_appeal(appeal: Appeal, act: Act, language: str) -> dict:
    """Through which body, and to which above it."""
    body = Organisation.objects.select_related("parent").filter(code=act.data["organisation"]).first()
    above = body.parent if body else None
    return {"body": body.name_in(language) if body else "", "superior": above.name_in(language) if above else ""}


LETTERS: dict[str, tuple[Letter, ...]] = {
    "register": (Letter("appeal_registered", the_author, _claim_code), Letter("appeal_alarm", the_operators)),
    "route": (Letter("appeal_routed", the_author, _body_name), Letter("appeal_arrived", the_body)),
    "ask": (Letter("appeal_question", the_author, _question, _link_to_question),),
    "lapse": (Letter("appeal_lapsed", the_asker),),
    "assign": (Letter("appeal_assigned", the_assigned),),
    "propose": (Letter("appeal_preliminary", the_author, _preliminary),),
    "object": (Letter("appeal_objected", the_executor, _objection),),
    "reply": (Letter("appeal_replied", the_executor, _reply),),
    "return": (Letter("appeal_returned", the_executor, _reason),),
    "answer": (Letter("appeal_answered", the_author, _answer),),
    "answer_at_once": (Letter("appeal_answered", the_author, _answer),),
    "reopen": (Letter("appeal_reopened", the_body, _reason), Letter("appeal_supervise", the_supervisors, _reason)),
    "merge": (Letter("appeal_merged", the_author, _kept),),
    "unmerge": (Letter("appeal_unmerged", the_author, _kept),),
    "withdraw": (Letter("appeal_withdrawn", the_executor, _reason),),
    "ask_review": (Letter("appeal_review_asked", the_first_line, _reason),),
    "review": (Letter("appeal_reviewed", the_author, _reason),),
    "forward": (Letter("appeal_arrived", the_body),),
    "split": (Letter("appeal_arrived", the_bodies_of_parts),),
    "reopen_parts": (Letter("appeal_reopened", the_bodies_of_parts, _reason),),
    "lodge": (Letter("complaint_lodged", the_author, _superior), Letter("appeal_arrived", the_body)),
    "pass_up": (Letter("complaint_passed_up", the_author, _body_name), Letter("appeal_arrived", the_body)),
    "escalate": (Letter("complaint_passed_up", the_author, _body_name), Letter("appeal_arrived", the_body)),
    "warn": (
        Letter("term_ending", the_warned_before, _time_left),
        Letter("term_missed", the_warned_after, _time_left),
    ),
    "deem_refused": (Letter("appeal_deemed_refused", the_author, _way_of_appeal),),
}
# The law binds these to the act itself (APPC art. 65, 76): they are written in its own transaction, or it is not done.
LETTERS_AT_ONCE: dict[str, tuple[Letter, ...]] = {
    "stop_repeat": (Letter("appeal_answered", the_author, _answer),),  # art. 70
    "forward": (Letter("appeal_forwarded", the_author, _receiver),),
    "split": (Letter("appeal_split", the_author, _parts),),
    "extend": (Letter("appeal_extended", the_author, _extension),),  # art. 76
}


# act on a part: the letter, who gets it, what it tells beyond the appeal. Of a warning the act says which letter.
LETTERS_OF_PART: dict[str, tuple[str, Callable[[Part, Act], Iterable[Addressee]], Callable[..., dict]]] = {
    "ask": ("appeal_question", lambda part, act: the_author(part.appeal, act), _question),
    "reply": ("appeal_replied", the_executor, _reply),
    "lapse": ("appeal_lapsed", the_asker, _no_facts),
    "answer": ("part_answered", lambda part, act: the_author(part.appeal, act), _answer_of_part),
    "route": ("appeal_arrived", lambda part, act: the_body(part.appeal, act), _no_facts),
    "return": ("appeal_returned", the_executor, _reason),
    "assign": ("appeal_assigned", the_assigned, _no_facts),
    "warn": ("", the_warned, _time_left),
}


def tell(act: Act) -> None:
    """Owe the letters that follow from this act. Late or twice, it owes each of them once."""
    _tell(act, LETTERS)


def tell_at_once(act: Act) -> None:
    """The same for the letters that the act's own transaction writes."""
    _tell(act, LETTERS_AT_ONCE)


def tell_of_part(act: Act) -> None:
    """Owe the letters that follow from an act on a part; all but a question lead to the page of the whole appeal."""
    part = Part.objects.select_related("appeal__author").get(pk=act.subject_id)
    code, to, facts_of = LETTERS_OF_PART[act.name]
    if act.name == "warn":
        code = "term_missed" if is_over(act) else "term_ending"
    for person in to(part, act):
        link = _link_to_question(part.appeal, act, person.language) if act.name == "ask" else ""
        _owe(code, part.appeal, act, person, facts_of(part, act, person.language), mark=f"{part.pk}:", link=link)


def tell_of_part_at_once(act: Act) -> None:
    """A part that is forwarded, or answered later by order of a head: the author hears of it with the act."""
    appeal = Appeal.objects.select_related("author").get(parts=act.subject_id)
    code, facts_of = ("appeal_extended", _extension) if act.name == "extend" else ("appeal_forwarded", _receiver)
    for person in the_author(appeal, act):
        _owe(code, appeal, act, person, facts_of(appeal, act, person.language), mark=f"{act.subject_id}:")


def _tell(act: Act, letters: Mapping[str, tuple[Letter, ...]]) -> None:
    appeal = Appeal.objects.select_related("author").get(pk=act.subject_id)
    if act.name == "register" and appeal.source == Source.IMPORT:
        return  # it was registered elsewhere, perhaps years ago
    for letter in letters.get(act.name, ()):
        for person in letter.to(appeal, act):
            facts, link = letter.facts(appeal, act, person.language), letter.link(appeal, act, person.language)
            _owe(letter.code, appeal, act, person, facts, link=link)


def _owe(
    code: str, appeal: Appeal, act: Act, person: Addressee, facts: dict, *, mark: str = "", link: str = ""
) -> None:
    """``mark``: tells apart the acts of the parts, each of which counts its own."""
    notices.owe(
        code=code,
        key=f"appeal:{appeal.pk}:{mark}{act.seq}:{code}:{person.mark}",
        at=act.at,
        context=_context(appeal, act) | facts,
        user=person.user,
        email=person.email,
        phone=person.phone,
        language=person.language,
        link=link or link_to(appeal, person.language),
    )


def link_to(appeal: Appeal, language: str) -> str:
    """The appeal's page in this language, as a path."""
    with translation.override(language):
        return reverse("appeals:detail", args=[appeal.number])


def _context(appeal: Appeal, act: Act) -> dict:
    told = act.data.get("due_on")
    return {
        "number": appeal.number,
        "title": title_from(appeal.text),
        "received_at": appeal.received_at,
        "due_on": date.fromisoformat(told) if told else appeal.due_on,
    }


def notice_repeat(act: Act) -> None:
    """See whether the same person wrote about the same before."""
    repeats.notice(Appeal.objects.get(pk=act.subject_id))


HANDLERS = (
    Handler("letters", tell, frozenset(LETTERS)),
    Handler("repeats", notice_repeat, frozenset({"register"})),
    Handler("merged", duplicates.tell_authors, frozenset(voices.STEPS)),
    Handler("voices", voices.tell, frozenset(voices.STEPS)),
    Handler("letters-at-once", tell_at_once, frozenset(LETTERS_AT_ONCE), at_once=True),
)
PART_HANDLERS = (
    Handler("letters", tell_of_part, frozenset(LETTERS_OF_PART)),
    Handler("letters-at-once", tell_of_part_at_once, frozenset({"forward", "extend"}), at_once=True),
)
