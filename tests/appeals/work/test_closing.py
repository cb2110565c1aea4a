"""Nobody closes an appeal alone: every road through the real services, walked by people who hold every right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from appeals.enums import Status
from appeals.models import Answer, Appeal
from appeals.rules.report import Contact
from appeals.services import author, hearings, triage, work
from appeals.workflow import APPEAL
from tests.factories import people
from tests.factories.appeals import AIRPORT, AT, photo, register
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

CLOSED = {Status.ANSWERED, Status.FIXED}
LATER = timedelta(days=10)  # of the calendar: the hearing's working days are over
STEPS = 9
# Ends of split appeals, complaints, repeats and of what another system answered are proven where those are built.
ELSEWHERE = {"conclude", "satisfy", "carry_over", "stop_repeat"}
REASONS = {"reasons": "Жолдың бұл бөлігі қаланың меншігінде емес.", "norm": "ҚР ӘРПК 84-бап"}
TEXT = "Райымбек даңғылындағы шұңқыр қаралды, шешім қабылданды."


@dataclass(frozen=True)
class Move:
    """One thing that somebody tries."""

    name: str
    who: str
    do: Callable[[int, Actor, datetime], Act]


def everything(user: User) -> User:
    """Give a person every right that an appeal in Turksib knows."""
    for role in ("executor", "head", "controller"):
        people.appoint(user, role, "akimat-turksib")
    for role in ("operator", "moderator", "administrator"):
        people.appoint(user, role, "open-almaty")
    return user


def moves() -> list[Move]:
    """Every act that can bring an appeal nearer to its end, with and without proof, by each of the two."""

    def report(decision: str, **words) -> Callable:
        def do(pk: int, actor: Actor, at: datetime) -> Act:
            return work.report(pk, text=TEXT, decision=decision, **words, actor=actor, at=at)

        return do

    def call(service: Callable, **words) -> Callable:
        return lambda pk, actor, at: service(pk, **words, actor=actor, at=at)

    tries = {
        "route": call(triage.route),
        "accept": call(work.accept),
        "report with nothing": report("satisfied"),
        "report with an excuse": report("satisfied", no_photo_reason="Жер асты жұмысы."),
        "report a refusal": report("refused", **REASONS),
        "propose a refusal": call(hearings.propose, decision="refused", text=TEXT),
        "return": call(work.return_, reason="Қайта қараңыз."),
        "answer": call(work.answer),
        "answer at once": call(triage.answer_at_once, text=TEXT, decision="explained"),
        "say at once that it is done": call(triage.answer_at_once, text=TEXT, decision="satisfied"),
        "refuse at once": call(triage.answer_at_once, text=TEXT, decision="refused", norm="ҚР ӘРПК 84-бап"),
        "confirm": call(author.confirm),
        "reopen": call(author.reopen, reason="Жөнделмеген."),
    }
    return [Move(name, who, do) for name, do in tries.items() for who in ("one", "other")]


def walk(pk: int, actors: dict[str, Actor], at: datetime, seen: set, road: tuple[str, ...]) -> Iterator[tuple]:
    """Every road from here, each state once; yields each arrival in a closed state with the road that led there."""
    if len(road) == STEPS:
        return
    for move in moves():
        with transaction.atomic():
            before = Appeal.objects.get(pk=pk).status
            try:
                move.do(pk, actors[move.who], at)
            except Refused:
                continue
            appeal = Appeal.objects.get(pk=pk)
            here = (*road, f"{move.who}: {move.name}")
            if appeal.status in CLOSED and before != appeal.status:
                yield here, facts(appeal)
            state = fingerprint(appeal)
            if state not in seen:
                seen.add(state)
                yield from walk(pk, actors, at + LATER, seen, here)
            transaction.set_rollback(True)


def fingerprint(appeal: Appeal) -> tuple:
    """All that later steps depend on."""
    answers = tuple(
        appeal.answers.order_by("pk").values_list("decision", "written_by", "signed_by", "no_photo_reason", "at_once")
    )
    heard = tuple(appeal.hearings.values_list("decision", "round"))
    return appeal.status, appeal.executor_id, min(appeal.reopened, 1), answers[-2:], heard[-1:]


def facts(appeal: Appeal) -> dict:
    sent = Answer.objects.filter(appeal=appeal, sent_at__isnull=False).order_by("sent_at", "pk").last()
    assert sent is not None, "closed without an answer"
    return {
        "status": appeal.status,
        "two people": sent.written_by_id != sent.signed_by_id,
        "at once": sent.at_once,
        "decision": sent.decision,
        "proof": bool(sent.no_photo_reason) or appeal.photos.filter(moment="after").exists(),
        "heard": appeal.hearings.filter(round=appeal.reopened, decision=sent.decision).exists(),
        "confirmed by a doer": appeal.status == Status.FIXED and sent.written_by_id == appeal.author_id,
    }


def test_no_road_leads_to_the_end_without_an_answer_its_proof_and_a_second_person(town):
    """Rule 17 of the reference."""
    one, other = (everything(people.resident()) for _n in range(2))
    appeal = register(actor=people.acting(one, AT), contact=Contact()).appeal
    actors = {"one": people.acting(one, AT), "other": people.acting(other, AT)}
    ends = list(walk(appeal.pk, actors, AT + timedelta(hours=1), set(), ()))
    assert len(ends) > 10
    reached = {(end["status"], end["decision"], end["at once"]) for _road, end in ends}
    assert reached >= {
        ("answered", "satisfied", False),
        ("answered", "refused", False),
        ("answered", "explained", True),
    }
    for road, end in ends:
        if end["at once"]:
            assert end["decision"] == "explained", road
            continue
        assert end["two people"], road
        assert end["proof"] or end["decision"] in {"refused", "explained"}, road
        assert end["heard"] or end["decision"] not in {"refused", "partly"}, road
        assert not end["confirmed by a doer"], road


def test_the_table_knows_no_other_way_to_an_end():
    """What the walk tries is all there is: every transition into a closed state, by name and role."""
    into = {
        (step.name, frozenset(map(str, step.roles)), frozenset(map(str, step.sources)))
        for step in APPEAL.transitions
        if step.target in CLOSED and step.name not in ELSEWHERE
    }
    assert into == {
        ("answer", frozenset({"controller"}), frozenset({"reported"})),
        (
            "answer_at_once",
            frozenset({"operator", "moderator", "administrator"}),
            frozenset({"registered", "reopened", "routed"}),
        ),
        ("confirm", frozenset({"author"}), frozenset({"answered"})),
    }


def test_the_database_itself_wants_two_keys(town):
    from django.db import IntegrityError

    answer = town.appeal(Status.REPORTED).answers.get()
    with pytest.raises(IntegrityError, match="answer_has_two_keys"), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(signed_by=answer.written_by, sent_at=AT)


def test_the_executor_is_a_doer_even_when_the_head_reported(town):
    appeal = town.appeal(Status.IN_WORK)
    people.appoint(town.executor, "controller", "akimat-turksib")
    at = AT + timedelta(days=1)
    work.report(appeal.pk, text=TEXT, photos=[photo()], photo_place=AIRPORT, actor=town.actor("head"), at=at)
    with pytest.raises(Refused) as refusal:
        work.answer(appeal.pk, actor=town.actor("executor"), at=at)
    assert (refusal.value.code, Appeal.objects.get().status) == ("same_person", "reported")
