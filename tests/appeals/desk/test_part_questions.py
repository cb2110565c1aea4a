"""A question about one part of a split appeal: the reply goes to that part's body, and the other parts go on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Appeal, Part, Question
from appeals.selectors.parts import living
from appeals.services import author, part_work, questions
from tests.factories.appeals import AT
from workflow import outbox
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


def asked(town, *, number: int = 1, at=LATER, appeal: Appeal | None = None) -> Part:
    """A part in work whose body has asked the author."""
    appeal = appeal or town.appeal(Status.SPLIT, at=at - timedelta(days=1))
    doer = town.actor("executor" if number == 1 else "lights_executor")
    part = living(appeal).get(number=number)
    part_work.accept(part.pk, actor=doer, at=at)
    part_work.ask(part.pk, question=f"Қай үй? ({number})", actor=doer, at=at)
    return Part.objects.select_related("appeal__author").get(pk=part.pk)


def test_the_link_of_the_letter_leads_the_reply_to_the_body_of_the_part(town):
    part = asked(town, at=timezone.now())
    outbox.drain()
    letter = Notice.objects.filter(code="appeal_question").first()
    assert (letter.user, "Қай үй?" in letter.body) == (town.resident, True)
    with override("kk"):
        link = reverse("appeals:question", args=[questions.token_of(part.questions.get())])
    assert letter.link.split("/", 2)[2] == link.split("/", 2)[2]
    stranger = Client()
    shown = stranger.get(link).content.decode()
    assert ("Қай үй?" in shown, part.title in shown) == (True, True)
    assert stranger.post(link, {"text": "212-үй."}).status_code == 302
    outbox.drain()
    part.refresh_from_db()
    assert (part.status, part.questions.get().reply) == (Status.IN_WORK, "212-үй.")
    told = Notice.objects.filter(code="appeal_replied")
    assert {notice.user for notice in told} == {town.executor}
    assert {notice.user for notice in told} != {town.lights_executor}


def test_one_part_waits_and_the_other_goes_on(town):
    part = asked(town)
    other = living(part.appeal).get(number=2)
    part_work.accept(other.pk, actor=town.actor("lights_executor"), at=LATER)
    states = list(living(part.appeal).values_list("status", "due_on"))
    assert [state for state, _day in states] == [Status.ASKED, Status.IN_WORK]
    assert {day for _state, day in states} == {part.due_on}  # the term runs on
    with pytest.raises(Refused) as no:
        part_work.ask(other.pk, question="Қай бағдаршам?", actor=town.actor("executor"), at=LATER)
    assert (no.value.code, Question.objects.count()) == ("role", 1)


def test_the_author_sees_every_question_and_replies_to_each_on_its_own(town, signed_in):
    now = timezone.now()
    first = asked(town, at=now)
    second = asked(town, number=2, at=now, appeal=first.appeal)
    browser = signed_in(town.resident)
    with override("kk"):
        page, mine = reverse("appeals:detail", args=[first.appeal.number]), reverse("appeals:mine")
        address = reverse("appeals:act", args=[first.appeal.number, "reply"])
    shown = browser.get(page).content.decode()
    assert ('id="id_text1"' in shown, 'id="id_text2"' in shown) == (True, True)
    assert [card.number for card in browser.get(mine).context["waiting"]] == [first.appeal.number]
    empty = browser.post(address, {"part": 2, "text": ""})
    assert (empty.status_code, 'id="id_text2_error"' in empty.content.decode()) == (422, True)
    assert 'id="id_text1_error"' not in empty.content.decode()
    seq = Appeal.objects.get(pk=first.appeal_id).seq
    assert browser.post(address, {"part": 2, "text": "Толе би қиылысы.", "seq": seq}).status_code == 302
    assert list(living(first.appeal).values_list("status", flat=True)) == [Status.ASKED, Status.IN_WORK]
    assert [each.reply for each in (first.questions.get(), second.questions.get())] == ["", "Толе би қиылысы."]
    steps = [(str(step.title), step.said) for step in browser.get(page).context["view"].steps if step.said]
    assert [said for _title, said in steps] == ["Қай үй? (1)", "Қай үй? (2)", "Толе би қиылысы."]


def test_without_a_reply_the_part_goes_on(town):
    part = asked(town)
    until = part.questions.get().reply_until
    assert questions.lapse_due(until - timedelta(seconds=1)) == []
    acts = questions.lapse_due(until)
    assert [(act.kind, act.name, act.actor_role, act.after) for act in acts] == [("part", "lapse", "system", "in_work")]
    outbox.drain()
    assert {notice.user for notice in Notice.objects.filter(code="appeal_lapsed")} == {town.executor}
    with pytest.raises(Refused) as no:
        author.reply(part.appeal_id, part=1, text="Кеш", actor=town.actor("resident"), at=until)
    assert (no.value.code, part.questions.get().reply) == ("state", "")


def test_only_the_author_replies_and_only_to_a_part_that_is_there(town):
    part = asked(town)
    before = Act.objects.count()
    for who, number, code in (("executor", 1, "role"), ("resident", 2, "state"), ("resident", 3, "part_unknown")):
        with pytest.raises(Refused) as no:
            author.reply(part.appeal_id, part=number, text="212-үй.", actor=town.actor(who), at=LATER)
        assert no.value.code == code
    assert (Act.objects.count(), part.questions.get().reply) == (before, "")


def test_the_page_of_the_part_shows_the_question_and_that_of_the_whole_does_not(town, signed_in):
    part = asked(town, at=timezone.now())
    moderator = signed_in(town.moderator)
    assert "Қай үй? (1)" in moderator.get(f"/kk/desk/{part.appeal.number}/parts/1/").content.decode()
    assert list(moderator.get(f"/kk/desk/{part.appeal.number}/parts/2/").context["questions"]) == []
    assert list(moderator.get(f"/kk/desk/{part.appeal.number}/").context["questions"]) == []
