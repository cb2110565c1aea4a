"""Pages of the people's budget from the idea to the admission: who looks at which of them, and what stands there."""

from datetime import timedelta

from django.utils import timezone

from budget.enums import ProposalStatus, Stage
from budget.models import Proposal, Sitting
from budget.services import amendments, coauthors, joining
from tests.doors.visitors import of
from tests.factories import people
from tests.factories.budget import KK, RU, Season

S = ProposalStatus
LONG = "Балалар мен мүмкіндігі шектеулі тұрғындарға арналған көпфункционалды ойын-сауықтандыру кешенінің жаяужолдары"
DAYS = {
    Stage.INTAKE: (-40, 10),
    Stage.VETTING: (10, 30),
    Stage.VOTING: (30, 44),
    Stage.OPENING: (44, 52),
    Stage.WORKS: (90, 400),
}
STRANGER = (
    "/{lang}/budget/2029/",
    "/{lang}/budget/2029/proposals/",
    "/{lang}/budget/2029/proposals/?state=refused&q=zzz",
    "/{lang}/budget/2029/map/",
    "/{lang}/budget/proposals/{p_admitted}/",
    "/{lang}/budget/protocols/{p_protocol}/",
)
# Who looks -> the pages, each as it stands; where the mark is set the last form is sent empty or wrong, too.
PLACES: dict[str, tuple[tuple[str, bool], ...]] = {
    "stranger": tuple((path, False) for path in STRANGER),
    "proposer": (
        ("/{lang}/me/proposals/", False),
        ("/{lang}/budget/2029/new/", False),
        ("/{lang}/budget/proposals/{p_draft}/write/", True),
    ),
    "first author": (("/{lang}/budget/proposals/{p_submitted}/", False),),
    "refused author": (("/{lang}/budget/proposals/{p_refused}/", False),),
    "council secretary": (
        ("/{lang}/desk/budget/", False),
        ("/{lang}/desk/budget/{p_submitted}/", False),
        ("/{lang}/desk/budget/{p_admitted}/", False),
        ("/{lang}/desk/budget/council/", False),
        ("/{lang}/desk/budget/council/new/", False),
    ),
    "expert": (("/{lang}/desk/budget/{p_departments}/", False),),
    "council member": (("/{lang}/desk/budget/council/{p_sitting}/", True),),
    "judge of refusals": (("/{lang}/desk/budget/{p_appealed}/", True),),
}


def settle() -> tuple[dict[str, str], dict[str, str]]:
    """An edition that takes proposals in, with one in each state. Returns what addresses name, and the sessions."""
    now = timezone.now()
    season = Season(
        code="2029",
        dates={stage: tuple(f"{now + timedelta(days=days):%Y-%m-%d}" for days in pair) for stage, pair in DAYS.items()},
        intake=now - timedelta(days=30),
        vetting=now - timedelta(days=20),
    )
    states = (S.SUBMITTED, S.DEPARTMENTS, S.COUNCIL, S.ADMITTED, S.REFUSED, S.APPEALED)
    rows = {state: season.proposal(state, season.resident(), title=LONG) for state in states}
    _change_after_admission(season, rows[S.ADMITTED])
    draft = _draft(season, rows[S.SUBMITTED])
    published = Sitting.objects.filter(signed_at__isnull=False).latest("pk")
    waiting = season.proposal(S.COUNCIL, season.resident())
    sitting = season.sitting(waiting.number, at=now - timedelta(days=10))
    places = {f"p_{state}": row.number for state, row in rows.items()}
    places |= {"p_draft": draft.number, "p_protocol": str(published.pk), "p_sitting": str(sitting.pk)}
    who = {
        "proposer": draft.author,
        "first author": rows[S.SUBMITTED].author,
        "refused author": rows[S.REFUSED].author,
        "council secretary": season.secretary,
        "expert": season.experts()["dept-land"],
        "council member": season.council[0],
        "judge of refusals": season.akim,
    }
    return places, {name: of(user).cookies["sessionid"].value for name, user in who.items()}


def _change_after_admission(season: Season, row: Proposal) -> None:
    """A public amendment."""
    words = dict(zip(amendments.FIELDS, (KK, RU, KK, RU), strict=True))
    actor = season.actor("secretary", season.vetting)
    amendments.amend(row.pk, **words, new_cost_tenge=7_000_000, actor=actor, at=season.vetting)


def _draft(season: Season, first: Proposal) -> Proposal:
    """A draft with somebody invited, whose author would like to join the proposal next to it."""
    at = timezone.now()
    row = season.draft(season.resident(full_name="Нұрсұлтан Жұмағалиұлы Әбдіқадыров"))
    actor = people.acting(row.author, at)
    coauthors.invite(row.pk, email="zhumagali.abdikadyrov.nursultan@example.kz", actor=actor, at=at)
    joining.ask(row.pk, number=first.number, actor=actor, at=at)
    return row
