"""The plans of the seeded meetings, walked by the real use cases: drawn up out of the signed protocol, two lines
united, filled in, given, reported, returned, accepted, moved, late.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from accounts.enums import Role
from accounts.models import Appointment, Organisation, User
from accounts.selectors import actor_of
from config.portal.seed.clock import CITY
from config.portal.seed.halls import Signed
from config.portal.seed.people import DEMO_HOST, STAFF_HOST
from geo.models import District
from meetings.models import Instruction, Plan
from meetings.selectors import lines
from meetings.services import asking, execution, plan_rows, plans, term_moves
from workflow.actor import Actor
from workflow.models import Act, Delivery

YEARS = 3
PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# What the line speaks of -> body (empty: the district's akimat), days, what is instructed in Kazakh and in Russian.
MATTERS = {
    "transport": ("", 30, "Бағыттағы автобус санын көбейтіп, кестені сақтату",
                  "Увеличить число автобусов на маршруте и обеспечить соблюдение графика"),
    "traffic": ("", 45, "Бағдаршам, белгі және таңбаларды қалпына келтіру",
                "Восстановить светофор, знаки и разметку"),
    "roads": ("", 50, "Көшенің төсемі мен тротуарын жөндеу", "Отремонтировать покрытие улицы и тротуар"),
    "lighting": ("dept-energy-water", 45, "12 шам бағанасын орнатып, жарық қосу",
                 "Установить 12 опор и включить освещение"),
    "water": ("dept-energy-water", 90, "Су құбырының тозған 400 метрін ауыстыру",
              "Заменить 400 метров изношенного водопровода"),
    "electricity": ("dept-energy-water", 60, "Желіні тексеріп, тозған кабельді ауыстыру",
                    "Проверить сети и заменить изношенный кабель"),
    "heat": ("dept-energy-water", 40, "Жылу желісін жөндеп, үйлердегі температураны реттеу",
             "Отремонтировать теплосеть и наладить температуру в домах"),
    "gas": ("dept-energy-water", 120, "Үйлерді газға қосу кестесін бекіту",
            "Утвердить график подключения домов к газу"),
    "housing": ("", 60, "Үйді басқару ұйымын тексеріп, жөндеу жоспарын жасату",
                "Проверить управляющую организацию и составить план ремонта дома"),
    "cleaning": ("", 15, "Аумақты тазалап, қоқыс шығару кестесін күшейту",
                 "Убрать территорию и усилить график вывоза мусора"),
    "greening": ("dept-public-spaces", 30, "Қураған ағаштарды алып, 60 көшет отырғызу",
                 "Убрать сухостой и высадить 60 саженцев"),
    "yards": ("dept-public-spaces", 60, "Балалар алаңын жаңарту, жұмсақ төсем салу",
              "Обновить детскую площадку, уложить мягкое покрытие"),
    "animals": ("", 20, "Қаңғыбас жануарларды аулауды ұйымдастыру", "Организовать отлов безнадзорных животных"),
    "ecology": ("dept-ecology", 30, "Ауаға шығарындыларды өлшеп, шара қолдану",
                "Замерить выбросы в воздух и принять меры"),
    "construction": ("dept-urban-control", 20, "Құрылысты тексеріп, шара қолдану", "Проверить стройку и принять меры"),
    "land": ("dept-urban-control", 40, "Жер телімін түгендеп, заңсыз иеленуді тоқтату",
             "Провести инвентаризацию участка и прекратить самозахват"),
    "people": ("dept-social", 25, "Отбасыларды аралап, тиесілі көмекті рәсімдеу",
               "Обойти семьи и оформить положенную помощь"),
    "order": ("", 20, "Учаскелік инспектормен бірге рейд өткізу", "Провести рейд вместе с участковым инспектором"),
}  # fmt: skip
BY_AGREEMENT = ("", "", "", "Полиция департаменті (келісім бойынша)", "«Алматы Су» ЖШС", "МИБ (келісім бойынша)")
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

    def fill(self, signed: Sequence[Signed], progress: Callable[[int], object]) -> Made:
        """The plan of each meeting whose protocol is signed; those signed yesterday are drafts yet."""
        written = 0
        for one in signed:
            written += self._plan(one)
            progress(1)
        return Made(len(signed), written)

    def _plan(self, signed: Signed) -> int:
        controller, at = self._actor(self.people["controller"]), signed.at + timedelta(hours=20)
        if at >= self.until:
            return 0
        plan = plans.draw_up(signed.meeting_id, actor=controller, at=at)
        self._unite(plan, signed, controller, at)
        rows = list(plan.instructions.select_related("district", "lead", "plan").prefetch_related("lines"))
        for row in rows:
            self._fill_in(row, signed.tops[row.lines.all()[0].pk], controller, at)
        given = at + timedelta(days=1)
        if given < self.until:
            plans.publish(plan.pk, actor=controller, at=given)
            for row in rows:
                row.refresh_from_db()
                self._live(row, given)
        return len(rows)

    def _unite(self, plan: Plan, signed: Signed, controller: Actor, at: datetime) -> None:
        """The first two lines of one matter get one instruction."""
        first: dict[str, int] = {}
        for line in lines.promised(signed.meeting_id):
            top = signed.tops[line.pk]
            if top in first:
                plans.unite(signed.meeting_id, [first[top], line.number], actor=controller, at=at)
                return
            first[top] = line.number

    def _fill_in(self, row: Instruction, top: str, controller: Actor, at: datetime) -> None:
        body, days, kk, ru = MATTERS[top]
        due = row.given_on + timedelta(days=round(days * self.chance.uniform(0.7, 1.5)))
        plan_rows.amend(
            row.pk,
            text_kk=f"{kk} ({row.address})",
            text_ru=f"{ru} ({row.address})",
            question=row.question,
            lead=body or f"akimat-{row.district_id}",
            helpers=self.chance.choice(BY_AGREEMENT),
            term=f"{due:%d.%m.%Y}",
            form="ақпарат, акт",
            funding=f"ЖБ, {self.chance.randrange(1, 400) * 250} мың теңге",
            category=row.category.code if row.category else "",
            sdg="11.7",
            actor=controller,
            at=at,
        )

    def _live(self, row: Instruction, given: datetime) -> None:
        """One life: most end in time, some late, some move, some are returned, a few never end."""
        assert row.due_to is not None  # noqa: S101 - every row above has a day
        kind = self.chance.random()
        due = datetime.combine(row.due_to, time(15), CITY)
        if kind < 0.06:
            self._close(row, given + (due - given) / 2)
            return
        doer, begun = self._actor(self._doer(row)), self._at_desk(given + (due - given) * self.chance.uniform(0.1, 0.4))
        if begun >= self.until:
            return
        execution.take_up(row.pk, actor=doer, at=begun)
        if kind < 0.18:
            self._move(row, max(begun + timedelta(hours=2), due - timedelta(days=3)))
            due += timedelta(days=30)
        days = self.chance.uniform(2, 40) if kind > 0.78 else -self.chance.uniform(1, 20)
        if kind < 0.96:
            self._work(row, doer, self._at_desk(max(begun + timedelta(days=1), due + timedelta(days=days))))

    def _at_desk(self, moment: datetime) -> datetime:
        """The next day at an hour at which offices work."""
        day = moment.astimezone(CITY) + timedelta(days=1)
        return day.replace(hour=self.chance.randrange(9, 18), minute=self.chance.randrange(60))

    def _work(self, row: Instruction, doer: Actor, at: datetime) -> None:
        if not self._report(row, doer, at):
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
        if self.chance.random() < 0.08:
            self._dispute(row, at + timedelta(days=6), controller)

    def _report(self, row: Instruction, doer: Actor, at: datetime) -> bool:
        if at >= self.until:
            return False
        proof = io.BytesIO(PROOF)
        proof.name = "акт.pdf"
        execution.report(row.pk, text=TOLD, documents=[proof], actor=doer, at=at)
        return True

    def _dispute(self, row: Instruction, at: datetime, controller: Actor) -> None:
        """Who asked in advance says "not done", once; the controller looks again."""
        asker = row.askers.select_related("user").order_by("pk").first()
        if asker is None or at >= self.until:
            return
        asking.dispute(row.pk, reason=DARK, actor=actor_of(asker.user, at), at=at)
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


def build(
    signed: Sequence[Signed], *, seed: int, until: datetime, progress: Callable[[int], object] = lambda _n: None
) -> Made:
    """Draw up the plan of every signed meeting, and let its instructions live until ``until``.

    One transaction. History owes no deliveries: nobody is written to.
    """
    with transaction.atomic():
        made = Chronicle(Random(seed), until).fill(signed, progress)  # noqa: S311 - a town, not a secret
        term_moves.find_overdue(until)
        with connection.cursor() as cursor:  # or the planner takes these tables for the empty ones that they were
            cursor.execute("ANALYZE workflow_act, workflow_delivery")
        Delivery.objects.filter(act__in=Act.objects.filter(kind="instruction")).delete()
    return made
