"""A city whose akimats keep plans of instructions, and the people around them."""

from datetime import UTC, date, datetime, timedelta

from accounts.enums import Role
from accounts.models import Organisation, User
from meetings.models import Instruction, Plan
from meetings.selectors.bodies import Directory
from meetings.services import plans
from meetings.services.plan_rows import Words, find_helpers
from meetings.services.plan_terms import read_term
from tests.factories import people
from workflow.actor import Actor
from workflow.calendar import current

# A Tuesday morning in Almaty.
AT = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
GIVEN = date(2026, 3, 5)
LIGHT = "dept-energy-water"
ROADS = "dept-roads"


class Office:
    """People by post, made on demand and kept: ``office.controller``, ``office.akim`` ... act for the city akimat."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str], User] = {}

    def person(self, role: str, body: str, district: str | None = None) -> User:
        key = (role, body)
        if key not in self._people:
            self._people[key] = people.officer(role, body, district)
        return self._people[key]

    def actor(self, role: str, body: str, district: str | None = None, at: datetime = AT) -> Actor:
        return people.acting(self.person(role, body, district), at)

    @property
    def controller(self) -> Actor:
        return self.actor(Role.CONTROLLER, "city-akimat")

    @property
    def akim(self) -> Actor:
        return self.actor(Role.AKIM, "city-akimat")

    @property
    def deputy(self) -> Actor:
        return self.actor(Role.DEPUTY_AKIM, "city-akimat")

    def doer(self, body: str = LIGHT) -> Actor:
        return self.actor(Role.EXECUTOR, body)

    def plan(self, *, akimat: str = "city-akimat", given_on: date = GIVEN, at: datetime = AT) -> Plan:
        body = Organisation.objects.select_related("district").get(code=akimat)
        keeper = self.controller if akimat == "city-akimat" else self.actor(Role.CONTROLLER, akimat)
        return plans.open_plan(body, given_on=given_on, actor=keeper, at=at)

    def instruction(
        self,
        plan: Plan | None = None,
        *,
        text: str = "Установить 12 опор освещения во дворе",
        lead: str = LIGHT,
        term: str = "до 1 апреля 2026 года",
        helpers: str = "",
        at: datetime = AT,
        **more,
    ) -> Instruction:
        """A row of a plan, a draft until the plan is published."""
        plan = plan or self.plan(at=at)
        body = Organisation.objects.filter(code=lead).first()
        words = Words(
            term=read_term(term, given_on=plan.given_on, calendar=current()),
            text_ru=text,
            question="Во дворе нет света",
            lead=body,
            lead_text="" if body else lead,
            helpers=find_helpers(Directory(plan.given_on), helpers),
            more=more,
        )
        keeper = self.controller if plan.akimat.code == "city-akimat" else self.actor(Role.CONTROLLER, plan.akimat.code)
        return plans.add(plan.pk, words, actor=keeper, at=at)

    def given(self, at: datetime = AT, **words) -> Instruction:
        """An instruction of a published plan."""
        row = self.instruction(at=at, **words)
        keeper = (
            self.controller
            if row.plan.akimat.code == "city-akimat"
            else self.actor(Role.CONTROLLER, row.plan.akimat.code)
        )
        if row.plan.published_at is None:
            plans.publish(row.plan_id, actor=keeper, at=at)
        row.refresh_from_db()
        return row


def later(days: float = 1) -> datetime:
    return AT + timedelta(days=days)
