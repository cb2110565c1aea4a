"""Vetting: departments, rework and second look (rule 32), appeals against refusals."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import Residence
from budget.enums import IN_VETTING, ProposalStatus
from budget.models import (
    CostCorrection,
    CouncilItem,
    Funding,
    Proposal,
    RefusalAppeal,
    Review,
)
from budget.services import author, council, decisions, drafts, formal, funding, reviews
from budget.workflow import PROPOSAL
from tests.factories import people
from tests.factories.budget import AFTER, INTAKE, KK, RU, VETTING, Season, astride, day
from workflow.models import Act
from workflow.refusals import Refused

LATER = VETTING + timedelta(days=8)
WHY = {"code": "networks", "text_kk": KK, "text_ru": RU}


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def season_resident(season: Season, user) -> None:
    Residence.objects.create(
        user=user, district_id=season.district, registered_on=date(2010, 1, 1), born_on=date(1980, 1, 1)
    )


def test_the_way_of_an_admitted_proposal_with_its_clocks(season: Season):
    row = season.proposal()
    assert row.due_on == date(2026, 10, 6)  # three working days from Thursday 1 October, the first day of the check
    row = season.proposal(ProposalStatus.DEPARTMENTS, season.resident())
    assert row.due_on == date(2026, 10, 12)
    assert set(row.reviews.values_list("organisation__code", "due_on", "round")) == {
        (code, date(2026, 10, 12), 1)
        for code in (
            "dept-land",
            "dept-energy-water",
            "dept-architecture",
            "dept-public-spaces",
            "dept-economy-finance",
        )
    }
    row = season.proposal(ProposalStatus.COUNCIL, season.resident())
    assert row.due_on == date(2026, 10, 8)
    row = season.proposal(ProposalStatus.ADMITTED, season.resident())
    assert (row.admitted_at, row.due_on) == (VETTING, None)


def test_departments_work_side_by_side_and_the_last_one_sends_it_on(season: Season):
    row = season.proposal(ProposalStatus.DEPARTMENTS)
    bodies = list(season.experts().items())
    for code, expert in bodies[:-1]:
        _finds(row, code, expert)
        assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.DEPARTMENTS
    _finds(row, *bodies[-1])
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.COUNCIL


def _finds(row, code, expert, finding="met", text=""):
    criterion = {"dept-land": "land", "dept-energy-water": "networks", "dept-architecture": "plans"} | {
        "dept-public-spaces": "common-use",
        "dept-economy-finance": "cost",
    }
    given = {criterion[code]: (finding, text)}
    return reviews.find(row.pk, organisation=code, findings=given, actor=people.acting(expert, VETTING), at=VETTING)


def test_an_expert_answers_for_his_own_department_with_a_word_to_each_criterion(season: Season):
    row = season.proposal(ProposalStatus.DEPARTMENTS)
    experts = season.experts()
    with refused("not_asked"):
        _finds(row, "dept-land", experts["dept-architecture"])
    with refused("finding_needed"):
        _finds(row, "dept-land", experts["dept-land"], "perhaps")
    with refused("words_needed"):
        _finds(row, "dept-land", experts["dept-land"], "not_met", "  ")
    assert Review.objects.filter(done_at__isnull=False).count() == 0


def test_the_council_does_not_wait_for_a_silent_department_but_not_before_its_last_day(season: Season):
    row = season.proposal(ProposalStatus.DEPARTMENTS)
    words = {"note": "Басқарма жауап бермеді", "actor": season.actor("secretary", VETTING)}
    with refused("still_time"):
        reviews.go_on_without(row.pk, at=day("2026-10-12", 18), **words)
    reviews.go_on_without(row.pk, at=day("2026-10-13", 9), **words)
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.COUNCIL


def test_a_corrected_cost_keeps_its_history(season: Season):
    row = season.proposal(ProposalStatus.COUNCIL)
    lines = [{"year": "2027", "title": "12 орындық", "amount": "4 000 000"}]
    reviews.correct_cost(row.pk, lines=lines, reason="Баға ескі", actor=season.actor("secretary", VETTING), at=VETTING)
    kept = CostCorrection.objects.get()
    assert Proposal.objects.get(pk=row.pk).cost_tenge == 3_000_000  # a million is the sponsor's
    assert (kept.old_cost_tenge, kept.new_cost_tenge) == (8_000_000, 3_000_000)
    assert [line["amount_tenge"] for line in kept.old_lines] == [3_600_000, 5_400_000]
    assert [line["amount_tenge"] for line in kept.new_lines] == [4_000_000]


def test_a_lapsed_pledge_reopens_the_decision_and_the_city_would_pay_more(season: Season):
    row = season.proposal(ProposalStatus.ADMITTED)
    pledge = Funding.objects.get(proposal=row, source="sponsor")
    words = {"reason": "Демеуші бас тартты", "actor": season.actor("secretary", LATER), "at": LATER}
    assert decisions.lapse_pledge(pledge.pk, **words).name == "reopen"
    row.refresh_from_db()
    assert (row.status, row.cost_tenge, row.admitted_at) == (ProposalStatus.COUNCIL, 9_000_000, None)


def test_a_pledge_is_confirmed_and_paid_by_documents_in_this_order(season: Season):
    row = season.proposal(ProposalStatus.ADMITTED)
    pledge = Funding.objects.get(proposal=row, source="sponsor")
    words = {"actor": season.actor("secretary", LATER), "at": LATER}
    with refused("not_in_order"):
        funding.settle(pledge.pk, state="paid", document="№ 7", **words)
    with refused("document_needed"):
        funding.settle(pledge.pk, state="confirmed", document=" ", **words)
    with refused("role"):
        funding.settle(pledge.pk, state="confirmed", document="№ 7", actor=season.actor("author", LATER), at=LATER)
    for state, document in (("confirmed", "2026-10-12 № 7 шарт"), ("paid", "№ 15 төлем")):
        funding.settle(pledge.pk, state=state, document=document, **words)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.document, pledge.state_since) == ("paid", "№ 15 төлем", LATER)
    # The decision stands: the city pays no more than it was to.
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.ADMITTED


def test_rule_32_nothing_is_refused_at_first_look(season: Season):
    row = season.proposal(ProposalStatus.COUNCIL)
    item = season.sitting(row.number).items.get()
    with refused("first_look"):
        council.move(item.pk, motion="refuse", actor=season.actor("secretary", VETTING), at=VETTING, **WHY)
    assert PROPOSAL.open_to(row, roles=frozenset({Role.SYSTEM}), at=VETTING) == ("admit", "rework")


def test_rule_32_the_author_has_a_window_for_the_rework_and_a_second_look(season: Season):
    row = season.proposal(ProposalStatus.REWORK)
    assert row.rework_until == day("2026-10-13")  # seven days after 5 October, through the last of them
    writer = season.actor("author", LATER)
    words = {"title": "Саябақтағы он екі орындық", "lon": "76.9685"}
    last_second = row.rework_until - timedelta(seconds=1)
    drafts.keep(row.pk, words=words, actor=writer, at=last_second)
    with refused("window_closed"):
        author.resubmit(row.pk, actor=writer, at=row.rework_until)
    author.resubmit(row.pk, actor=writer, at=last_second)
    row.refresh_from_db()
    assert (row.status, row.round, row.title) == (ProposalStatus.SUBMITTED, 2, "Саябақтағы он екі орындық")


def test_rule_32_a_window_that_ends_unused_leads_to_the_second_look_and_not_to_a_refusal(season: Season):
    row = season.proposal(ProposalStatus.REWORK)
    assert decisions.lapse(at=row.rework_until - timedelta(seconds=1)) == []
    assert decisions.lapse(at=row.rework_until) == [row.number]
    row.refresh_from_db()
    assert (row.status, row.round) == (ProposalStatus.COUNCIL, 2)


def test_rule_32_at_second_look_the_council_admits_or_refuses(season: Season):
    row = season.proposal(ProposalStatus.REWORK)
    decisions.lapse(at=LATER)
    item = season.sitting(row.number, at=LATER).items.get()
    with refused("second_look"):
        council.move(item.pk, motion="rework", actor=season.actor("secretary", LATER), at=LATER, **WHY)


def test_rule_32_a_refusal_has_a_code_and_words_in_both_languages(season: Season):
    row = season.proposal(ProposalStatus.REFUSED)
    act = Act.objects.get(kind="proposal", subject_id=row.pk, name="refuse")
    assert {name: act.data[name] for name in WHY} == WHY
    waiting = season.proposal(ProposalStatus.COUNCIL, season.resident())
    item = season.sitting(waiting.number).items.get()
    council.move(item.pk, motion="rework", actor=season.actor("secretary", VETTING), at=VETTING, **WHY)
    for name in ("code", "text_kk", "text_ru"):
        with pytest.raises(IntegrityError, match="no_refusal_without"), transaction.atomic():
            CouncilItem.objects.filter(pk=item.pk).update(**{name: ""})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "ugly"}, "code_needed"),
        ({"text_kk": " "}, "text_kk_needed"),
        ({"text_ru": ""}, "text_ru_needed"),
    ],
)
def test_rule_32_a_return_without_code_or_words_is_refused(season: Season, given, code):
    row = season.proposal()
    with refused(code):
        formal.return_formal(row.pk, actor=season.actor("secretary", VETTING), at=VETTING, **{**WHY, **given})
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.SUBMITTED


def test_a_refusal_is_appealed_once_and_decided_by_other_people(season: Season):
    row = season.proposal(ProposalStatus.APPEALED)
    assert RefusalAppeal.objects.get().due_on == date(2026, 10, 19)
    member = season.council[3]
    people.appoint(member, Role.CITY_AKIMAT, "city-akimat")
    words = {"text_kk": "Желі жоқ.", "text_ru": "Сетей нет.", "at": LATER + timedelta(days=2)}
    with refused("same_person"):
        decisions.decide_appeal(row.pk, upheld=False, actor=people.acting(member, LATER), **words)
    decisions.decide_appeal(row.pk, upheld=False, actor=people.acting(season.akim, LATER), **words)
    row.refresh_from_db()
    assert row.status == ProposalStatus.ADMITTED and row.admitted_at == words["at"]
    assert RefusalAppeal.objects.get().decided_by == season.akim


def test_an_upheld_refusal_is_not_appealed_again_and_a_late_appeal_is_refused(season: Season):
    late = season.proposal(ProposalStatus.REFUSED)
    with refused("appeal_late"):
        author.appeal(late.pk, text="Келіспеймін, қайта қараңыз.", actor=season.actor("author", AFTER), at=AFTER)
    other = season.resident()
    row = season.proposal(ProposalStatus.APPEALED, other)
    decisions.decide_appeal(
        row.pk, upheld=True, text_kk="Желі бар.", text_ru="Сети есть.", actor=season.actor("akim", LATER), at=LATER
    )
    with refused("appealed_once"):
        author.appeal(row.pk, text="Тағы да келіспеймін.", actor=people.acting(other, LATER), at=LATER)


def test_a_site_on_two_districts_is_placed_with_a_reason(season: Season):
    row = season.proposal(area=astride("medeu", "almaly"), lon="", lat="")
    operator = people.officer("operator", "open-almaty")
    words = {"actor": people.acting(operator, INTAKE), "at": INTAKE}
    with refused("district_other"):
        formal.place(row.pk, district="turksib", reason="Үлкені сонда", **words)
    with refused("reason_needed"):
        formal.place(row.pk, district="medeu", reason="", **words)
    formal.place(row.pk, district="medeu", reason="Үлкен бөлігі сонда", **words)
    row.refresh_from_db()
    assert (row.status, row.district_id) == (ProposalStatus.SUBMITTED, "medeu")


def test_nobody_checks_an_application_of_his_own(season: Season):
    season_resident(season, season.secretary)
    row = season.proposal(ProposalStatus.SUBMITTED, season.secretary)
    with refused("own"):
        formal.pass_formal(row.pk, actor=season.actor("secretary", VETTING), at=VETTING)


P = ProposalStatus
OFFICE, WRITERS = {Role.COUNCIL_SECRETARY, Role.OPERATOR}, {Role.AUTHOR, Role.CO_AUTHOR}
MANAGERS, CLOCK = {Role.EDITION_MANAGER, Role.ADMINISTRATOR}, {Role.SYSTEM}
TABLE = {
    "submit": ({P.DRAFT}, {Role.AUTHOR}),
    "discard": ({P.DRAFT}, {Role.AUTHOR}),
    "invite": ({P.DRAFT}, {Role.AUTHOR}),
    "uninvite": ({P.DRAFT}, {Role.AUTHOR}),
    "accept_invitation": ({P.DRAFT}, {Role.INVITED}),
    "decline_invitation": ({P.DRAFT}, {Role.INVITED}),
    "ask_to_join": ({P.DRAFT}, {Role.AUTHOR}),
    "join": (IN_VETTING | {P.ADMITTED}, {Role.AUTHOR}),
    "decline_to_join": (IN_VETTING | {P.ADMITTED}, {Role.AUTHOR}),
    "merge": ({P.DRAFT}, CLOCK),
    "withdraw": (IN_VETTING | {P.ADMITTED}, {Role.AUTHOR}),
    "resubmit": ({P.REWORK}, WRITERS),
    "appeal": ({P.REFUSED}, {Role.AUTHOR}),
    "place": ({P.UNPLACED}, OFFICE | MANAGERS),
    "pass_formal": ({P.SUBMITTED}, OFFICE),
    "return_formal": ({P.SUBMITTED}, OFFICE),
    "translate": (IN_VETTING | {P.ADMITTED}, OFFICE | WRITERS),
    "ask_departments": ({P.COUNCIL}, {Role.COUNCIL_SECRETARY}),
    "note": (IN_VETTING | {P.ADMITTED, P.REFUSED}, OFFICE | MANAGERS),
    "find": ({P.DEPARTMENTS}, {Role.EXPERT}),
    "go_to_council": ({P.DEPARTMENTS}, {Role.SYSTEM, Role.COUNCIL_SECRETARY}),
    "correct_cost": ({P.DEPARTMENTS, P.COUNCIL}, {Role.EXPERT, Role.COUNCIL_SECRETARY}),
    "admit": ({P.COUNCIL}, CLOCK),
    "rework": ({P.COUNCIL}, CLOCK),
    "lapse": ({P.REWORK}, CLOCK),
    "overturn": ({P.APPEALED}, {Role.CITY_AKIMAT}),
    "uphold": ({P.APPEALED}, {Role.CITY_AKIMAT}),
    "reopen": ({P.ADMITTED}, CLOCK),
    "fund": (IN_VETTING | {P.ADMITTED}, OFFICE),
    "number": ({P.ADMITTED}, CLOCK),
    "amend": ({P.ADMITTED}, {Role.COUNCIL_SECRETARY, Role.DISTRICT_AKIMAT}),
}


@pytest.mark.parametrize("round_", [1, 2])
def test_the_table_of_a_proposal_role_by_status(round_):
    """At second look the council may refuse and nobody may return it; all else is the same."""
    table = dict(TABLE)
    if round_ == 2:
        del table["rework"], table["return_formal"]
        table["refuse"] = ({P.COUNCIL}, CLOCK)
    open_to = {
        (name, status, role)
        for status in P
        for role in Role
        for name in PROPOSAL.open_to(Proposal(status=status, round=round_), roles=frozenset({role}), at=AFTER)
    }
    wanted = {(name, status, role) for name, (states, roles) in table.items() for status in states for role in roles}
    assert open_to == wanted
