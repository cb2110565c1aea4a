"""The seeded town: the same for the same seed, true to its shares, and obeying the rules of real appeals."""

import hashlib
import io
from collections import Counter
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import User
from appeals.models import Answer, Appeal
from config.portal.seed import plan
from config.portal.seed import town as builder
from tests.factories import city
from tests.factories.appeals import ALMATY
from workflow.models import Act

UNTIL = "2026-11-20"
END = datetime(2026, 11, 20, 12, 0, tzinfo=ALMATY)


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def seed(*, scale: float = 0.01, number: int = 7) -> str:
    out = io.StringIO()
    call_command("seed_city", scale=scale, seed=number, until=UNTIL, quiet=True, stdout=out)
    return out.getvalue()


@pytest.fixture
def empty_city(db):
    city.load()


def digest() -> str:
    """Of everything told about appeals and their acts, without keys that a database gives."""
    whole = hashlib.sha256()
    rows = Appeal.objects.order_by("number").values_list(
        "number", "text", "status", "seq", "due_on", "district", "address", "category__code", "organisation__code",
        "public_title", "author__email", "executor__email", "claim_hash", "received_at", "status_since",
    )  # fmt: skip
    for row in rows.iterator():
        whole.update(repr(row).encode())
    acts = Act.objects.values_list("at", "name", "actor_name", "before", "after", "note")
    for row in sorted(acts):  # what is split begins its parts at the same moment
        whole.update(repr(row).encode())
    for row in Answer.objects.order_by("written_at", "text").values_list("text", "decision", "sent_at"):
        whole.update(repr(row).encode())
    return whole.hexdigest()


def test_the_same_seed_gives_the_same_town(empty_city):
    found = []
    for number in (7, 7, 8):
        with transaction.atomic():
            seed(scale=0.002, number=number)
            found.append(digest())
            transaction.set_rollback(True)
    assert found[0] == found[1] != found[2]


def test_shares_and_seasons_are_those_of_the_plan(empty_city):
    seed(scale=0.03)
    total = Appeal.objects.filter(category__isnull=False).count()
    tops = Counter(Appeal.objects.filter(category__isnull=False).values_list("category__parent__code", flat=True))
    districts = Counter(Appeal.objects.values_list("district", flat=True))
    off = {code: share for code, share in plan.TOPS.items() if abs(tops[code] / total * 100 - share) > 1.6}
    off |= {
        code: share
        for code, share in plan.DISTRICTS.items()
        if abs(districts[code] / districts.total() * 100 - share) > 1.6
    }
    assert off == {}
    languages = Counter(Appeal.objects.values_list("language", flat=True))
    assert 0.57 < languages["kk"] / languages.total() < 0.63
    at_once = Act.objects.filter(name="answer_at_once").count()
    sent = Act.objects.filter(name="route").values("subject_id").distinct().count()
    assert 0.65 < at_once / (at_once + sent) < 0.73
    of_snow = Appeal.objects.filter(category__code="snow-ice").values_list("received_at__month", flat=True)
    of_watering = Appeal.objects.filter(category__code="watering").values_list("received_at__month", flat=True)
    assert set(of_snow) <= {10, 11, 12, 1, 2, 3, 4}
    assert set(of_watering) <= {3, 4, 5, 6, 7, 8, 9, 10}


def test_it_needs_the_reference_data(db):
    with pytest.raises(CommandError, match="load_reference"):
        seed()


def test_never_in_production(empty_city, settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        seed()
    assert User.objects.count() == 0


@pytest.mark.parametrize(("given", "match"), [({"scale": 0}, "--scale"), ({"until": "yesterday"}, "--until")])
def test_wrong_options_are_refused_in_words(empty_city, given, match):
    with pytest.raises(CommandError, match=match):
        call_command("seed_city", **{"scale": 0.01, "until": UNTIL, **given})


def test_nothing_is_left_of_an_interrupted_seeding(empty_city, monkeypatch):
    def interrupted(number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        builder.build(scale=0.002, seed=1, until=END, progress=interrupted)
    assert (Appeal.objects.count(), User.objects.count()) == (0, 0)
    assert connection.needs_rollback is False
