"""The share of quick answers by both bases, against figures computed by hand; the draw and the quality check."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from appeals.models import Answer, Appeal, Article, Category, QuickAnswer, QuickGoal
from appeals.selectors import quick
from appeals.services import author, first_contact, triage
from appeals.services import quick as checking
from appeals.services.first_contact import Said
from tests.factories import people
from tests.factories.appeals import AT, Town, register
from workflow.actor import SYSTEM
from workflow.refusals import Refused

SAID = "Көшедегі шамға «Алматы Қала Жарық» жауап береді, хабарладық."
FEBRUARY = {"since": date(2026, 2, 1), "until": date(2026, 2, 28)}


@pytest.fixture(autouse=True)
def everything_is_drawn(town: Town) -> None:
    QuickGoal.objects.update(sample_percent=100)


def answered(town: Town, **given) -> QuickAnswer:
    filed = register(actor=town.actor("resident"), **given).appeal
    triage.answer_at_once(
        filed.pk, text=SAID, decision="explained", language="kk", actor=town.actor("operator"), at=filed.received_at
    )
    return QuickAnswer.objects.get(appeal=filed)


def judged(row: QuickAnswer, town: Town, *, passed: bool) -> None:
    checking.check(row.pk, passed=passed, note="" if passed else "Мекенжай жоқ.", actor=town.actor("moderator"), at=AT)


def test_ten_registered_by_hand(town: Town):
    """Rule 22. 10 registered. 7 answered at once: 1 of them after it had been sent to a body, 1 opened again: 5 count,
    50 %. Of the 5, 4 were checked and 3 passed: 75 % of 50 % = 37.5 %."""
    for _number in range(3):
        register()
    good = [answered(town) for _number in range(5)]
    again = answered(town)
    author.reopen(again.appeal_id, reason="Жанбайды.", actor=town.actor("resident"), at=AT + timedelta(hours=1))
    sent = register().appeal
    triage.route(sent.pk, actor=town.actor("moderator"), at=AT)
    triage.answer_at_once(sent.pk, text=SAID, decision="explained", actor=town.actor("operator"), at=AT)
    for row, passed in zip(good, (True, True, True, False), strict=False):
        judged(row, town, passed=passed)
    found = quick.figures(**FEBRUARY)
    assert (found.registered, found.answered, found.checked, found.passed, found.waiting) == (10, 5, 4, 3, 1)
    assert (found.share, found.passing, found.good_share, found.target) == (50.0, 75.0, 37.5, 66)


def test_before_the_first_check_the_second_share_is_not_known(town: Town):
    answered(town)
    found = quick.figures(**FEBRUARY)
    assert (found.share, found.passing, found.good_share) == (100.0, None, None)


def test_with_nothing_registered_there_is_no_share(town: Town):
    found = quick.figures(**FEBRUARY)
    assert (found.registered, found.share, found.good_share) == (0, None, None)


def test_a_period_counts_by_the_day_of_registration(town: Town):
    """Friday 27 February 19:05 is registered on Monday 2 March."""
    late = AT.replace(day=27, hour=19, minute=5)
    answered(town, at=late)
    march = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
    assert (quick.figures(**FEBRUARY).registered, quick.figures(**march).registered) == (0, 1)
    assert (quick.figures(**FEBRUARY).answered, quick.figures(**march).answered) == (0, 1)


def test_what_a_machine_answers_never_counts(town: Town):
    appeal = register().appeal
    answer = Answer.objects.create(appeal=appeal, decision="explained", text=SAID, language="kk", written_at=AT)
    assert checking.note(appeal, answer, article=None, actor=SYSTEM, at=AT) is None
    assert (quick.figures(**FEBRUARY).answered, QuickAnswer.objects.count()) == (0, 0)


def test_an_appeal_answered_after_reopening_is_not_quick(town: Town):
    row = answered(town)
    author.reopen(row.appeal_id, reason="Жанбайды.", actor=town.actor("resident"), at=AT + timedelta(hours=1))
    triage.answer_at_once(
        row.appeal_id, text=SAID, decision="explained", actor=town.actor("operator"), at=AT + timedelta(hours=2)
    )
    assert QuickAnswer.objects.count() == 2
    assert quick.figures(**FEBRUARY).answered == 0


def test_the_aim_is_data_with_days(town: Town):
    QuickGoal.objects.create(target_percent=70, sample_percent=5, valid_from=date(2027, 1, 1))
    assert [quick.goal(day).target_percent for day in (date(2022, 1, 1), date(2026, 6, 1), date(2027, 1, 1))] == [
        66,
        66,
        70,
    ]


@pytest.mark.parametrize(("percent", "least", "most"), [(0, 0, 0), (100, 40, 40), (50, 8, 32)])
def test_so_many_are_drawn(town: Town, percent, least, most):
    QuickGoal.objects.update(sample_percent=percent)
    appeal = register().appeal
    for _number in range(40):
        answer = Answer.objects.create(appeal=appeal, decision="explained", text=SAID, language="kk", written_at=AT)
        checking.note(appeal, answer, article=None, actor=town.actor("operator"), at=AT)
    assert least <= QuickAnswer.objects.filter(sampled=True).count() <= most


# Who may judge an answer that an operator of Open Almaty gave on an appeal in Turksib.
JUDGES = {
    ("moderator", "open-almaty", None): True,
    ("administrator", "open-almaty", None): True,
    ("moderator", "open-almaty", "turksib"): True,
    ("moderator", "open-almaty", "medeu"): False,
    ("controller", "open-almaty", None): True,
    ("controller", "akimat-turksib", None): False,
    ("operator", "open-almaty", None): False,
    ("executor", "open-almaty", None): False,
    ("head", "open-almaty", None): False,
    ("district_akimat", "akimat-turksib", "turksib"): False,
    ("city_akimat", "city-akimat", None): False,
    ("analyst", "city-akimat", None): False,
}


@pytest.mark.parametrize(("post", "may"), JUDGES.items(), ids=[" ".join(map(str, post)) for post in JUDGES])
def test_who_may_judge(town: Town, post, may):
    row = answered(town)
    role, body, district = post
    actor = people.acting(people.officer(role, body, district), AT)
    if may:
        assert checking.check(row.pk, passed=True, actor=actor, at=AT).checked_by_id == actor.user_id
    else:
        with pytest.raises(Refused) as refusal:
            checking.check(row.pk, passed=True, actor=actor, at=AT)
        assert refusal.value.code in {"role", "not_found"}
        assert QuickAnswer.objects.get().passed is None


def test_nobody_judges_the_own_answer(town: Town):
    appeal = register().appeal
    triage.answer_at_once(appeal.pk, text=SAID, decision="explained", actor=town.actor("moderator"), at=AT)
    with pytest.raises(Refused) as refusal:
        checking.check(QuickAnswer.objects.get().pk, passed=True, actor=town.actor("moderator"), at=AT)
    assert refusal.value.code == "not_found"


def test_what_was_not_drawn_is_not_judged(town: Town):
    QuickGoal.objects.update(sample_percent=0)
    row = answered(town)
    with pytest.raises(Refused) as refusal:
        judged(row, town, passed=True)
    assert refusal.value.code == "not_found"


def test_a_bad_answer_is_told_why(town: Town):
    row = answered(town)
    with pytest.raises(Refused) as refusal:
        checking.check(row.pk, passed=False, note="  ", actor=town.actor("moderator"), at=AT)
    assert (refusal.value.code, refusal.value.field) == ("note_needed", "note")
    judged(row, town, passed=False)
    assert QuickAnswer.objects.get().note == "Мекенжай жоқ."


def test_a_second_judgement_is_a_conflict(town: Town):
    row = answered(town)
    judged(row, town, passed=True)
    with pytest.raises(Refused) as refusal:
        judged(row, town, passed=False)
    assert (refusal.value.code, refusal.value.conflict) == ("checked", True)
    assert QuickAnswer.objects.get().passed is True


def test_two_judges_at_once_make_one_judgement(busy_town: Town):
    QuickGoal.objects.update(sample_percent=100)
    row = answered(busy_town)
    judges = [people.acting(people.officer("moderator", "open-almaty"), AT) for _number in range(4)]
    came: list[str] = []
    start = threading.Barrier(len(judges))

    def judge(actor, passed: bool) -> None:
        start.wait(10)
        try:
            checking.check(row.pk, passed=passed, note="Себебі бар.", actor=actor, at=AT)
            came.append("done")
        except Refused as refusal:
            came.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=judge, args=(actor, number % 2 == 0)) for number, actor in enumerate(judges)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(came) == ["checked", "checked", "checked", "done"]


def test_a_refused_answer_registers_nothing(town: Town):
    with pytest.raises(Refused) as refusal:
        filing = {"text": "Айнабұлақта шам жанбайды.", "language": "kk", "source": "call_centre", "consent": ""}
        key = register().appeal.intake_key
        first_contact.file(
            key=key.__class__(int=key.int + 1), answer=Said("Қысқа."), actor=town.actor("operator"), at=AT, **filing
        )
    assert refusal.value.code == "answer_short"
    assert Appeal.objects.count() == 1


def test_the_desk_page_for_all_officials(town: Town, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    row = answered(town)
    for name, sees in (("moderator", True), ("operator", False), ("executor", False)):
        browser = Client()
        browser.force_login(getattr(town, name), backend="django.contrib.auth.backends.ModelBackend")
        page = browser.get("/kk/desk/quick/")
        assert page.status_code == 200
        assert (SAID in page.content.decode()) is sees
        refused = browser.post(f"/kk/desk/quick/{row.pk}/", {"verdict": "failed", "note": " "})
        assert refused.status_code == (422 if sees else 403)


def test_a_refused_check_keeps_its_note(town: Town, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    row = answered(town)
    browser = Client()
    browser.force_login(town.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.post(f"/kk/desk/quick/{row.pk}/", {"verdict": "", "note": "Көше аты қате."})
    assert page.status_code == 422 and "Көше аты қате." in page.content.decode()
    assert browser.post(f"/kk/desk/quick/{row.pk}/", {"verdict": "passed"}).status_code == 302
    assert QuickAnswer.objects.get().passed is True


@pytest.mark.parametrize("number", [1, 9])
def test_the_page_costs_the_same_for_one_and_for_many(town: Town, settings, number, django_assert_max_num_queries):
    settings.STAFF_SECOND_FACTOR = "off"
    for _each in range(number):
        answered(town)
    browser = Client()
    browser.force_login(town.moderator, backend="django.contrib.auth.backends.ModelBackend")
    browser.get("/kk/desk/quick/")
    with django_assert_max_num_queries(15):
        browser.get("/kk/desk/quick/")


def test_pages_and_interface_for_everybody(town: Town, client: Client):
    answered(town)
    today = AT.date()
    figures = client.get(f"/api/v1/quick-answers/?since={today}&until={today}").json()
    assert figures == {
        "registered": 1, "answered": 1, "checked": 0, "passed": 0, "share": 100.0, "good_share": None, "target": 66
    }  # fmt: skip
    assert client.get(f"/api/v1/quick-answers/?since={today}&until=2020-01-01").status_code == 400
    assert client.get("/api/v1/quick-answers/").status_code == 400
    found = client.get("/api/v1/articles/?q=снег", headers={"Accept-Language": "ru"}).json()
    assert found[0]["code"] == "snow-clearing" and found[0]["title"] == "Когда уберут снег"
    everything = {row["code"] for row in client.get("/api/v1/articles/").json()}
    assert {"snow-clearing", "term-of-answer"} <= everything
    assert client.get("/api/v1/articles/no-such/").status_code == 404
    for language in ("kk", "ru", "en"):
        assert client.get(f"/{language}/help/").status_code == 200
        assert client.get(f"/{language}/help/?q=снег").status_code == 200
        assert client.get(f"/{language}/help/snow-clearing/").status_code == 200
        assert client.get(f"/{language}/help/quick-answers/").status_code == 200
    assert client.get("/kk/help/no-such/").status_code == 404


def test_an_ended_article_is_gone_from_pages_and_interface(town: Town, client: Client):
    Article.objects.filter(code="snow-clearing").update(valid_to=date(2025, 1, 1))
    assert client.get("/kk/help/snow-clearing/").status_code == 404
    assert client.get("/api/v1/articles/snow-clearing/").status_code == 404
    appeal = register().appeal
    with pytest.raises(Refused) as refusal:
        triage.answer_at_once(
            appeal.pk, text=SAID, decision="explained", article="snow-clearing", actor=town.actor("operator"), at=AT
        )
    assert (refusal.value.code, refusal.value.field) == ("article_unknown", "article")


def test_categories_of_articles_are_leaves(town: Town):
    tops = set(Category.objects.filter(parent=None).values_list("pk", flat=True))
    assert not tops & set(Article.objects.values_list("category_id", flat=True))
