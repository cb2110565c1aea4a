"""The journal is append-only for everybody who comes through the front doors of the database."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from tests.conftest import TRUNCATE_TRIGGERS
from tests.workflow.lamps import hang, perform
from workflow.models import Act, Delivery

pytestmark = pytest.mark.django_db


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


@pytest.mark.parametrize(
    ("operation", "attempt"),
    [
        ("UPDATE", lambda act: Act.objects.filter(pk=act.pk).update(note="never said")),
        ("UPDATE", lambda act: act.save()),
        ("DELETE", lambda act: Act.objects.filter(pk=act.pk)._raw_delete("default")),
        ("UPDATE", lambda act: sql("UPDATE workflow_act SET at = now()")),
        ("DELETE", lambda act: sql("DELETE FROM workflow_act")),
        (
            "UPDATE",
            lambda act: sql(
                f"INSERT INTO workflow_act SELECT * FROM workflow_act WHERE id = {act.pk} "
                "ON CONFLICT (id) DO UPDATE SET note = 'never said'"
            ),
        ),
    ],
    ids=["queryset update", "save", "queryset delete", "raw update", "raw delete", "upsert"],
)
def test_an_act_is_neither_changed_nor_removed(street, operation, attempt):
    act = perform(hang(), "light", note="It is dark.")
    before = list(Act.objects.order_by("pk").values())
    with (
        pytest.raises(IntegrityError, match=f"journal of acts is append-only: {operation} is refused"),
        transaction.atomic(),
    ):
        attempt(act)
    assert list(Act.objects.order_by("pk").values()) == before


def test_the_journal_is_not_emptied(street):
    hang()
    Delivery.objects.all().delete()
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    # As the migrations leave it; the fixture switches this trigger off for the test runner's own sake.
    sql(f"ALTER TABLE workflow_act ENABLE TRIGGER {TRUNCATE_TRIGGERS['workflow_act']}")
    with pytest.raises(IntegrityError, match="append-only: TRUNCATE is refused"), transaction.atomic():
        sql("TRUNCATE workflow_act CASCADE")
    assert Act.objects.count() == 1


def test_a_number_of_a_thing_is_given_once(street):
    lamp = hang()
    with pytest.raises(IntegrityError, match="one_act_per_number_of_a_thing"), transaction.atomic():
        Act.objects.create(kind="lamp", subject_id=lamp.pk, seq=1, name="again", after="on", at=lamp.status_since)
