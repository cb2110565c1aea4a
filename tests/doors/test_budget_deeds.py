"""No outsider moves a proposal of the budget through any door, and nobody judges a refusal that he had a part in."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from budget.enums import ProposalStatus
from budget.models import Amendment, CoAuthor, CostCorrection, CouncilVote, CriterionFinding, Proposal, RefusalAppeal
from budget.views.desk.proposal import DEEDS
from tests.doors.visitors import of, outsider
from tests.doors.walking import Door, doors
from tests.factories import city, people
from tests.factories.budget import INTAKE, KK, RU, VETTING, Season, astride
from workflow.models import Act

pytestmark = pytest.mark.django_db

S = ProposalStatus
LATER = VETTING + timedelta(days=9)
# Nobody of these has to do with a proposal in Medeu.
OUTSIDERS = {
    "the secretary of another council": ("council_secretary", "akimat-almaly", "almaly"),
    "a member of another council": ("council_member", "akimat-almaly", "almaly"),
    "an operator of another district": ("operator", "open-almaty", "almaly"),
    "the akimat of another district": ("district_akimat", "akimat-almaly", "almaly"),
    "an expert of a body that is not asked": ("expert", "dept-culture", None),
    "an executor of the district": ("executor", "akimat-medeu", "medeu"),
    "an observer of the city": ("observer", "city-akimat", None),
}
# Act -> where the proposal stands, who does it, when, through which door.
ACTS = {
    "submit": (S.DRAFT, "author", INTAKE, "api:budget-proposal-act"),
    "discard": (S.DRAFT, "author", INTAKE, "budget:act"),
    "withdraw": (S.SUBMITTED, "author", LATER, "budget:act"),
    "resubmit": (S.REWORK, "author", VETTING, "api:budget-proposal-act"),
    "appeal": (S.REFUSED, "author", LATER, "budget:act"),
    "place": (S.UNPLACED, "operator", LATER, "budget-desk:act"),
    "pass_formal": (S.SUBMITTED, "secretary", LATER, "budget-desk:act"),
    "return_formal": (S.SUBMITTED, "secretary", LATER, "budget-desk:act"),
    "find": (S.DEPARTMENTS, "expert", LATER, "budget-desk:act"),
    "go_to_council": (S.DEPARTMENTS, "secretary", LATER, "budget-desk:act"),
    "correct_cost": (S.COUNCIL, "secretary", LATER, "budget-desk:act"),
    "ask_departments": (S.COUNCIL, "secretary", LATER, "budget-desk:act"),
    "translate": (S.SUBMITTED, "secretary", LATER, "budget-desk:act"),
    "fund": (S.ADMITTED, "secretary", LATER, "budget-desk:act"),
    "amend": (S.ADMITTED, "secretary", LATER, "budget-desk:act"),
    "overturn": (S.APPEALED, "akim", LATER, "budget-desk:act"),
    "uphold": (S.APPEALED, "akim", LATER, "budget-desk:act"),
}
# Right in every field: whatever is refused is refused for want of the right.
WORDS = {
    "text": "Желі бұл жерден өтпейді, сызба қоса берілді.",
    "district": "medeu",
    "reason": "Демеуші бас тартты",
    "note": "Басқарма мерзімінде жауап бермеді",
    "code": "networks",
    "text_kk": KK,
    "text_ru": RU,
    "costs-year": "2027",
    "costs-title": "10 орындық",
    "costs-amount": "3000000",
    "title_other": "Скамейки и фонари в парке",
    "description_other": "Вдоль дорожки парка поставим двенадцать скамей и шесть фонарей.",
    **dict.fromkeys(("what_kk", "reason_kk"), KK),
    **dict.fromkeys(("what_ru", "reason_ru"), RU),
}


class Scene:
    """Proposals of Medeu by status, each by an author of its own."""

    def __init__(self) -> None:
        city.load()
        self.season = Season()
        self.operator = people.officer("operator", "open-almaty")
        # The way to a refusal lets unused rework windows end: what waits in one is made last.
        states = sorted({state for state, *_rest in ACTS.values()}, key=lambda state: (state == S.REWORK, state))
        self.rows = {state: self._row(state) for state in states}
        self.expert = self.season.experts()["dept-land"]

    def _row(self, status: str) -> Proposal:
        author = self.season.resident()
        if status == S.UNPLACED:
            return self.season.proposal(S.SUBMITTED, author, area=astride("medeu", "turksib"))
        return self.season.proposal(status, author)

    def who(self, name: str, row: Proposal) -> User:
        own = {"author": row.author, "operator": self.operator, "expert": self.expert}
        return own.get(name) or getattr(self.season, name)

    def words(self, act: str, row: Proposal) -> dict[str, object]:
        pledge = row.funding.filter(source="sponsor").values_list("pk", flat=True).first()
        findings = {"organisation": "dept-land", "finding-land": "met"}
        return WORDS | findings | {"funding": pledge or 0}


@pytest.fixture
def scene(tmp_path, settings) -> Scene:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Scene()


@pytest.fixture
def clock(monkeypatch):
    return lambda moment: monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def act_doors() -> dict[str, Door]:
    """Every address that takes a proposal and the name of an act."""
    names = {"budget:act", "budget-desk:act", "api:budget-proposal-act"}
    return {door.name: door for door in doors("kk") if door.name in names}


def post(client: Client, door: Door, row: Proposal, act: str, words: dict) -> int:
    path = door.path({"number": row.number, "name": act, "act": act})
    kind = {"content_type": "application/json"} if door.name.startswith("api:") else {}
    return client.post(path, words, **kind).status_code


def whole_state() -> list:
    """All that an act could change."""
    rows = list(Proposal.objects.order_by("pk").values_list("pk", "status", "seq", "cost_tenge", "title_other"))
    written = (Act, Amendment, CoAuthor, CostCorrection, CouncilVote, CriterionFinding, RefusalAppeal)
    return [rows, [model.objects.count() for model in written]]


def test_every_act_of_the_doors_is_walked():
    assert set(DEEDS) | {"submit", "discard", "withdraw", "resubmit", "appeal"} == set(ACTS)


def test_outsiders_do_no_act_through_any_door(scene: Scene, clock):
    clients = {who: of(people.officer(*post_)) for who, post_ in OUTSIDERS.items()}
    clients |= {who: outsider(who) for who in ("a stranger", "a resident with an account")}
    before, done, walked = whole_state(), {}, act_doors()
    for act, (state, doer, at, name) in ACTS.items():
        clock(at)
        row = scene.rows[state]
        words = scene.words(act, row)
        for who, client in clients.items():
            for door in {walked[name], walked["api:budget-proposal-act"]} if doer == "author" else {walked[name]}:
                code = post(client, door, row, act, words)
                if code < 300 or code >= 500:
                    done.setdefault(who, set()).add(f"{door.name} {act} {code}")
    assert done == {}
    assert whole_state() == before


def test_the_same_words_by_those_who_may_do_every_act(scene: Scene, clock):
    """Without this the test above could pass because the words were wrong."""
    answers = {}
    for act, (state, who, at, door) in ACTS.items():
        clock(at)
        row = scene.rows[state]
        client = of(scene.who(who, row))
        with transaction.atomic():
            code = post(client, act_doors()[door], row, act, scene.words(act, row))
            done = Act.objects.filter(kind="proposal", subject_id=row.pk, seq__gt=row.seq).order_by("seq").first()
            answers[act] = (code < 400, done.name if done else None)
            transaction.set_rollback(True)
    assert answers == {act: (True, act) for act in ACTS}


def test_who_vetted_or_refused_decides_no_appeal_through_any_door(scene: Scene, clock):
    """Two keys: whoever checked, judged, recorded, voted or wrote is refused, though he holds the right post."""
    clock(LATER)
    row = scene.rows[S.APPEALED]
    acted = set(Act.objects.filter(kind="proposal", subject_id=row.pk).values_list("actor_id", flat=True)) - {None}
    had_a_part = acted | {user.pk for user in (*scene.season.council, scene.season.secretary, row.author)}
    had_a_part |= {user.pk for user in scene.season.experts().values()}
    before, answers = whole_state(), {}
    for user in User.objects.filter(pk__in=had_a_part):
        people.appoint(user, Role.CITY_AKIMAT, "city-akimat")
        client = of(user)
        for door in act_doors().values():
            for act in ("overturn", "uphold"):
                answers[user.pk, door.name, act] = post(client, door, row, act, WORDS)
    desk = {code for (_user, door, _act), code in answers.items() if door == "budget-desk:act"}
    elsewhere = {code for (_user, door, _act), code in answers.items() if door != "budget-desk:act"}
    assert (desk, elsewhere, whole_state()) == ({422}, {404}, before)
    assert len(had_a_part) == len(scene.season.council) + len(scene.season.experts()) + 2
