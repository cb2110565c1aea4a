"""Pages of the work: the answer on paper and its check, the author's objection and rate, filters, views, papers."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from appeals.enums import Status
from appeals.models import Answer, Appeal, Rating, SavedView
from appeals.services import hearings
from tests.factories.appeals import Town
from tests.factories.crowds import copies

pytestmark = pytest.mark.django_db
WHY = "Ағаш сау, апаттық емес: кесуге негіз жоқ. Маман 2 ақпанда қарап шықты."


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.STAFF_SECOND_FACTOR = "off"
    with override("en"):
        yield


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def lately(town: Town, status: str, **given) -> Appeal:
    return town.appeal(status, at=timezone.now() - timedelta(days=1), **given)


def words_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def test_the_answer_on_paper_holds_all_its_parts_and_a_code_that_checks_it(town: Town):
    appeal = lately(town, Status.ANSWERED)
    answer = appeal.answers.get()
    paper = browser(town.resident).get(reverse("appeals:answer_pdf", args=[appeal.number]))
    words = words_of(paper.content)
    assert paper["Content-Type"] == "application/pdf"
    for part in (answer.number, answer.text, str(town.controller), "үш ай ішінде", answer.digest[:4]):
        assert " ".join(part.split()) in words
    assert Client().get(reverse("appeals:answer_pdf", args=[appeal.number])).status_code == 404


def check(answer: Answer, **said) -> list[str]:
    """Which lines match, differ or are not said."""
    page = Client().get(reverse("appeals:check", args=[answer.check_code]), said).content.decode()
    return re.findall(r"The same on the paper|Different on the paper|The paper does not say", page)


def test_the_check_page_says_line_by_line_whether_the_paper_is_ours(town: Town):
    answer = lately(town, Status.ANSWERED).answers.get()
    told = {
        "number": answer.number,
        "on": timezone.localdate(answer.sent_at).isoformat(),
        "by": answer.signatory,
        "digest": answer.digest[:16],
    }
    same, different, silent = "The same on the paper", "Different on the paper", "The paper does not say"
    assert check(answer, **told) == [same] * 4
    for number, name in enumerate(told):
        wanted = [same] * 4
        wanted[number] = different
        assert check(answer, **told | {name: "forged"}) == wanted
    assert check(answer) == [silent] * 4
    assert Client().get(reverse("appeals:check", args=["nobody-knows-it"])).status_code == 404


def test_words_changed_behind_the_register_are_noticed(town: Town):
    answer = lately(town, Status.ANSWERED).answers.get()
    Answer.objects.filter(pk=answer.pk).update(text="Басқа сөз, басқа шешім болды.")
    page = Client().get(reverse("appeals:check", args=[answer.check_code])).content.decode()
    assert "no longer match their own fingerprint" in page


def test_the_author_objects_on_the_page(town: Town):
    appeal = lately(town, Status.IN_WORK)
    now = timezone.now()
    hearings.propose(appeal.pk, decision="refused", text=WHY, actor=town.actor("executor", now), at=now)
    author = browser(town.resident)
    page = author.get(reverse("appeals:detail", args=[appeal.number])).content.decode()
    assert (WHY in page, "Send the objection" in page) == (True, True)
    act = reverse("appeals:act", args=[appeal.number, "object"])
    assert author.post(act, {"objection": ""}).status_code == 422
    assert author.post(act, {"objection": "Ағаш қисайған."}).status_code == 302
    assert appeal.hearings.get().objection == "Ағаш қисайған."
    assert WHY not in Client().get(reverse("appeals:list")).content.decode()


def test_the_author_rates_with_reasons(town: Town):
    appeal = lately(town, Status.ANSWERED)
    author = browser(town.resident)
    act = reverse("appeals:act", args=[appeal.number, "rate"])
    assert author.post(act, {}).status_code == 422
    done = author.post(act, {"stars": "2", "reasons": ["half-done"], "words": "Шеті жамалмаған"})
    rating = Rating.objects.get()
    assert (done.status_code, rating.stars, rating.text) == (302, 2, "Шеті жамалмаған")
    assert list(rating.reasons.values_list("code", flat=True)) == ["half-done"]
    assert author.post(act, {"stars": "4"}).status_code == 302
    assert Rating.objects.get().stars == 4


def test_filters_stand_in_the_address_and_are_kept_as_views(town: Town):
    mine, other = lately(town, Status.IN_WORK), lately(town, Status.ROUTED)
    executor = browser(town.executor)
    queue = reverse("desk:queue")

    def numbers(query: str) -> set[str]:
        return set(re.findall(r"№ (\d{4}-\d{6})", executor.get(f"{reverse('desk:rows')}?{query}").content.decode()))

    assert numbers(f"executor={town.executor.pk}") == {mine.number}
    assert numbers("executor=none") == {other.number}
    assert numbers("status=routed") == {other.number}
    assert numbers("category=cleaning") == set()
    assert numbers("category=roads&executor=rubbish&status=rubbish") == {mine.number, other.number}
    saved = executor.post(reverse("desk:save_view"), {"name": "Жаңа", "query": "status=routed&evil=1"})
    view = SavedView.objects.get()
    assert (saved["Location"], view.query, view.user) == (f"{queue}?status=routed", "status=routed", town.executor)
    browser(town.head).post(reverse("desk:remove_view", args=[view.pk]))
    assert SavedView.objects.count() == 1
    executor.post(reverse("desk:remove_view", args=[view.pk]))
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("name", ["desk:print", "desk:plan"])
def test_the_queue_goes_on_paper(town: Town, name):
    appeal = lately(town, Status.IN_WORK)
    Appeal.objects.filter(pk=appeal.pk).update(urgent=True)
    paper = browser(town.executor).get(reverse(name))
    assert appeal.number in words_of(paper.content)
    assert appeal.number not in words_of(browser(town.controller).get(reverse("desk:plan")).content)


def test_the_workload_counts_by_person_and_names_the_gap(town: Town):
    lately(town, Status.IN_WORK)
    late = lately(town, Status.ROUTED)
    today = timezone.localdate()
    Appeal.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1), registered_on=today - timedelta(days=9))
    lately(town, Status.ANSWERED)
    from appeals.selectors import workload

    loads = workload.by_person(town.actor("head", timezone.now()), at=timezone.now(), on=today)
    assert [(load.name, load.open, load.late, load.answered) for load in loads] == [
        ("", 1, 1, 0),
        (str(town.executor), 1, 0, 1),
    ]
    assert loads[1].median_days is not None
    page = browser(town.head).get(reverse("desk:workload")).content.decode()
    assert (str(town.executor) in page, "Not named yet" in page) == (True, True)


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["desk:queue", "desk:workload", "desk:print", "desk:plan"])
def test_fifty_rows_cost_what_one_does(town: Town, name):
    original = lately(town, Status.IN_WORK)
    head = browser(town.head)
    one = cost(head, reverse(name))
    copies(original, 49)
    assert (cost(head, reverse(name)), one <= 15) == (one, True)


def test_closed_and_fixed_are_two_words_in_every_language():
    for language in ("kk", "ru", "en"):
        with override(language):
            closed, fixed = str(Status.ANSWERED.label), str(Status.FIXED.label)
        assert closed.casefold() not in fixed.casefold() and fixed.casefold() not in closed.casefold()
