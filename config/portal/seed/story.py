"""One appeal's story, act by act. Every act is admitted by the real table of transitions, or the seeding stops."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.enums import Role
from appeals.enums import PhotoMoment
from appeals.models import Answer, Appeal, Hearing, Photo, Question, QuickAnswer
from appeals.rules import hearing, reopening
from appeals.services import clock as legal_clock
from appeals.services import triage
from appeals.workflow import APPEAL
from config.portal.seed import plan, quick, words
from config.portal.seed.desk import Desk
from config.portal.seed.people import NOBODY, Person
from workflow.models import Act

PHOTO_OF = {
    "roads": "roads", "traffic": "roads", "cleaning": "cleaning", "ecology": "cleaning", "greening": "greening",
    "lighting": "lighting", "electricity": "lighting", "water": "water", "heat": "water", "housing": "housing",
    "construction": "housing", "yards": "yards",
}  # fmt: skip


class Over(Exception):
    """The year has ended: what would come next has not happened yet."""


@dataclass
class Story:
    """An appeal with all its rows. ``now`` is the moment of its newest act; each verb takes working ``hours``."""

    desk: Desk
    appeal: Appeal
    top: str
    author: Person
    now: datetime
    acts: list[Act] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    quick: list[QuickAnswer] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    hearings: list[Hearing] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    executor: Person = NOBODY

    def do(
        self, name: str, who: Person, role: str, *, note: str = "", data: dict | None = None, target: str = ""
    ) -> None:
        """Journal an act at ``now``."""
        appeal, act = self.appeal, APPEAL[name]
        before = appeal.status
        if before not in act.sources or role not in act.roles:
            raise ValueError(f"{role} may not {name} what is {before}.")
        after = act.target or target or before
        appeal.seq += 1
        if after != before:
            appeal.status, appeal.status_since = after, self.now
        self.write(name, before, who, role, note=note, data=data, basis=act.basis, public=act.public)

    def write(self, name: str, before: str, who: Person, role: str, **words: Any) -> None:
        words["data"] = words.get("data") or {}
        self.acts.append(
            Act(
                kind=APPEAL.kind,
                subject_id=self.appeal.pk,
                seq=self.appeal.seq,
                name=name,
                before=before,
                after=self.appeal.status,
                at=self.now,
                actor_id=who.pk,
                actor_name=who.name,
                actor_role=role,
                **words,
            )
        )

    def wait(self, hours: float) -> None:
        """Let working hours pass. Raises ``Over`` where that leads past the end."""
        self._go_to(self.desk.clock.later(self.now, hours))

    def sleep(self, hours: float) -> None:
        """Let hours pass: residents write at any time."""
        self._go_to(self.now + timedelta(hours=hours))

    def _go_to(self, moment: datetime) -> None:
        if moment >= self.desk.clock.until:
            raise Over
        self.now = moment

    def phrase(self, name: str) -> str:
        return words.phrase(self.desk.chance, self.appeal.language, name)

    def officer(self, *roles: str) -> tuple[Person, str]:
        role = self.desk.chance.choice(roles)
        return self.desk.people.one(self.desk.chance, role), role

    # The verbs, named as in the table of transitions.

    def categorise(self, code: str) -> None:
        appeal, leaf = self.appeal, self.desk.leaves[code]
        before = {"category": None, "kind": appeal.kind, "due_on": appeal.due_on.isoformat()}
        appeal.category = leaf.category
        leaf.start_hours(appeal, self.now)
        rule, decision = self.desk.decision(code, appeal.district_id, self.now.date(), appeal.point is not None)
        appeal.routing_rule_id, appeal.routing = (rule.id if rule else None), decision
        told = {"before": before, "category": code, "kind": appeal.kind, "due_on": appeal.due_on.isoformat()}
        self.do("categorise", *self.officer(Role.MODERATOR), data=told | {"routing": decision})

    def publish(self, title: str) -> None:
        appeal = self.appeal
        appeal.public_title, appeal.public_text, appeal.published_at = title[:140], appeal.text, self.now
        appeal.public_point = triage.public_point(appeal)
        for photo in self.photos:
            photo.is_public = True
        shown = {"title": appeal.public_title, "photos": [photo.pk for photo in self.photos]}
        self.do("publish", *self.officer(Role.MODERATOR), data=shown)

    def route(self) -> None:
        appeal = self.appeal
        code = appeal.category.code if appeal.category else None
        rule, decision = self.desk.decision(code, appeal.district_id, self.now.date(), appeal.point is not None)
        if rule is None:
            raise ValueError(f"Nobody answers for {code}.")
        before = appeal.organisation.code if appeal.organisation else None
        appeal.organisation = self.desk.bodies[rule.body.id]
        appeal.executor_id, self.executor = None, NOBODY
        appeal.routing_rule_id, appeal.routing = rule.id, decision
        told = {"organisation": appeal.organisation.code, "team": decision["team"], "before": before}
        told |= {"by_table": True, "routing": decision}
        self.do("route", *self.officer(Role.MODERATOR), data=told)

    def give_back(self) -> None:
        doer, body = self._doer(), self.appeal.organisation
        self.appeal.organisation = None
        self.do(
            "give_back",
            doer,
            Role.EXECUTOR,
            note=self.phrase("back"),
            data={"organisation": body.code if body else None},
        )

    def accept(self) -> None:
        self.executor = self._doer()
        self.appeal.executor_id = self.executor.pk
        self.do("accept", self.executor, Role.EXECUTOR, data={"executor": self.executor.pk})

    def ask(self) -> None:
        asked = Question(
            pk=self.desk.key(Question), appeal_id=self.appeal.pk, text=self.phrase("questions"), asked_at=self.now,
            back_to=self.appeal.status,
        )  # fmt: skip
        doing = self.executor is not NOBODY
        who, role = (self.executor, Role.EXECUTOR) if doing else self.officer(Role.MODERATOR)
        asked.asked_by_id = who.pk
        self.questions.append(asked)
        self.do("ask", who, role, note=asked.text, data={"question": asked.pk})

    def reply(self) -> None:
        asked = self.questions[-1]
        asked.reply, asked.replied_at = self.phrase("replies"), self.now
        told = {"question": asked.pk, "executor": self.appeal.executor_id}
        self.do("reply", self.author, Role.AUTHOR, data=told, target=asked.back_to)

    def propose(self, decision: str) -> None:
        """The preliminary decision before one against the author, and the days of the hearing after it."""
        told_on = timezone.localdate(self.now)
        clocks = hearing.clocks(told_on, notice_days=3, objection_days=2, calendar=self.desk.clock.calendar)
        text = words.answer(self.desk.chance, language=self.appeal.language, top=self.top, decision=decision)
        held = Hearing(
            pk=self.desk.key(Hearing), appeal_id=self.appeal.pk, round=self.appeal.reopened, decision=decision,
            text=text, told_at=self.now, told_by_id=self.executor.pk, object_until=clocks.object_until,
            sign_from=clocks.sign_from,
        )  # fmt: skip
        self.hearings.append(held)
        days = {"object_until": clocks.object_until.isoformat(), "sign_from": clocks.sign_from.isoformat()}
        told = {"hearing": held.pk, "preliminary": decision, **days}
        self.do("propose", self.executor, Role.EXECUTOR, data=told)

    def report(self, decision: str) -> None:
        chance, wants_photo = self.desk.chance, decision in {"satisfied", "partly"}
        brought = []
        if wants_photo and chance.random() < plan.AFTER_PHOTO:
            brought.append(self.photo(PhotoMoment.AFTER, seq=self.appeal.seq + 1))
        excuse = "" if brought or not wants_photo else self.phrase("no_photo")
        answer = self._answer(decision, self.executor)
        answer.no_photo_reason = excuse
        told = {"answer": answer.pk, "decision": decision, "photos": [photo.pk for photo in brought]}
        self.do("report", self.executor, Role.EXECUTOR, note=excuse, data=told)

    def return_(self) -> None:
        told = {"executor": self.appeal.executor_id}
        self.do("return", *self.officer(Role.CONTROLLER), note=self.phrase("returned"), data=told)

    def answer(self) -> None:
        who, role = self.officer(Role.CONTROLLER)
        self.do("answer", who, role, data=self._send(self.answers[-1], who))

    def answer_at_once(self, decision: str) -> None:
        who, role = self.officer(Role.OPERATOR, Role.MODERATOR)
        answer = self._answer(decision, who)
        answer.at_once = True
        self.do("answer_at_once", who, role, data=self._send(answer, who))
        sent_on = any(act.name == "route" for act in self.acts)
        self.quick.append(quick.noted(self.desk, self.appeal, answer, who, forwarded=sent_on, at=self.now))

    def confirm(self) -> None:
        self.do("confirm", self.author, Role.AUTHOR)

    def reopen(self) -> None:
        appeal = self.appeal
        if reopening.obstacle(appeal, self.now):
            raise ValueError("Too late to reopen.")
        before, code = appeal.due_on, appeal.organisation.code if appeal.organisation else None
        appeal.reopened += 1
        appeal.ended_at = appeal.reopen_until = appeal.executor_id = None
        self.executor = NOBODY
        appeal.counted_from = self.desk.clock.registered_on(self.now)
        appeal.due_on = appeal.first_due_on = self.desk.clock.last_day(appeal.counted_from, appeal.kind)
        appeal.due_at = appeal.extended_at = appeal.deemed_refused_at = None
        if appeal.category:
            self.desk.leaves[appeal.category.code].start_hours(appeal, self.now)
        told = {"times": appeal.reopened, "organisation": code, "due_on": appeal.due_on.isoformat()}
        note = self.phrase("reopened")
        self.do("reopen", self.author, Role.AUTHOR, note=note, data=told | {"due_on_before": before.isoformat()})

    def withdraw(self) -> None:
        self.appeal.ended_at = self.now
        told = {"executor": self.appeal.executor_id}
        self.do("withdraw", self.author, Role.AUTHOR, note=self.phrase("withdrawn"), data=told)

    def photo(self, moment: str, *, seq: int) -> Photo:
        drawing = self.desk.chance.choice(self.desk.drawings[PHOTO_OF.get(self.top, "other"), moment])
        made = Photo(
            pk=self.desk.key(Photo), appeal_id=self.appeal.pk, moment=moment, file=drawing.file, thumb=drawing.thumb,
            width=drawing.width, height=drawing.height, position=1, added_at=self.now, act_seq=seq,
            is_public=self.appeal.published_at is not None,
        )  # fmt: skip
        self.photos.append(made)
        return made

    def _doer(self) -> Person:
        return self.desk.people.doer(self.desk.chance, self.appeal.organisation_id or 0)

    def _answer(self, decision: str, who: Person) -> Answer:
        language = self.appeal.language
        text = words.answer(self.desk.chance, language=language, top=self.top, decision=decision)
        made = Answer(
            pk=self.desk.key(Answer), appeal_id=self.appeal.pk, decision=decision, text=text, language=language,
            norm=words.norm(language, decision), written_by_id=who.pk, written_at=self.now,
        )  # fmt: skip
        self.answers.append(made)
        return made

    def _send(self, answer: Answer, who: Person) -> dict:
        answer.signed_by_id, answer.sent_at, answer.signatory = who.pk, self.now, who.name
        self.appeal.ended_at, self.appeal.reopen_until = self.now, legal_clock.reopen_until(self.now)
        return {"answer": answer.pk, "decision": answer.decision, "language": answer.language}
