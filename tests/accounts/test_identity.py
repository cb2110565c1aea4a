import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts import identity, people
from accounts.control_digit import control_digit, is_valid_iin
from accounts.enums import IdentityProof
from accounts.models import Identity, User
from accounts.sealing import SealBroken, seal, unseal
from tests.accounts.conftest import AT, IIN_FIRST_WEIGHTS, IIN_SECOND_WEIGHTS
from workflow.refusals import Refused

eleven_digits = st.text("0123456789", min_size=11, max_size=11)


def test_the_vectors_of_the_reference():
    assert is_valid_iin("991332900000")
    assert is_valid_iin("991332900107")
    assert not is_valid_iin("991332900001")
    assert [digit for digit in "0123456789" if is_valid_iin(f"99133290017{digit}")] == []


@given(eleven_digits)
def test_at_most_one_twelfth_digit_is_right(eleven):
    right = [digit for digit in "0123456789" if is_valid_iin(eleven + digit)]
    expected = control_digit(eleven)
    assert right == ([] if expected is None else [str(expected)])


@given(eleven_digits, st.integers(0, 9), st.integers(1, 9))
def test_where_the_first_weights_decide_a_single_mistyped_digit_changes_the_sum(eleven, place, shift):
    """The weights 1 to 10 are coprime to 11. The eleventh digit weighs 11: the rule does not notice a slip there."""
    typed = eleven[:place] + str((int(eleven[place]) + shift) % 10) + eleven[place + 1 :]
    right, wrong = (
        sum(int(digit) * weight for weight, digit in enumerate(text, start=1)) % 11 for text in (eleven, typed)
    )
    if right < 10 and wrong < 10:
        assert not is_valid_iin(typed + str(right))


@pytest.mark.parametrize(
    "text", ["", "99133290000", "9913329000000", "99133290000o", "٩٩١٣٣٢٩٠٠٠٠٠", " 991332900000", "991332900000\n"]
)
def test_anything_but_twelve_plain_digits_is_no_iin(text):
    assert not is_valid_iin(text)


@given(st.text(), st.text(min_size=1), st.text())
def test_what_is_sealed_opens_with_the_same_key_purpose_and_subject_only(text, secret, about):
    sealed = seal(text, secret=secret, purpose="iin", about=about)
    assert unseal(sealed, secret=secret, purpose="iin", about=about) == text
    for other in (
        {"secret": secret + "x", "purpose": "iin", "about": about},
        {"secret": secret, "purpose": "other", "about": about},
        {"secret": secret, "purpose": "iin", "about": about + "x"},
    ):
        with pytest.raises(SealBroken):
            unseal(sealed, **other)


def test_two_seals_of_one_number_differ():
    assert seal("1", secret="s", purpose="p", about="a") != seal("1", secret="s", purpose="p", about="a")


def test_a_stored_iin_is_found_by_its_hash_and_shown_masked(aigul):
    kept = identity.store_iin(aigul, " 991332-900000 ", AT)
    assert identity.find_by_iin(IIN_FIRST_WEIGHTS) == aigul
    assert identity.find_by_iin(IIN_SECOND_WEIGHTS) is None
    assert identity.masked(aigul) == "••••••••0000"
    assert identity.opened(kept) == IIN_FIRST_WEIGHTS
    assert (kept.proof, kept.added_at) == (IdentityProof.DECLARED, AT)
    assert IIN_FIRST_WEIGHTS.encode() not in bytes(kept.iin_sealed)


def test_the_hash_depends_on_the_key_and_on_the_purpose(settings):
    first = identity.keyed_hash("991332900000", "iin")
    assert first != identity.keyed_hash("991332900000", "ballot")
    settings.IIN_HASH_KEY = "another key"
    assert first != identity.keyed_hash("991332900000", "iin")
    assert len(first) == 64


def test_a_wrong_iin_is_refused_and_nothing_is_written(aigul):
    with pytest.raises(Refused) as refusal:
        identity.store_iin(aigul, "991332900001", AT)
    assert (refusal.value.code, refusal.value.field) == ("invalid_iin", "iin")
    assert Identity.objects.count() == 0


def test_the_iin_of_somebody_else_is_refused_without_telling_whose(aigul):
    identity.store_iin(aigul, IIN_FIRST_WEIGHTS, AT)
    other = people.add_person(full_name="Ерлан", email="erlan@example.kz", at=AT)
    with pytest.raises(Refused) as refusal:
        identity.store_iin(other, IIN_FIRST_WEIGHTS, AT)
    assert (refusal.value.code, refusal.value.field) == ("iin_refused", "iin")
    told = str(refusal.value.sentence)
    assert not any(word in told for word in ("Айгүл", "aigul", IIN_FIRST_WEIGHTS, "0000"))
    assert Identity.objects.get().user == aigul


def test_a_kept_iin_is_not_changed_by_its_owner(aigul):
    identity.store_iin(aigul, IIN_FIRST_WEIGHTS, AT)
    with pytest.raises(Refused) as refusal:
        identity.store_iin(aigul, IIN_SECOND_WEIGHTS, AT)
    assert refusal.value.code == "iin_kept"
    assert identity.find_by_iin(IIN_FIRST_WEIGHTS) == aigul


def test_a_seal_copied_to_another_person_does_not_open(aigul):
    kept = identity.store_iin(aigul, IIN_FIRST_WEIGHTS, AT)
    other = people.add_person(full_name="Ерлан", email="erlan@example.kz", at=AT)
    stolen = Identity(user=other, iin_hash="x", iin_sealed=kept.iin_sealed)
    with pytest.raises(SealBroken):
        identity.opened(stolen)


class TestRotation:
    @pytest.fixture
    def three(self, db) -> list[User]:
        persons = []
        for number, iin in enumerate([IIN_FIRST_WEIGHTS, IIN_SECOND_WEIGHTS]):
            user = people.add_person(full_name=f"№{number}", email=f"p{number}@example.kz", at=AT)
            identity.store_iin(user, iin, AT)
            persons.append(user)
        return persons

    def rotate(self, monkeypatch, old: str) -> str:
        monkeypatch.setitem(os.environ, "OLD_IIN_ENCRYPTION_KEY", old)
        out = StringIO()
        call_command("rotate_iin_key", stdout=out)
        return out.getvalue().strip()

    def test_every_number_opens_under_the_new_key_and_a_second_run_changes_nothing(self, three, settings, monkeypatch):
        old = settings.IIN_ENCRYPTION_KEY
        settings.IIN_ENCRYPTION_KEY = "a new key of production"
        assert self.rotate(monkeypatch, old) == "2 sealed again, 0 already under the key in force."
        assert [identity.masked(user) for user in three] == ["••••••••0000", "••••••••0107"]
        assert self.rotate(monkeypatch, old) == "0 sealed again, 2 already under the key in force."

    def test_a_wrong_old_key_stops_the_run_and_spoils_nothing(self, three, settings, monkeypatch):
        key = settings.IIN_ENCRYPTION_KEY
        settings.IIN_ENCRYPTION_KEY = "a new key of production"
        with pytest.raises(CommandError, match="opens with neither key"):
            self.rotate(monkeypatch, "wrong")
        settings.IIN_ENCRYPTION_KEY = key
        assert identity.masked(three[0]) == "••••••••0000"

    def test_without_the_old_key_it_does_not_begin(self, db, monkeypatch):
        monkeypatch.delitem(os.environ, "OLD_IIN_ENCRYPTION_KEY", raising=False)
        with pytest.raises(CommandError, match="OLD_IIN_ENCRYPTION_KEY"):
            call_command("rotate_iin_key")
