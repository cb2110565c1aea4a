"""The routing table in the admin: its rows, its check, its dry run, the extra questions."""

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Team
from appeals.models import Category, CategoryQuestion, RoutingRule
from tests.appeals.test_routing import AROUND_AIRPORT, BOW_TIE, row
from tests.factories.appeals import register

pytestmark = pytest.mark.django_db
LIST = "/admin/appeals/routingrule/"
CHECK, TRY = f"{LIST}check/", f"{LIST}try/"


@pytest.fixture
def ruler(administrator, signed_in):
    return signed_in(administrator)


def filled(code: str = "lighting-off", body: str = "police", **more) -> dict:
    """What the form of a row sends."""
    return {
        "category": Category.objects.get(code=code).pk,
        "district": "",
        "area_name": "",
        "area": "",
        "conditions": "",
        "organisation": Organisation.objects.get(code=body).pk,
        "team": "",
        "priority": "0",
        "valid_from": "2026-01-01",
        "valid_to": "",
        **more,
    }


def test_a_clerk_writes_conditions_as_lines(ruler):
    answer = ruler.post(f"{LIST}add/", filled(conditions="extent in row, street"))
    assert answer.status_code == 302
    rule = RoutingRule.objects.get(organisation__code="police", category__code="lighting-off")
    assert rule.conditions == [{"question": "extent", "operator": "in", "value": ["row", "street"]}]
    page = ruler.get(f"{LIST}{rule.pk}/change/").content.decode()
    assert "extent in row, street" in page


def test_a_clerk_pastes_an_area(ruler):
    answer = ruler.post(f"{LIST}add/", filled(area=AROUND_AIRPORT.geojson, area_name="Әуежай"))
    assert answer.status_code == 302
    rule = RoutingRule.objects.get(area_name="Әуежай")
    assert rule.area.equals(AROUND_AIRPORT)
    again = ruler.post(f"{LIST}{rule.pk}/change/", filled(area=rule.area.geojson, area_name="Әуежай 2"))
    assert (again.status_code, RoutingRule.objects.get(pk=rule.pk).area.equals(AROUND_AIRPORT)) == (302, True)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("conditions", {"conditions": "extent"}),
        ("conditions", {"conditions": "colour = red"}),
        ("conditions", {"conditions": "extent = moon"}),
        ("conditions", {"conditions": "post = 15"}),
        ("area", {"area": "POINT (77 43)"}),
        ("area", {"area": BOW_TIE.geojson}),
        ("area", {"area": GEOSGeometry("POLYGON((43 77,43 77.1,43.1 77.1,43 77))").geojson}),
        ("area", {"area": AROUND_AIRPORT.geojson, "district": "medeu"}),
        ("organisation", {"body": "dept-urban-mobility"}),
        ("valid_to", {"valid_to": "never"}),
        ("valid_to", {"valid_to": "2026-01-01"}),
    ],
)
def test_a_rule_that_could_not_be_followed_is_not_saved(ruler, field, more):
    answer = ruler.post(f"{LIST}add/", filled(**more))
    assert (answer.status_code, set(answer.context["adminform"].form.errors)) == (200, {field})
    assert not RoutingRule.objects.filter(valid_from="2026-01-01").exists()


def test_a_team_of_another_body_is_refused(ruler):
    other = Team.objects.create(
        organisation=Organisation.objects.get(code="rescue"),
        code="a",
        name_kk="А",
        name_ru="А",
        valid_from="2020-01-01",
    )
    answer = ruler.post(f"{LIST}add/", filled(team=str(other.pk)))
    assert set(answer.context["adminform"].form.errors) == {"team"}


def test_the_same_cell_twice_is_told_in_words(ruler):
    assert ruler.post(f"{LIST}add/", filled()).status_code == 302
    answer = ruler.post(f"{LIST}add/", filled(body="rescue"))
    assert set(answer.context["adminform"].form.errors) == {"valid_from"}
    assert RoutingRule.objects.filter(valid_from="2026-01-01").count() == 1


def test_the_check_shows_the_matrix_and_what_is_wrong(ruler):
    page = ruler.get(CHECK)
    assert (page.context["found"].is_whole, sum(len(group.rows) for group in page.context["groups"])) == (True, 92)
    pothole = next(each for group in page.context["groups"] for each in group.rows if each.leaf == "Жолдағы шұңқыр")
    assert [(span.width, span.name) for span in pothole.spans] == [
        (8, "ауданның әкімдігі"),
        (1, "Алматы қаласының әкімдігі"),
    ]
    bad = row("noise", "police", area=BOW_TIE)
    RoutingRule.objects.filter(category__code="land").update(valid_to="2026-01-01")
    page = ruler.get(CHECK)
    assert [rule.pk for rule in page.context["broken"]] == [bad.pk]
    assert len(page.context["holes"]) == 3
    assert page.content.decode().count('class="is-hole"') == 3
    whole = ruler.get(f"{CHECK}?on=2025-12-31")
    assert whole.context["found"].holes == ()


def test_the_list_tells_what_is_broken(ruler):
    row("noise", "police", area=BOW_TIE)
    page = ruler.get(LIST).content.decode()
    assert ("шекарасы қате" in page, "Бұзылған ережелер: 1" in page) == (True, True)


def test_the_list_takes_as_many_queries_for_one_row_as_for_fifty(ruler):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ruler.get(f"{LIST}?q=lighting-off").status_code == 200
        return len(queries)

    row("lighting-off", "police", valid_from="2019-01-01")
    asked()
    one = asked()
    for number in range(50):
        row("lighting-off", "police", valid_from="2019-02-01", priority=number)
    assert (asked(), one <= 15) == (one, True)


def test_the_dry_run_answers_before_saving(ruler):
    numbers = {register(category="lighting-off", details={"extent": answer}).appeal.number for answer in ("row", "one")}
    tried = ruler.post(TRY, filled(conditions="extent = row") | {"_days": "365", "_row": ""})
    (move,) = tried.context["moves"]
    assert (tried.status_code, move["number"], tried.context["found"].examined) == (200, 1, 2)
    assert set(move["examples"]) < numbers
    assert not RoutingRule.objects.filter(organisation__code="police", category__code="lighting-off").exists()
    refused = ruler.post(TRY, filled(conditions="extent"))
    assert (refused.status_code, "conditions" in refused.context["form"].errors) == (422, True)


def test_the_dry_run_of_a_row_changes_nothing_in_it(ruler):
    register(category="lighting-off")
    rule = RoutingRule.objects.get(category__code="lighting")
    tried = ruler.post(TRY, filled("lighting", valid_from="2019-01-01") | {"_row": str(rule.pk), "_days": "365"})
    assert [move["number"] for move in tried.context["moves"]] == [1]
    assert RoutingRule.objects.get(pk=rule.pk).organisation.code == "almaty-qala-zharyk"


def test_only_who_may_rule_tries(moderator):
    assert [moderator.get(CHECK).status_code, moderator.get(TRY).status_code] == [200, 404]
    assert moderator.post(TRY, filled()).status_code == 403


def test_a_question_is_written_in_the_category(ruler):
    leaf = Category.objects.get(code="roads-pothole")
    page = ruler.get(reverse("admin:appeals_category_change", args=[leaf.pk]))
    data = {}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    data |= {name: getattr(leaf, name) or "" for name in ("name_kk", "name_ru", "name_en", "code", "icon", "topic")}
    data |= {"parent": leaf.parent_id, "position": leaf.position, "valid_from": "2019-01-01"}
    question = {
        "position": "1",
        "code": "depth",
        "text_kk": "Тереңдігі қандай?",
        "text_ru": "Какая глубина?",
        "text_en": "How deep is it?",
        "datatype": "singlevaluelist",
        "values": "shallow | Таяз | Мелкая | Shallow\ndeep | Терең | Глубокая | Deep",
        "valid_from": "2020-01-01",
    }
    data |= {f"extra_questions-0-{name}": value for name, value in question.items()}
    answer = ruler.post(page.request["PATH_INFO"], data | {"extra_questions-TOTAL_FORMS": "1"})
    assert answer.status_code == 302, [each.formset.errors for each in answer.context["inline_admin_formsets"]]
    assert CategoryQuestion.objects.get(code="depth").values == [
        {"key": "shallow", "name_kk": "Таяз", "name_ru": "Мелкая", "name_en": "Shallow"},
        {"key": "deep", "name_kk": "Терең", "name_ru": "Глубокая", "name_en": "Deep"},
    ]
