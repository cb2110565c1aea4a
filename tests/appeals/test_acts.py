"""Every verb after the filing: what it does, what the journal keeps, what it refuses without writing anything."""

from datetime import date, datetime, timedelta

import pytest

from appeals.enums import Status
from appeals.models import Appeal
from appeals.rules.privacy import rounded
from appeals.services import author, triage, work
from tests.factories import people
from tests.factories.appeals import AIRPORT, ALMATY, AT, CITY_HALL, photo, register
from tests.threads import at_once
from workflow.actor import NOBODY
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)
DONE = "Шұңқыр асфальтпен жамалды, жол ашық."


def newest(appeal: Appeal) -> Act:
    return Act.objects.filter(kind="appeal", subject_id=appeal.pk).latest("seq")


def test_categorise_asks_the_table_anew(town):
    appeal = town.appeal()
    act = triage.categorise(
        appeal.pk, category="traffic-lights", kind="complaint", actor=town.actor("moderator"), at=LATER
    )
    appeal.refresh_from_db()
    assert (appeal.category.code, appeal.kind, appeal.term_days, appeal.due_on) == (
        "traffic-lights",
        "complaint",
        20,
        date(2026, 3, 2),
    )
    assert appeal.routing["organisation"] == "dept-traffic"
    assert act.data["before"] == {"category": "roads-pothole", "kind": "quick_report", "due_on": "2026-02-23"}
    assert (act.data["category"], act.data["kind"], act.data["due_on"], act.data["routing"]) == (
        "traffic-lights",
        "complaint",
        "2026-03-02",
        appeal.routing,
    )
    assert (act.before, act.after, act.public) == ("registered", "registered", False)


def test_categorise_keeps_the_term_of_the_same_kind(town):
    appeal = town.appeal()
    triage.categorise(appeal.pk, category="snow-ice", actor=town.actor("operator"), at=LATER)
    assert Appeal.objects.get().due_on == appeal.due_on


def test_route_by_the_table(town):
    appeal = town.appeal()
    act = triage.route(appeal.pk, actor=town.actor("moderator"), at=LATER)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code, appeal.executor) == ("routed", "akimat-turksib", None)
    assert (act.data["organisation"], act.data["by_table"], act.basis) == ("akimat-turksib", True, "APPC art. 65")


def test_route_elsewhere_with_a_reason(town):
    appeal = town.appeal()
    act = triage.route(
        appeal.pk, organisation="dept-roads", reason="Республикалық жол.", actor=town.actor("moderator"), at=LATER
    )
    assert (act.data["by_table"], act.data["before"], act.note) == (False, None, "Республикалық жол.")
    again = triage.route(appeal.pk, actor=town.actor("moderator"), at=LATER)
    assert (again.data["before"], Appeal.objects.get().organisation.code) == ("dept-roads", "akimat-turksib")


def test_question_and_reply_lead_back(town):
    for status in (Status.REGISTERED, Status.ROUTED, Status.IN_WORK, Status.REOPENED):
        appeal = town.appeal(status)
        triage.ask(appeal.pk, question="Қай үй?", actor=town.actor("moderator"), at=LATER)
        author.reply(appeal.pk, text="212-үй.", actor=town.actor("resident"), at=LATER)
        question = appeal.questions.get()
        assert (question.text, question.reply, question.replied_at, question.asked_by) == (
            "Қай үй?",
            "212-үй.",
            LATER,
            town.moderator,
        )
        appeal.refresh_from_db()
        assert (appeal.status, newest(appeal).before) == (status, "asked")


def test_the_term_runs_on_while_the_author_is_asked(town):
    appeal = town.appeal(Status.ASKED)
    assert appeal.due_on == date(2026, 2, 23)


def test_publish_shows_the_moderators_words_and_the_chosen_photos(town):
    appeal = town.appeal(photos=[photo(), photo("red")])
    first, second = appeal.photos.all()
    triage.publish(
        appeal.pk,
        public_title=" Шұңқыр  бар ",
        public_text="Аялдама жанында шұңқыр.",
        photo_ids=[second.pk],
        actor=town.actor("moderator"),
        at=LATER,
    )
    appeal.refresh_from_db()
    assert (appeal.public_title, appeal.public_text, appeal.published_at) == (
        "Шұңқыр бар",
        "Аялдама жанында шұңқыр.",
        LATER,
    )
    assert appeal.public_point.tuple == appeal.point.tuple
    assert list(appeal.photos.values_list("pk", "is_public")) == [(first.pk, False), (second.pk, True)]
    triage.publish(
        appeal.pk,
        public_title="Басқа",
        public_text="Аялдама жанында шұңқыр.",
        photo_ids=[first.pk],
        actor=town.actor("moderator"),
        at=LATER + timedelta(hours=1),
    )
    appeal.refresh_from_db()
    assert (appeal.public_title, appeal.published_at) == ("Басқа", LATER)
    assert list(appeal.photos.values_list("is_public", flat=True)) == [True, False]
    triage.unpublish(appeal.pk, reason="Автор сұрады.", actor=town.actor("moderator"), at=LATER)
    appeal.refresh_from_db()
    assert (appeal.published_at, appeal.public_point, appeal.public_title) == (None, None, "Басқа")


def test_a_home_is_rounded_on_the_map(town):
    appeal = register(category="heat-none", place=CITY_HALL).appeal
    triage.publish(
        appeal.pk, public_title="Суық", public_text="Үйде суық болып тұр.", actor=town.actor("moderator"), at=LATER
    )
    appeal.refresh_from_db()
    assert appeal.public_point.tuple == rounded(CITY_HALL.lon, CITY_HALL.lat) != appeal.point.tuple
    triage.categorise(appeal.pk, category="roads-pothole", actor=town.actor("moderator"), at=LATER)
    appeal.refresh_from_db()
    assert appeal.public_point.tuple == appeal.point.tuple


def test_answer_at_once(town):
    appeal = town.appeal(language="ru", text="Когда откроют новый автобусный маршрут до аэропорта?")
    act = triage.answer_at_once(
        appeal.pk,
        text="Маршрут открыт с 1 февраля, расписание на сайте.",
        decision="explained",
        actor=town.actor("operator"),
        at=LATER,
    )
    appeal.refresh_from_db()
    answer = appeal.answers.get()
    assert (appeal.status, appeal.ended_at, appeal.reopen_until) == (
        "answered",
        LATER,
        datetime(2026, 3, 6, 0, 0, tzinfo=ALMATY),
    )
    assert (answer.language, answer.decision, answer.sent_at, answer.signed_by) == (
        "ru",
        "explained",
        LATER,
        town.operator,
    )
    assert act.data == {"answer": answer.pk, "decision": "explained", "language": "ru", "article": ""}


def test_the_whole_road_with_a_return(town):
    appeal = town.appeal(Status.REPORTED)
    assert (appeal.organisation.code, appeal.executor) == ("akimat-turksib", town.executor)
    assert list(appeal.photos.values_list("moment", "act_seq", "is_public")) == [("after", 4, False)]
    work.return_(appeal.pk, reason="Жартысы ғана жамалған.", actor=town.actor("controller"), at=LATER)
    work.report(
        appeal.pk,
        text="Толық жамалды, екінші суретті қараңыз.",
        photos=[photo("white")],
        photo_place=AIRPORT,
        actor=town.actor("executor"),
        at=LATER,
    )
    act = work.answer(appeal.pk, actor=town.actor("controller"), at=LATER)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.ended_at) == ("answered", LATER)
    sent = appeal.answers.get(sent_at__isnull=False)
    assert (sent.text, sent.written_by, sent.signed_by, sent.language) == (
        "Толық жамалды, екінші суретті қараңыз.",
        town.executor,
        town.controller,
        "kk",
    )
    assert act.data["answer"] == sent.pk
    assert list(Act.objects.filter(subject_id=appeal.pk).order_by("seq").values_list("name", "after")) == [
        ("register", "registered"),
        ("route", "routed"),
        ("accept", "in_work"),
        ("report", "reported"),
        ("return", "in_work"),
        ("report", "reported"),
        ("answer", "answered"),
    ]


def test_the_controller_mends_the_words(town):
    appeal = town.appeal(Status.REPORTED)
    work.answer(appeal.pk, text="Шұңқыр 3 ақпанда жамалды.", actor=town.actor("controller"), at=LATER)
    assert appeal.answers.get().text == "Шұңқыр 3 ақпанда жамалды."


def test_a_reason_stands_in_for_the_photo(town):
    appeal = town.appeal(Status.IN_WORK)
    work.report(appeal.pk, text=DONE, no_photo_reason="Жұмыс жер астында.", actor=town.actor("executor"), at=LATER)
    assert (appeal.answers.get().no_photo_reason, newest(appeal).note) == ("Жұмыс жер астында.", "Жұмыс жер астында.")


def test_what_is_explained_needs_no_photo(town):
    appeal = town.appeal(Status.IN_WORK)
    work.report(appeal.pk, text=DONE, decision="explained", actor=town.actor("head"), at=LATER)
    assert Appeal.objects.get(pk=appeal.pk).status == "reported"


def test_give_back(town):
    appeal = town.appeal(Status.ROUTED)
    act = work.give_back(appeal.pk, reason="Бұл біздің жол емес.", actor=town.actor("head"), at=LATER)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation, act.data, act.note) == (
        "registered",
        None,
        {"organisation": "akimat-turksib"},
        "Бұл біздің жол емес.",
    )


def test_reopen_goes_back_to_the_same_body_with_a_term_of_its_own(town):
    appeal = town.appeal(Status.FIXED)
    number, body = appeal.number, appeal.organisation
    act = author.reopen(appeal.pk, reason="Қайта ойылды.", actor=town.actor("resident"), at=AT + timedelta(days=20))
    appeal.refresh_from_db()
    assert (appeal.status, appeal.number, appeal.organisation, appeal.reopened, appeal.executor) == (
        "reopened",
        number,
        body,
        1,
        None,
    )
    assert (appeal.ended_at, appeal.reopen_until, appeal.due_on) == (None, None, date(2026, 3, 17))
    assert act.data == {
        "times": 1,
        "organisation": "akimat-turksib",
        "due_on": "2026-03-17",
        "due_on_before": "2026-02-23",
    }
    work.accept(appeal.pk, actor=town.actor("executor"), at=AT + timedelta(days=21))
    assert Appeal.objects.get().status == "in_work"


def test_the_last_moment_for_reopening(town):
    appeal = town.appeal(Status.ANSWERED)
    last = appeal.reopen_until - timedelta(seconds=1)
    with pytest.raises(Refused) as refusal:
        author.reopen(appeal.pk, reason="Кеш.", actor=town.actor("resident"), at=appeal.reopen_until)
    assert refusal.value.code == "reopen_late"
    assert author.reopen(appeal.pk, reason="Үлгердім.", actor=town.actor("resident"), at=last).after == "reopened"


def test_who_holds_the_code_acts_as_the_author(town):
    appeal = register().appeal
    act = author.withdraw(appeal.pk, reason="Жөнделді", claimed={appeal.pk}, actor=NOBODY, at=LATER)
    assert (act.actor_role, act.actor_id, act.note) == ("author", None, "Жөнделді")
    assert Appeal.objects.get().ended_at == LATER


@pytest.mark.django_db(transaction=True)
def test_eight_doers_accept_at_once(busy_town):
    appeal = busy_town.appeal(Status.ROUTED)
    actors = [people.acting(people.officer("executor", "akimat-turksib"), LATER) for _ in range(8)]
    results = at_once(8, lambda number: work.accept(appeal.pk, actor=actors[number], at=LATER))
    acts = [one for one in results if isinstance(one, Act)]
    refused = [one for one in results if isinstance(one, Refused)]
    assert (len(acts), len(refused), {one.code for one in refused}) == (1, 7, {"state"})
    appeal.refresh_from_db()
    assert (appeal.executor_id, appeal.seq) == (acts[0].actor_id, 3)
    assert Act.objects.filter(subject_id=appeal.pk, name="accept").count() == 1
