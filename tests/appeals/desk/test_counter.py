"""The operator's form: who may open it, what it keeps, what it finds, what it files."""

import uuid

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from appeals.enums import Kind, Source, Status
from appeals.models import Appeal, QuickAnswer
from appeals.rules.report import Contact
from appeals.services import claims
from tests.appeals.desk.conftest import kk
from tests.factories import people
from tests.factories.appeals import Town, photo, register
from workflow.models import Act

NEW = "/kk/desk/new/"
PHONE = "+77012345678"
TEXT = "Айнабұлақ-3, 12 үйдің жанында шам жанбайды, қараңғы."
ANSWER = "Шамға «Алматы Қала Жарық» жауап береді, бағананың нөмірін айтыңыз."


@pytest.fixture
def operator(town: Town, signed_in) -> Client:
    return signed_in(town.operator)


def typed(**given) -> dict:
    words = {
        "key": str(uuid.uuid4()), "source": "call_centre", "phone": "8 701 234 56 78", "name": "Айгүл Серікқызы",
        "email": "", "language": "kk", "text": TEXT, "kind": "quick_report", "category": "lighting-off",
        "address": "", "district": "zhetysu", "lon": "", "lat": "", "consent": "on", "article": "", "answer": "",
    }  # fmt: skip
    return words | given


@pytest.mark.parametrize("role", ["operator", "moderator", "administrator"])
def test_the_first_line_opens_it(town, signed_in, role):
    assert signed_in(people.officer(role, "open-almaty")).get(NEW).status_code == 200


@pytest.mark.parametrize("role", ["executor", "head", "controller", "district_akimat", "city_akimat", "analyst"])
def test_nobody_else_does(town, signed_in, role):
    browser = signed_in(people.officer(role, "akimat-turksib"))
    assert browser.get(NEW).status_code == 403
    assert browser.post(NEW, typed()).status_code == 403
    assert browser.post(f"{NEW}found/", typed()).status_code == 403
    assert Appeal.objects.count() == 0


def test_a_resident_and_a_stranger_are_kept_out(town, signed_in, client):
    assert client.get(NEW).status_code == 302
    assert signed_in(town.resident).post(NEW, typed()).status_code == 403
    assert Appeal.objects.count() == 0


def test_filing_keeps_both_identities(operator: Client, town: Town):
    caller = people.resident(full_name="Айгүл", phone=PHONE, phone_verified=True)
    response = operator.post(NEW, typed(for_person="1"))
    appeal = Appeal.objects.get()
    assert response.status_code == 302 and response["Location"] == f"{NEW}{appeal.number}/"
    assert (appeal.author, appeal.filed_by, appeal.source) == (caller, town.operator, Source.CALL_CENTRE)
    assert (appeal.contact_phone, appeal.contact_name) == (PHONE, "Айгүл Серікқызы")
    act = Act.objects.get(kind="appeal", subject_id=appeal.pk)
    assert (act.name, act.actor_id, act.actor_role) == ("register", town.operator.pk, "operator")


def test_without_the_tick_the_account_is_not_the_author(operator: Client):
    people.resident(full_name="Айгүл", phone=PHONE, phone_verified=True)
    operator.post(NEW, typed())
    assert Appeal.objects.get().author is None


def test_an_unconfirmed_phone_names_nobody(operator: Client):
    people.resident(full_name="Жалған Есім", phone=PHONE, phone_verified=False)
    assert "Жалған Есім" not in operator.post(f"{NEW}found/", typed()).content.decode()
    operator.post(NEW, typed(for_person="1"))
    assert Appeal.objects.get().author is None


@pytest.mark.parametrize("source", ["call_centre", "front_office", "social", "messenger", "meeting"])
@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_every_channel_and_every_kind(operator: Client, source, kind):
    """Rule 26 of the reference."""
    assert operator.post(NEW, typed(source=source, kind=kind)).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.source, appeal.kind) == (source, kind)


@pytest.mark.parametrize("source", ["portal", "api", "import", "", "смс"])
def test_channels_of_others_are_not_offered(operator: Client, source):
    response = operator.post(NEW, typed(source=source))
    assert response.status_code == 422
    assert TEXT in response.content.decode()
    assert Appeal.objects.count() == 0


WRONG = {
    "text": {"text": "Шам"},
    "phone": {"phone": "12"},
    "email": {"email": "айгүл"},
    "district": {"address": "Абай 5", "district": ""},
    "answer": {"answer": "Жарайды."},
    "category": {"category": "no-such-leaf"},
    "point": {"lon": "37.6", "lat": "55.7"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_refusal_keeps_every_word_and_files_nothing(operator: Client, wrong):
    words = typed(**{"text": TEXT, "answer": ANSWER, "name": "Ерекше Есім", "address": "Сейфуллин 500"} | wrong)
    response = operator.post(NEW, words)
    page = response.content.decode()
    assert response.status_code == 422
    assert "govuk-error-summary" in page
    for name in ("text", "answer", "name", "address", "phone", "email"):
        assert words[name] in page, name
    assert f'value="{words["key"]}"' in page
    assert Appeal.objects.count() == 0 and QuickAnswer.objects.count() == 0


def test_two_clicks_are_one_appeal(operator: Client):
    words = typed(answer=ANSWER)
    assert operator.post(NEW, words)["Location"] == operator.post(NEW, words)["Location"]
    assert Appeal.objects.count() == QuickAnswer.objects.count() == 1


def test_a_missing_name_and_phone_are_no_reason_to_refuse(operator: Client):
    assert operator.post(NEW, typed(kind="complaint", name="", phone="", consent="")).status_code == 302
    assert Appeal.objects.get().kind == Kind.COMPLAINT


def test_the_phone_finds_the_person_and_what_came_before(operator: Client, town: Town, django_assert_max_num_queries):
    caller = people.resident(full_name="Айгүл Серікқызы", phone=PHONE, phone_verified=True)
    by_account = register(actor=people.acting(caller, register().appeal.received_at), contact=Contact())
    by_phone = register(contact=Contact(name="А.", phone=PHONE))
    other = register(contact=Contact(phone="+77017654321"))
    with django_assert_max_num_queries(15):
        page = operator.post(f"{NEW}found/", typed()).content.decode()
    assert "Айгүл Серікқызы" in page
    shown = {number for number in Appeal.objects.values_list("number", flat=True) if number in page}
    assert shown == {by_account.appeal.number, by_phone.appeal.number}
    assert other.appeal.number not in page


def test_an_operator_of_one_district_sees_that_district_only(town: Town, signed_in):
    register(contact=Contact(phone=PHONE))  # in Turksib
    clerk = signed_in(people.officer("operator", "open-almaty", "medeu"))
    assert Appeal.objects.get().number not in clerk.post(f"{NEW}found/", typed()).content.decode()


def test_ready_answers_come_while_typing_and_by_button_too(operator: Client):
    for page in (operator.post(f"{NEW}found/", typed()), operator.post(NEW, typed(action="look"))):
        assert page.status_code == 200
        assert 'value="article:street-lamp-off"' in page.content.decode()
    assert Appeal.objects.count() == 0


def test_taking_an_answer_without_scripts_keeps_what_was_written(operator: Client):
    page = operator.post(NEW, typed(action="article:street-lamp-off", answer="Өз сөзім.")).content.decode()
    assert "«Алматы Қала Жарық» АҚ" in page and "Өз сөзім." in page and TEXT in page
    assert 'name="article" id="id_article" value="street-lamp-off"' in page


def test_filed_and_answered_in_one_step(operator: Client, town: Town):
    operator.post(NEW, typed(answer=ANSWER, article="street-lamp-off"))
    appeal = Appeal.objects.get()
    assert appeal.status == Status.ANSWERED
    quick = QuickAnswer.objects.get()
    assert (quick.appeal, quick.article.code, quick.answered_by) == (appeal, "street-lamp-off", town.operator)
    assert (quick.body.code, quick.forwarded) == ("open-almaty", False)
    names = list(Act.objects.filter(kind="appeal", subject_id=appeal.pk).order_by("seq").values_list("name", flat=True))
    assert names == ["register", "answer_at_once"]
    assert kk("Registered and answered") in operator.get(f"{NEW}{appeal.number}/").content.decode()


@pytest.mark.parametrize(
    ("given", "phone"),
    [
        ({"category": "gas-smell", "text": "Подъезде бірдеңе бар."}, "104"),
        ({"category": "", "text": "Үйде газ иісі шығып тұр"}, "104"),
        ({"category": "electricity-wire"}, "112"),
        ({"category": "public-order"}, "102"),
    ],
)
def test_danger_shows_whom_to_call(operator: Client, given, phone):
    page = operator.post(f"{NEW}found/", typed(**given)).content.decode()
    assert 'id="call-first"' in page
    for number in ("112", "102", "104", "109"):
        assert f'href="tel:{number}"' in page
    assert f"{phone}" in page.split('id="call-first"')[1].split("</p>")[0]


def test_where_there_is_no_danger_nobody_is_alarmed(operator: Client):
    assert 'id="call-first"' not in operator.post(f"{NEW}found/", typed()).content.decode()


@pytest.mark.parametrize(("kind", "days"), [("quick_report", 15), ("complaint", 20), ("request", 15)])
def test_the_kind_explains_its_clock(operator: Client, kind, days):
    page = operator.post(f"{NEW}found/", typed(kind=kind)).content.decode()
    clock = page.split('id="clock"')[1].split("</section>")[0]
    assert f"{days} " in clock


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_the_slip_names_what_the_law_asks_for(operator: Client, town: Town):
    User.objects.filter(pk=town.operator.pk).update(full_name="Ғалия Өмірзаққызы")
    operator.post(NEW, typed(source="front_office"))
    appeal = Appeal.objects.get()
    response = operator.get(f"{NEW}{appeal.number}/slip/")
    assert response["Content-Type"] == "application/pdf"
    read = words_of(response.content)
    code = claims.code_for(appeal.intake_key)
    for needed in (appeal.number, "Ғалия Өмірзаққызы", kk("operator"), "Айгүл Серікқызы", TEXT, code[:4]):
        assert needed in read, needed
    received = timezone.localtime(appeal.received_at)
    assert f"{appeal.due_on:%d.%m.%Y}" in read and f"{received:%d.%m.%Y %H:%M}" in read


def test_only_who_filed_it_prints_the_slip(operator: Client, town: Town, signed_in):
    operator.post(NEW, typed())
    number = Appeal.objects.get().number
    colleague = signed_in(people.officer("operator", "open-almaty"))
    for path in (f"{NEW}{number}/", f"{NEW}{number}/slip/"):
        assert operator.get(path).status_code == 200
        assert colleague.get(path).status_code == 404
        assert signed_in(town.moderator).get(path).status_code == 404


def test_a_resident_takes_the_slip_from_the_receipt(town: Town, client):
    filed = register()
    assert client.get(f"/kk/appeals/{filed.appeal.number}/receipt/slip/").status_code == 404
    session = client.session
    session["claimed_appeals"] = [filed.appeal.pk]
    session.save()
    response = client.get(f"/ru/appeals/{filed.appeal.number}/receipt/slip/")
    read = words_of(response.content)
    assert filed.appeal.number in read and filed.claim_code[:4] in read
    assert "Обращение принято" in read


def test_no_page_asks_too_much(operator: Client, django_assert_max_num_queries):
    operator.get(NEW)
    with django_assert_max_num_queries(15):
        operator.get(NEW)
    with django_assert_max_num_queries(15):
        operator.post(NEW, typed(action="look"))


def test_photos_come_along_and_are_asked_for_again_after_a_refusal(operator: Client):
    sent = [SimpleUploadedFile(f"{colour}.jpg", photo(colour).read(), "image/jpeg") for colour in ("red", "blue")]
    refused = operator.post(NEW, typed(text="", photos=sent))
    assert refused.status_code == 422
    assert kk("Choose the photos once more: a browser does not keep them.") in refused.content.decode()
    assert Appeal.objects.count() == 0

    for each in sent:
        each.seek(0)
    operator.post(NEW, typed(photos=sent))
    assert [each.moment for each in Appeal.objects.get().photos.all()] == ["before", "before"]
    wrong = SimpleUploadedFile("note.jpg", b"no picture", "image/jpeg")
    assert operator.post(NEW, typed(photos=[wrong])).status_code == 422
    assert Appeal.objects.count() == 1
