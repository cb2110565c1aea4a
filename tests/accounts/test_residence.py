from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import identity, people, residence
from accounts.enums import IdentityProof, ResidenceProof, Role
from accounts.models import Identity, Notice, Residence, User
from accounts.selectors import actor_of
from geo.models import District
from tests.accounts.conftest import AT, IIN_FIRST_WEIGHTS, IIN_SECOND_WEIGHTS
from tests.factories.people import officer
from workflow.refusals import Refused

pytestmark = pytest.mark.usefixtures("city")

SINCE = date(2019, 5, 14)


def district(code: str) -> District:
    return District.objects.get(pk=code)


def actor(role: str, body: str = "open-almaty", over: str | None = None):
    return actor_of(officer(role, body, over), AT)


def test_a_declared_residence_is_kept_as_unproven_and_may_be_declared_again(aigul):
    residence.declare(aigul, district=district("medeu"), registered_on=SINCE, at=AT)
    residence.declare(aigul, district=district("almaly"), registered_on=None, at=AT)
    held = Residence.objects.get()
    assert (held.district_id, held.registered_on, held.proof) == ("almaly", None, ResidenceProof.DECLARED)
    assert (held.proven_by, held.proven_at) == (None, None)
    assert Notice.objects.count() == 0


def test_a_registration_in_the_future_is_refused(aigul):
    with pytest.raises(Refused) as refusal:
        residence.declare(aigul, district=district("medeu"), registered_on=AT.date() + timedelta(days=1), at=AT)
    assert (refusal.value.code, refusal.value.field) == ("future", "registered_on")
    assert Residence.objects.count() == 0


OFFICERS = [
    (Role.OPERATOR, "open-almaty", None, True),
    (Role.OPERATOR, "open-almaty", "medeu", True),
    (Role.OPERATOR, "open-almaty", "turksib", False),
    (Role.ADMINISTRATOR, "city-akimat", None, True),
    (Role.DISTRICT_AKIMAT, "akimat-medeu", "medeu", True),
    (Role.DISTRICT_AKIMAT, "akimat-turksib", "turksib", False),
    (Role.DISTRICT_AKIMAT, "akimat-medeu", None, False),
    (Role.MODERATOR, "city-akimat", None, False),
    (Role.EXECUTOR, "akimat-medeu", "medeu", False),
    (Role.HEAD, "akimat-medeu", "medeu", False),
    (Role.CONTROLLER, "city-akimat", None, False),
    (Role.ANALYST, "city-akimat", None, False),
    (Role.CITY_AKIMAT, "city-akimat", None, False),
]


@pytest.mark.parametrize(("role", "body", "over", "may"), OFFICERS)
def test_who_confirms_a_residence_in_medeu(aigul, role, body, over, may):
    officer_ = actor(role, body, over)
    if may:
        residence.confirm_by_officer(aigul, district=district("medeu"), registered_on=SINCE, actor=officer_, at=AT)
        held = Residence.objects.get()
        assert (held.district_id, held.registered_on, held.proof, held.proven_by_id, held.proven_at) == (
            "medeu",
            SINCE,
            ResidenceProof.OFFICER,
            officer_.user_id,
            AT,
        )
        return
    with pytest.raises(Refused) as refusal:
        residence.confirm_by_officer(aigul, district=district("medeu"), registered_on=SINCE, actor=officer_, at=AT)
    assert refusal.value.code == "role"
    assert Residence.objects.count() == 0


def test_nobody_confirms_their_own_residence():
    operator = officer(Role.OPERATOR, "open-almaty")
    with pytest.raises(Refused) as refusal:
        residence.confirm_by_officer(
            operator, district=district("medeu"), registered_on=SINCE, actor=actor_of(operator, AT), at=AT
        )
    assert refusal.value.code == "self"
    assert Residence.objects.count() == 0


def test_a_confirmed_residence_is_not_overwritten_by_words(aigul):
    residence.confirm_by_officer(
        aigul, district=district("medeu"), registered_on=SINCE, actor=actor(Role.OPERATOR), at=AT
    )
    with pytest.raises(Refused) as refusal:
        residence.declare(aigul, district=district("almaly"), registered_on=None, at=AT)
    assert (refusal.value.code, refusal.value.field) == ("proven", "district")
    assert Residence.objects.get().district_id == "medeu"


def test_the_person_hears_of_a_confirmation_in_their_language(aigul):
    residence.confirm_by_officer(
        aigul, district=district("medeu"), registered_on=SINCE, actor=actor(Role.OPERATOR), at=AT
    )
    assert {(n.channel, n.language, n.subject) for n in Notice.objects.all()} == {
        ("inbox", "kk", "Birge: тіркелген мекенжайыңыз расталды"),
        ("email", "kk", "Birge: тіркелген мекенжайыңыз расталды"),
    }
    assert "Медеу ауданы" in Notice.objects.first().body


def test_the_front_office_confirms_by_the_iin_of_whoever_is_there(aigul):
    identity.store_iin(aigul, IIN_FIRST_WEIGHTS, AT)
    seen = {"iin": "991332 900000", "district": district("medeu"), "registered_on": SINCE}
    residence.confirm_present(seen, actor=actor(Role.OPERATOR), at=AT)
    assert Residence.objects.get().proof == ResidenceProof.OFFICER
    assert Identity.objects.get().proof == IdentityProof.OFFICER
    with pytest.raises(Refused) as refusal:
        residence.confirm_present(seen | {"iin": IIN_SECOND_WEIGHTS}, actor=actor(Role.OPERATOR), at=AT)
    assert (refusal.value.code, refusal.value.field) == ("no_account", "iin")


class TestRegister:
    @pytest.fixture
    def both(self, aigul) -> tuple[User, User]:
        erlan = people.add_person(full_name="Ерлан", email="erlan@example.kz", language="ru", at=AT)
        identity.store_iin(aigul, IIN_FIRST_WEIGHTS, AT)
        identity.store_iin(erlan, IIN_SECOND_WEIGHTS, AT)
        return aigul, erlan

    FILE = (
        "iin,district,registered_on\n"
        "991332900000,medeu,2019-05-14\n"
        "991332900107,turksib,2021-01-01\n"
        "991332900001,medeu,2020-01-01\n"
        "100000000001,medeu,2020-01-01\n"
        "991332900000,astana,2020-01-01\n"
        "991332900000,medeu,14.05.2019\n"
        "991332900000,medeu,2999-01-01\n"
    )

    def run(self, text: str, tmp_path, *options: str) -> tuple[str, str]:
        file = tmp_path / "register.csv"
        file.write_text(text, encoding="utf-8")
        out, err = StringIO(), StringIO()
        call_command("import_residence", str(file), *options, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    def test_a_dry_run_tells_and_writes_nothing(self, both, tmp_path):
        out, err = self.run(self.FILE, tmp_path)
        assert out == (
            "2 would be confirmed, 0 unchanged, 1 without an account here, 4 bad rows.\n"
            "Nothing was written. Run again with --apply.\n"
        )
        assert [line.split(":")[0] for line in err.splitlines()] == ["line 4", "line 6", "line 7", "line 8"]
        assert "9913329" not in out + err
        assert Residence.objects.count() == 0

    def test_applying_confirms_and_a_second_run_changes_nothing(self, both, tmp_path):
        out, _err = self.run(self.FILE, tmp_path, "--apply")
        assert out == "2 confirmed, 0 unchanged, 1 without an account here, 4 bad rows.\n"
        held = {r.user.full_name: (r.district_id, r.registered_on, r.proof) for r in Residence.objects.all()}
        assert held == {
            "Айгүл Серікқызы": ("medeu", SINCE, ResidenceProof.REGISTER),
            "Ерлан": ("turksib", date(2021, 1, 1), ResidenceProof.REGISTER),
        }
        letters = Notice.objects.count()
        out, _err = self.run(self.FILE, tmp_path, "--apply")
        assert out == "0 confirmed, 2 unchanged, 1 without an account here, 4 bad rows.\n"
        assert Notice.objects.count() == letters

    def test_rule_30_the_date_of_birth_comes_from_the_register_and_bad_ones_are_listed_with_reasons(
        self, both, tmp_path
    ):
        file = "iin,district,registered_on,born_on\n" + "".join(
            f"{iin},medeu,2019-05-14,{born_on}\n"
            for iin, born_on in [
                ("991332900000", "1990-05-17"),
                ("991332900107", ""),
                *[("991332900107", wrong) for wrong in ("17.05.1990", "2999-01-01", "1899-12-31", "2020-01-01")],
            ]
        )
        out, err = self.run(file, tmp_path, "--apply")
        assert out == "2 confirmed, 0 unchanged, 0 without an account here, 4 bad rows.\n"
        assert err.splitlines() == [
            "line 4: born_on: the date is not written as 2024-05-31",
            "line 5: born_on: the date lies in the future",
            "line 6: born_on: nobody was born so long ago",
            "line 7: born_on: registered before birth",
        ]
        born = {r.user.full_name: (r.born_on, r.proof) for r in Residence.objects.all()}
        assert born == {
            "Айгүл Серікқызы": (date(1990, 5, 17), ResidenceProof.REGISTER),
            "Ерлан": (None, ResidenceProof.REGISTER),
        }
        # A corrected date is news; a file without dates takes none away.
        self.run(file.replace("1990-05-17", "1991-05-17"), tmp_path, "--apply")
        self.run(self.FILE, tmp_path, "--apply")
        assert Residence.objects.get(user=both[0]).born_on == date(1991, 5, 17)

    def test_a_file_without_a_column_is_refused(self, city, tmp_path):
        with pytest.raises(CommandError, match="registered_on"):
            self.run("iin,district\n", tmp_path)

    def test_a_file_that_is_not_there_is_refused(self, city, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("import_residence", str(tmp_path / "nothing.csv"))


def test_a_date_of_birth_is_declared_once_and_corrected_by_the_office(aigul, city):
    turksib = District.objects.get(code="turksib")
    with pytest.raises(Refused) as refusal:
        residence.declare(aigul, district=turksib, registered_on=None, born_on=date(1899, 12, 31), at=AT)
    assert (refusal.value.code, refusal.value.field) == ("future", "born_on")
    assert residence.declare(aigul, district=turksib, registered_on=None, at=AT).born_on is None
    assert residence.declare_birth(aigul, born_on=date(1990, 5, 17), at=AT).born_on == date(1990, 5, 17)
    with pytest.raises(Refused) as refusal:
        residence.declare_birth(aigul, born_on=date(1980, 1, 1), at=AT)
    assert refusal.value.code == "proven"
    assert residence.declare(aigul, district=turksib, registered_on=None, at=AT).born_on == date(1990, 5, 17)
