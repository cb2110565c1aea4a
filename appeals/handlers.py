"""What follows from an act of an appeal: who is told, by which letter. The whole list is ``LETTERS``.

Handlers run in the worker and may run twice or late. A letter's key holds the act, so nobody is told twice; whom it
concerns and what it says is taken from the act, because the appeal may have moved on by then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts import notices
from accounts.enums import Role
from accounts.models import Organisation, User
from appeals.models import Answer, Appeal, Question
from appeals.rules import reopening
from appeals.rules.texts import title_from
from appeals.selectors import staff
from appeals.services import claims
from workflow.models import Act
from workflow.registry import Handler

DOERS = (Role.EXECUTOR, Role.HEAD)


@dataclass(frozen=True)
class Addressee:
    """A person with an account, or an e-mail or a phone with the language of the letter."""

    user: User | None = None
    email: str = ""
    phone: str = ""
    language: str = "kk"

    @property
    def mark(self) -> str:
        return f"u{self.user.pk}" if self.user else "contact"


def _no_facts(appeal: Appeal, act: Act, language: str) -> dict:
    return {}


@dataclass(frozen=True)
class Letter:
    """``code``: of the letter's words. ``to``: who gets it. ``facts``: what it tells beyond the appeal itself."""

    code: str
    to: Callable[[Appeal, Act], Iterable[Addressee]]
    facts: Callable[[Appeal, Act, str], dict] = field(default=_no_facts)


def the_author(appeal: Appeal, act: Act) -> list[Addressee]:
    """The author's account, or the contact left with the appeal; nobody where there is neither."""
    if appeal.author is not None:
        return [Addressee(user=appeal.author, language=appeal.author.language)]
    if appeal.contact_email or appeal.contact_phone:
        return [Addressee(email=appeal.contact_email, phone=appeal.contact_phone, language=appeal.language)]
    return []


def the_body(appeal: Appeal, act: Act) -> list[Addressee]:
    """The doers and heads of the body that the act names; nobody where it names none."""
    day = timezone.localdate(act.at)
    people = staff.of_body(act.data["organisation"], district=appeal.district_id, roles=DOERS, on=day)
    return [Addressee(user=user, language=user.language) for user in people]


def the_executor(appeal: Appeal, act: Act) -> list[Addressee]:
    """Who was doing the work when the act was done."""
    people = User.objects.filter(pk=act.data["executor"], is_active=True)
    return [Addressee(user=user, language=user.language) for user in people]


def _claim_code(appeal: Appeal, act: Act, language: str) -> dict:
    """Only a letter to somebody without an account carries the code: with an account it is not needed."""
    return {"claim_code": "" if appeal.author_id else claims.code_for(appeal.intake_key)}


def _body_name(appeal: Appeal, act: Act, language: str) -> dict:
    return {"body": Organisation.objects.get(code=act.data["organisation"]).name_in(language)}


def _question(appeal: Appeal, act: Act, language: str) -> dict:
    return {"question": Question.objects.get(pk=act.data["question"]).text}


def _reply(appeal: Appeal, act: Act, language: str) -> dict:
    return {"reply": Question.objects.get(pk=act.data["question"]).reply}


def _answer(appeal: Appeal, act: Act, language: str) -> dict:
    sent = Answer.objects.get(pk=act.data["answer"])
    with translation.override(language):
        decision = str(sent.get_decision_display())
    # A later reopening has emptied the appeal's own column: the days are counted from the act.
    reopen_by = reopening.last_day(timezone.localdate(act.at), days=settings.REOPEN_DAYS)
    return {"answer": sent.text, "decision": decision, "norm": sent.norm, "reopen_by": reopen_by}


def _reason(appeal: Appeal, act: Act, language: str) -> dict:
    return {"reason": act.note}


LETTERS: dict[str, tuple[Letter, ...]] = {
    "register": (Letter("appeal_registered", the_author, _claim_code),),
    "route": (Letter("appeal_routed", the_author, _body_name), Letter("appeal_arrived", the_body)),
    "ask": (Letter("appeal_question", the_author, _question),),
    "reply": (Letter("appeal_replied", the_executor, _reply),),
    "return": (Letter("appeal_returned", the_executor, _reason),),
    "answer": (Letter("appeal_answered", the_author, _answer),),
    "answer_at_once": (Letter("appeal_answered", the_author, _answer),),
    "reopen": (Letter("appeal_reopened", the_body, _reason),),
    "withdraw": (Letter("appeal_withdrawn", the_executor, _reason),),
}


def tell(act: Act) -> None:
    """Owe the letters that follow from this act. Late or twice, it owes each of them once."""
    appeal = Appeal.objects.select_related("author").get(pk=act.subject_id)
    for letter in LETTERS.get(act.name, ()):
        for person in letter.to(appeal, act):
            notices.owe(
                code=letter.code,
                key=f"appeal:{appeal.pk}:{act.seq}:{letter.code}:{person.mark}",
                at=act.at,
                context=_context(appeal, act) | letter.facts(appeal, act, person.language),
                user=person.user,
                email=person.email,
                phone=person.phone,
                language=person.language,
                link=link_to(appeal, person.language),
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


HANDLERS = (Handler("letters", tell, frozenset(LETTERS)),)
