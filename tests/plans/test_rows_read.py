"""The pages that everybody opens do not read the whole table of appeals: what the database looks at for each."""

import json
import math
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appeals.models import Appeal
from appeals.services import claims
from appeals.services.triage import publish
from tests.doors.visitors import insider
from tests.factories import city
from tests.factories.appeals import AIRPORT, Town

pytestmark = pytest.mark.django_db

# A twentieth of a year of the city is 9,000.
NUMBER = 12_000
TABLE = Appeal._meta.db_table
# The open appeals of the whole city are a tenth; no page needs more than those.
MAY_READ = NUMBER // 8
# What differs from one copy to the next; ``n`` counts them. One in ten is open, one in two public, one in twelve ours.
DIFFERENT = {
    "number": "'2025-' || lpad((n + 100000)::text, 6, '0')",
    "claim_hash": "md5(n::text) || md5(n::text)",
    "intake_key": "gen_random_uuid()",
    "status": "CASE WHEN n % 10 = 0 THEN 'in_work' WHEN n % 97 = 0 THEN 'registered' ELSE 'fixed' END",
    "district_id": "(ARRAY['alatau','almaly','auezov','bostandyk','zhetysu','medeu','nauryzbay','turksib'])[1 + n % 8]",
    "organisation_id": "CASE WHEN n % 12 = 0 THEN one.organisation_id ELSE ids[1 + n % array_length(ids, 1)] END",
    "author_id": "NULL",
    "received_at": "one.received_at - n * interval '40 minutes'",
    "published_at": "CASE WHEN n % 2 = 0 THEN one.published_at - n * interval '40 minutes' END",
    "due_on": "one.due_on - n / 36",
    "registered_on": "one.registered_on - n / 36",
    "ended_at": "CASE WHEN n % 10 <> 0 AND n % 97 <> 0 THEN one.received_at - (n - 50) * interval '40 minutes' END",
    "point": "ST_SetSRID(ST_MakePoint(76.75 + (n % 331) / 1000.0, 43.16 + (n % 211) / 1000.0), 4326)",
    "public_point": "ST_SetSRID(ST_MakePoint(76.75 + (n % 331) / 1000.0, 43.16 + (n % 211) / 1000.0), 4326)",
}


@pytest.fixture
def town(db, settings, tmp_path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    city.load()
    town = Town()
    at = timezone.now() - timedelta(days=1)
    one = town.appeal("routed", at=at)
    publish(one.pk, public_title="Шұңқыр", public_text=one.text, actor=town.actor("moderator"), at=at)
    columns = [field.column for field in Appeal._meta.concrete_fields if not field.primary_key]
    values = [DIFFERENT.get(column, f"one.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {TABLE} one,"
            " (SELECT array_agg(id) ids FROM accounts_organisation WHERE starts_with(code, 'dept-')) bodies,"
            f" generate_series(1, {NUMBER}) n WHERE one.id = {one.pk}"
        )
        cursor.execute("ANALYZE")
    return town


def nodes(plan: dict) -> list[dict]:
    return [plan, *(below for child in plan.get("Plans", ()) for below in nodes(child))]


def greedy(client: Client, path: str) -> list[str]:
    """The questions of a page for whose answer the database reads more rows of the table than it may."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200, path
    questions = [query["sql"] for query in asked if f'"{TABLE}"' in query["sql"] and query["sql"].startswith("SELECT")]
    assert questions, f"{path} asks nothing of the table"
    read = {question: rows_read(question) for question in questions}
    return [f"{rows} rows: {question[:2000]}" for question, rows in read.items() if rows > MAY_READ]


def rows_read(question: str) -> int:
    """Rows of the table that the database really looks at, those that a filter then throws away among them."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {question}")
        (answer,) = cursor.fetchone()
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    scans = [node for node in nodes(plan) if node.get("Relation Name") == TABLE]
    seen = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return round(sum(sum(scan.get(name, 0) for name in seen) * scan["Actual Loops"] for scan in scans))


def tile_over(zoom: int) -> str:
    x = int((AIRPORT.lon + 180) / 360 * 2**zoom)
    y = int((1 - math.asinh(math.tan(math.radians(AIRPORT.lat))) / math.pi) / 2 * 2**zoom)
    return f"/tiles/appeals/{zoom}/{x}/{y}.mvt"


def test_pages_of_residents_find_their_appeals_by_an_index(town):
    number = Appeal.objects.filter(published_at__isnull=False).latest("pk").number
    pages = [
        "/kk/appeals/",
        "/kk/appeals/?district=medeu",
        f"/kk/appeals/?q={number}",
        f"/kk/appeals/{number}/",
        "/api/v1/appeals/",
        "/api/v1/appeals/?district=medeu",
        tile_over(15),
    ]
    assert {path: found for path in pages if (found := greedy(Client(), path))} == {}


def test_pages_of_officials_find_their_appeals_by_an_index(town):
    found = {
        f"{who} {path}": greedy(insider(town, who), path)
        for who, path in [
            ("executor", "/kk/desk/"),
            ("executor", "/kk/desk/?show=overdue"),
            ("executor", "/kk/desk/?show=ended"),
            ("moderator", "/admin/appeals/appeal/"),
            ("resident", "/kk/me/appeals/"),
        ]
    }
    assert {page: questions for page, questions in found.items() if questions} == {}


def test_a_claim_code_is_found_by_an_index(town):
    with CaptureQueriesContext(connection) as asked:
        claims.find("7K3M-Q0ZD-1R8V-XW5A")
    assert [rows_read(query["sql"]) for query in asked] == [0]


def test_a_question_without_an_index_is_noticed(town):
    with CaptureQueriesContext(connection) as asked:
        list(Appeal.objects.filter(contact_name="Әлия"))
    assert [rows_read(query["sql"]) for query in asked] == [NUMBER + 1]
