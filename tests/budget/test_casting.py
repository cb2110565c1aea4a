"""From an envelope to an opened ballot: the whole way, and every refusal on it."""

import uuid
from datetime import UTC, date, datetime

import pytest

from accounts.enums import IdentityProof, ResidenceProof
from accounts.models import Identity, Residence
from budget.enums import EditionStatus, LeafKind, SealedBy, VoteProof
from budget.models import LogLeaf, OpenedBallot, Opening, RollMark, SealedBallot, VoteCode
from budget.rules.box import merkle, receipt
from budget.rules.box.envelope import Choice
from budget.selectors import box
from budget.services import casting, confirming, log, opening
from tests.factories import city
from tests.factories.budget import edition_row
from tests.factories.votes import Vote
from workflow.refusals import Refused


@pytest.fixture
def vote(db) -> Vote:
    city.load()
    return Vote()


def test_a_ballot_goes_from_the_browser_to_the_count_and_proves_itself_on_the_way(vote):
    voter, other = vote.voter(), vote.voter("almaly")
    first = vote.cast(voter, *vote.numbers(1, 2, 3))
    assert receipt.holds(first.receipt, first.signature, bytes(vote.key.log_public))
    vote.cast(other, *vote.numbers(4, district="almaly"), district="almaly")
    again = vote.cast(voter, *vote.numbers(2))
    assert (first.again, again.again) == (False, True)

    checkpoint = log.sequence(vote.edition, at=vote.now)
    assert [leaf.kind for leaf in LogLeaf.objects.all()] == [LeafKind.CHARTER, *[LeafKind.BALLOT] * 3]
    for cast in (first, again):
        index = box.leaf_index(vote.edition.pk, cast.receipt.leaf)
        proof = box.inclusion(vote.edition.pk, index, checkpoint)
        assert merkle.proves_inclusion(cast.receipt.leaf, index, checkpoint.size, proof.path, bytes(checkpoint.root))

    vote.end()
    closing = log.close(vote.edition, at=datetime.now(UTC))
    record = opening.open_box(vote.edition, vote.shares[1:4], actor=vote.actor, at=datetime.now(UTC))
    assert (closing.closing, closing.size) == (True, 4)
    assert sorted((one.district_id, *one.choices) for one in OpenedBallot.objects.all()) == [
        ("almaly", *vote.numbers(4, district="almaly")),
        ("medeu", *vote.numbers(2)),
    ]
    assert record.counts == {
        "envelopes": 3,
        "superseded": 1,
        "overridden": 0,
        "set_aside": 0,
        "online": 2,
        "paper": 0,
        "sealed_by_browser": 2,
        "sealed_by_server": 0,
        "valid": 2,
        "invalid": {},
        "ballots": {"almaly": 1, "medeu": 1},
        "roll": {"almaly/online": 1, "medeu/online": 1},
    }


def test_without_a_script_the_server_seals_and_says_so(vote):
    cast = vote.cast(vote.voter(), choice=Choice(vote.numbers(3)))
    assert cast.receipt.sealed_by == SealedBy.SERVER
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    record = opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    assert (record.counts["sealed_by_browser"], record.counts["sealed_by_server"]) == (0, 1)


@pytest.mark.parametrize(
    ("places", "code"), [((), "empty"), ((1, 2, 3, 4), "too_many"), ((1, 1), "twice"), (("almaly",), "unknown")]
)
def test_a_choice_in_clear_is_judged_at_once(vote, places, code):
    numbers = vote.numbers(1, district="almaly") if places == ("almaly",) else vote.numbers(*places)
    with pytest.raises(Refused) as refusal:
        vote.cast(vote.voter(), choice=Choice(numbers))
    assert (refusal.value.code, RollMark.objects.count()) == (code, 0)


def test_what_was_sealed_wrongly_is_counted_as_invalid_and_named(vote):
    vote.cast(vote.voter(), *vote.numbers(1, 2, 3, 4))
    vote.cast(vote.voter(), *vote.numbers(1, district="almaly"))
    vote.cast(vote.voter("almaly"), *vote.numbers(1))  # sealed for another district
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    record = opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    assert record.counts["invalid"] == {"too_many": 1, "unknown": 1, "unreadable": 1}
    assert set(OpenedBallot.objects.values_list("valid", flat=True)) == {False}


STANDINGS = {
    "no_residence": {"proof": ResidenceProof.DECLARED},
    "late": {"registered_on": date(2026, 1, 2)},
    "no_birth_date": {"born_on": None},
    "young": {"born_on": date(2015, 1, 1)},
}


@pytest.mark.parametrize("code", STANDINGS)
def test_rules_30_and_35_only_a_proven_resident_of_age_votes(vote, code):
    voter = vote.voter()
    Residence.objects.filter(user=voter).update(**STANDINGS[code])
    with pytest.raises(Refused) as refusal:
        vote.cast(voter, *vote.numbers(1))
    assert (refusal.value.code, RollMark.objects.count(), SealedBallot.objects.count()) == (code, 0, 0)


def test_rule_35_a_bare_iin_never_votes_but_its_owner_signature_does(vote):
    voter = vote.voter()
    identity = Identity.objects.get(user=voter)
    Identity.objects.filter(user=voter).update(proof=IdentityProof.DECLARED)
    with pytest.raises(Refused) as refusal:
        vote.cast(voter, *vote.numbers(1))
    assert refusal.value.code == "unproven"
    with pytest.raises(Refused) as refusal:
        vote.cast(voter, *vote.numbers(1), proof=casting.Proof(VoteProof.EDS, iin_hash="0" * 64))
    assert refusal.value.code == "unproven"
    vote.cast(voter, *vote.numbers(1), proof=casting.Proof(VoteProof.EDS, iin_hash=identity.iin_hash))
    Identity.objects.filter(user=voter).delete()
    with pytest.raises(Refused) as refusal:
        vote.cast(voter, *vote.numbers(1))
    assert (refusal.value.code, RollMark.objects.count()) == ("no_iin", 1)


def test_a_repeated_request_gives_the_same_receipt_and_one_ballot(vote):
    voter, key = vote.voter(), uuid.uuid4()
    sealed = vote.sealed(*vote.numbers(1))
    first = vote.cast(voter, envelope=sealed, key=key)
    second = vote.cast(voter, envelope=sealed, key=key)
    assert (first.receipt, first.signature) == (second.receipt, second.signature)
    assert (first.is_new, second.is_new, SealedBallot.objects.count()) == (True, False, 1)
    with pytest.raises(Refused) as refusal:
        vote.cast(voter, envelope=vote.sealed(*vote.numbers(2)), key=key)
    assert refusal.value.code == "key_reused"
    assert RollMark.objects.get().casts == 1


def test_nobody_votes_with_a_copy_of_somebody_elses_envelope(vote):
    sealed = vote.sealed(*vote.numbers(1))
    vote.cast(vote.voter(), envelope=sealed)
    with pytest.raises(Refused) as refusal:
        vote.cast(vote.voter(), envelope=sealed)
    assert (refusal.value.code, RollMark.objects.count()) == ("bad_envelope", 1)


def test_after_the_end_by_the_databases_clock_nothing_goes_in(vote):
    vote.end()
    with pytest.raises(Refused) as refusal:
        vote.cast(vote.voter(), *vote.numbers(1))
    assert (refusal.value.code, refusal.value.conflict, RollMark.objects.count()) == ("closed", True, 0)


def code_of(row) -> str:
    from accounts.models import Notice

    return "".join(sign for sign in Notice.objects.get(key=f"vote-code:{row.public_id}:sms").body if sign.isdigit())[:6]


def by_code(row: VoteCode) -> casting.Proof:
    """The voter types what was sent."""
    return casting.Proof(VoteProof.CODE, code_of(row))


def test_rule_36_one_phone_confirms_one_person(vote):
    voter, relative = vote.voter(), vote.voter()
    words = {"envelope": vote.sealed(*vote.numbers(1)), "key": uuid.uuid4()}
    words["proof"] = by_code(confirming.send(vote.edition, voter, at=vote.now))
    assert vote.cast(voter, **words).is_new
    # The answer was lost: the same request finds its receipt though the code is used up.
    assert not vote.cast(voter, **words).is_new
    phone, voter.phone = voter.phone, None
    voter.save()
    relative.phone = phone
    relative.save()
    proof = by_code(confirming.send(vote.edition, relative, at=vote.now))
    with pytest.raises(Refused) as refusal:
        vote.cast(relative, *vote.numbers(2), proof=proof)
    assert (refusal.value.code, RollMark.objects.count()) == ("phone_used", 1)


def test_a_code_is_tried_five_times_and_asked_for_once_a_minute(vote):
    voter = vote.voter()
    code = code_of(confirming.send(vote.edition, voter, at=vote.now))
    with pytest.raises(Refused) as refusal:
        confirming.send(vote.edition, voter, at=vote.now)
    assert refusal.value.code == "too_soon"
    wrong = "000000" if code != "000000" else "000001"
    codes = []
    for word in [wrong] * 5 + [code]:
        with pytest.raises(Refused) as refusal:
            vote.cast(voter, *vote.numbers(1), proof=casting.Proof(VoteProof.CODE, word))
        codes.append(refusal.value.code)
    assert codes == ["code_wrong"] * 5 + ["code_over"]
    assert (VoteCode.objects.get().tries, RollMark.objects.count()) == (5, 0)


@pytest.mark.parametrize("case", ["none", "older", "late", "used", "of another edition"])
def test_only_the_newest_code_of_this_vote_in_its_ten_minutes_confirms(vote, case):
    voter = vote.voter()
    if case != "none":
        row = confirming.send(vote.edition, voter, at=vote.now)
    proof = casting.Proof(VoteProof.CODE, "123456") if case == "none" else by_code(row)
    if case == "older":
        VoteCode.objects.update(sent_at=vote.now - confirming.PAUSE)
        confirming.send(vote.edition, voter, at=vote.now)
    if case == "late":
        VoteCode.objects.update(expires_at=datetime.now(UTC))
    if case == "used":
        vote.cast(voter, *vote.numbers(1), proof=proof)
    if case == "of another edition":
        other = edition_row("another", status=EditionStatus.DRAFT, status_since=vote.now)
        other.save()
        VoteCode.objects.update(edition=other)
    with pytest.raises(Refused) as refusal:
        vote.cast(voter, *vote.numbers(1), proof=proof)
    code = "code_wrong" if case == "older" else "code_over"
    assert (refusal.value.code, SealedBallot.objects.count()) == (code, int(case == "used"))


def test_a_refused_ballot_leaves_its_code_as_it_was(vote):
    """Whoever was given a paper form, or moved to another district: nothing is written, not even the try."""
    voter = vote.voter()
    vote.cast(voter, *vote.numbers(1))
    proof = by_code(confirming.send(vote.edition, voter, at=vote.now))
    Residence.objects.filter(user=voter).update(district_id="almaly")
    with pytest.raises(Refused) as refusal:
        vote.cast(voter, *vote.numbers(1, district="almaly"), district="almaly", proof=proof)
    assert (refusal.value.code, VoteCode.objects.get().tries) == ("moved", 0)
    assert (RollMark.objects.get().casts, SealedBallot.objects.count()) == (1, 1)


def test_a_cast_is_two_statements(vote, django_assert_num_queries):
    voter, sealed = vote.voter(), vote.sealed(*vote.numbers(1))
    with django_assert_num_queries(2):
        vote.cast(voter, envelope=sealed)


def test_the_opening_is_done_once_by_three_with_their_own_shares_and_a_manager(vote):
    vote.cast(vote.voter(), *vote.numbers(1))
    codes = []

    def refused(words, actor=None):
        with pytest.raises(Refused) as refusal:
            opening.open_box(vote.edition, words, actor=actor or vote.actor, at=datetime.now(UTC))
        codes.append(refusal.value.code)

    refused(vote.shares[:3])
    vote.end()
    refused(vote.shares[:3])
    log.close(vote.edition, at=datetime.now(UTC))
    refused(vote.shares[:2])
    refused([vote.shares[0], vote.shares[0], vote.shares[1]])
    refused([*vote.shares[:2], vote.shares[2][:-1] + ("0" if vote.shares[2][-1] != "0" else "1")])
    from tests.factories import people

    refused(vote.shares[:3], people.acting(vote.voter(), vote.now))
    assert Opening.objects.count() == 0
    opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    refused(vote.shares[:3])
    assert codes == ["not_over", "not_closed", "share_few", "share_few", "share_form", "role", "opened"]
