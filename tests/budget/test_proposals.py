"""Writing and sending a proposal: rules 29, 30 and the money of the city."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from budget.enums import ProposalStatus
from budget.models import DraftRevision, Proposal
from budget.rules import money
from budget.rules.ages import age
from budget.services import coauthors, drafts, sites, submission
from tests.doors.visitors import of
from tests.factories import city, people
from tests.factories.budget import INTAKE, SQUARE, WORDS, Season, astride, day
from workflow.models import Act
from workflow.refusals import Refused

LATE = day("2026-10-01")


def test_a_whole_draft_is_sent_and_numbered(season: Season):
    row = season.proposal()
    assert row.number.startswith("P-2027-") and len(row.number) == 13
    assert (row.status, row.district_id, row.cost_tenge, row.round) == ("submitted", "medeu", 8_000_000, 1)
    assert [(line.year, line.amount_tenge) for line in row.costs.all()] == [(2027, 3_600_000), (2027, 5_400_000)]
    assert {(part.source, part.amount_tenge, part.state) for part in row.funding.all()} == {
        ("sponsor", 1_000_000, "pledged"),
        ("city", 8_000_000, "pledged"),
    }
    acts = Act.objects.filter(kind="proposal", subject_id=row.pk)
    assert [(act.name, act.public, act.actor_role) for act in acts] == [
        ("draft", False, "author"),
        ("submit", True, "author"),
    ]


def test_only_the_part_of_the_city_counts_against_the_cap(season: Season):
    costs = [{"year": "2027", "title": "Саябақ", "amount": "110 000 000"}]
    paid = [{"source": "residents", "name": "", "amount": "10 000 000"}]
    assert season.proposal(costs=costs, funding=paid).cost_tenge == 100_000_000


def test_marks_that_make_words_look_like_others_do_not_reach_the_public(season: Season):
    row = season.draft(
        title="Аула\u200bға \u202eорындықтар\u202c\n мен  шам",
        description="Бірінші жол.\x00\r\n\r\n\r\n\r\nЕкінші \u2067жол, ұзынырақ жазылған.",
        address="Абай,\u200b 10\n",
        costs=[{"year": "2027", "title": "\u202eОрын\x00дық\u202c", "amount": "5 000 000"}],
        funding=[{"source": "sponsor", "name": "«Сер\u2066ік» \u202e ЖШС", "amount": "1 000 000"}],
    )
    assert (row.title, row.address) == ("Аулаға орындықтар мен шам", "Абай, 10")
    assert row.description == "Бірінші жол.\n\nЕкінші жол, ұзынырақ жазылған."
    assert [line.title for line in row.costs.all()] == ["Орындық"]
    assert [part.name for part in row.funding.all() if part.name] == ["«Серік» ЖШС"]


def test_what_is_typed_beside_a_character_that_no_database_keeps_is_kept(season: Season):
    row = season.draft()
    typed = {"title": "Ескі\x00 аулаға жарық", "revision": row.revision}
    assert of(row.author).post(f"/kk/budget/proposals/{row.number}/write/", typed).status_code < 400
    assert DraftRevision.objects.filter(proposal=row).latest("pk").words["title"] == "Ескі аулаға жарық"


FAULTS = {
    "title_short": {"title": "Орындық"},
    "description_short": {"description": "Керек."},
    "category_needed": {"category": "metro"},
    "place_needed": {"lon": "", "lat": ""},
    "place_outside": {"lon": "76.60", "lat": "43.20"},
    "place_swapped": {"lon": "43.2590", "lat": "76.9683"},
    "place_invalid": {"lon": "here", "lat": "there"},
    "area_unclear": {"area": "{"},
    "area_crossed": {
        "area": '{"type":"Polygon","coordinates":[[[76.968,43.258],[76.969,43.259],[76.969,43.258],[76.968,43.259],'
        "[76.968,43.258]]]}"
    },
    "area_large": {
        "area": '{"type":"Polygon","coordinates":[[[76.96,43.25],[76.98,43.25],[76.98,43.27],[76.96,43.27],'
        "[76.96,43.25]]]}"
    },
    "address_needed": {"address": "  "},
    "costs_needed": {"costs": []},
    "costs_unclear": {"costs": [{"year": "2027", "title": "Орындық", "amount": "көп"}]},
    "funding_unclear": {"funding": [{"source": "city", "name": "", "amount": "5"}]},
    "paid_over": {"funding": [{"source": "sponsor", "name": "", "amount": "9 000 001"}]},
    "city_nothing": {"funding": [{"source": "sponsor", "name": "", "amount": "9 000 000"}]},
    "above_cap": {"costs": [{"year": "2027", "title": "Бассейн", "amount": "109 125 001"}]},
}


@pytest.mark.parametrize("code", FAULTS)
def test_rule_29_what_is_missing_is_refused_by_name_and_nothing_is_sent(season: Season, code):
    row = season.draft(**FAULTS[code])
    assert [fault.code for fault in submission.faults(row)] == [code]
    with pytest.raises(Refused) as refusal:
        submission.submit(row.pk, actor=season.actor("author", INTAKE), at=INTAKE)
    assert refusal.value.code == code and refusal.value.field
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.DRAFT


def test_rule_29_a_draft_without_a_picture_is_not_sent(season: Season):
    row = season.draft()
    row.photos.all().delete()
    assert [fault.code for fault in submission.faults(row)] == ["picture_needed"]


def test_rule_29_all_faults_are_told_at_once(season: Season):
    actor = season.actor("author", INTAKE)
    row = drafts.start(season.edition, language="ru", actor=actor, at=INTAKE)
    assert [fault.code for fault in submission.faults(row)] == [
        "title_short",
        "description_short",
        "category_needed",
        "place_needed",
        "address_needed",
        "costs_needed",
        "picture_needed",
    ]


PEOPLE = {
    "residence_needed": None,
    "registered_late": {"registered_on": "2026-09-02"},
    "too_young": {"born_on": "2008-09-08"},
}


@pytest.mark.parametrize("code", PEOPLE)
def test_rule_29_who_may_not_propose_is_told_why(season: Season, code):
    user = people.resident() if PEOPLE[code] is None else season.resident(**PEOPLE[code])
    row = season.draft(user)
    with pytest.raises(Refused) as refusal:
        submission.submit(row.pk, actor=people.acting(user, INTAKE), at=INTAKE)
    assert refusal.value.code == code
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.DRAFT


def test_rule_29_eighteen_on_the_day_of_submission_and_registered_on_the_cut_off_is_enough(season: Season):
    user = season.resident(born_on="2008-09-07", registered_on="2026-09-01")
    assert season.proposal(author=user).status == ProposalStatus.SUBMITTED


def test_rule_30_age_comes_from_the_date_of_birth():
    assert [age(date(2008, 2, 29), on) for on in (date(2026, 2, 28), date(2026, 3, 1))] == [17, 18]


def test_rule_29_one_author_has_one_application_in_an_edition_and_may_have_one_in_another(season: Season):
    first = season.proposal()
    with pytest.raises(Refused) as refusal:
        drafts.start(season.edition, language="kk", actor=season.actor("author", INTAKE), at=INTAKE)
    assert refusal.value.code == "one_application" and first.number in str(refusal.value)
    other = season.draft(edition=season.open_edition("2027-2"))
    submission.submit(other.pk, actor=season.actor("author", INTAKE), at=INTAKE)
    assert Proposal.objects.filter(author=season.author, status="submitted").count() == 2


def test_a_withdrawn_application_makes_room_for_another(season: Season):
    season.proposal(ProposalStatus.WITHDRAWN)
    assert season.proposal().status == ProposalStatus.SUBMITTED


@pytest.mark.parametrize(("at", "code"), [(day("2026-08-31", 23), "intake_closed"), (LATE, "intake_closed")])
def test_outside_the_days_of_intake_nothing_is_begun(season: Season, at, code):
    season.edition  # noqa: B018 - opened before
    with pytest.raises(Refused) as refusal:
        drafts.start(season.edition, language="kk", actor=season.actor("author", at), at=at)
    assert refusal.value.code == code
    assert Proposal.objects.count() == 0


def test_the_last_second_of_the_intake_counts_and_the_next_does_not(season: Season):
    row = season.draft()
    actor = season.actor("author", LATE)
    with pytest.raises(Refused) as refusal:
        submission.submit(row.pk, actor=actor, at=LATE)
    assert refusal.value.code == "intake_closed"
    submission.submit(row.pk, actor=actor, at=LATE - timedelta(seconds=1))
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.SUBMITTED


def test_the_district_follows_from_the_area(season: Season):
    row = season.proposal(area=SQUARE, lon="", lat="")
    assert (row.district_id, row.district_choices) == ("medeu", ["medeu"])
    assert row.area is not None and row.area.contains(row.point)


def test_a_site_on_two_districts_waits_for_a_decision(season: Season):
    row = season.proposal(area=astride("medeu", "almaly"), lon="", lat="")
    assert (row.status, row.district_id, row.district_choices) == ("unplaced", None, ["almaly", "medeu"])


def test_a_sliver_of_a_neighbour_is_an_unsteady_hand(season: Season):
    assert sites.LEAST_SHARE == 0.02
    assert sites.in_area(SQUARE).districts == ("medeu",)


def test_an_autosave_keeps_even_what_cannot_be_understood(season: Season):
    actor = season.actor("author", INTAKE)
    row = drafts.start(season.edition, language="kk", actor=actor, at=INTAKE)
    typed = {"title": "Ж", "lon": "тоғыз", "lat": "", "costs": [{"year": "", "title": "", "amount": "шамамен миллион"}]}
    saved = drafts.keep(row.pk, words=typed, revision=0, actor=actor, at=INTAKE)
    assert saved.revision == 1
    assert drafts.newest_words(row) == typed
    drafts.keep(row.pk, words={"title": "Жаңа"}, revision=1, actor=actor, at=INTAKE + timedelta(seconds=5))
    assert drafts.newest_words(row) == {**typed, "title": "Жаңа"}
    assert row.revisions.count() == 1  # so close together they are one revision


def test_what_a_slower_co_author_wrote_is_kept_and_told(season: Season):
    row = season.draft()
    friend = season.resident(email="friend@example.kz")
    invited = coauthors.invite(row.pk, email="Friend@example.kz", actor=season.actor("author", INTAKE), at=INTAKE)
    coauthors.answer(invited.pk, accept=True, actor=people.acting(friend, INTAKE), at=INTAKE)
    seen = row.revision
    later = INTAKE + timedelta(minutes=2)
    drafts.keep(row.pk, words={"title": "Бірінші"}, revision=seen, actor=season.actor("author", later), at=later)
    with pytest.raises(Refused) as refusal:
        drafts.keep(row.pk, words={"title": "Екінші"}, revision=seen, actor=people.acting(friend, later), at=later)
    assert (refusal.value.code, refusal.value.conflict) == ("stale", True)
    assert drafts.newest_words(row)["title"] == "Бірінші"
    lost = DraftRevision.objects.get(proposal=row, lost=True)
    assert (lost.words, lost.saved_by) == ({"title": "Екінші"}, friend)


def test_only_its_writers_touch_a_draft(season: Season):
    row, stranger = season.draft(), season.resident()
    for user in (stranger, season.secretary, season.manager):
        with pytest.raises(Refused) as refusal:
            drafts.keep(row.pk, words={"title": "Басқа"}, actor=people.acting(user, INTAKE), at=INTAKE)
        assert refusal.value.code == "role"
    assert drafts.newest_words(row)["title"] == WORDS["title"]


def test_money_is_read_as_people_write_it():
    assert [money.tenge(text) for text in ("1 500 000", "1\u00a0500\u00a0000", "1500000", "-5", "1,5", "")] == [
        1_500_000,
        1_500_000,
        1_500_000,
        None,
        None,
        None,
    ]


@pytest.mark.django_db(transaction=True)
def test_rule_31_the_same_author_sends_once_however_many_clicks():
    """40 % of all applications come in the last five days: eight clicks at once give one application."""
    city.load()
    season = Season()
    row = season.draft()
    actor = season.actor("author", INTAKE)
    answers: list[str] = []

    def click() -> None:
        try:
            submission.submit(row.pk, actor=actor, at=INTAKE)
            answers.append("sent")
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _number in range(8)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert sorted(answers) == ["sent"] + ["state"] * 7
    assert Act.objects.filter(kind="proposal", subject_id=row.pk, name="submit").count() == 1
