"""After its term of keeping an appeal leaves a tombstone: no word, contact or photo of its author is anywhere."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client

from accounts.enums import Role
from appeals.enums import OPEN, LimitCode, Status
from appeals.models import Appeal, Category, Limit, Photo, Subscription, Voice
from appeals.rules.retention import months_before
from appeals.services import author, retention, rounding, triage
from tests.doors.canaries import PHONE, WORDS, hide
from tests.factories.appeals import AIRPORT, ALMATY, AT, photo
from workflow import acts, outbox, scrubbing
from workflow.models import Act, Delivery
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)
LATER = AT + 4 * YEAR


@pytest.mark.parametrize(
    ("at", "months", "before"),
    [
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2028, 3, 31), 1, (2028, 2, 29)),
        ((2026, 1, 15), 12, (2025, 1, 15)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 12, 1), 36, (2023, 12, 1)),
    ],
)
def test_months_are_counted_back_by_the_calendar(at, months, before):
    assert months_before(datetime(*at, 10, tzinfo=ALMATY), months) == datetime(*before, 10, tzinfo=ALMATY)


def ended(town, **given) -> Appeal:
    return town.appeal(Status.ANSWERED, **given)


def rows_with(*words: str) -> dict[str, int]:
    """In how many rows of which table of the whole database any of the words stands."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in {"spatial_ref_sys", "django_session"}:
                continue
            condition = " OR ".join(["row.*::text ILIKE %s"] * len(words))
            cursor.execute(f'SELECT count(*) FROM "{table}" row WHERE {condition}', [f"%{word}%" for word in words])
            if number := cursor.fetchone()[0]:
                found[table] = number
    return found


def test_nothing_of_a_whole_life_is_left_but_what_was_done(town, files, django_capture_on_commit_callbacks):
    before = files()
    secret = hide(town)
    pk = secret.appeal.pk
    author.withdraw(pk, reason=WORDS["withdrawal"], actor=town.actor("resident"), at=AT + timedelta(days=2))
    while outbox.drain():
        pass
    personal = [word for part, word in WORDS.items() if part != "norm"] + [PHONE]
    assert len(rows_with(*personal)) >= 5
    acted = list(Act.objects.filter(subject_id=pk, kind="appeal").values_list("seq", "name", "before", "after", "at"))
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.expire(at=LATER) == 1
    assert rows_with(*personal) == {}
    assert files() == before
    left = Appeal.objects.get(pk=pk)
    same = ("number", "status", "category_id", "district_id", "received_at", "registered_on", "due_on", "kind")
    assert [getattr(left, name) for name in same] == [getattr(secret.appeal, name) for name in same[:1]] + [
        Status.WITHDRAWN,
        *(getattr(secret.appeal, name) for name in same[2:]),
    ]
    assert (left.erased_at, left.author_id, left.text) == (LATER, None, "[…]")
    assert (left.point.x, left.point.y) != (AIRPORT.lon, AIRPORT.lat)
    told = list(Act.objects.filter(subject_id=pk, kind="appeal").values_list("seq", "name", "before", "after", "at"))
    assert told[: len(acted)] == acted
    assert [name for _seq, name, *_rest in told[len(acted) :]] == ["expire"]


def test_every_column_of_words_is_decided_on():
    """A new table or column that hangs on an appeal must be erased, removed or kept by decision."""
    below = {Appeal}
    grown = True
    while grown:
        more = {
            model
            for model in apps.get_app_config("appeals").get_models()
            if any(field.related_model in below for field in model._meta.concrete_fields if field.related_model)
        } - below
        below |= more
        grown = bool(more)
    kinds = (models.CharField, models.TextField, models.JSONField)
    found = {
        model.__name__: frozenset(
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, kinds) and not field.choices and not isinstance(field, models.GeneratedField)
        )
        for model in below
        if model.__name__ not in retention.GONE
    }
    names = {*retention.ERASED, *retention.KEPT}
    decided = {name: retention.ERASED.get(name, frozenset()) | retention.KEPT.get(name, frozenset()) for name in names}
    assert {name: columns for name, columns in found.items() if columns} == decided


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.ROUTED, Status.REPORTED, Status.REOPENED])
def test_an_open_appeal_is_never_due(town, status):
    appeal = town.appeal(status)
    assert status in OPEN
    assert not retention.due(LATER).exists()
    with pytest.raises(Refused) as refusal:
        retention.remove(appeal.pk, at=LATER)
    assert refusal.value.code == "state"
    assert Appeal.objects.get(pk=appeal.pk).text == appeal.text


def test_the_term_is_the_categorys_then_that_of_the_one_above_then_that_of_all(town):
    Limit.objects.filter(code=LimitCode.RETAIN_MONTHS).delete()
    leaf = Category.objects.get(code="roads-pothole")
    appeal = ended(town, category=leaf.code)
    month = timedelta(days=31)

    def due_after(months: int) -> bool:
        return retention.due(appeal.status_since + months * month).filter(pk=appeal.pk).exists()

    assert (due_after(35), due_after(37)) == (False, True)
    day = {"code": LimitCode.RETAIN_MONTHS, "valid_from": AT.date()}
    Limit.objects.create(value=24, **day)
    assert (due_after(23), due_after(25)) == (False, True)
    Limit.objects.create(value=12, category=leaf.parent, **day)
    assert (due_after(11), due_after(13)) == (False, True)
    Limit.objects.create(value=6, category=leaf, **day)
    assert (due_after(5), due_after(7)) == (False, True)


def test_a_tombstone_is_left_once(town):
    appeal = ended(town)
    assert (retention.expire(at=LATER), retention.expire(at=LATER)) == (1, 0)
    with pytest.raises(Refused) as refusal:
        retention.remove(appeal.pk, at=LATER)
    assert refusal.value.code == "erased"
    assert Act.objects.filter(name="expire").count() == 1


def test_who_joined_is_forgotten_with_it_and_what_they_subscribed_to_is_theirs(town):
    appeal, other = ended(town), ended(town)
    joined = {"language": "kk", "added_at": AT}
    for one in (appeal, other):
        Voice.objects.create(appeal=one, user=town.executor, confirmed_at=AT, **joined)
        Voice.objects.create(appeal=one, email=f"joined-{one.pk}@example.kz", **joined)
    district = {"district_id": appeal.district_id, "created_at": AT, "told_until": AT}
    Subscription.objects.create(user=town.executor, **district)
    retention.remove(appeal.pk, at=LATER)
    assert rows_with(f"joined-{appeal.pk}@example.kz") == {}
    assert set(Voice.objects.values_list("appeal_id", flat=True)) == {other.pk}
    assert Subscription.objects.filter(user=town.executor, **district).exists()


def test_strangers_read_that_it_was_removed(town):
    appeal = ended(town, photos=[photo()])
    words = {"public_title": "Шұңқыр", "public_text": "Көшеде шұңқыр бар."}
    shown = [row.pk for row in appeal.photos.all()]
    triage.publish(appeal.pk, **words, photo_ids=shown, actor=town.actor("moderator"), at=AT)
    retention.expire(at=LATER)
    page = Client().get(f"/en/appeals/{appeal.number}/").content.decode()
    assert "Көшеде шұңқыр" not in page
    assert "removed" in page
    assert appeal.number in page
    assert Photo.objects.filter(appeal=appeal).count() == 0


@pytest.mark.parametrize(
    "change",
    [
        "note = 'new words'",
        "seq = seq + 100",
        "name = 'categorise'",
        "after = 'fixed'",
        "at = now()",
        "actor_role = 'head'",
        "actor_name = ''",
        "actor_id = NULL",
        "data = data || '{\"x\": 1}'",
    ],
)
def test_even_while_scrubbing_nothing_but_words_can_go(town, change):
    """The acts here are a moderator's: only an author's name and key may be taken out."""
    town.appeal(Status.ROUTED)
    before = list(Act.objects.order_by("pk").values())
    with (
        pytest.raises(IntegrityError, match="append-only: UPDATE is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL birge.scrubbing = 'on'")
        cursor.execute(f"UPDATE workflow_act SET {change} WHERE actor_role = 'moderator'")
    assert list(Act.objects.order_by("pk").values()) == before


def test_the_permission_to_scrub_ends_with_the_scrubbing(town):
    appeal = town.appeal(Status.ROUTED)
    with transaction.atomic():
        scrubbing.scrub("appeal", [appeal.pk])
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Act.objects.update(note="")


def test_the_category_decides_anew_where_strangers_see_it(town, django_assert_max_num_queries):
    words = {"public_title": "Шұңқыр", "public_text": "Көшеде шұңқыр бар."}
    made = [town.appeal(category="roads-pothole", place=AIRPORT) for _each in range(3)]
    for appeal in made[:2]:
        triage.publish(appeal.pk, **words, actor=town.actor("moderator"), at=AT)
    category = Category.objects.get(code="roads-pothole")
    points = lambda: [Appeal.objects.get(pk=appeal.pk).public_point for appeal in made]  # noqa: E731
    exact = points()
    category.in_housing = True
    with django_assert_max_num_queries(3):
        assert rounding.recompute(category) == 2
    rounded = points()
    assert (rounded[0] == rounded[1] != exact[0], rounded[2]) == (True, None)
    assert rounding.recompute(category) == 0
    category.in_housing = False
    assert (rounding.recompute(category), points()) == (2, exact)


def test_paid_deliveries_are_forgotten_and_owed_ones_are_not(town):
    town.appeal()
    while outbox.drain():
        pass
    old, owed = Delivery.objects.order_by("pk")[:2]
    Delivery.objects.filter(pk=old.pk).update(done_at=AT - timedelta(days=31))
    Delivery.objects.filter(pk=owed.pk).update(done_at=None, due_at=AT - timedelta(days=90))
    kept = set(Delivery.objects.exclude(pk=old.pk).values_list("pk", flat=True))
    assert outbox.forget_paid(AT - timedelta(days=30)) == 1
    assert set(Delivery.objects.values_list("pk", flat=True)) == kept


def test_no_person_may_leave_a_tombstone(town):
    appeal = ended(town)
    for role in set(Role) - {Role.SYSTEM}:
        with pytest.raises(Refused) as refusal:
            acts.perform(
                retention.APPEAL,
                Appeal,
                appeal.pk,
                "expire",
                actor=town.actor("moderator"),
                roles=lambda _appeal, role=role: frozenset({role}),
                at=LATER,
            )
        assert refusal.value.code == "role"
