"""Voting on paper beside the vote online: one roll, two clerks, sheets that balance."""

import contextlib
import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.identity import keyed_hash
from accounts.models import Identity, Notice, Organisation, User
from budget.enums import LeafKind
from budget.models import FormIssue, LogLeaf, Office, OpenedBallot, PaperForm, RollMark, Witness
from budget.rules.box import notes
from budget.selectors import paper as reads
from budget.selectors import verification
from budget.services import log, opening, paper
from tests.doors.visitors import of
from tests.factories import city, people
from tests.factories.votes import Vote, iin
from workflow.refusals import Refused

DOCUMENT = {"district": "medeu", "registered_on": date(2015, 1, 1), "born_on": date(1970, 5, 5)}


class Desk:
    """An office of the akimat of Medeu with three clerks and forms 1 to 100."""

    def __init__(self, vote: Vote) -> None:
        self.vote = vote
        self.office = Office.objects.create(
            edition=vote.edition,
            code="medeu-1",
            name_kk="Медеу ауданы әкімдігі",
            name_ru="Акимат Медеуского района",
            organisation=Organisation.objects.get(code="akimat-medeu"),
            district_id="medeu",
        )
        self.clerks = [people.acting(people.officer("operator", "akimat-medeu"), vote.now) for _number in range(3)]
        paper.issue(self.office, first=1, last=100, actor=vote.actor, at=vote.now)

    def mark(self, digits: str = "", **words) -> int:
        return paper.mark_voter(
            self.office, iin=digits or iin(), actor=self.clerks[0], at=self.vote.now, **{**DOCUMENT, **words}
        )

    def batch(self, *, used: int, issued: int | None = None, **sheet):
        return paper.open_batch(
            self.office,
            district="medeu",
            issued=used if issued is None else issued,
            used=used,
            scan=io.BytesIO(b"%PDF-1.7 scan"),
            actor=self.clerks[0],
            at=self.vote.now,
            **sheet,
        )

    def type(self, batch, serial: int, *places: int, clerk: int = 0) -> PaperForm:
        return paper.type_form(
            batch.pk, serial=serial, numbers=self.vote.numbers(*places), actor=self.clerks[clerk], at=self.vote.now
        )

    def close(self, batch):
        return paper.close_batch(batch.pk, actor=self.clerks[0], at=datetime.now(UTC))


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(db, media) -> Desk:
    city.load()
    return Desk(Vote())


def refused(code: str, work, *args, **words) -> None:
    with pytest.raises(Refused) as refusal:
        work(*args, **words)
    assert refusal.value.code == code


def test_rule_37_a_paper_ballot_is_typed_by_two_and_counted_with_the_others(desk):
    vote = desk.vote
    vote.cast(vote.voter(), *vote.numbers(1))
    desk.mark()
    batch = desk.batch(used=1)
    desk.type(batch, 7, 2, 3)
    assert not PaperForm.objects.get().agreed
    desk.type(batch, 7, 2, 3, clerk=1)
    closed = desk.close(batch)
    assert (closed.marks, LogLeaf.objects.filter(kind=LeafKind.BATCH).count()) == (1, 1)
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    record = opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    assert (record.counts["online"], record.counts["paper"], record.counts["valid"]) == (1, 1, 2)
    assert sorted((one.way, one.sealed_by, *one.choices) for one in OpenedBallot.objects.all()) == [
        ("online", "browser", *vote.numbers(1)),
        ("paper", "clerk", *vote.numbers(2, 3)),
    ]
    assert verification.faults(vote.edition) == []


def test_where_two_clerks_differ_a_third_decides_and_neither_can(desk):
    desk.mark()
    batch = desk.batch(used=1)
    desk.type(batch, 7, 1)
    refused("typed", desk.type, batch, 7, 1)
    desk.type(batch, 7, 2, clerk=1)
    assert [form.serial for form in reads.differing(batch)] == [7]
    refused("forms", desk.close, batch)
    refused("typed", desk.type, batch, 7, 2)
    desk.type(batch, 7, 2, clerk=2)
    assert (PaperForm.objects.get().choices, list(reads.differing(batch))) == (list(desk.vote.numbers(2)), [])
    desk.close(batch)


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ({"used": 1, "issued": 2}, "unbalanced"),
        ({"used": 1, "issued": 3, "spoiled": 1}, "unbalanced"),
        ({"used": 2}, "forms"),
        ({"used": 1, "issued": 3, "spoiled": 1, "returned": 1}, ""),
    ],
)
def test_a_batch_that_does_not_balance_cannot_be_closed(desk, sheet, code):
    desk.mark()
    batch = desk.batch(**sheet)
    for clerk in (0, 1):
        desk.type(batch, 7, 1, clerk=clerk)
    if code:
        refused(code, desk.close, batch)
    else:
        desk.close(batch)
    assert LogLeaf.objects.filter(kind=LeafKind.BATCH).count() == (0 if code else 1)


def test_a_slip_in_the_number_is_struck_by_the_clerk_who_made_it(desk):
    desk.mark()
    batch, strike = desk.batch(used=1), {"at": desk.vote.now}
    desk.type(batch, 8, 1)
    desk.type(batch, 7, 1, clerk=1)
    refused("forms", desk.close, batch)
    refused("not_alone", paper.strike_form, batch.pk, serial=8, actor=desk.clerks[1], **strike)
    refused("serial", paper.strike_form, batch.pk, serial=9, actor=desk.clerks[0], **strike)
    paper.strike_form(batch.pk, serial=8, actor=desk.clerks[0], **strike)
    assert [form.serial for form in reads.half_typed(batch)] == [7]
    desk.type(batch, 7, 1)
    refused("not_alone", paper.strike_form, batch.pk, serial=7, actor=desk.clerks[0], **strike)
    desk.close(batch)
    # The number is free: the form may lie in another urn.
    desk.mark()
    other = desk.batch(used=1)
    assert [desk.type(other, 8, 2, clerk=clerk).agreed for clerk in (0, 1)] == [False, True]


def test_there_are_never_more_paper_ballots_than_voters_marked(desk):
    desk.mark()
    batch = desk.batch(used=2)
    for serial in (7, 8):
        for clerk in (0, 1):
            desk.type(batch, serial, 1, clerk=clerk)
    refused("roll", desk.close, batch)
    desk.mark()
    assert desk.close(batch).marks == 2


def test_forms_of_another_office_and_strange_projects_are_refused(desk):
    desk.mark()
    batch = desk.batch(used=1)
    refused("serial", desk.type, batch, 101, 1)
    with pytest.raises(Refused) as refusal:
        paper.type_form(
            batch.pk,
            serial=7,
            numbers=desk.vote.numbers(1, district="almaly"),
            actor=desk.clerks[0],
            at=desk.vote.now,
        )
    assert (refusal.value.code, PaperForm.objects.count()) == ("unknown", 0)


def test_the_clerk_looks_at_documents_and_is_of_this_office(desk):
    refused("late", desk.mark, registered_on=date(2026, 2, 1))
    refused("young", desk.mark, born_on=date(2010, 1, 1))
    refused("invalid_iin", desk.mark, "123456789012")
    stranger = people.acting(people.officer("operator", "akimat-almaly"), desk.vote.now)
    refused("role", paper.mark_voter, desk.office, iin=iin(), actor=stranger, at=desk.vote.now, **DOCUMENT)
    assert RollMark.objects.count() == 0
    refused("serials", paper.issue, desk.office, first=100, last=120, actor=desk.vote.actor, at=desk.vote.now)


@pytest.mark.parametrize("rule", ["blocked", "overrides"])
def test_v11_one_person_online_and_on_paper_in_every_order(db, media, rule):
    """V11: whatever the order of online and paper, one ballot of a person counts, and it is the one the rule names."""
    city.load()
    desk = Desk(Vote(rules={"paper_rule": rule}))
    vote, found = desk.vote, {}
    for order in ("o", "p", "oo", "op", "po", "pp", "oop", "opo", "opp", "poo"):
        voter, steps = vote.voter(), []
        for way in order:
            try:
                if way == "o":
                    vote.cast(voter, *vote.numbers(1))
                else:
                    desk.mark(voter.iin)
                steps.append("yes")
            except Refused as refusal:
                steps.append(refusal.code)
        ways = set(RollMark.objects.filter(voter_key=_key(vote, voter)).values_list("way", flat=True))
        found[order] = (*steps, ways)
    overrides = rule == "overrides"
    second = "yes" if overrides else "voted_online"
    third = {"opo": "paper" if overrides else "yes", "opp": "voted_paper" if overrides else "voted_online"}
    kept = {"paper"} if overrides else {"online"}
    assert found == {
        "o": ("yes", {"online"}),
        "p": ("yes", {"paper"}),
        "oo": ("yes", "yes", {"online"}),
        "op": ("yes", second, kept),
        "po": ("yes", "paper", {"paper"}),
        "pp": ("yes", "voted_paper", {"paper"}),
        "oop": ("yes", "yes", second, kept),
        "opo": ("yes", second, third["opo"], kept),
        "opp": ("yes", second, third["opp"], kept),
        "poo": ("yes", "paper", "paper", {"paper"}),
    }
    assert RollMark.objects.count() == len(found)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("overrides", {"online": ["vote_on_paper"], "paper": ["vote_on_paper"]}),
        ("blocked", {"online": ["vote_paper_refused"], "paper": ["vote_on_paper"]}),
    ],
)
def test_whoever_meets_paper_beside_an_online_ballot_is_sent_a_letter_once(db, media, rule, told):
    city.load()
    desk = Desk(Vote(rules={"paper_rule": rule}))
    people_of = {"online": desk.vote.voter(), "paper": desk.vote.voter(language="ru")}
    desk.vote.cast(people_of["online"], *desk.vote.numbers(1))
    for voter in people_of.values():
        for _attempt in range(2):
            with contextlib.suppress(Refused):
                desk.mark(voter.iin)
    with contextlib.suppress(Refused):
        desk.vote.cast(people_of["paper"], *desk.vote.numbers(2))
    letters = Notice.objects.filter(code__in=["vote_on_paper", "vote_paper_refused"])
    inbox = {name: list(letters.filter(user=user, channel="inbox")) for name, user in people_of.items()}
    assert {name: [letter.code for letter in found] for name, found in inbox.items()} == told
    first = inbox["online"][0].body
    assert ("орнына" in first, desk.office.name_kk in first) == (rule == "overrides", True)
    assert desk.office.name_ru in inbox["paper"][0].body and "Вместо" not in inbox["paper"][0].body
    assert letters.filter(channel="sms").count() == 2


def test_an_iin_that_somebody_only_declares_hears_nothing_of_its_owners_paper_ballot(desk):
    digits, curious = iin(), desk.vote.voter()
    Identity.objects.filter(user=curious).update(iin_hash=keyed_hash(digits, "iin"), proof="declared")
    desk.mark(digits)
    assert not Notice.objects.filter(user=curious).exists()


def _key(vote: Vote, voter) -> str:
    from budget.selectors import box, voters

    return voters.voter_key(
        box.roll_key(vote.edition.pk, bytes(vote.key.roll_key_sealed)), keyed_hash(voter.iin, "iin")
    )


def test_the_clerks_work_on_pages_and_nobody_else_finds_them(desk):
    vote, office = desk.vote, desk.office
    first, second = (of(User.objects.get(pk=clerk.user_id)) for clerk in desk.clerks[:2])
    base = f"/kk/budget/{vote.edition.code}/paper/"
    assert [of(vote.voter()).get(f"{base}{tail}").status_code for tail in ("", f"{office.pk}/", "batch/1/")] == [
        404
    ] * 3
    assert first.get(base).context["rows"][0].given == 100
    person = {"deed": "mark", "iin": iin(), "district": "medeu", "registered_on": "2015-01-01", "born_on": "1970-05-05"}
    assert first.post(f"{base}{office.pk}/", person | {"assisted": "on"}).status_code == 302
    again = first.post(f"{base}{office.pk}/", person)
    assert (again.status_code, RollMark.objects.get().assisted) == (422, True)
    assert first.post(f"{base}{office.pk}/", person | {"born_on": "?"}).status_code == 422
    sheet = {"deed": "batch", "district": "medeu", "issued": "2", "used": "1", "spoiled": "0", "returned": "0"}
    unread = first.post(f"{base}{office.pk}/", sheet | {"scan": SimpleUploadedFile("scan.pdf", b"MZ")})
    assert (unread.status_code, 'href="#scan"' in unread.content.decode()) == (422, True)
    page = first.post(f"{base}{office.pk}/", sheet)["Location"]
    form = {"serial": "5", "choice": list(vote.numbers(1, 2))}
    assert [clerk.post(page, form).status_code for clerk in (first, second)] == [302, 302]
    assert first.get(page).context["agreed"] == 1
    assert first.post(page, {"deed": "close"}).status_code == 422
    right = {"deed": "correct", "issued": "2", "used": "1", "spoiled": "1", "returned": "0"}
    assert first.post(page, right).status_code == 302
    bare = first.post(page, {"deed": "close"})
    assert (bare.status_code, 'href="#scan"' in bare.content.decode()) == (422, True)
    assert first.post(page, right | {"scan": SimpleUploadedFile("scan.pdf", b"%PDF-1.7")}).status_code == 302
    slip = {"serial": "6", "choice": list(vote.numbers(1))}
    assert first.post(page, slip).status_code == 302
    assert "strike" not in second.get(page).content.decode()
    assert first.post(page, {"deed": "strike", "serial": "6"}).status_code == 302
    assert first.post(page, {"deed": "close"}).status_code == 302
    assert LogLeaf.objects.filter(kind=LeafKind.BATCH).count() == 1


def test_the_manager_hands_out_forms_and_names_witnesses_in_the_admin(desk):
    manager = of(desk.vote.manager)
    page = "/admin/budget/formissue/add/"
    words = {"office": desk.office.pk, "first": "50", "last": "120"}
    assert manager.post(page, words).status_code == 200
    assert FormIssue.objects.count() == 1
    assert manager.post(page, words | {"first": "101"}).status_code == 302
    issue = FormIssue.objects.latest("pk")
    assert (issue.first, issue.last, issue.issued_by) == (101, 120, desk.vote.manager)
    witness = "/admin/budget/witness/add/"
    key = str(notes.Verifier("observers", bytes(range(32)), notes.COSIGNED))
    named = {"edition": desk.vote.edition.pk, "name": "observers", "key": key[:-2] + "AA"}
    assert (manager.post(witness, named).status_code, Witness.objects.count()) == (200, 0)
    assert manager.post(witness, named | {"key": key}).status_code == 302
    assert Witness.objects.get().key == key
    assert of(desk.vote.voter()).get(page).status_code in {302, 403}
