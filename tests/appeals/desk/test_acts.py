"""Acts at the desk: done once, refused in words, nothing typed is lost."""

from django.test import Client
from django.urls import reverse

from appeals.enums import Status
from appeals.models import Answer, Appeal
from appeals.services import work
from tests.appeals.desk.conftest import kk, offered
from tests.factories import people
from tests.factories.appeals import AIRPORT, Town, photo
from workflow.models import Act

PLACE = f"{AIRPORT.lat}, {AIRPORT.lon}"
REPORT = "Шұңқыр асфальтпен жамалып, орны тазаланды."


def send(client: Client, appeal: Appeal, act: str, **words):
    return client.post(reverse("desk:act", args=[appeal.number, act]), {"seq": appeal.seq, **words})


def acts(appeal: Appeal) -> list[str]:
    return list(Act.objects.filter(kind="appeal", subject_id=appeal.pk).order_by("seq").values_list("name", flat=True))


def test_from_the_executors_hands_to_the_answer(town: Town, fresh, executor: Client, controller: Client):
    appeal = fresh(Status.ROUTED)
    page = reverse("desk:appeal", args=[appeal.number])
    assert send(executor, appeal, "accept")["Location"] == page
    appeal.refresh_from_db()
    send(executor, appeal, "report", text=REPORT, decision="satisfied", photos=photo("black"), photo_place=PLACE)
    appeal.refresh_from_db()
    assert REPORT in controller.get(page).content.decode()
    send(controller, appeal, "return", reason="Жақыннан түсірілген сурет керек.")
    appeal.refresh_from_db()
    assert "Жақыннан түсірілген сурет керек." in executor.get(page).content.decode()
    send(executor, appeal, "report", text=REPORT, decision="satisfied", photos=photo("white"), photo_place=PLACE)
    appeal.refresh_from_db()
    send(controller, appeal, "answer", text=REPORT + " Рақмет!")
    appeal.refresh_from_db()
    assert acts(appeal) == ["register", "route", "accept", "report", "return", "report", "answer"]
    assert (appeal.status, appeal.executor) == (Status.ANSWERED, town.executor)
    sent = Answer.objects.get(appeal=appeal, sent_at__isnull=False)
    assert (sent.text, sent.signed_by) == (REPORT + " Рақмет!", town.controller)


def test_a_report_without_a_photo_is_refused_and_its_words_stay(fresh, executor: Client):
    appeal = fresh(Status.IN_WORK)
    answer = send(executor, appeal, "report", text=REPORT, decision="satisfied")
    page = answer.content.decode()
    appeal.refresh_from_db()
    assert answer.status_code == 422
    assert kk("Add a photo taken after the work, or write why there is none.") in page
    assert REPORT in page
    assert (appeal.status, appeal.answers.count()) == (Status.IN_WORK, 0)


def test_a_reason_may_stand_for_a_photo(fresh, executor: Client):
    appeal = fresh(Status.IN_WORK)
    send(executor, appeal, "report", text=REPORT, decision="satisfied", no_photo_reason="Жұмыс жер астында.")
    appeal.refresh_from_db()
    assert (appeal.status, appeal.answers.get().no_photo_reason) == (Status.REPORTED, "Жұмыс жер астында.")


def test_photos_lost_by_a_refusal_are_asked_for_again(fresh, executor: Client):
    answer = send(executor, fresh(Status.IN_WORK), "report", text="аз", decision="satisfied", photos=photo("black"))
    assert answer.status_code == 422
    assert kk("Choose the photos once more: a browser does not keep them.") in answer.content.decode()


def test_an_empty_reason_is_refused_beside_its_field(fresh, executor: Client):
    appeal = fresh(Status.ROUTED)
    answer = send(executor, appeal, "give_back", reason="  ")
    assert answer.status_code == 422
    assert 'href="#give_back-reason"' in answer.content.decode()
    assert acts(appeal) == ["register", "route"]


def test_what_was_given_back_leaves_the_desk(fresh, executor: Client):
    appeal = fresh(Status.ROUTED)
    first = send(executor, appeal, "give_back", reason="Бұл жол республикалық.")
    again = send(executor, appeal, "give_back", reason="Бұл жол республикалық.")
    appeal.refresh_from_db()
    assert (first["Location"], again["Location"]) == (reverse("desk:queue"), reverse("desk:queue"))
    assert (appeal.status, appeal.organisation) == (Status.REGISTERED, None)
    assert acts(appeal) == ["register", "route", "give_back"]


def test_the_same_form_twice_is_done_once_and_answered_twice(fresh, executor: Client):
    appeal = fresh(Status.IN_WORK)
    question = {"question": "Қай үйдің тұсында?"}
    codes = [send(executor, appeal, "ask", **question).status_code for _time in range(2)]
    assert codes == [302, 302]
    assert acts(appeal) == ["register", "route", "accept", "ask"]
    assert appeal.questions.count() == 1


def test_another_question_from_an_old_page_is_not_taken_for_the_first(fresh, executor: Client):
    appeal = fresh(Status.IN_WORK)
    send(executor, appeal, "ask", question="Қай үйдің тұсында?")
    answer = send(executor, appeal, "ask", question="Телефоныңызды жазыңызшы.")
    assert answer.status_code == 409
    assert "Телефоныңызды жазыңызшы." in answer.content.decode()
    assert appeal.questions.count() == 1


def test_a_page_that_somebody_overtook_is_told_so_and_keeps_the_words(town: Town, fresh, executor: Client, lately):
    appeal = fresh(Status.ROUTED)
    work.accept(appeal.pk, actor=town.actor("head"), at=lately)
    answer = send(executor, appeal, "ask", question="Қай үйдің тұсында?")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Қай үйдің тұсында?" in page
    assert f'name="seq" value="{appeal.seq + 1}"' in page
    assert appeal.questions.count() == 0


def test_words_for_a_step_that_is_gone_are_shown_to_be_taken_along(town: Town, fresh, executor: Client, lately):
    appeal = fresh(Status.IN_WORK)
    work.report(
        appeal.pk, text=REPORT, no_photo_reason="Түн.", decision="satisfied", actor=town.actor("head"), at=lately
    )
    mine = "Менің өз есебім: шұңқыр толығымен жамалды."
    answer = send(executor, appeal, "report", text=mine, decision="satisfied", no_photo_reason="Түн.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert (mine in page, "report" in offered(page)) == (True, False)
    assert list(appeal.answers.values_list("text", flat=True)) == [REPORT]


def test_who_reported_does_not_accept(town: Town, fresh, signed_in):
    people.appoint(town.executor, "controller", "city-akimat")
    appeal = fresh(Status.REPORTED)
    client = signed_in(town.executor)
    page = client.get(reverse("desk:appeal", args=[appeal.number])).content.decode()
    answer = send(client, appeal, "answer", text=REPORT)
    appeal.refresh_from_db()
    assert offered(page) & {"answer", "return"} == set()
    assert answer.status_code == 422
    assert appeal.status == Status.REPORTED


def test_an_author_without_contact_is_asked_through_the_claim_code(fresh, executor: Client):
    from workflow.actor import NOBODY

    appeal = fresh(Status.IN_WORK, actor=NOBODY)
    page = executor.get(reverse("desk:appeal", args=[appeal.number])).content.decode()
    assert "ask" in offered(page)


def test_acts_of_the_first_line_and_of_the_author_are_not_of_the_desk(fresh, executor: Client):
    appeal = fresh(Status.ROUTED)
    codes = {
        name: send(executor, appeal, name, reason="жоқ").status_code
        for name in ("route", "publish", "confirm", "reopen", "withdraw", "categorise", "whatever")
    }
    assert set(codes.values()) == {404}


def test_news_say_that_somebody_acted(town: Town, fresh, executor: Client, lately):
    appeal = fresh(Status.ROUTED)
    address = reverse("desk:news", args=[appeal.number]) + f"?seen={appeal.seq}"
    before = executor.get(address).content.decode()
    work.accept(appeal.pk, actor=town.actor("head"), at=lately)
    after = executor.get(address).content.decode()
    sentence = kk("Somebody has acted on this appeal after you opened it.")
    assert (sentence in before, sentence in after) == (False, True)
