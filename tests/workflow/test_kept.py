"""What is kept of a table that decides is read anew once the table has changed, by whatever hand."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.threads import at_once
from workflow import calendar
from workflow.kept import kept, reading_once
from workflow.models import CalendarDay, DayKind, TableMark

DAY = date(2031, 5, 5)


def is_working() -> bool:
    with reading_once():
        return calendar.current().is_working(DAY)


def asked(call) -> list[str]:
    with CaptureQueriesContext(connection) as questions:
        call()
    return [query["sql"] for query in questions]


def holiday() -> CalendarDay:
    return CalendarDay.objects.create(date=DAY, kind=DayKind.HOLIDAY)


@pytest.mark.django_db
def test_the_second_block_asks_for_the_marks_alone():
    is_working()
    (marks,) = asked(is_working)
    assert TableMark._meta.db_table in marks


@pytest.mark.django_db
def test_a_block_asks_for_the_marks_once_and_for_an_answer_once():
    with reading_once():
        first = asked(lambda: (calendar.current(), calendar.closing_time(DAY)))
        again = asked(lambda: (calendar.current(), calendar.closing_time(DAY)))
    assert (sum(TableMark._meta.db_table in sql for sql in first), again) == (1, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: CalendarDay.objects.filter(date=DAY).delete(),
        lambda: CalendarDay.objects.filter(date=DAY).update(kind=DayKind.WORKING),
        lambda: connection.cursor().execute("DELETE FROM workflow_calendarday"),
        lambda: connection.cursor().execute("TRUNCATE workflow_calendarday"),
    ],
    ids=["deleted", "updated", "by hand", "emptied"],
)
def test_every_kind_of_change_is_seen(change):
    holiday()
    before = is_working()
    change()
    assert (before, is_working()) == (False, True)


@pytest.mark.django_db
def test_a_change_that_was_rolled_back_leaves_nothing_behind():
    with transaction.atomic():
        holiday()
        assert not is_working()
        transaction.set_rollback(True)
    assert is_working()
    holiday()
    assert not is_working()


@pytest.mark.django_db
def test_outside_of_a_block_nothing_is_kept():
    assert calendar.current().is_working(DAY)
    holiday()
    assert not calendar.current().is_working(DAY)


@pytest.mark.django_db
def test_a_table_without_a_mark_is_read_each_time():
    times = []
    read = kept("workflow_delivery")(lambda: times.append(1))
    for _block in range(2):
        with reading_once():
            read(), read()
    assert len(times) == 2  # once a block


@pytest.mark.django_db(transaction=True)
def test_a_change_of_another_connection_counts_in_the_next_block():
    before = is_working()
    at_once(1, lambda _number: holiday())
    assert (before, is_working()) == (True, False)
