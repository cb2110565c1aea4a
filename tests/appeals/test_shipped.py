"""Rows of law follow their files until somebody edits them."""

import importlib
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.models import User
from appeals import reference
from appeals.models import HearingException, LadderStep, Limit, QuickGoal, RatingReason, Remedy, Term
from tests.appeals.admin.conftest import administrator  # noqa: F401
from tests.appeals.desk.conftest import past_the_second_factor, signed_in  # noqa: F401

SHIPPED = (Term, Limit, LadderStep, Remedy, HearingException, RatingReason, QuickGoal)
HEAD = "kind,days,unit,basis,valid_from,valid_to\n"
NEW = "APPC art. 76, as amended"


@pytest.fixture
def amended(tmp_path: Path) -> Path:
    """The law of tomorrow: another article, a term that ends, and the one that comes after it."""
    path = tmp_path / "terms.csv"
    path.write_text(
        f'{HEAD}application,15,working,"{NEW}",2021-07-01,2027-01-01\n'
        f'application,10,working,"{NEW}",2027-01-01,\n'
        f'proposal,30,working,"{NEW}",2021-07-01,\n',
        encoding="utf-8",
    )
    return path


def terms(kind: str) -> list[tuple]:
    return list(Term.objects.filter(kind=kind).order_by("valid_from").values_list("days", "basis", "valid_to"))


def test_what_nobody_edited_follows_the_file_and_what_the_office_edited_stays(
    town,
    amended,
    signed_in,  # noqa: F811
    administrator,  # noqa: F811
):
    edited = Term.objects.get(kind="proposal")
    form = {"kind": "proposal", "days": "12", "unit": "working", "basis": "Our order", "valid_from": "2021-07-01"}
    answer = signed_in(administrator).post(reverse("admin:appeals_term_change", args=[edited.pk]), form)
    assert answer.status_code == 302
    assert reference.load_terms(amended) == 2
    assert terms("application") == [(15, NEW, date(2027, 1, 1)), (10, NEW, None)]
    assert terms("proposal") == [(12, "Our order", None)]
    assert terms("complaint") == [(20, "APPC art. 99", None)]
    assert reference.load_terms(amended) == 0


@pytest.mark.parametrize("model", SHIPPED)
def test_every_row_of_every_file_knows_what_it_was_loaded_as(town, model):
    assert model.objects.exists()
    assert not model.objects.filter(shipped_digest="").exists()


def test_rows_loaded_before_follow_unless_the_log_of_the_office_names_them(town, amended):
    """The migration on a database filled earlier: it takes what nobody touched as it stands, the rest stays unknown."""
    Term.objects.update(basis="APPC, first wording")
    for model in SHIPPED:
        model.objects.update(shipped_digest="")
    touched = Term.objects.get(kind="proposal")
    LogEntry.objects.create(
        user=User.objects.create_user(email="clerk@example.kz"),
        content_type=ContentType.objects.get_for_model(Term),
        object_id=str(touched.pk),
        action_flag=CHANGE,
    )
    importlib.import_module("appeals.migrations.0021_rows_that_follow_their_files").note_what_was_loaded(apps, None)
    unknown = {model.__name__: model.objects.filter(shipped_digest="").count() for model in SHIPPED}
    assert unknown == dict.fromkeys((model.__name__ for model in SHIPPED), 0) | {"Term": 1}
    reference.load_terms(amended)
    assert terms("application")[0] == (15, NEW, date(2027, 1, 1))
    assert terms("proposal") == [(15, "APPC, first wording", None)]
    assert reference.load_ladder() == reference.load_remedies() == reference.load_limits() == 0
