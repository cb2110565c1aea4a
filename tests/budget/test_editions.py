"""Editions: rules as data, signed and frozen (rule 27); stages that move by order only (rule 28)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.enums import Role
from budget.enums import EditionStatus, Stage
from budget.models import BudgetCategory, Edition, EditionStage, Envelope, StageOrder
from budget.rules import signing
from budget.selectors import editions as read
from budget.services import editions
from budget.workflow import EDITION
from tests.factories import people
from tests.factories.budget import AFTER, BEFORE, DATES, ENVELOPE, INTAKE, VETTING, Season, day, edition_row
from workflow.actor import SYSTEM
from workflow.models import Act
from workflow.refusals import Refused

CAPS = [
    (20_000, 2_778, 55_560_000),
    (20_000, 2_917, 58_340_000),
    (25_000, 3_450, 86_250_000),
    (25_000, 3_692, 92_300_000),
]


@pytest.mark.parametrize(("cap_mci", "mci_tenge", "cap_tenge"), CAPS)
def test_rule_27_the_cap_is_a_number_of_indices_of_a_year(cap_mci, mci_tenge, cap_tenge):
    assert Edition(cap_mci=cap_mci, mci_tenge=mci_tenge).cap_tenge == cap_tenge


def test_rule_27_every_rule_of_an_edition_is_a_column_and_none_is_left_unfrozen(season: Season):
    """Whoever adds a rule must sign it and freeze it."""
    living = {"id", "status", "seq", "status_since"}
    proof = {"rules", "rules_hash", "rules_signature", "rules_key", "opened_at", "first_ballot_at"}
    assert {column.name for column in Edition._meta.concrete_fields} == set(read.RULES) | proof | living
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'budget_edition_rules_stay'")
        source = cursor.fetchone()[0]
    assert {name for name in {*read.RULES, *proof} if f"OLD.{name}" not in source} == set()


def test_rule_27_opening_signs_canonical_rules(season: Season):
    edition = season.open_edition()
    assert edition.status == EditionStatus.INTAKE
    assert edition.rules == read.rules_of(edition)
    assert edition.rules["envelopes"] == dict.fromkeys(sorted(DISTRICTS), ENVELOPE)
    assert edition.rules["stages"]["voting"] == ["2026-11-01T19:00:00Z", "2026-11-15T19:00:00Z"]
    assert edition.rules["cap_tenge"] == 108_125_000
    assert edition.rules_hash == signing.digest_of(edition.rules)
    assert editions.signature_holds(edition)
    edition.rules["cap_tenge"] += 1
    assert not editions.signature_holds(edition)


DISTRICTS = ["alatau", "almaly", "auezov", "bostandyk", "medeu", "nauryzbay", "turksib", "zhetysu"]


def _without_a_stage(edition: Edition) -> None:
    EditionStage.objects.filter(edition=edition, stage=Stage.VOTING).delete()


def _overlapping(edition: Edition) -> None:
    EditionStage.objects.filter(edition=edition, stage=Stage.VOTING).update(opens_at=day("2026-10-20"))


def _without_an_envelope(edition: Edition) -> None:
    Envelope.objects.filter(edition=edition, district_id="medeu").delete()


def _without_categories(edition: Edition) -> None:
    edition.categories.clear()


def _without_ways(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(ways=[])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_without_a_stage, "stages"),
        (_overlapping, "stages"),
        (_without_an_envelope, "envelopes"),
        (_without_categories, "categories"),
        (_without_ways, "ways"),
    ],
)
def test_an_edition_with_a_hole_in_its_rules_is_not_opened(season: Season, spoil, code):
    edition = season.draft_edition()
    spoil(edition)
    with pytest.raises(Refused) as refusal:
        editions.open_edition(edition.pk, actor=season.actor("manager", BEFORE), at=BEFORE)
    assert refusal.value.code == code
    edition.refresh_from_db()
    assert (edition.status, edition.rules_hash, edition.opened_at) == (EditionStatus.DRAFT, "", None)


def test_rules_that_change_before_the_vote_are_signed_again_and_told(season: Season):
    edition = season.open_edition()
    old = edition.rules_hash
    editions.amend_rules(
        edition.pk,
        changes={"choices": 5},
        envelopes={"medeu": 900_000_000},
        reason="Мәслихат шешімі",
        actor=season.actor("manager", INTAKE),
        at=INTAKE,
    )
    edition = Edition.objects.get(pk=edition.pk)
    act = Act.objects.get(kind="edition", subject_id=edition.pk, name="amend_rules")
    assert (edition.choices, edition.rules["choices"], edition.rules["envelopes"]["medeu"]) == (5, 5, 900_000_000)
    assert act.data == {"changed": ["choices", "envelope:medeu"], "old_hash": old, "rules_hash": edition.rules_hash}
    assert act.public and edition.rules_hash != old and editions.signature_holds(edition)


RAW = {
    "cap": "UPDATE budget_edition SET cap_mci = cap_mci + 1 WHERE id = %s",
    "hash": "UPDATE budget_edition SET rules_hash = 'x' WHERE id = %s",
    "seal": "UPDATE budget_edition SET first_ballot_at = NULL WHERE id = %s",
    "edition": "DELETE FROM budget_edition WHERE id = %s",
    "envelope": "UPDATE budget_envelope SET amount_tenge = 1 WHERE edition_id = %s",
    "envelope_gone": "DELETE FROM budget_envelope WHERE edition_id = %s",
    "category": "DELETE FROM budget_edition_categories WHERE edition_id = %s",
    "stage": "UPDATE budget_editionstage SET closes_at = closes_at + interval '1 day' WHERE edition_id = %s",
    "stage_cut": "UPDATE budget_editionstage SET closes_at = closes_at - interval '1 hour' WHERE edition_id = %s",
    "stage_gone": "DELETE FROM budget_editionstage WHERE edition_id = %s",
}


@pytest.mark.parametrize("name", RAW)
def test_from_the_first_ballot_on_raw_sql_changes_no_rule(season: Season, name):
    edition = season.open_edition()
    Edition.objects.filter(pk=edition.pk).update(first_ballot_at=INTAKE)
    refused = pytest.raises(IntegrityError, match=r"can no longer be changed|only by an order")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW[name], [edition.pk])
    after = Edition.objects.get(pk=edition.pk)
    assert read.rules_of(after) == edition.rules


def test_from_the_first_ballot_on_the_orm_changes_no_rule(season: Season):
    edition = season.open_edition()
    Edition.objects.filter(pk=edition.pk).update(first_ballot_at=INTAKE)
    edition.refresh_from_db()
    edition.choices = 9
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Envelope.objects.create(edition=edition, district_id="medeu", amount_tenge=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.categories.remove(BudgetCategory.objects.first())
    assert read.rules_of(Edition.objects.get(pk=edition.pk)) == edition.rules


def test_one_frozen_edition_leaves_another_free(season: Season):
    """Several editions at once do not mix: intake goes on all year."""
    frozen, free = season.open_edition("2027-1"), season.open_edition("2027-2")
    Edition.objects.filter(pk=frozen.pk).update(first_ballot_at=INTAKE)
    Envelope.objects.filter(edition=free, district_id="medeu").update(amount_tenge=5)
    assert read.envelope_of(Edition.objects.get(pk=free.pk), "medeu") == 5
    assert set(read.taking_in(INTAKE).values_list("code", flat=True)) == {"2027-1", "2027-2"}


def test_rule_28_a_stage_is_extended_by_a_public_order_and_the_next_ones_move_along(season: Season):
    edition = season.open_edition()
    editions.extend(
        edition.pk,
        stage=Stage.VETTING,
        until=day("2026-11-05"),
        number="154-қ",
        dated_on=date(2026, 10, 5),
        reason_kk="Өтінім көп түсті",
        reason_ru="Заявок много",
        actor=season.actor("manager", VETTING),
        at=VETTING,
    )
    rows = {row.stage: (row.opens_at, row.closes_at) for row in EditionStage.objects.filter(edition=edition)}
    assert rows == {
        "intake": (day("2026-09-01"), day("2026-10-01")),
        "vetting": (day("2026-10-01"), day("2026-11-05")),
        "voting": (day("2026-11-05"), day("2026-11-19")),
        "opening": (day("2026-11-19"), day("2026-11-27")),
        "works": (day("2027-01-04"), day("2028-01-01")),
    }
    orders = [(row.stage, row.number, row.dated_on, row.public) for row in StageOrder.objects.all()]
    assert orders == [(stage, "154-қ", date(2026, 10, 5), True) for stage in ("vetting", "voting", "opening")]


def test_rule_28_without_an_order_the_database_keeps_the_dates(season: Season):
    edition = season.open_edition()
    row = EditionStage.objects.get(edition=edition, stage=Stage.INTAKE)
    row.closes_at += timedelta(days=1)
    with pytest.raises(IntegrityError, match="only by an order"), transaction.atomic():
        row.save()


def test_rule_28_an_order_is_never_changed_nor_removed(season: Season):
    edition = season.open_edition()
    manager = season.actor("manager", VETTING)
    words = {"number": "1", "dated_on": date(2026, 10, 1), "actor": manager, "at": VETTING}
    editions.extend(edition.pk, stage=Stage.WORKS, until=day("2028-02-01"), **words)
    with pytest.raises(IntegrityError, match="kept as they were entered"), transaction.atomic():
        StageOrder.objects.update(number="2")
    with pytest.raises(IntegrityError, match="kept as they were entered"), transaction.atomic():
        StageOrder.objects.all().delete()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": " "}, "number_needed"),
        ({"dated_on": date(2026, 10, 6)}, "date_ahead"),
        ({"stage": Stage.INTAKE, "until": day("2026-12-01")}, "stage_over"),
        ({"until": day("2026-10-30")}, "not_later"),
    ],
)
def test_rule_28_an_order_without_sense_moves_nothing(season: Season, given, code):
    edition = season.open_edition()
    whole = {"stage": Stage.VETTING, "until": day("2026-11-05"), "number": "154", "dated_on": date(2026, 10, 5)}
    with pytest.raises(Refused) as refusal:
        editions.extend(edition.pk, **{**whole, **given}, actor=season.actor("manager", VETTING), at=VETTING)
    assert refusal.value.code == code
    assert StageOrder.objects.count() == 0
    assert read.rules_of(Edition.objects.get(pk=edition.pk)) == edition.rules


def test_the_clock_carries_an_edition_on_and_not_too_early(season: Season):
    edition = season.open_edition()
    assert editions.advance(at=INTAKE) == {}
    assert editions.advance(at=VETTING) == {"2027": "start_vetting"}
    assert editions.advance(at=day("2026-11-02")) == {"2027": "no_projects"}
    assert Edition.objects.get(pk=edition.pk).status == EditionStatus.VETTING
    with pytest.raises(Refused) as refusal:
        editions.start_voting(edition.pk, actor=season.actor("manager", VETTING), at=VETTING)
    assert refusal.value.code == "too_early"


MANAGERS = {Role.EDITION_MANAGER, Role.ADMINISTRATOR}
S = EditionStatus
TABLE = {
    "revise": ({S.DRAFT}, MANAGERS),
    "open": ({S.DRAFT}, MANAGERS),
    "amend_rules": ({S.INTAKE, S.VETTING}, MANAGERS),
    "extend": ({S.INTAKE, S.VETTING, S.VOTING, S.OPENING, S.WORKS}, MANAGERS),
    "start_vetting": ({S.INTAKE}, MANAGERS | {Role.SYSTEM}),
    "start_voting": ({S.VETTING}, MANAGERS | {Role.SYSTEM}),
    "close_voting": ({S.VOTING}, MANAGERS | {Role.SYSTEM}),
    "set_aside": ({S.OPENING}, MANAGERS),
    "count": ({S.OPENING}, MANAGERS),
    "strike_off": ({S.OPENING, S.RESULTS}, MANAGERS),
    "publish_results": ({S.OPENING}, MANAGERS),
    "start_works": ({S.RESULTS}, MANAGERS | {Role.SYSTEM}),
    "close": ({S.WORKS}, MANAGERS),
    "cancel": ({S.DRAFT, S.INTAKE, S.VETTING}, MANAGERS),
}


def test_the_table_of_an_edition_role_by_status():
    open_to = {
        (name, status, role)
        for status in S
        for role in Role
        for name in EDITION.open_to(Edition(status=status), roles=frozenset({role}), at=AFTER)
    }
    assert open_to == {
        (name, status, role) for name, (states, roles) in TABLE.items() for status in states for role in roles
    }


def test_only_a_manager_of_the_whole_city_prepares_an_edition(season: Season):
    nobody = [
        season.author,
        people.officer("edition_manager", "akimat-medeu", "medeu"),
        people.officer("head", "city-akimat"),
    ]
    for user in nobody:
        with pytest.raises(Refused) as refusal:
            editions.prepare(edition_row(), actor=people.acting(user, BEFORE), at=BEFORE)
        assert refusal.value.code == "role"
    assert Edition.objects.count() == 0
    assert set(DATES) == set(Stage) and SYSTEM.is_system
