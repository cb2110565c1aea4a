"""The people's budget in the town: an edition being drafted for, one in its vote, and one with its results."""

from django.utils import timezone

from accounts.models import Organisation, User
from budget.models import Office
from budget.services import log, paper, tallying
from tests.factories import people
from tests.factories.budget import Season
from tests.factories.results import Election
from tests.factories.votes import Vote


def settle() -> tuple[dict[str, User], dict[str, object]]:
    """People by the name of their window, and what stands in the addresses."""
    vote = Vote()
    Season().open_edition("2028", name_kk="Халық бюджеті 2028", name_ru="Народный бюджет 2028", name_en="Budget 2028")
    voter = vote.voter()
    leaf = vote.cast(vote.voter(), *vote.numbers(1)).receipt.leaf.hex()
    log.sequence(vote.edition, at=timezone.now())
    clerk, batch = _paper(vote)
    _results()
    who = {"voter": voter, "clerk": clerk, "budget manager": vote.manager}
    places = {
        "leaf": leaf,
        "office": batch.office_id,
        "batch": batch.pk,
        "project": vote.numbers(1)[0],
        "compared": "&".join(f"project={row.pk}" for row in vote.projects["medeu"][:3]),
    }
    return who, places


def _paper(vote: Vote):
    office = Office.objects.create(
        edition=vote.edition,
        code="medeu-1",
        name_kk="Медеу ауданы әкімдігі",
        name_ru="Акимат Медеуского района",
        organisation=Organisation.objects.get(code="akimat-medeu"),
        district_id="medeu",
    )
    clerk = people.officer("operator", "akimat-medeu", "medeu")
    paper.issue(office, first=1, last=100, actor=vote.actor, at=vote.now)
    acting = people.acting(clerk, vote.now)
    return clerk, paper.open_batch(office, district="medeu", issued=3, used=3, actor=acting, at=vote.now)


def _results() -> None:
    names = {"name_kk": "Халық бюджеті 2026", "name_ru": "Народный бюджет 2026", "name_en": "Budget 2026"}
    election = Election({"code": "2026", **names}).counted()
    for run in election.edition.runs.filter(district="medeu"):
        tallying.compute_what_if(run.pk, at=election.now)
    election.publish()
