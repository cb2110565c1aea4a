"""An edition at the desk of its manager: what the vote lacks, rules and dates by forms, projects on the same ground."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from budget.enums import ProposalStatus, Stage
from budget.models import Edition, EditionStage, ExclusionGroup, StageOrder
from budget.services import editions, keys
from tests.budget.test_pages import client_of
from tests.factories import people
from tests.factories.budget import SQUARE, VETTING, VOTING, Season, day
from workflow.models import Act

DESK = "/kk/desk/budget/editions/2027/"


@pytest.fixture(autouse=True)
def at(monkeypatch, settings):
    """The check runs by the clock of the doors."""
    settings.STAFF_SECOND_FACTOR = "off"
    monkeypatch.setattr("django.utils.timezone.now", lambda: VETTING)


@pytest.fixture
def neighbours(season: Season) -> tuple:
    """Two admitted projects that share the ground of a square, and one that does not."""
    one, two = (season.proposal(ProposalStatus.ADMITTED, season.resident(), area=SQUARE) for _number in range(2))
    editions.start_vetting(season.edition.pk, actor=season.actor("manager", VETTING), at=VETTING)
    return one, two


def test_projects_on_the_same_ground_are_found_decided_and_said_on_the_ballot(
    season: Season, neighbours, django_assert_max_num_queries
):
    one, two = neighbours
    secretary = client_of(season.secretary)
    assert secretary.post(f"{DESK}groups/find/").status_code == 302
    group = ExclusionGroup.objects.get()
    assert group.numbers == sorted([one.number, two.number]) and group.overlap_m2 > 1000
    with django_assert_max_num_queries(15):
        page = secretary.get(f"{DESK}groups/")
    assert all(text in page.content.decode() for text in (one.name, two.number, 'name="exclusive"'))
    foreign = client_of(people.officer("council_secretary", "akimat-almaly", "almaly"))
    observer = client_of(people.officer("observer", "city-akimat"))
    door = f"{DESK}groups/{group.pk}/"
    answers = [client.post(door, {"exclusive": "1"}).status_code for client in (foreign, observer, Client())]
    assert answers == [404, 422, 302]
    group.refresh_from_db()
    assert group.state == "found"
    secretary.post(door, {"exclusive": "1"})
    group.refresh_from_db()
    assert (group.state, group.decided_by) == ("confirmed", season.secretary)
    keys.make(season.edition, at=VETTING)
    editions.start_voting(season.edition.pk, actor=season.actor("manager", VOTING), at=VOTING)
    ballot = Client().get("/kk/budget/2027/vote/?district=medeu").content.decode()
    assert f'href="#p-{one.number}"' in ballot and f'href="#p-{two.number}"' in ballot
    asked = {"district": "medeu", "project": [one.pk, two.pk]}
    compared = Client().get("/ru/budget/2027/vote/compare/", asked).content.decode()
    # The column, the label of each cell on a phone, and the name beside which the other one cannot be built.
    assert compared.count(one.title_other) > 6
    late = secretary.post(door, {"exclusive": "0"})
    assert late.status_code == 409
    group.refresh_from_db()
    assert group.state == "confirmed"


def test_the_manager_sees_what_the_vote_lacks_until_nothing_does(season: Season, neighbours):
    one, _two = neighbours
    manager = client_of(season.manager)
    one.title_other = ""
    one.save(update_fields=["title_other"])
    manager.post(f"{DESK}groups/find/")
    page = manager.get(DESK)
    lacking = {each.code: each.count for each in page.context["missing"]}
    assert lacking == {"keys": 1, "untranslated": 1, "groups": 1}
    assert one.number in page.content.decode()
    one.title_other = "Скамейки"
    one.save(update_fields=["title_other"])
    ExclusionGroup.objects.update(state="dismissed")
    keys.make(season.edition, at=VETTING)
    assert manager.get(DESK).context["missing"] == []


def test_a_stage_is_extended_by_a_form_with_the_order_and_everybody_reads_it(season: Season, neighbours):
    manager = client_of(season.manager)
    words = {"stage": "voting", "until": "2026-11-20T23:00", "number": "", "dated_on": "2026-10-05"}
    reasons = {"reason_kk": "Аяз.", "reason_ru": "Мороз."}
    refused = manager.post(f"{DESK}extend/", words | reasons)
    assert refused.status_code == 422 and StageOrder.objects.count() == 0
    assert 'value="2026-11-20T23:00"' in refused.content.decode()
    assert manager.post(f"{DESK}extend/", words | reasons | {"number": "154-қ"}).status_code == 302
    stage = EditionStage.objects.get(edition=season.edition, stage=Stage.VOTING)
    assert stage.closes_at == day("2026-11-20", 23)
    assert "154-қ" in Client().get("/ru/budget/2027/").content.decode()
    assert client_of(season.secretary).post(f"{DESK}extend/", words | reasons).status_code == 404


def test_rules_are_changed_by_a_form_with_a_reason_and_signed_anew(season: Season, neighbours):
    manager, before = client_of(season.manager), Edition.objects.get(pk=season.edition.pk)
    form = manager.get(DESK).context["amend_rules"]
    given = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    changed = given | {"voting": "points", "choices": "10", "envelope_medeu": "900000000", "least": "30", "reason": ""}
    refused = manager.post(f"{DESK}amend_rules/", changed)
    assert refused.status_code == 422
    assert Edition.objects.get(pk=before.pk).rules_hash == before.rules_hash
    reason = "Кеңес ұпаймен таңдауды ұсынды."
    assert manager.post(f"{DESK}amend_rules/", changed | {"reason": reason}).status_code == 302
    after = Edition.objects.get(pk=before.pk)
    assert (after.voting, after.choices, after.min_votes) == ("points", 10, {"district": 30})
    assert after.envelopes.get(district="medeu").amount_tenge == 900_000_000
    assert after.rules_hash != before.rules_hash and editions.signature_holds(after)
    act = Act.objects.get(kind="edition", name="amend_rules")
    assert sorted(act.data["changed"]) == ["choices", "envelope:medeu", "min_votes", "voting"]
    assert reason in Client().get("/kk/budget/2027/").content.decode()
    stale = manager.post(f"{DESK}amend_rules/", changed | {"reason": reason, "choices": "7", "seq": str(before.seq)})
    assert stale.status_code == 409


def test_without_keys_the_vote_does_not_begin(season: Season, neighbours):
    assert editions.advance(at=VOTING) == {"2027": "no_keys"}
    assert Edition.objects.get(pk=season.edition.pk).status == "vetting"
    keys.make(season.edition, at=datetime.now(UTC))
    assert editions.advance(at=VOTING) == {"2027": "start_voting"}
