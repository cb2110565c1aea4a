"""The extra questions of a category: on the form, on the check, on the appeal's page."""

import pytest

from appeals.models import Appeal, CategoryQuestion, Draft
from appeals.services import triage
from tests.appeals.pages.test_form import NEW, errors, fill, send
from tests.factories.appeals import AT

pytestmark = pytest.mark.django_db
DOGS = {"category": "stray-dogs"}


def test_a_leaf_without_questions_goes_straight_to_the_contact(town, visitor):
    fill(visitor, upto="category")
    response = visitor.post(f"{NEW}/category/", {"category": "roads-pothole"})
    assert response["Location"] != f"{NEW}/details/"
    assert "details" not in visitor.get(f"{NEW}/contact/").context["place"].steps
    assert visitor.get(f"{NEW}/details/")["Location"] == f"{NEW}/contact/"


def test_a_leaf_with_questions_asks_them_on_one_page(town, visitor):
    fill(visitor, upto="category")
    assert visitor.post(f"{NEW}/category/", DOGS)["Location"] == f"{NEW}/details/"
    page = visitor.get(f"{NEW}/details/")
    assert page.context["place"].steps[page.context["place"].number - 1] == "details"
    assert [field.name for field, _optional in page.context["form"].rows] == ["details.aggressive", "details.number"]


def test_a_refused_answer_is_kept_and_told_beside_its_field(town, visitor):
    fill(visitor, upto="category")
    visitor.post(f"{NEW}/category/", DOGS)
    response = visitor.post(f"{NEW}/details/", {"details.number": "көп"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"details.aggressive", "details.number"}
    assert Draft.objects.get().answers["details"] == {"aggressive": "", "number": "көп"}
    assert 'value="көп"' in visitor.get(f"{NEW}/details/").content.decode()
    assert visitor.get(f"{NEW}/check/")["Location"] == f"{NEW}/contact/"


def test_the_answers_stand_on_the_check_and_go_along(town, visitor):
    fill(visitor, upto="category")
    visitor.post(f"{NEW}/category/", DOGS)
    visitor.post(f"{NEW}/details/", {"details.aggressive": "yes", "details.number": "7"})
    visitor.post(f"{NEW}/contact/", {"language": "kk"})
    check = visitor.get(f"{NEW}/check/")
    assert [(each.code, each.answer) for each in check.context["details"]] == [("aggressive", "Иә"), ("number", "7")]
    response = send(visitor, check)
    assert response.status_code == 302, errors(response)
    assert Appeal.objects.get().details == {"aggressive": "yes", "number": 7}


def test_another_category_chosen_on_the_way_back_asks_its_own_questions(town, visitor):
    fill(visitor)
    back = visitor.post(f"{NEW}/category/?return=check", {**DOGS, "return": "check"})
    assert back["Location"] == f"{NEW}/details/?return=check"
    onward = visitor.post(f"{NEW}/details/", {"details.aggressive": "no", "return": "check"})
    assert onward["Location"] == f"{NEW}/check/"
    send(visitor, visitor.get(f"{NEW}/check/"))
    assert Appeal.objects.get().details == {"aggressive": "no"}


def test_a_question_that_ended_is_no_longer_asked(town, visitor):
    CategoryQuestion.objects.filter(category__code="stray-dogs").update(valid_to="2025-01-01")
    fill(visitor, upto="category")
    assert visitor.post(f"{NEW}/category/", DOGS)["Location"] != f"{NEW}/details/"


def test_strangers_read_chosen_answers_and_no_free_words(town, visitor, client):
    given = {"extent": "street", "post": "Айгүлдің үйі жанында"}
    appeal = town.appeal("routed", category="lighting-off", details=given)
    triage.publish(
        appeal.pk, public_title="Шам", public_text="Көшеде шам жанбайды.", actor=town.actor("moderator"), at=AT
    )
    page = client.get(f"/kk/appeals/{appeal.number}/").content.decode()
    assert ("Бүкіл көше" in page, "Айгүл" in page) == (True, False)
    client.force_login(town.resident)
    assert "Айгүлдің үйі жанында" in client.get(f"/kk/appeals/{appeal.number}/").content.decode()
