"""Every refusal of a verb: a sentence, and nothing written."""

import io
from datetime import timedelta

import pytest
from django.db.models import Model

from appeals.enums import Status
from appeals.models import Answer, Appeal, Category, Photo, Question
from appeals.services import author, triage, work
from tests.factories import people
from tests.factories.appeals import AT, photo, register
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)
DONE = "Шұңқыр асфальтпен жамалды, жол ашық."


def snapshot() -> dict[str, list]:
    models: list[type[Model]] = [Appeal, Act, Answer, Question, Photo]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


# name -> (status, who, the call, the code)
def _refusals():
    report = {"text": DONE, "photos": ()}
    say = {"text": "Жауап осындай: бәрі жөнделді.", "decision": "satisfied"}
    show = {"public_title": "Шұңқыр", "public_text": "Аялдама жанында шұңқыр."}
    R, A, W, C = Status.REGISTERED, Status.ANSWERED, Status.IN_WORK, Status.REPORTED
    return {
        "categorise needs a category": (R, "moderator", triage.categorise, {"category": ""}, "category_needed"),
        "categorise knows the leaf": (R, "moderator", triage.categorise, {"category": "roads"}, "category_unknown"),
        "categorise knows the kind": (
            R,
            "moderator",
            triage.categorise,
            {"category": "snow-ice", "kind": "x"},
            "kind_unknown",
        ),
        "route knows the body": (R, "moderator", triage.route, {"organisation": "nobody"}, "organisation_unknown"),
        "route takes no dead body": (
            R,
            "moderator",
            triage.route,
            {"organisation": "dept-urban-mobility", "reason": "x"},
            "organisation_unknown",
        ),
        "route elsewhere needs a reason": (
            R,
            "moderator",
            triage.route,
            {"organisation": "dept-roads"},
            "reason_needed",
        ),
        "ask needs a question": (R, "moderator", triage.ask, {"question": " "}, "question_needed"),
        "ask briefly": (R, "moderator", triage.ask, {"question": "?" * 2001}, "question_long"),
        "publish needs a title": (R, "moderator", triage.publish, {**show, "public_title": " "}, "title_needed"),
        "publish with a short title": (
            R,
            "moderator",
            triage.publish,
            {**show, "public_title": "а" * 141},
            "title_long",
        ),
        "publish needs a text": (R, "moderator", triage.publish, {**show, "public_text": ""}, "public_text_needed"),
        "publish own photos": (R, "moderator", triage.publish, {**show, "photo_ids": [0]}, "photo_unknown"),
        "unpublish needs a reason": (R, "moderator", triage.unpublish, {"reason": ""}, "reason_needed"),
        "unpublish what is public": (R, "moderator", triage.unpublish, {"reason": "x"}, "not_public"),
        "answer with words": (R, "moderator", triage.answer_at_once, {**say, "text": "Жарайды."}, "answer_short"),
        "answer with few words": (R, "moderator", triage.answer_at_once, {**say, "text": "а" * 5001}, "answer_long"),
        "answer with a decision": (
            R,
            "moderator",
            triage.answer_at_once,
            {**say, "decision": "yes"},
            "decision_unknown",
        ),
        "refuse with a norm": (R, "moderator", triage.answer_at_once, {**say, "decision": "refused"}, "norm_needed"),
        "answer in the right language": (
            R,
            "moderator",
            triage.answer_at_once,
            {**say, "language": "ru"},
            "language_wrong",
        ),
        "give back with a reason": (Status.ROUTED, "executor", work.give_back, {"reason": "\n"}, "reason_needed"),
        "report with a photo": (W, "executor", work.report, report, "photo_needed"),
        "report in part with a photo": (W, "executor", work.report, {**report, "decision": "partly"}, "photo_needed"),
        "report with a real photo": (
            W,
            "executor",
            work.report,
            {**report, "photos": [io.BytesIO(b"<svg/>")]},
            "photo_kind",
        ),
        "report with words": (W, "executor", work.report, {"text": "Ок", "photos": [photo()]}, "answer_short"),
        "return with a reason": (C, "controller", work.return_, {"reason": ""}, "reason_needed"),
        "reply with words": (Status.ASKED, "resident", author.reply, {"text": ""}, "reply_needed"),
        "reply briefly": (Status.ASKED, "resident", author.reply, {"text": "а" * 5001}, "text_long"),
        "reopen with a reason": (A, "resident", author.reopen, {"reason": " "}, "reason_needed"),
        "reply when asked": (R, "resident", author.reply, {"text": "Иә"}, "state"),
        "accept when routed": (R, "resident", work.accept, {}, "role"),
        "accept once": (W, "executor", work.accept, {}, "state"),
        "report what is in work": (Status.ROUTED, "executor", work.report, {**report, "no_photo_reason": "x"}, "state"),
        "answer what is reported": (W, "controller", work.answer, {}, "state"),
        "the executor does not answer": (C, "executor", work.answer, {}, "role"),
        "the moderator does not answer": (C, "moderator", work.answer, {}, "role"),
        "the moderator does not withdraw": (R, "moderator", author.withdraw, {}, "role"),
        "the author does not route": (R, "resident", triage.route, {}, "role"),
        "withdraw what is open": (A, "resident", author.withdraw, {}, "state"),
        "on what is seen": (R, "moderator", triage.route, {"seq": 7}, "stale"),
    }


@pytest.mark.parametrize("name", _refusals())
def test_a_refusal_is_a_sentence_and_writes_nothing(town, files, name):
    status, who, use_case, given, code = _refusals()[name]
    appeal = town.appeal(status)
    before, kept = snapshot(), files()
    with pytest.raises(Refused) as refusal:
        use_case(appeal.pk, **given, actor=town.actor(who), at=LATER)
    assert (refusal.value.code, len(str(refusal.value)) > 10) == (code, True)
    assert (snapshot(), files()) == (before, kept)


def test_two_keys(town):
    appeal = town.appeal(Status.REPORTED)
    people.appoint(town.executor, "controller", "akimat-turksib")
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        work.answer(appeal.pk, actor=town.actor("executor"), at=LATER)
    assert (refusal.value.code, snapshot()) == ("same_person", before)


def test_a_cell_without_a_rule_needs_a_body(town):
    appeal = register(category="").appeal
    with pytest.raises(Refused) as refusal:
        triage.route(appeal.pk, actor=town.actor("moderator"), at=LATER)
    assert refusal.value.code == "organisation_needed"
    assert Category.objects.filter(pk=appeal.category_id).exists() is False


def test_a_stranger_to_the_appeal_may_do_nothing(town):
    appeal = town.appeal(Status.ANSWERED)
    other = people.acting(people.resident(), LATER)
    for act in (author.confirm, author.withdraw):
        with pytest.raises(Refused) as refusal:
            act(appeal.pk, actor=other, at=LATER)
        assert refusal.value.code == "role"
