"""Who lives and works in the seeded town. Everybody with a post has the demo password and a name of the place."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.enums import OrganisationKind, Role
from accounts.models import Appointment, Organisation, User
from appeals.models import RoutingRule
from geo.models import District

DEMO_HOST = "demo.birge.example"
STAFF_HOST = "staff.birge.example"
RESIDENT_HOST = "people.birge.example"

WOMEN = (
    ("Айгүл", "Сәуле", "Гүлнәр", "Әсел", "Мадина", "Жанар", "Дина", "Алия", "Динара", "Зарина", "Камила", "Томирис"),
    ("Ахметова", "Омарова", "Қасымова", "Нұрғалиева", "Мұратова", "Рахимова", "Смағұлова", "Ковалёва", "Ким", "Пак"),
)
MEN = (
    ("Данияр", "Ерлан", "Нұрлан", "Бауыржан", "Тимур", "Арман", "Қайрат", "Ержан", "Марат", "Санжар", "Әлихан", "Олег"),
    ("Серікбаев", "Жүнісов", "Тоқтаров", "Ибраев", "Әбенов", "Оспанов", "Есенов", "Садықов", "Тілеуов", "Цой", "Ли"),
)
# Who the demo accounts are: name before the @, role, body, district.
DEMO = (
    ("operator", Role.OPERATOR, "open-almaty", None),
    ("moderator", Role.MODERATOR, "open-almaty", None),
    ("executor", Role.EXECUTOR, "akimat-turksib", None),
    ("head", Role.HEAD, "akimat-turksib", None),
    ("controller", Role.CONTROLLER, "city-akimat", None),
    ("city", Role.CITY_AKIMAT, "city-akimat", None),
    ("akim", Role.AKIM, "city-akimat", None),
    ("deputy", Role.DEPUTY_AKIM, "city-akimat", None),
    ("secretary", Role.SECRETARY, "city-akimat", None),
    ("analyst", Role.ANALYST, "city-akimat", None),
    ("admin", Role.ADMINISTRATOR, "city-akimat", None),
    ("manager", Role.EDITION_MANAGER, "city-akimat", None),
    ("observer", Role.OBSERVER, "city-akimat", None),
    ("council-secretary", Role.COUNCIL_SECRETARY, "akimat-turksib", "turksib"),
    ("council", Role.COUNCIL_MEMBER, "akimat-turksib", "turksib"),
    ("expert", Role.EXPERT, "dept-public-spaces", None),
)
# One more of them for each so many hundredths of the scale; together about 200 people at scale 1.
GROWING = (
    (Role.OPERATOR, "open-almaty", 24),
    (Role.MODERATOR, "open-almaty", 14),
    (Role.CONTROLLER, "city-akimat", 14),
)
EXECUTORS_PER_BODY = 3
IN_ADMIN = {Role.OPERATOR, Role.MODERATOR, Role.ANALYST, Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Person:
    """Somebody as the journal knows them."""

    pk: int | None = None
    name: str = ""


NOBODY = Person()


@dataclass
class Population:
    """People by what they do."""

    residents: list[Person] = field(default_factory=list)
    by_role: dict[str, list[Person]] = field(default_factory=dict)
    doers: dict[int, list[Person]] = field(default_factory=dict)
    demo: dict[str, Person] = field(default_factory=dict)

    def one(self, chance: Random, role: str) -> Person:
        return chance.choice(self.by_role[role])

    def doer(self, chance: Random, organisation_id: int) -> Person:
        return chance.choice(self.doers[organisation_id])


class Settlers:
    """Writes people down, and returns them as a ``Population``."""

    def __init__(self, chance: Random, at: datetime, since: date) -> None:
        self.chance, self.at, self.since = chance, at, since
        self.password = make_password(settings.DEMO_PASSWORD)
        self.bodies = {body.code: body for body in Organisation.objects.order_by("code")}
        self.found = Population()

    def settle(self, *, residents: int, scale: float) -> Population:
        """Residents, one demo account a role and a district akimat, doers for every body that the table names."""
        self._residents(residents)
        self._demo()
        for role, body, number in GROWING:
            for _one in range(round(number * scale)):
                self._post(self._new(STAFF_HOST), role, body, None)
        self._doers(max(1, round(EXECUTORS_PER_BODY * scale)))
        return self.found

    def _residents(self, number: int) -> None:
        users = [
            self._user(f"r{count}@{RESIDENT_HOST}", password=make_password(None)) for count in range(1, number + 1)
        ]
        made = User.objects.bulk_create(users, batch_size=2000)
        self.found.residents = [Person(user.pk, user.full_name) for user in made]

    def _demo(self) -> None:
        resident = self._named("resident")
        self.found.demo["resident"] = resident
        self.found.residents.append(resident)
        for name, role, body, district in DEMO:
            self.found.demo[name] = self._named(name, staff=role in IN_ADMIN, root=role == Role.ADMINISTRATOR)
            self._post(self.found.demo[name], role, body, district)
        for code in District.objects.order_by("code").values_list("code", flat=True):
            akim = self._named(f"akimat-{code}")
            self.found.demo[f"akimat-{code}"] = akim
            self._post(akim, Role.DISTRICT_AKIMAT, f"akimat-{code}", code)
            self._post(akim, Role.AKIM, f"akimat-{code}", code)
            self.found.demo[f"secretary-{code}"] = self._named(f"secretary-{code}")
            self._post(self.found.demo[f"secretary-{code}"], Role.SECRETARY, f"akimat-{code}", code)

    def _doers(self, number: int) -> None:
        named = RoutingRule.objects.values_list("organisation_id", flat=True).distinct()
        for body in self.bodies.values():
            if body.pk not in named or body.valid_to is not None:
                continue
            have = self.found.doers.setdefault(body.pk, [])
            while len(have) < number:
                self._post(self._new(STAFF_HOST), Role.EXECUTOR, body.code, None)
            if body.kind != OrganisationKind.SERVICE and body.code != "akimat-turksib":
                self._post(self._new(STAFF_HOST), Role.HEAD, body.code, None)
        for body in Organisation.objects.filter(pk__in=named, valid_to__isnull=False).order_by("code"):
            heirs = [
                person for heir in body.successors.order_by("code") for person in self.found.doers.get(heir.pk, [])
            ]
            self.found.doers[body.pk] = heirs or self.found.doers[self.bodies["city-akimat"].pk]

    def _post(self, person: Person, role: str, body: str, district: str | None) -> None:
        organisation = self.bodies[body]
        since = max(self.since, organisation.valid_from)
        Appointment.objects.create(
            user=User(pk=person.pk), role=role, organisation=organisation, district_id=district, valid_from=since
        )
        self.found.by_role.setdefault(role, []).append(person)
        if role == Role.EXECUTOR:
            self.found.doers.setdefault(organisation.pk, []).append(person)

    def _new(self, host: str) -> Person:
        count = sum(len(people) for people in self.found.by_role.values()) + 1
        return self._saved(self._user(f"s{count}@{host}", password=self.password))

    def _named(self, name: str, *, staff: bool = False, root: bool = False) -> Person:
        user = self._user(f"{name}@{DEMO_HOST}", password=self.password)
        user.is_staff, user.is_superuser = staff, root
        return self._saved(user)

    def _user(self, email: str, *, password: str) -> User:
        first, last = self.chance.choice((WOMEN, MEN))
        name = f"{self.chance.choice(last)} {self.chance.choice(first)}"
        language = "kk" if self.chance.random() < 0.6 else "ru"
        return User(email=email, password=password, full_name=name, language=language, date_joined=self.at)

    def _saved(self, user: User) -> Person:
        user.save(force_insert=True)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return Person(user.pk, user.full_name)
