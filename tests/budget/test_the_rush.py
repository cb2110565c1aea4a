"""Rule 31: near-duplicates are seen at submission, and the last days, with 40 % of all applications, change nothing.

In 2024 there were 6,118 applications in 17 days; here as many stand in one edition before one more is sent.
"""

import json
from datetime import timedelta

from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from budget.enums import ProposalStatus
from budget.models import Proposal
from budget.selectors import proposals, similar
from budget.services import drafts, submission
from budget.services.editions import next_number
from tests.factories import people
from tests.factories.budget import INTAKE, MEDEU, WORDS, Season

FEW, MANY = 600, 6_000
# Metres to degrees in Almaty.
LON, LAT = 1 / 81_000, 1 / 111_000


def crowd(original: Proposal, number: int) -> None:
    """So many applications like the original, each of an author of its own, spread over the district and its days."""
    start = Proposal.objects.count()
    authors = User.objects.bulk_create(User(email=f"crowd{start + n}@example.kz") for n in range(number))
    names = [field.attname for field in Proposal._meta.concrete_fields if not field.primary_key]
    same = {name: getattr(original, name) for name in names if name not in ("number", "intake_key", "author_id")}
    Proposal.objects.bulk_create(
        Proposal(
            **same
            | {"point": Point(MEDEU[0] + (n % 80 - 40) * 60 * LON, MEDEU[1] + (n // 80 - 40) * 60 * LAT, srid=4326)},
            number=f"P-2020-{start + n:06}",
            author=author,
        )
        for n, author in enumerate(authors)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE budget_proposal")


def questions_of_one_more(season: Season) -> dict[str, int]:
    """How often one more application asks the database: kept while it is written, shown near others, sent."""
    draft, edition = season.draft(season.resident()), season.edition
    actor = people.acting(draft.author, INTAKE)
    asked = {}
    for name, step in {
        "keep": lambda: drafts.keep(draft.pk, words=WORDS, actor=actor, at=INTAKE + timedelta(minutes=5)),
        "near": lambda: similar.near(edition, draft.point, text=draft.title, category_id=draft.category_id),
        "submit": lambda: submission.submit(draft.pk, actor=actor, at=INTAKE + timedelta(minutes=9)),
        "list": lambda: proposals.page(proposals.public(edition)),
        "number": lambda: next_number(2027),
    }.items():
        with CaptureQueriesContext(connection) as queries:
            step()
        asked[name] = len([one for one in queries if "SAVEPOINT" not in one["sql"]])
    return asked


def rows_read(query) -> int:
    """How many rows the plan of a query touches, filtered ones included."""

    def touched(node: dict) -> int:
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        return sum(map(touched, node.get("Plans", []))) + (own if "Relation Name" in node else 0)

    plan = json.loads(query.explain(format="json", analyze=True, timing=False))
    return round(touched(plan[0]["Plan"]))


def test_rule_31_ten_times_as_many_applications_ask_the_database_no_more(season: Season):
    original = season.proposal()
    crowd(original, FEW)
    questions_of_one_more(season)  # the first one fills the memory of the process
    few = questions_of_one_more(season)
    crowd(original, MANY - FEW)
    assert questions_of_one_more(season) == few
    most = {"keep": 15, "near": 1, "submit": 25, "list": 2, "number": 1}
    assert [name for name, number in few.items() if number > most[name]] == []
    assert Proposal.objects.filter(status=ProposalStatus.SUBMITTED).count() > MANY
    # The neighbours of a point are found by its index, and the newest page by its own: neither reads the whole edition.
    near = similar.candidates(season.edition, original.point)[: similar.NEAREST]
    assert rows_read(near) < MANY / 10
    assert rows_read(proposals.public(season.edition)[: proposals.PAGE + 1]) < MANY / 10


def test_rule_31_near_duplicates_are_found_by_distance_words_and_category(season: Season):
    first = season.proposal()
    lon, lat = MEDEU
    written = {"title": WORDS["title"], "category_id": first.category_id}

    def near(metres: int, *, title: str, category_id: int | None) -> list[str]:
        point = Point(lon + metres * LON, lat, srid=4326)
        found = similar.near(season.edition, point, text=title, category_id=category_id)
        return [each.proposal.number for each in found]

    other = season.edition.categories.exclude(pk=first.category_id).first().pk
    assert near(30, **written) == [first.number]
    assert near(600, **written) == []
    assert near(350, title="Тротуар мен арық жөндеу", category_id=other) == []
    assert near(350, title=WORDS["title"], category_id=other) == [first.number]
    assert near(30, title="Тротуар мен арық жөндеу", category_id=first.category_id) == [first.number]


def test_rule_31_author_and_council_see_the_near_duplicate(season: Season, monkeypatch, settings, client):
    settings.STAFF_SECOND_FACTOR = "off"
    monkeypatch.setattr("django.utils.timezone.now", lambda: INTAKE)
    first = season.proposal()
    neighbour = season.resident()
    draft = season.draft(neighbour)
    client.force_login(neighbour)
    page = client.get(f"/kk/budget/proposals/{draft.number}/write/")
    assert [each.card.number for each in page.context["near"]] == [first.number]
    season._submit(draft.pk, neighbour)
    client.force_login(season.secretary)
    desk = client.get(f"/kk/desk/budget/{draft.number}/")
    assert [each["card"].number for each in desk.context["near"]] == [first.number]
