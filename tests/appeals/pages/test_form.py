"""The form without JavaScript: every step by plain requests, as the oldest browser sends them."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals.models import Appeal, Draft, DraftPhoto
from appeals.services import claims
from tests.factories.appeals import photo

TEXT = "Аулада екі аптадан бері шам жанбайды, кешке қараңғы."
NEW = "/kk/appeals/new"


def jpeg(colour: str = "grey") -> SimpleUploadedFile:
    return SimpleUploadedFile("shot.jpg", photo(colour).read(), "image/jpeg")


def errors(response) -> list[str]:
    """The sentences of the error summary, in their order."""
    form, more = response.context["form"], response.context.get("errors") or []
    return [sentence for field in form.errors.values() for sentence in field] + [str(each["text"]) for each in more]


def fill(browser, *, upto: str = "check", **answers):
    """Answer the questions one by one, as far as ``upto``."""
    steps = {
        "what": {"text": TEXT},
        "where": {"address": "Тимирязев көшесі, 42", "district": "bostandyk"},
        "category": {"category": "lighting-off"},
        "details": {"details.extent": "row", "details.post": ""},
        "contact": {"phone": "", "email": "", "name": "", "language": "kk"},
    }
    if "category" in answers:
        del steps["details"]
    for step, values in steps.items():
        if step == upto:
            return None
        response = browser.post(f"{NEW}/{step}/", {**values, **answers.get(step, {})})
        assert response.status_code == 302, errors(response)
    return browser.get(f"{NEW}/check/")


def send(browser, check):
    return browser.post(f"{NEW}/check/", {"draft": check.context["draft"].token, "consent": "on"})


def test_the_whole_form_without_javascript(town, visitor):
    check = fill(visitor)
    response = send(visitor, check)
    appeal = Appeal.objects.get()
    assert response["Location"] == f"/kk/appeals/{appeal.number}/receipt/"
    assert {
        "text": appeal.text,
        "district": appeal.district_id,
        "address": appeal.address,
        "category": appeal.category.code,
        "details": appeal.details,
        "language": appeal.language,
        "point": appeal.point,
        "author": appeal.author_id,
        "contact": (appeal.contact_name, appeal.contact_email, appeal.contact_phone),
    } == {
        "text": TEXT,
        "district": "bostandyk",
        "address": "Тимирязев көшесі, 42",
        "category": "lighting-off",
        "details": {"extent": "row"},
        "language": "kk",
        "point": None,
        "author": None,
        "contact": ("", "", ""),
    }
    assert list(Draft.objects.all()) == []


def test_the_receipt_shows_number_and_code_to_its_author_only(town, visitor, client):
    send(visitor, fill(visitor))
    appeal = Appeal.objects.get()
    page = visitor.get(f"/kk/appeals/{appeal.number}/receipt/")
    code = claims.code_for(appeal.intake_key)
    assert [appeal.number in page.text, code.replace("-", " ") in page.text, "<svg" in page.context["qr"]] == [True] * 3
    assert page["Cache-Control"] == "private, no-store"
    assert (
        page.context["follow_link"] == f"http://testserver/kk/appeals/follow/#{appeal.number}.{code.replace('-', '')}"
    )
    assert client.get(f"/kk/appeals/{appeal.number}/receipt/").status_code == 404


def test_a_double_click_makes_one_appeal(town, visitor):
    check = fill(visitor)
    first, second = send(visitor, check), send(visitor, check)
    assert [first["Location"], Appeal.objects.count()] == [second["Location"], 1]


def test_a_repeated_post_from_a_browser_that_lost_its_cookies(town, visitor, client):
    """The connection broke after sending and the session is gone: the page's token still leads to the receipt."""
    check = fill(visitor)
    first = send(visitor, check)
    again = client.post(f"{NEW}/check/", {"draft": check.context["draft"].token, "consent": "on"})
    assert [again["Location"], Appeal.objects.count()] == [first["Location"], 1]
    assert client.get(again["Location"]).status_code == 200


@pytest.mark.parametrize("step", ["where", "category", "contact", "check"])
def test_without_a_draft_every_later_page_leads_to_the_start(db, visitor, step):
    assert visitor.get(f"{NEW}/{step}/")["Location"] == f"{NEW}/start/"


def test_a_lost_draft_is_told_in_words(town, visitor):
    fill(visitor, upto="category")
    Draft.objects.all().delete()
    response = visitor.get(f"{NEW}/category/", follow=True)
    assert response.redirect_chain == [(f"{NEW}/start/?expired=1", 302)]
    assert response.context["expired"] is True


def test_answers_given_after_the_draft_was_lost_are_kept(town, visitor):
    fill(visitor, upto="where")
    Draft.objects.all().delete()
    visitor.post(f"{NEW}/where/", {"address": "Абай даңғылы, 10", "district": "almaly"})
    kept = Draft.objects.get().answers
    assert (kept["address"], kept["district"]) == ("Абай даңғылы, 10", "almaly")


@pytest.mark.parametrize(
    ("answered", "first_missing"),
    [((), "what"), (("what",), "where"), (("what", "where"), "category"), (("what", "where", "category"), "contact")],
)
def test_the_check_leads_to_the_first_question_without_an_answer(town, visitor, answered, first_missing):
    fill(visitor, upto=first_missing)
    if not answered:
        visitor.post(f"{NEW}/what/", {"text": "", "add": "1"})
    assert visitor.get(f"{NEW}/check/")["Location"] == f"{NEW}/{first_missing}/"


def test_a_refused_text_is_kept_and_named(town, visitor):
    response = visitor.post(f"{NEW}/what/", {"text": "Шам"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["text"]
    assert Draft.objects.get().answers["text"] == "Шам"
    assert re.search(r"<title>\s*Қате:", response.text)
    assert 'href="#id_text"' in response.text


def test_photos_survive_an_error_in_the_text(town, visitor):
    response = visitor.post(f"{NEW}/what/", {"text": "", "photos": [jpeg(), jpeg("black")]})
    assert (response.status_code, DraftPhoto.objects.count()) == (422, 2)
    send(visitor, fill(visitor))
    assert Appeal.objects.get().photos.count() == 2


def test_the_text_survives_an_error_in_a_photo(town, visitor):
    bad = SimpleUploadedFile("shot.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    response = visitor.post(f"{NEW}/what/", {"text": TEXT, "photos": [jpeg(), bad]})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["photos"]
    assert (Draft.objects.get().answers["text"], DraftPhoto.objects.count()) == (TEXT, 1)


def test_a_photo_is_removed_and_the_text_stays(town, visitor):
    visitor.post(f"{NEW}/what/", {"text": TEXT, "photos": [jpeg(), jpeg("black")], "add": "1"})
    gone, stays = DraftPhoto.objects.values_list("pk", flat=True)
    visitor.post(f"{NEW}/what/", {"text": TEXT + " Тағы.", "remove": gone})
    assert list(DraftPhoto.objects.values_list("pk", flat=True)) == [stays]
    assert Draft.objects.get().answers["text"] == TEXT + " Тағы."


def test_the_sixth_photo_is_refused_in_words(town, visitor):
    visitor.post(f"{NEW}/what/", {"text": TEXT, "photos": [jpeg() for _ in range(5)], "add": "1"})
    response = visitor.post(f"{NEW}/what/", {"text": TEXT, "photos": [jpeg()]})
    assert (response.status_code, DraftPhoto.objects.count()) == (422, 5)


def test_a_draft_photo_is_for_its_own_browser(town, visitor, client):
    visitor.post(f"{NEW}/what/", {"text": TEXT, "photos": [jpeg()], "add": "1"})
    address = f"{NEW}/photo/{DraftPhoto.objects.get().pk}/"
    assert [visitor.get(address).status_code, client.get(address).status_code] == [200, 404]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"address": "", "district": ""}, "address"),
        ({"address": "Абай, 1", "district": ""}, "district"),
        ({"address": "Абай, 1", "district": "atlantis"}, "district"),
        ({"lon": "71.43", "lat": "51.13"}, "address"),
        ({"lon": "43.25", "lat": "76.91"}, "address"),
        ({"lon": "0", "lat": "0"}, "address"),
        ({"lon": "east", "lat": "north"}, "address"),
    ],
)
def test_a_place_that_will_not_do_is_named_at_its_field(town, visitor, typed, field):
    fill(visitor, upto="where")
    response = visitor.post(f"{NEW}/where/", typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_a_pin_finds_its_district(town, visitor):
    check = fill(visitor, where={"lon": "77.0405", "lat": "43.3521", "address": "", "district": ""})
    send(visitor, check)
    appeal = Appeal.objects.get()
    assert (appeal.district_id, round(appeal.point.x, 4), round(appeal.point.y, 4)) == ("turksib", 77.0405, 43.3521)


def test_no_place_is_an_answer(town, visitor):
    send(visitor, fill(visitor, where={"no_place": "1", "address": "", "district": "", "lon": "77.0", "lat": "43.3"}))
    appeal = Appeal.objects.get()
    assert (appeal.district_id, appeal.point, appeal.address) == (None, None, "")


def test_a_mark_can_be_taken_away(town, visitor):
    fill(visitor, upto="where")
    pin = {"lon": "77.0405", "lat": "43.3521", "address": "Әуежай"}
    visitor.post(f"{NEW}/where/", pin)
    response = visitor.post(f"{NEW}/where/", {**pin, "action": "unpin"})
    kept = Draft.objects.get().answers
    assert (response.context["point"], kept["lon"], kept["lat"], kept["address"]) == (None, None, None, "Әуежай")


def test_i_do_not_know_leaves_the_category_to_the_moderator(town, visitor):
    send(visitor, fill(visitor, category={"category": "unknown"}))
    assert Appeal.objects.get().category is None


def test_a_top_category_opens_its_leaves(town, visitor):
    fill(visitor, upto="category")
    response = visitor.post(f"{NEW}/category/", {"category": "top:lighting"}, follow=True)
    assert response.redirect_chain == [(f"{NEW}/category/?in=lighting", 302)]
    assert {leaf.parent.code for leaf in response.context["leaves"]} == {"lighting"}


def test_the_words_of_the_text_suggest_categories(town, visitor):
    fill(visitor, upto="category", what={"text": "Во дворе не горит фонарь, темно, нужен ремонт освещения"})
    suggested = visitor.get(f"{NEW}/category/").context["suggestions"]
    assert {leaf.parent.code for leaf in suggested} == {"lighting"}


@pytest.mark.parametrize("category", ["", "no-such-leaf", "lighting"])
def test_a_category_that_will_not_do_is_refused(town, visitor, category):
    fill(visitor, upto="category")
    response = visitor.post(f"{NEW}/category/", {"category": category})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["category"])


def test_wrong_contacts_are_named_together_and_kept(town, visitor):
    fill(visitor, upto="contact")
    response = visitor.post(f"{NEW}/contact/", {"phone": "12", "email": "aliya@", "name": "Әлия", "language": "ru"})
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"email", "phone"})
    assert Draft.objects.get().answers["name"] == "Әлия"


def test_the_language_of_the_answer_is_the_authors_choice(town, visitor):
    send(visitor, fill(visitor, contact={"language": "ru"}))
    assert Appeal.objects.get().language == "ru"


def test_a_signed_in_person_is_known_and_becomes_the_author(town, author):
    fill(author, upto="contact")
    known = author.get(f"{NEW}/contact/").context["form"].initial
    assert (known["name"], known["email"], known["language"]) == (town.resident.full_name, town.resident.email, "ru")
    author.post(f"{NEW}/contact/", {**known, "phone": ""})
    send(author, author.get(f"{NEW}/check/"))
    assert Appeal.objects.get().author == town.resident


def test_nothing_is_sent_without_consent(town, visitor):
    check = fill(visitor)
    response = visitor.post(f"{NEW}/check/", {"draft": check.context["draft"].token})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["consent"])
    assert (Appeal.objects.count(), Draft.objects.count()) == (0, 1)


def test_somebody_elses_token_sends_nothing(town, visitor):
    fill(visitor)
    response = visitor.post(f"{NEW}/check/", {"draft": uuid.uuid4(), "consent": "on"})
    assert (response.status_code, Appeal.objects.count()) == (302, 0)


def test_switching_the_language_in_the_middle_loses_nothing(town, visitor):
    fill(visitor, upto="contact")
    page = visitor.get("/ru/appeals/new/what/")
    assert page.context["form"].initial["text"] == TEXT
    visitor.post("/ru/appeals/new/contact/", {"language": "ru"})
    check = visitor.get("/en/appeals/new/check/")
    visitor.post("/en/appeals/new/check/", {"draft": check.context["draft"].token, "consent": "on"})
    assert Appeal.objects.get().text == TEXT


def test_changing_an_answer_returns_to_the_check(town, visitor):
    fill(visitor)
    response = visitor.post(f"{NEW}/what/", {"text": TEXT + " Тағы.", "return": "check"})
    assert response["Location"] == f"{NEW}/check/"


def test_a_draft_can_be_thrown_away(town, visitor):
    fill(visitor, upto="category")
    assert visitor.get(f"{NEW}/start/").context["resume"] == f"{NEW}/category/"
    visitor.post(f"{NEW}/start/", {"fresh": "1"})
    assert list(Draft.objects.all()) == []
