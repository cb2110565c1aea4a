"""The triage page: every decision through its service, every refusal in words."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appeals.enums import Status
from appeals.models import Answer
from appeals.services import triage
from tests.appeals.desk.conftest import kk
from tests.factories.appeals import Town, photo
from workflow.models import Act


def test_the_category_is_corrected_and_the_table_asked_anew(fresh, moderator: Client, do, triage_page):
    appeal = fresh(Status.REGISTERED, category="")
    assert kk("Choose the category first: the table needs it.") in moderator.get(triage_page(appeal)).content.decode()
    do(moderator, appeal, "categorise", category="roads-pothole", kind="application")
    appeal.refresh_from_db()
    assert (appeal.category.code, appeal.kind, appeal.seq) == ("roads-pothole", "application", 2)
    assert appeal.routing["organisation"]


def test_the_page_says_why_and_routes_so(town: Town, fresh, moderator: Client, do, triage_page):
    appeal = fresh(Status.REGISTERED)
    page = moderator.get(triage_page(appeal)).content.decode()
    assert kk("The table says:") in page
    do(moderator, appeal, "route")
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code) == (Status.ROUTED, appeal.routing["organisation"])
    assert appeal.organisation.name_kk in page


def test_a_changed_rule_takes_effect_at_once(fresh, moderator: Client, do, triage_page, rule):
    appeal = fresh(Status.REGISTERED)
    rule("dept-energy-water", timezone.localdate() - timedelta(days=1))
    assert "Энергетика және сумен жабдықтау" in moderator.get(triage_page(appeal)).content.decode()
    do(moderator, appeal, "route")
    appeal.refresh_from_db()
    assert appeal.organisation.code == "dept-energy-water"


def test_another_body_takes_a_reason(fresh, moderator: Client, do):
    appeal = fresh(Status.REGISTERED)
    refused = do(moderator, appeal, "route", organisation="almaty-su")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert kk("Write the reason.") in page
    assert '<option value="almaty-su" selected' in page
    do(moderator, appeal, "route", organisation="almaty-su", reason="Шұңқыр су құбырының жарылуынан.")
    appeal.refresh_from_db()
    act = Act.objects.get(kind="appeal", subject_id=appeal.pk, name="route")
    assert (appeal.organisation.code, act.note, act.data["by_table"]) == (
        "almaty-su",
        "Шұңқыр су құбырының жарылуынан.",
        False,
    )


def test_publishing_shows_the_words_and_the_photos_that_were_chosen(fresh, moderator: Client, do, triage_page):
    text = "Аулада ағаш құлады. Маған 8 701 234 56 78 нөміріне хабарласыңыз, 15 пәтер."
    appeal = fresh(Status.REGISTERED, text=text, photos=[photo("red"), photo("blue")])
    page = moderator.get(triage_page(appeal)).content.decode()
    form = page[page.index('id="publish-public_text"') :]
    shown, hidden = appeal.photos.all()
    assert "Аулада ағаш құлады. Маған [TEL …] нөміріне хабарласыңыз, [APT …]." in form
    do(
        moderator,
        appeal,
        "publish",
        public_title="Құлаған ағаш",
        public_text="Аулада ағаш құлады.",
        photo_ids=[shown.pk],
    )
    appeal.refresh_from_db()
    assert (appeal.public_title, appeal.public_text) == ("Құлаған ағаш", "Аулада ағаш құлады.")
    assert set(appeal.photos.filter(is_public=True)) == {shown}
    assert hidden in appeal.photos.filter(is_public=False)
    do(moderator, appeal, "unpublish", reason="Иесі сұрады.")
    appeal.refresh_from_db()
    assert appeal.published_at is None


def test_a_refused_title_keeps_what_was_typed(fresh, moderator: Client, do):
    appeal = fresh(Status.REGISTERED)
    answer = do(moderator, appeal, "publish", public_title=" ", public_text="Аулада ағаш құлап жатыр.")
    page = answer.content.decode()
    appeal.refresh_from_db()
    assert answer.status_code == 422
    assert kk("Write a title that everybody may read.") in page
    assert "Аулада ағаш құлап жатыр." in page
    assert appeal.published_at is None


def test_a_question_and_an_answer_at_once(fresh, moderator: Client, do):
    appeal = fresh(Status.REGISTERED)
    do(moderator, appeal, "ask", question="Қай үйдің тұсында?")
    other = fresh(Status.REGISTERED)
    words = "Бұл көшені жөндеу осы айға жоспарланған."
    do(moderator, other, "answer_at_once", text=words, decision="explained", language="kk")
    appeal.refresh_from_db(), other.refresh_from_db()
    assert (appeal.status, other.status) == (Status.ASKED, Status.ANSWERED)
    assert Answer.objects.get(appeal=other).text == words


def test_an_overtaken_page_is_told_so_and_keeps_the_words(town: Town, fresh, moderator: Client, do, lately):
    appeal = fresh(Status.REGISTERED)
    triage.categorise(appeal.pk, category="roads-pavement", actor=town.actor("operator"), at=lately)
    answer = do(moderator, appeal, "ask", question="Қай үйдің тұсында?")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Қай үйдің тұсында?" in page
    assert f'name="seq" value="{appeal.seq + 1}"' in page
    assert appeal.questions.count() == 0


def test_route_and_open_the_next(fresh, moderator: Client, do, triage_page):
    first, second = fresh(Status.REGISTERED), fresh(Status.REGISTERED)
    assert 'rel="next" data-key="j"' in moderator.get(triage_page(first)).content.decode()
    onward = do(moderator, first, "route", next="1")
    last = do(moderator, second, "route", next="1")
    assert onward["Location"] == triage_page(second)
    assert last["Location"] == reverse("admin:appeals_appeal_changelist")
