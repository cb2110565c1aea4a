"""Three years of plans of instructions, walked by the real use cases: given, reported, returned, accepted, moved, late.

The plans stand alone, as offices bring them; those of meetings are drawn up out of their protocols.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.gis.geos import Point
from django.db import connection, transaction

from accounts.enums import Role
from accounts.models import Appointment, Organisation, User
from accounts.selectors import actor_of
from config.portal.seed.clock import CITY
from config.portal.seed.people import DEMO_HOST, STAFF_HOST
from geo.models import District
from meetings.models import Category, Instruction, Plan
from meetings.services import asking, execution, plans, term_moves
from meetings.services.plan_rows import Words
from meetings.services.plan_terms import read_term
from workflow.actor import Actor
from workflow.calendar import current
from workflow.models import Act, Delivery

YEARS = 3
MEETINGS_A_YEAR = 48
ROWS = 25
FEWEST_PLANS = 6
PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# body (empty: the district's akimat), category, days, what was asked, what was instructed in Kazakh and in Russian
MATTERS = (
    ("dept-energy-water", "networks", 45, "Ауламызда жарық жоқ, кешке шығу қауіпті.",
     "Аулаға 12 шам бағанасын орнату", "Установить во дворе 12 опор освещения"),
    ("dept-energy-water", "networks", 90, "Судың қысымы төмен, жоғарғы қабаттарға жетпейді.",
     "Су құбырының тозған 400 метрін ауыстыру", "Заменить 400 метров изношенного водопровода"),
    ("dept-public-spaces", "yards", 60, "Балалар алаңы ескірген, құлап қалуы мүмкін.",
     "Балалар алаңын жаңарту, жұмсақ төсем салу", "Обновить детскую площадку, уложить мягкое покрытие"),
    ("dept-ecology", "greening", 30, "Кесілген ағаштардың орнына ештеңе отырғызылмаған.",
     "Көше бойына 60 түп ағаш отырғызу", "Высадить вдоль улицы 60 деревьев"),
    ("dept-education", "school", 120, "Мектеп екі ауысыммен жүр, орын жетпейді.",
     "300 орындық қосымша ғимараттың жобасын дайындау", "Подготовить проект пристройки на 300 мест"),
    ("dept-urban-control", "land", 20, "Үйдің жанында рұқсатсыз құрылыс жүріп жатыр.",
     "Құрылысты тексеріп, шара қолдану", "Проверить стройку и принять меры"),
    ("dept-social", "social", 25, "Мүгедектігі бар адамға пандус керек.",
     "Кіреберіске пандус орнату", "Установить пандус у подъезда"),
    ("dept-sport", "sport", 75, "Жастар үшін спорт алаңы жоқ.",
     "Жаттығу алаңын салу", "Построить площадку для тренировок"),
    ("dept-health", "health", 40, "Емханада дәрігерге жазылу қиын.",
     "Емханаға екі дәрігер қабылдау, кезекті қысқарту", "Принять в поликлинику двух врачей, сократить очередь"),
    ("", "cleaning", 15, "Арықтар қоқысқа толып, су көшеге шығады.",
     "Арықтарды тазалау, апта сайын бақылау", "Очистить арыки, проверять каждую неделю"),
    ("", "roads", 50, "Жол шұңқыр-шұңқыр, көлік сынады.",
     "Көшенің төсемін жөндеу", "Отремонтировать покрытие улицы"),
    ("", "yards", 35, "Контейнер алаңы балабақшаның жанында тұр.",
     "Контейнер алаңын көшіру", "Перенести контейнерную площадку"),
)  # fmt: skip
TOLD = "Жұмыс аяқталды: орны тексерілді, акт жасалды."
RETURNED = "Қабылданбайды: актіде күні мен көлемі жоқ."
MOVED = "Жабдық жеткізу кешікті, жаңа шарт жасалды."
DARK = "Орнына барып көрдім: жартысы ғана істелген."
EXPLAINED = "Жер жекеменшікте: тұрғындарға түсіндірілді."


@dataclass(frozen=True)
class Made:
    plans: int
    instructions: int


class Chronicle:
    """Walks the instructions of a town through their years. ``until``: nothing happens at or after it."""

    def __init__(self, chance: Random, until: datetime) -> None:
        self.chance, self.until = chance, until.astimezone(CITY)
        self.since = (self.until - timedelta(days=365 * YEARS + 30)).date()
        self.bodies = {body.code: body for body in Organisation.objects.select_related("district")}
        self.districts = list(District.objects.order_by("code"))
        self.password = make_password(settings.DEMO_PASSWORD)
        self.people = {
            "akim": self._person("akim", Role.AKIM, "city-akimat"),
            "deputy": self._person("deputy", Role.DEPUTY_AKIM, "city-akimat"),
            "controller": self._controller(),
        }
        self.akims = {
            one.code: self._person(f"akimat-{one.code}", Role.AKIM, f"akimat-{one.code}") for one in self.districts
        }
        self._doers: dict[str, User] = {}
        self._actors: dict[int, Actor] = {}

    def fill(self, number: int, progress: Callable[[int], object]) -> Made:
        """``number`` plans over the years, half of the city akim's and half of the district akims'."""
        days = (self.until.date() - self.since).days - 45
        written = 0
        for place in range(number):
            on = self.since + timedelta(days=30 + days * place // max(1, number - 1))
            owner = "city-akimat" if place % 2 == 0 else f"akimat-{self.districts[place // 2 % 8].code}"
            plan = self._plan(owner, on)
            written += plan.instructions.count()
            progress(1)
        return Made(number, written)

    def _plan(self, owner: str, on: date) -> Plan:
        given = datetime.combine(on, time(11), CITY)
        controller = self._actor(self.people["controller"])
        plan = plans.open_plan(self.bodies[owner], given_on=on, actor=controller, at=given)
        rows = [self._row(plan, given) for _number in range(ROWS)]
        plans.publish(plan.pk, actor=controller, at=given + timedelta(days=1))
        for row in rows:
            self._live(row, given + timedelta(days=1))
        return plan

    def _row(self, plan: Plan, at: datetime) -> Instruction:
        body, category, days, asked, kk, ru = self.chance.choice(MATTERS)
        district = plan.district or self.chance.choice(self.districts)
        due = plan.given_on + timedelta(days=round(days * self.chance.uniform(0.7, 1.5)))
        words = Words(
            term=read_term(f"{due:%d.%m.%Y}", given_on=plan.given_on, calendar=current()),
            text_kk=kk,
            text_ru=ru,
            question=asked,
            lead=self.bodies[body or f"akimat-{district.code}"],
            form="ақпарат, акт",
            funding="ЖБ",
            amount_tenge=self.chance.randrange(1, 400) * 250_000,
            category=Category.objects.filter(code=category).first(),
            sdg=11,
            more={"district": district, "point": self._point(district)},
        )
        return plans.add(plan.pk, words, actor=self._actor(self.people["controller"]), at=at)

    def _live(self, row: Instruction, given: datetime) -> None:
        """One life: most end in time, some late, some move, some are returned, a few never end."""
        assert row.due_to is not None  # noqa: S101 - every row above has a day
        kind = self.chance.random()
        due = datetime.combine(row.due_to, time(15), CITY)
        if kind < 0.06:
            self._close(row, given + (due - given) / 2)
            return
        if kind < 0.18:
            self._move(row, due - timedelta(days=3))
            due += timedelta(days=30)
        late = kind > 0.78
        days = self.chance.uniform(2, 40) if late else -self.chance.uniform(1, 20)
        self._work(row, max(given + timedelta(days=2), due + timedelta(days=days)), ends=kind < 0.96)

    def _work(self, row: Instruction, at: datetime, *, ends: bool) -> None:
        doer = self._actor(self._doer(row))
        given = datetime.combine(row.given_on, time(11), CITY) + timedelta(days=1)
        begun = min(at - timedelta(hours=20), given + timedelta(days=self.chance.uniform(1, 9)))
        if begun < self.until:
            execution.take_up(row.pk, actor=doer, at=begun)
        if not ends or not self._report(row, doer, at):
            return
        controller = self._actor(self.people["controller"])
        at += timedelta(days=2)
        if self.chance.random() < 0.15 and at < self.until:
            execution.return_(row.pk, reason=RETURNED, actor=controller, at=at)
            at += timedelta(days=5)
            if not self._report(row, doer, at):
                return
            at += timedelta(days=2)
        if at >= self.until:
            return
        execution.accept(row.pk, actor=controller, at=at)
        if self.chance.random() < 0.04:
            self._dispute(row, at + timedelta(days=6), controller)

    def _report(self, row: Instruction, doer: Actor, at: datetime) -> bool:
        if at >= self.until:
            return False
        proof = io.BytesIO(PROOF)
        proof.name = "акт.pdf"
        execution.report(row.pk, text=TOLD, documents=[proof], actor=doer, at=at)
        return True

    def _dispute(self, row: Instruction, at: datetime, controller: Actor) -> None:
        if at >= self.until:
            return
        asker = User.objects.filter(email=f"resident@{DEMO_HOST}").first()
        if asker is None:
            return
        row.askers.get_or_create(user=asker)
        asking.dispute(row.pk, reason=DARK, actor=actor_of(asker, at), at=at)
        if at + timedelta(days=3) < self.until:
            asking.uphold(row.pk, reason=TOLD, actor=controller, at=at + timedelta(days=3))

    def _move(self, row: Instruction, at: datetime) -> None:
        if at >= self.until:
            return
        owner = row.plan.district_id
        akim = self.akims[owner] if owner else self.chance.choice((self.people["akim"], self.people["deputy"]))
        until = (at + timedelta(days=33)).date()
        term_moves.move_term(row.pk, until=until, reason=MOVED, actor=self._actor(akim), at=at)

    def _close(self, row: Instruction, at: datetime) -> None:
        if at < self.until:
            controller = self._actor(self.people["controller"])
            execution.close(row.pk, outcome="explained", reason=EXPLAINED, actor=controller, at=at)

    def _point(self, district: District) -> Point:
        middle = district.outline.centroid
        return Point(
            middle.x + self.chance.uniform(-0.01, 0.01), middle.y + self.chance.uniform(-0.01, 0.01), srid=4326
        )

    def _actor(self, user: User) -> Actor:
        """With posts as of today: they hold for all the years that are told."""
        if user.pk not in self._actors:
            self._actors[user.pk] = actor_of(user, self.until)
        return self._actors[user.pk]

    def _doer(self, row: Instruction) -> User:
        assert row.lead is not None  # noqa: S101 - every row above has a body
        code = row.lead.code
        if code not in self._doers:
            name = "plan-doer" if code == "dept-energy-water" else f"plan-{code}"
            host = DEMO_HOST if code == "dept-energy-water" else STAFF_HOST
            self._doers[code] = self._person(name, Role.EXECUTOR, code, host=host)
        return self._doers[code]

    def _controller(self) -> User:
        known = User.objects.filter(email=f"controller@{DEMO_HOST}").first()
        return known or self._person("controller", Role.CONTROLLER, "city-akimat")

    def _person(self, name: str, role: str, body: str, *, host: str = DEMO_HOST) -> User:
        email = f"{name}@{host}"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create(email=email, password=self.password, full_name=name, language="kk")
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        if not user.appointments.filter(role=role, organisation=self.bodies[body]).exists():
            Appointment.objects.create(
                user=user,
                role=role,
                organisation=self.bodies[body],
                district=self.bodies[body].district if role == Role.AKIM else None,
                valid_from=max(self.since, self.bodies[body].valid_from),
            )
        return user


def build(*, scale: float, seed: int, until: datetime, progress: Callable[[int], object] = lambda _n: None) -> Made:
    """Fill the years before ``until`` with plans: at scale 1 as many as there are meetings, 25 instructions each.

    One transaction. History owes no deliveries: nobody is written to.
    """
    number = max(FEWEST_PLANS, round(YEARS * MEETINGS_A_YEAR * scale))
    with transaction.atomic():
        made = Chronicle(Random(seed), until).fill(number, progress)  # noqa: S311 - a town, not a secret
        term_moves.find_overdue(until)
        with connection.cursor() as cursor:  # or the planner takes these tables for the empty ones that they were
            cursor.execute("ANALYZE workflow_act, workflow_delivery")
        Delivery.objects.filter(act__in=Act.objects.filter(kind="instruction")).delete()
    return made
