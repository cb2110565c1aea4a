"""What became of the winners, done by the real use cases, each in every state."""

from datetime import datetime, timedelta

from django.contrib.gis.geos import Point

from accounts.enums import ResidenceProof
from accounts.models import Residence, User
from accounts.selectors import actor_of
from budget.enums import PhotoMoment
from budget.models import Edition, Work, WorkFollower, WorkPhoto, WorkWord
from budget.services import works
from config.portal.seed import rows
from config.portal.seed.budget import plan, words
from config.portal.seed.desk import Desk

ROAD = ("design", "tender", "contract", "works", "accepted", "warranty")
STEP = timedelta(days=24)
CENTRE = Point(76.945, 43.238, srid=4326)


class Builders:
    """Leads every winner of an edition to where chance wants it; the first ones show each state once."""

    def __init__(self, desk: Desk, edition: Edition, *, since: datetime, until: datetime) -> None:
        self.desk, self.chance, self.edition, self.since, self.until = desk, desk.chance, edition, since, until
        keys = {code: desk.people.demo[f"akimat-{code}"].pk or 0 for code in plan.WINNERS}
        users = User.objects.in_bulk(list(keys.values()))
        self.actors = {code: actor_of(users[key], until) for code, key in keys.items()}

    def build(self) -> None:
        ends = list(plan.BECAME)
        found = Work.objects.filter(edition=self.edition).select_related("proposal").order_by("pk")
        for place, work in enumerate(found):
            end = ends[place] if place < len(ends) else self.chance.choices(ends, list(plan.BECAME.values()))[0]
            self._lead(work, end)
        rows.move_sequence_past(WorkPhoto)
        self._residents()

    def _lead(self, work: Work, end: str) -> None:
        actor, at = self.actors[str(work.district_id)], self.since + timedelta(days=self.chance.randrange(1, 20))
        late = self.chance.random() < plan.LATE
        sooner = (self.until + timedelta(days=-9 if late and end in ("works", "contract") else 45)).date()
        works.plan(work.pk, end_on=min(sooner, work.planned_end_on), actor=actor, at=at)
        if end == "failed":
            kk, ru = words.FAILURE
            works.fail(work.pk, reason_kk=kk, reason_ru=ru, actor=actor, at=at + STEP)
            return
        contract = work.planned_tenge * self.chance.randrange(88, 100) // 100
        for step in ROAD[1 : ROAD.index(end) + 1]:
            at = min(at + STEP, self.until - timedelta(hours=1))
            self._step(work, step, contract, actor, at)
        if end == "works" and not late and self.chance.random() < plan.LATE * 2:
            kk, ru = words.DELAY
            until = (self.until + timedelta(days=80)).date()
            works.postpone(work.pk, until=until, reason_kk=kk, reason_ru=ru, actor=actor, at=at)

    def _step(self, work: Work, step: str, contract: int, actor, at: datetime) -> None:
        if step == "tender":
            works.announce_tender(work.pk, actor=actor, at=at)
        elif step == "contract":
            who = f"ЖШС «{self.chance.choice(plan.CONTRACTORS)}»"
            works.sign_contract(work.pk, contractor=who, amount_tenge=contract, actor=actor, at=at)
        elif step == "works":
            works.begin_works(work.pk, actor=actor, at=at)
            self._photo(work, PhotoMoment.BEFORE, at)
            works.pay(work.pk, amount_tenge=contract * 3 // 10, actor=actor, at=at)
        elif step == "accepted":
            self._photo(work, PhotoMoment.AFTER, at)
            works.accept(work.pk, final_tenge=contract, accepted_on=at.date(), actor=actor, at=at)
        else:
            works.pay(work.pk, amount_tenge=contract - contract * 3 // 10, actor=actor, at=at)
            works.start_warranty(work.pk, until=(at + timedelta(days=730)).date(), actor=actor, at=at)

    def _photo(self, work: Work, moment: PhotoMoment, at: datetime) -> None:
        drawing = self.chance.choice(self.desk.drawings["yards", str(moment)])
        WorkPhoto.objects.create(
            work=work, moment=moment, file=drawing.file, thumb=drawing.thumb, width=drawing.width,
            height=drawing.height, point=work.proposal.point or CENTRE, away_m=0, taken_on=at.date(), added_at=at,
        )  # fmt: skip

    def _residents(self) -> None:
        """Some neighbours follow, and some say what they see; only who lives there may."""
        homes: dict[str, list[int]] = {}
        for user_id, district in Residence.objects.filter(proof=ResidenceProof.REGISTER).values_list(
            "user_id", "district_id"
        ):
            homes.setdefault(str(district), []).append(user_id)
        said, follow = [], []
        for work in Work.objects.filter(edition=self.edition).order_by("pk"):
            near = homes.get(str(work.district_id), [])
            some = self.chance.sample(near, min(len(near), 3))
            follow += [WorkFollower(work=work, user_id=pk, since=self.since) for pk in some[:1]]
            if work.accepted_on:
                for pk in some:
                    built = self.chance.random() < plan.CONFIRMED
                    text = "" if built else "Бір шам жанбайды."
                    said.append(WorkWord(work=work, user_id=pk, is_built=built, text=text, said_at=self.until))
        WorkWord.objects.bulk_create(said)
        WorkFollower.objects.bulk_create(follow)
