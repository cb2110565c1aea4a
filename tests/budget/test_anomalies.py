"""Rule 41 of the domain: what looks odd is flagged, and a ballot is left out only by a public, reasoned decision."""

import uuid
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from budget.enums import VoteProof, Way
from budget.models import CastCrowd, OpenedBallot, RollMark, SetAside
from budget.rules import anomalies as rules
from budget.rules.anomalies import Flag, Flagged
from budget.selectors import anomalies
from budget.services import log, opening, setting_aside, watching
from budget.views.vote.casting import DEVICE
from tests.factories import city
from tests.factories.results import Election
from tests.factories.votes import Vote
from workflow.models import Act
from workflow.refusals import Refused


def test_rule_41_an_hour_far_above_the_others_is_flagged_and_an_even_day_is_not():
    votes = {("medeu", f"{hour:02}:00"): 20 for hour in range(10)}
    assert rules.sudden_hours(votes) == []
    votes["medeu", "21:00"] = 100
    assert rules.sudden_hours(votes) == [Flagged(Flag.HOUR, "medeu", "21:00", 100, 20)]
    # Few votes are never a jump.
    assert rules.sudden_hours({("medeu", "09:00"): 1, ("medeu", "10:00"): 1, ("medeu", "11:00"): 49}) == []


def test_rule_41_a_fast_office_neighbouring_phones_and_lonely_projects_are_flagged():
    assert rules.busy_offices({("medeu", "a1", "10:00"): 61, ("medeu", "a1", "11:00"): 60}) == [
        Flagged(Flag.OFFICE, "medeu", "a1 10:00", 61, 60)
    ]
    assert rules.blocks_of_phones({("medeu", "+7701123"): 20, ("medeu", "+7701124"): 19}) == [
        Flagged(Flag.PREFIX, "medeu", "+7701123", 20, 20)
    ]
    alone = [("medeu", "P-1", 60), ("medeu", "P-2", 59)]
    assert rules.lonely_projects({"medeu": 100}, alone) == [Flagged(Flag.LONELY, "medeu", "P-1", 60, 100)]


@pytest.fixture
def vote(db) -> Vote:
    city.load()
    return Vote()


@pytest.fixture
def election(db) -> Election:
    city.load()
    return Election()


def crowd(vote: Vote, number: int) -> None:
    """So many voters with neighbouring phones."""
    for place in range(number):
        voter = vote.voter(phone=f"+77055550{place:03d}")
        vote.cast(voter, *vote.numbers(1))
        RollMark.objects.filter(user=voter).update(phone_key=f"{place:064x}", proof=VoteProof.CODE)


def decide(vote: Vote, flags: list[str], reason_ru: str = "Номера куплены подряд."):
    return setting_aside.set_aside(
        vote.edition.pk,
        flags=flags,
        order_number="5-б",
        dated_on=date.today() - timedelta(days=1),
        reason_kk="Нөмірлер қатарынан алынған.",
        reason_ru=reason_ru,
        actor=vote.actor,
        at=datetime.now(UTC),
    )


def test_rule_41_flagged_ballots_are_left_unopened_by_a_public_order_and_stay_in_the_account(vote):
    crowd(vote, 20)
    vote.cast(vote.voter(), *vote.numbers(2))
    flagged = anomalies.flags(vote.edition, opened=False)
    assert [(one.flag, one.key, one.number) for one in flagged] == [("prefix", "+77055550", 20)]
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    with pytest.raises(Refused) as silent:
        decide(vote, [anomalies.name_of(flagged[0])], reason_ru=" ")
    assert (silent.value.code, SetAside.objects.count()) == ("reason_needed", 0)
    decide(vote, [anomalies.name_of(flagged[0])])
    record = opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    counts = record.counts
    assert (counts["envelopes"], counts["online"], counts["set_aside"], counts["superseded"]) == (21, 1, 20, 0)
    assert [ballot.choices for ballot in OpenedBallot.objects.all()] == [list(vote.numbers(2))]
    act = Act.objects.get(kind="edition", name="set_aside")
    assert (act.public, act.note, act.data["ballots"]) == (True, "Нөмірлер қатарынан алынған.", 20)
    with pytest.raises(Refused) as late:
        decide(vote, [anomalies.name_of(flagged[0])])
    assert late.value.code == "opened"
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        SetAside.objects.update(reason_kk="")


def test_what_was_not_flagged_is_not_set_aside(vote):
    vote.cast(vote.voter(), *vote.numbers(2))
    vote.end()
    with pytest.raises(Refused) as refusal:
        decide(vote, ["hour|medeu|2026-11-04 21:00"])
    assert refusal.value.code == "no_ballots"
    assert RollMark.objects.filter(way=Way.ONLINE, set_aside__isnull=True).count() == 1


def test_rule_41_a_crowd_from_one_device_or_network_is_flagged_and_everything_less_is_forgotten(vote):
    hour = vote.now.replace(minute=0)
    for number in range(100):
        # One device casts ten ballots; one network brings all hundred, and its neighbour none.
        device = "a" * 32 if number < 10 else f"{number:032x}"
        where = {"address": f"178.90.12.{number}", "device": device}
        watching.note(vote.edition.pk, "medeu", **where, at=hour)
    for _number in range(9):
        watching.note(vote.edition.pk, "medeu", address="2a03:32c0:1:2::1", device="b" * 32, at=hour)
    watching.write()
    flagged = anomalies.flags(vote.edition, opened=False)
    assert [(one.flag, one.district, one.number, one.usual) for one in flagged] == [
        (Flag.ADDRESS, "medeu", 100, 100),
        (Flag.DEVICE, "medeu", 10, 10),
    ]
    assert watching.forget(at=hour) == 0
    counted = CastCrowd.objects.filter(edition=vote.edition)
    assert counted.count() == 94
    watching.forget(at=hour + timedelta(hours=1))
    assert sorted(counted.values_list("kind", "number")) == [("address", 100), ("device", 10)]
    # Nothing to be set aside by it: which ballots they were is kept nowhere.
    assert anomalies.marks_of(vote.edition, [anomalies.name_of(one) for one in flagged]) == []


def test_counts_of_devices_have_no_age_in_common_with_the_ballots_and_name_nobody(vote, client):
    """As an attacker with the whole database: no row before fifty ballots, none of a ballot's transaction, no link."""
    client.force_login(voter := vote.voter())
    words = {"key": uuid.uuid4(), "envelope": b64encode(vote.sealed(*vote.numbers(1))).decode()}
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": vote.now.timestamp()}]
    session.save()
    answer = client.post(f"/kk/budget/{vote.edition.code}/vote/cast/", words, headers={"Accept": "application/json"})
    assert (answer.status_code, RollMark.objects.get().user) == (201, voter)
    assert (answer.cookies[DEVICE]["httponly"], len(answer.cookies[DEVICE].value)) == (True, 32)
    counted = CastCrowd.objects.filter(edition=vote.edition)
    assert not counted.exists()
    watching.write()
    assert {row.number for row in counted} == {1}
    seen = str(list(counted.values()))
    assert not any(secret in seen for secret in (answer.cookies[DEVICE].value, "127.0.0", str(words["key"])))
    names = {field.name for field in CastCrowd._meta.get_fields()}
    assert names == {"id", "edition", "district", "hour", "kind", "key", "number"}
    later = vote.now + timedelta(hours=1)
    watching.note(vote.edition.pk, "medeu", address="127.0.0.1", device=answer.cookies[DEVICE].value, at=later)
    watching.write()
    assert counted.values("key").distinct().count() == 4


def test_rule_41_the_report_is_published_with_the_results_and_names_no_telephone(election, client):
    crowd(election.vote, 20)
    page = f"/ru/budget/{election.edition.code}/results/medeu/"
    assert client.get(page).status_code == 404
    election.counted()
    election.publish()
    told = client.get(page)
    assert [(each["flag"], each["key"], each["number"]) for each in told.context["flags"]] == [("prefix", "", 20)]
    text = told.content.decode()
    assert ("Соседние номера телефонов" in text, "+7705555" in text) == (True, False)
    act = Act.objects.get(kind="edition", name="publish_results")
    assert (act.public, [each["flag"] for each in act.data["flags"]]) == (True, ["prefix"])
    other = client.get(f"/ru/budget/{election.edition.code}/results/almaly/")
    assert other.context["flags"] == []
