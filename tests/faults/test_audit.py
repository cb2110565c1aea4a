"""The counter of the kill test is not blind: every fault put into the books is found, and nothing else."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest

from tests.faults.audit import Entry, Receipt, audit, deliveries_of

KEY, OTHER = UUID(int=1), UUID(int=2)
RECEIPT = Receipt(KEY, "2026-000001", "email", acts=("route",))
ENTRY = Entry(
    KEY,
    "2026-000001",
    acts=("register", "route"),
    deliveries=deliveries_of(["register", "route"]),
    letters=Counter([("appeal_registered", "email"), ("appeal_routed", "email")]),
)
# Acknowledged by nobody: the answer was lost on the way. It may be there, once.
UNHEARD = Entry(
    OTHER,
    "2026-000002",
    acts=("register",),
    deliveries=deliveries_of(["register"]),
    letters=Counter([("appeal_registered", "sms")]),
)


def test_kept_promises_leave_nothing_to_say():
    assert audit([RECEIPT], [ENTRY, UNHEARD]) == {}


ROUTE = deliveries_of(["route"])


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("lost", {"number": "2026-000009"}),
        ("without its first act", {"acts": ("route",), "deliveries": ROUTE}),
        ("act lost", {"acts": ("register",), "deliveries": ENTRY.deliveries - ROUTE}),
        ("act done twice", {"acts": ("register", "route", "route"), "deliveries": ENTRY.deliveries + ROUTE}),
        ("deliveries not one per act and handler", {"deliveries": ENTRY.deliveries - Counter([("route", "live")])}),
        ("still owed", {"unpaid": 1}),
        ("not told", {"letters": Counter([("appeal_registered", "email")])}),
        ("told twice", {"letters": ENTRY.letters + Counter([("appeal_routed", "email")])}),
    ],
)
def test_each_fault_is_found_and_no_other(fault, changes):
    assert set(audit([RECEIPT], [replace(ENTRY, **changes)])) == {fault}


def test_a_forgotten_appeal_and_a_doubled_one_are_found():
    assert audit([RECEIPT], []) == {"lost": ["2026-000001"]}
    assert audit([RECEIPT], [ENTRY, replace(ENTRY, number="2026-000009")]) == {"made twice": [str(KEY)]}
