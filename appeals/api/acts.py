"""Every act that can be done on an appeal: its name in the address, the shape of its body, its service."""

from collections.abc import Callable
from dataclasses import dataclass

from appeals.api import requests, sending
from appeals.services import (
    assignment,
    author,
    complaints,
    forwarding,
    hearings,
    notes,
    parts,
    ratings,
    reviews,
    terms,
    triage,
    work,
)
from workflow.models import Act


@dataclass(frozen=True)
class Doable:
    """``by_author``: a service of the resident's, which asks what the session has claimed."""

    service: Callable[..., Act]
    request: type[requests.ActRequest]
    by_author: bool = False


ACTS: dict[str, Doable] = {
    "categorise": Doable(triage.categorise, requests.CategoriseRequest),
    "route": Doable(triage.route, requests.RouteRequest),
    "ask": Doable(triage.ask, requests.QuestionRequest),
    "publish": Doable(triage.publish, requests.PublishRequest),
    "unpublish": Doable(triage.unpublish, requests.ReasonRequest),
    "answer_at_once": Doable(triage.answer_at_once, requests.AnswerAtOnceRequest),
    "accept": Doable(work.accept, requests.ActRequest),
    "give_back": Doable(work.give_back, requests.ReasonRequest),
    "report": Doable(work.report, requests.ReportRequest),
    "return": Doable(work.return_, requests.ReasonRequest),
    "answer": Doable(work.answer, requests.AcceptReportRequest),
    "forward": Doable(forwarding.forward, sending.ForwardRequest),
    "split": Doable(parts.split, sending.SplitRequest),
    "join": Doable(parts.join, requests.ReasonRequest),
    "lodge": Doable(complaints.lodge, sending.LodgeRequest),
    "pass_up": Doable(complaints.pass_up, sending.PassUpRequest),
    "satisfy": Doable(complaints.satisfy, sending.SatisfyRequest),
    "extend": Doable(terms.extend, requests.ExtendRequest),
    "assign": Doable(assignment.assign, requests.AssignRequest),
    "note": Doable(notes.note, requests.NoteRequest),
    "propose": Doable(hearings.propose, requests.ProposeRequest),
    "minute": Doable(hearings.minute, requests.MinuteRequest),
    "waive": Doable(hearings.waive, requests.WaiveRequest),
    "object": Doable(hearings.object_, requests.ReplyRequest, by_author=True),
    "rate": Doable(ratings.rate, requests.RateRequest, by_author=True),
    "reply": Doable(author.reply, requests.ReplyToQuestionRequest, by_author=True),
    "confirm": Doable(author.confirm, requests.ConfirmRequest, by_author=True),
    "reopen": Doable(author.reopen, requests.ReasonRequest, by_author=True),
    "withdraw": Doable(author.withdraw, requests.ReasonRequest, by_author=True),
    "ask_review": Doable(reviews.ask, requests.ConfirmRequest, by_author=True),
    "review": Doable(reviews.answer, requests.ReplyRequest),
}
