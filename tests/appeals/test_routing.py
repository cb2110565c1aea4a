"""The routing table in the database: areas, answers, teams, broken rows, and what is kept of a decision."""

from datetime import date

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Team
from appeals.models import Appeal, Category, CategoryQuestion, RoutingRule
from appeals.rules import conditions, routing
from appeals.rules.report import Place
from appeals.services import triage
from appeals.services.routing import suggest, suggest_for
from appeals.views import why
from geo.models import District
from geo.points import point_of
from tests.factories.appeals import AIRPORT, AT, register
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 2)


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


AROUND_AIRPORT = box(77.03, 43.34, 77.05, 43.36)
BOW_TIE = GEOSGeometry("MULTIPOLYGON(((77.03 43.34,77.05 43.36,77.05 43.34,77.03 43.36,77.03 43.34)))", srid=4326)


def row(category: str | None, body: str, **more) -> RoutingRule:
    """A new row of the table."""
    leaf = Category.objects.get(code=category) if category else None
    body = Organisation.objects.get(code=body)
    return RoutingRule.objects.create(category=leaf, organisation=body, **{"valid_from": date(2020, 1, 1), **more})


def ask(code: str, *, at: Place = AIRPORT, district: str | None = "turksib", **more):
    point = point_of(at.lon, at.lat) if at.has_point else None
    leaf = Category.objects.select_related("parent").get(code=code)
    return suggest(category=leaf, district=district, on=more.pop("on", TODAY), point=point, **more)


def test_the_traffic_light_before_and_after_the_reform(town):
    """Rule 24 of the reference: the old and the new department on both sides of 8 August 2025."""
    days = (date(2025, 8, 7), date(2025, 8, 8))
    assert [ask("traffic-lights", on=on).decision["organisation"] for on in days] == [
        "dept-urban-mobility",
        "dept-traffic",
    ]


def test_an_area_of_its_own_goes_before_the_district(town):
    airport = row("roads-pothole", "dept-roads", area=AROUND_AIRPORT, valid_from=date(2026, 1, 1))
    inside, outside = ask("roads-pothole"), ask("roads-pothole", at=Place(lon=77.02, lat=43.33))
    nowhere = ask("roads-pothole", at=Place())
    assert [each.decision["organisation"] for each in (inside, outside, nowhere)] == [
        "dept-roads",
        "akimat-turksib",
        "akimat-turksib",
    ]
    assert inside.decision["inputs"]["areas"] == [airport.pk]
    why_not = [{loss["rule"]: loss["why"] for loss in each.decision["lost"]}[airport.pk] for each in (outside, nowhere)]
    assert why_not == [routing.OUTSIDE_AREA, routing.NO_POINT]


def test_a_point_on_the_border_of_two_areas_has_one_answer(town):
    """Both areas cover their common edge; the later beginning decides, whichever was written first."""
    west, east = box(77.03, 43.34, 77.04, 43.36), box(77.04, 43.34, 77.05, 43.36)
    later = row("roads-pothole", "dept-roads", area=west, valid_from=date(2026, 1, 1))
    earlier = row("roads-pothole", "police", area=east, valid_from=date(2025, 1, 1))
    found = [ask("roads-pothole", at=Place(lon=77.04, lat=43.35)).decision for _ in range(3)]
    assert {each["organisation"] for each in found} == {"dept-roads"}
    assert found[0]["inputs"]["areas"] == [later.pk, earlier.pk]
    assert {"rule": earlier.pk, "why": routing.EARLIER} in found[0]["lost"]


def test_the_area_is_found_by_its_index(town):
    row("roads-pothole", "dept-roads", area=AROUND_AIRPORT)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM appeals_routingrule WHERE area && ST_SetSRID(ST_MakePoint(77.04, 43.35), 4326)"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "appeals_routingrule_area" in plan


def test_an_answer_sends_the_manhole_to_its_owner(town):
    heat = ask("roads-manhole", details={"network": "heat", "covered": "no"})
    water = ask("roads-manhole", details={"network": "water"})
    silent = ask("roads-manhole")
    assert [each.decision["organisation"] for each in (heat, water, silent)] == [
        "almaty-heat",
        "almaty-su",
        "almaty-su",
    ]
    assert heat.decision["inputs"]["answers"] == {"network": "heat"}
    assert heat.decision["said"]["conditions"] == ["network = heat"]
    asks = heat.decision["rule"]
    told = [{loss["rule"]: loss for loss in each.decision["lost"]}[asks] for each in (water, silent)]
    assert told == [
        {"rule": asks, "why": routing.OTHER_ANSWER, "question": "network"},
        {"rule": asks, "why": routing.NOT_ANSWERED, "question": "network"},
    ]


def test_free_words_never_get_into_the_decision(town):
    appeal = register(category="lighting-off", details={"extent": "row", "post": "Айгүл, 15-пәтер"}).appeal
    assert appeal.details == {"extent": "row", "post": "Айгүл, 15-пәтер"}
    assert "Айгүл" not in str(Act.objects.get().data)


def test_a_rule_may_stand_on_a_branch_and_ask_what_its_leaves_ask(town):
    row("lighting", "rescue", conditions=[{"question": "extent", "operator": "equals", "value": "street"}], priority=1)
    assert ask("lighting-off", details={"extent": "street"}).decision["organisation"] == "rescue"
    assert ask("lighting-none").decision["organisation"] == "almaty-qala-zharyk"


def test_a_rule_of_any_category_holds_in_its_area(town):
    row(None, "emergency", area=AROUND_AIRPORT, priority=5)
    assert {ask(code).decision["organisation"] for code in ("roads-pothole", "noise", "school")} == {"emergency"}


BROKEN = [
    (conditions.UNKNOWN_QUESTION, {"conditions": [{"question": "colour", "operator": "equals", "value": "red"}]}),
    (conditions.UNKNOWN_QUESTION, {"conditions": {"not": "a list"}}),
    (conditions.UNKNOWN_ANSWER, {"conditions": [{"question": "extent", "operator": "equals", "value": "moon"}]}),
    (conditions.WRONG_OPERATOR, {"conditions": [{"question": "extent", "operator": "like", "value": "row"}]}),
    (routing.INVALID_AREA, {"area": BOW_TIE}),
]


@pytest.mark.parametrize(("fault", "columns"), BROKEN, ids=[f"{fault}-{n}" for n, (fault, _) in enumerate(BROKEN)])
def test_a_broken_rule_is_recorded_on_the_appeal_and_stops_the_table(town, fault, columns):
    broken = row("lighting-off", "rescue", **columns)
    appeal = register(category="lighting-off", place=Place(lon=77.04, lat=43.35)).appeal
    kept = appeal.routing
    assert (kept["organisation"], kept["problem"], kept["broken"]) == (
        None,
        routing.BROKEN_RULE,
        [{"rule": broken.pk, "fault": fault}],
    )
    told = why.explain(kept)
    assert (told.problem != "", [each.why for each in told.broken]) == (True, [str(why.FAULTS[fault])])
    with pytest.raises(Refused) as refused:
        triage.route(appeal.pk, actor=town.actor("moderator"), at=AT)
    assert refused.value.code == "organisation_needed"


def test_a_body_or_a_team_that_is_gone_breaks_its_rule(town):
    gone = Team.objects.create(
        organisation=Organisation.objects.get(code="almaty-qala-zharyk"),
        code="night",
        name_kk="Түнгі топ",
        name_ru="Ночная группа",
        valid_from=date(2020, 1, 1),
        valid_to=date(2026, 1, 1),
    )
    row("lighting-off", "almaty-qala-zharyk", team=gone)
    row("lighting-none", "dept-urban-mobility")
    row("lighting-post", "police", team=gone)
    faults = [ask(code).decision["broken"][0]["fault"] for code in ("lighting-off", "lighting-none", "lighting-post")]
    assert faults == [routing.TEAM_NOT_IN_FORCE, routing.BODY_NOT_IN_FORCE, routing.TEAM_OF_ANOTHER]


def test_the_team_comes_with_the_route(town):
    body = Organisation.objects.get(code="akimat-turksib")
    team = Team.objects.create(
        organisation=body, code="roads", name_kk="Жол тобы", name_ru="Дорожная группа", valid_from=date(2020, 1, 1)
    )
    row("roads-pothole", "akimat-turksib", district_id="turksib", team=team, valid_from=date(2026, 1, 1))
    appeal = town.appeal("routed")
    act = Act.objects.get(subject_id=appeal.pk, name="route")
    assert (appeal.organisation, appeal.team, act.data["team"]) == (body, team, "roads")


def test_a_changed_rule_counts_at_once(town):
    assert ask("traffic-lights").decision["organisation"] == "dept-traffic"
    RoutingRule.objects.filter(category__code="traffic", valid_to__isnull=True).update(
        organisation=Organisation.objects.get(code="police")
    )
    assert ask("traffic-lights").decision["organisation"] == "police"


def test_the_decision_says_how_the_rule_stood(town):
    appeal = register().appeal
    assert not why.explain(appeal.routing).changed
    RoutingRule.objects.filter(pk=appeal.routing_rule_id).update(priority=3)
    assert why.explain(appeal.routing).changed


def queries(code: str, **more) -> int:
    leaf = Category.objects.select_related("parent").get(code=code)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        suggest(category=leaf, district="turksib", on=TODAY, point=point_of(AIRPORT.lon, AIRPORT.lat), **more)
    return len(asked)


def test_a_decision_takes_few_queries_however_long_the_table(town):
    assert (queries("roads-pothole"), queries("roads-manhole")) == (1, 2)
    for number in range(50):
        row("roads-pothole", "dept-roads", area=box(77.03, 43.34, 77.05, 43.36 + number / 1000))
        asks = [{"question": "extent", "operator": "equals", "value": "row"}]
        row("lighting-off", "rescue", conditions=asks, valid_from=date(2020, 1, 1 + number % 28))
    assert (queries("roads-pothole"), queries("lighting-off", details={"extent": "row"})) == (2, 2)


def test_the_words_of_a_decision_take_few_queries(town):
    appeal = register(category="roads-manhole", details={"network": "heat"}).appeal
    with CaptureQueriesContext(connection) as asked:
        told = why.explain(appeal.routing)
    assert len(asked) == 2
    assert [each.answer for each in told.answers] == ["Жылу желісі (ТС)"]
    assert told.rule.asks == ("Қақпақта не жазылған? Жылу желісі (ТС)",)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_reason_has_its_words(language, settings):
    from django.utils import translation

    reasons = [getattr(routing, name) for name in dir(routing) if name.isupper()]
    told = [each for each in reasons if isinstance(each, str) and each not in {"no_category", "no_rule", "broken_rule"}]
    told += [conditions.UNKNOWN_QUESTION, conditions.UNKNOWN_ANSWER, conditions.WRONG_OPERATOR]
    with translation.override(language):
        words = {each: str((why.LOST | why.FAULTS)[each]) for each in told}
        english = {each: (why.LOST | why.FAULTS)[each] for each in told}
    with translation.override("en"):
        same = [each for each in told if words[each] == str(english[each])]
    assert len(set(words.values())) == len(words)
    assert language == "en" or same == []


def test_residents_read_in_one_sentence_why_this_body(town):
    appeal = town.appeal("routed")
    assert why.short(appeal).startswith("«Жолдағы шұңқыр», Түрксіб ауданы")
    Appeal.objects.filter(pk=appeal.pk).update(organisation=Organisation.objects.get(code="police"))
    assert why.short(Appeal.objects.get(pk=appeal.pk)) == "Бұл органды модератор таңдады."


def test_a_row_has_a_district_or_an_area(town):
    with pytest.raises(IntegrityError, match="routing_rule_has_a_district_or_an_area"), transaction.atomic():
        row("roads-pothole", "dept-roads", area=AROUND_AIRPORT, district=District.objects.get(code="medeu"))


def test_answers_stay_when_the_category_is_corrected(town):
    appeal = register(category="stray-dogs", details={"aggressive": "yes"}).appeal
    triage.categorise(appeal.pk, category="dead-animal", actor=town.actor("moderator"), at=AT)
    again = Appeal.objects.get(pk=appeal.pk)
    assert (again.details, again.routing["inputs"]["answers"]) == ({"aggressive": "yes"}, {})
    assert suggest_for(again, on=TODAY).decision == again.routing


@pytest.mark.parametrize(
    ("details", "code", "field"),
    [
        ({}, "detail_needed", "details.aggressive"),
        ({"aggressive": "maybe"}, "detail_wrong", "details.aggressive"),
        ({"aggressive": ["yes", "no"]}, "detail_needed", "details.aggressive"),
        ({"aggressive": "yes", "number": "көп"}, "detail_wrong", "details.number"),
        ({"aggressive": "yes", "number": "1e999"}, "detail_wrong", "details.number"),
        ({"aggressive": "yes", "colour": "red"}, "detail_unknown", "details"),
    ],
)
def test_wrong_answers_are_refused_by_name(town, details, code, field):
    with pytest.raises(Refused) as refused:
        register(category="stray-dogs", details=details)
    assert (refused.value.code, refused.value.field, Appeal.objects.count()) == (code, field, 0)


def test_answers_are_kept_in_their_kind(town):
    appeal = register(
        category="water-burst", details={"runs_to": ["yard", "road"]}, text="Құбыр жарылып, су ағып жатыр."
    ).appeal
    other = register(category="water-none", details={"extent": "house", "since": "2026-02-01T08:30"}).appeal
    count = register(category="stray-dogs", details={"aggressive": "no", "number": " 7 "}).appeal
    assert (appeal.details, other.details, count.details) == (
        {"runs_to": ["road", "yard"]},
        {"extent": "house", "since": "2026-02-01T08:30+05:00"},
        {"aggressive": "no", "number": 7},
    )


def test_shipped_questions_are_whole(town):
    for question in CategoryQuestion.objects.all():
        assert question.text_kk and question.text_ru and question.text_en
        assert question.datatype.endswith("list") == bool(question.values)
        assert all(set(each) == {"key", "name_kk", "name_ru", "name_en"} for each in question.values)
