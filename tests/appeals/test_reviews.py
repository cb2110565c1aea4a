"""Whoever doubts what a machine chose asks for a person, who looks and answers (rule 25)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from appeals.enums import Status
from appeals.models import Appeal
from appeals.selectors import desk
from appeals.services import reviews
from tests.appeals.admin.conftest import do, moderator, triage_page  # noqa: F401
from tests.appeals.desk.conftest import kk, past_the_second_factor, signed_in  # noqa: F401
from tests.appeals.pages.conftest import author, visitor  # noqa: F401
from tests.factories.appeals import Town
from workflow import outbox
from workflow.models import Act
from workflow.refusals import Refused


@pytest.fixture
def chosen(town: Town) -> Appeal:
    """The table chose the body of this one."""
    appeal = town.appeal(Status.REGISTERED, at=timezone.now() - timedelta(days=1))
    assert appeal.routing["organisation"]
    return appeal


def waiting(town: Town) -> int:
    return desk.triage_parts(town.actor("moderator", timezone.now()), on=timezone.localdate())["review"]


def ask(browser: Client, appeal: Appeal, doubt: str = ""):
    return browser.post(reverse("appeals:act", args=[appeal.number, "ask_review"]), {"seq": appeal.seq, "doubt": doubt})


def test_from_the_button_to_the_letter(town: Town, chosen, author, moderator, do, triage_page):  # noqa: F811
    assert town.operator
    page = author.get(f"/kk/appeals/{chosen.number}/")
    assert "ask_review" in page.context["view"].acts

    answer = ask(author, chosen, "Бұл жол емес, аула жарығы туралы.")
    chosen.refresh_from_db()
    assert (answer.status_code, waiting(town)) == (302, 1)
    assert kk("You asked for a person to check what the machine chose. You will get a letter.") in (
        author.get(f"/kk/appeals/{chosen.number}/").content.decode()
    )
    desk_page = moderator.get(triage_page(chosen)).content.decode()
    assert "Бұл жол емес, аула жарығы туралы." in desk_page

    do(moderator, chosen, "categorise", category="lighting-off", kind=chosen.kind)
    chosen.refresh_from_db()
    do(moderator, chosen, "review", text="Сіз дұрыс айтасыз: санат түзетілді.")
    outbox.drain(50)

    chosen.refresh_from_db()
    asked, reviewed = Act.objects.filter(subject_id=chosen.pk, name__in=("ask_review", "review")).order_by("seq")
    assert (asked.data["chosen"]["category"], reviewed.data["chosen"]["category"]) == ("roads-pothole", "lighting-off")
    assert (chosen.review_asked_at, waiting(town)) == (None, 0)
    to_author = Notice.objects.filter(user=town.resident, code="appeal_reviewed").first()
    to_office = Notice.objects.filter(user=town.operator, code="appeal_review_asked").first()
    assert "санат түзетілді" in to_author.body
    assert "аула жарығы" in to_office.body


def test_the_queue_lists_those_who_wait(town: Town, chosen, author, moderator):  # noqa: F811
    other = town.appeal(Status.REGISTERED, at=timezone.now() - timedelta(days=1))
    ask(author, chosen)
    page = moderator.get(reverse("admin:appeals_appeal_changelist"), {"part": "review"})
    assert [each.pk for each in page.context["page"].shown] == [chosen.pk]
    assert other.review_asked_at is None


def refusal(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def test_what_is_refused(town: Town, chosen):
    at = timezone.now()
    resident, officer = town.actor("resident", at), town.actor("moderator", at)
    by_people = town.appeal(Status.REGISTERED, category="", text="Сәлеметсіз бе, рақмет сіздерге!")
    Appeal.objects.filter(pk=by_people.pk).update(suggestion={}, routing={})
    before = Act.objects.count()

    assert refusal(lambda: reviews.ask(by_people.pk, actor=resident, at=at)) == "nothing_chosen_by_machine"
    assert refusal(lambda: reviews.ask(chosen.pk, actor=officer, at=at)) == "role"
    assert refusal(lambda: reviews.ask(chosen.pk, note="а" * 2001, actor=resident, at=at)) == "note_long"
    assert refusal(lambda: reviews.answer(chosen.pk, text="Бәрі дұрыс.", actor=officer, at=at)) == "review_not_asked"
    assert Act.objects.count() == before

    reviews.ask(chosen.pk, actor=resident, at=at)
    assert refusal(lambda: reviews.ask(chosen.pk, actor=resident, at=at)) == "review_asked_already"
    assert refusal(lambda: reviews.answer(chosen.pk, text=" ", actor=officer, at=at)) == "review_needed"
    assert refusal(lambda: reviews.answer(chosen.pk, text="Бәрі дұрыс.", actor=resident, at=at)) == "role"
    assert Act.objects.count() == before + 1


@pytest.fixture
def doubtful(town: Town) -> Appeal:
    """Filed without a category; the machine suggests one."""
    appeal = town.appeal(Status.REGISTERED, category="", at=timezone.now() - timedelta(days=1))
    word = {"model": 1, "abstained": False}
    rows = [{"category": "roads-pothole", "topic": "roads", "confidence": 0.87}]
    Appeal.objects.filter(pk=appeal.pk).update(suggestion={**word, "suggestions": rows})
    appeal.refresh_from_db()
    return appeal


def test_one_press_takes_the_suggestion_and_one_takes_it_back(town: Town, doubtful, moderator):  # noqa: F811
    queue = reverse("admin:appeals_appeal_changelist")
    page = moderator.get(queue).content.decode()
    press = f"{doubtful.pk}:{doubtful.seq}:roads-pothole"
    assert f'value="{press}"' in page
    assert "87%" in page

    moderator.post(reverse("admin:appeals_appeal_accept"), {"take": press, "back": ""})
    doubtful.refresh_from_db()
    assert (doubtful.category.code, press in moderator.get(queue).content.decode()) == ("roads-pothole", False)

    last = moderator.get(queue).context["last"]
    moderator.post(reverse("admin:appeals_appeal_undo", args=[last["undo"]]))
    doubtful.refresh_from_db()
    assert doubtful.category is None


def test_a_stale_press_changes_nothing_and_says_so(doubtful, moderator):  # noqa: F811
    Appeal.objects.filter(pk=doubtful.pk).update(seq=doubtful.seq + 1)
    answer = moderator.post(
        reverse("admin:appeals_appeal_accept"), {"take": f"{doubtful.pk}:{doubtful.seq}:roads-pothole"}, follow=True
    )
    doubtful.refresh_from_db()
    assert (doubtful.category, len(answer.context["last"]["skipped"])) == (None, 1)


@pytest.mark.parametrize("take", ["", "1", "a:b:c", "1:2:no-such-leaf", "99999999:1:roads-pothole"])
def test_a_forged_press_is_harmless(doubtful, moderator, take):  # noqa: F811
    answer = moderator.post(reverse("admin:appeals_appeal_accept"), {"take": take})
    doubtful.refresh_from_db()
    assert (answer.status_code in {302, 404}, doubtful.category) == (True, None)


def test_the_triage_page_takes_it_by_a_key(doubtful, moderator, triage_page):  # noqa: F811
    page = moderator.get(triage_page(doubtful)).content.decode()
    form = page[page.index('class="b-suggested"') :].partition("</form>")[0]
    assert ('value="roads-pothole"' in form, 'data-key="s" data-press' in form) == (True, True)
