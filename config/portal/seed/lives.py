"""What becomes of an appeal: by chance, or along a road that leads to one status."""

from contextlib import suppress
from datetime import datetime
from random import Random
from uuid import UUID

from accounts.enums import Role
from appeals.enums import Kind, PhotoMoment, Source, Status
from appeals.models import Appeal
from appeals.rules import emergency
from appeals.rules.answers import ADVERSE
from appeals.rules.texts import title_from
from appeals.services import claims
from appeals.services import clock as legal_clock
from appeals.services.intake import BASIS
from config.portal.links import key_of
from config.portal.seed import plan, words
from config.portal.seed.desk import Desk
from config.portal.seed.map import Spot
from config.portal.seed.people import NOBODY, Person
from config.portal.seed.story import Over, Story
from meetings.models import Line

CONSENT = "town"
_TO_ANSWER = ("route", "accept", "report", "answer")
# The shortest road to every status.
ROADS: dict[str, tuple[str, ...]] = {
    Status.REGISTERED: (),
    Status.ASKED: ("ask",),
    Status.ROUTED: _TO_ANSWER[:1],
    Status.IN_WORK: _TO_ANSWER[:2],
    Status.REPORTED: _TO_ANSWER[:3],
    Status.ANSWERED: _TO_ANSWER,
    Status.REOPENED: (*_TO_ANSWER, "reopen"),
    Status.FIXED: (*_TO_ANSWER, "confirm"),
    Status.WITHDRAWN: ("withdraw",),
}


def by_chance(desk: Desk, number: str, received: datetime, leaf: str) -> Story:
    """File an appeal and let chance lead it, up to the end of the year."""
    chance = desk.chance
    own = chance.random() < plan.WITH_ACCOUNT
    author = chance.choice(desk.people.residents) if own else NOBODY
    district = chance.choices(list(plan.DISTRICTS), list(plan.DISTRICTS.values()))[0]
    with_place = chance.random() < (plan.WITH_PLACE if desk.leaves[leaf].top not in plan.PLACELESS else 0.5)
    spot = desk.map.spot(chance, district)
    known = chance.random() >= plan.WITHOUT_CATEGORY
    story, gist = file(desk, number, received, leaf, author=author, spot=spot, with_place=with_place, known=known)
    with suppress(Over):
        _live(story, leaf, gist)
    return story


def along(desk: Desk, number: str, received: datetime, status: str, *, author: Person, spot: Spot) -> Story:
    """File a pothole of this author and lead it straight to ``status``, each step two working hours after the last."""
    story, gist = file(desk, number, received, "roads-pothole", author=author, spot=spot, with_place=True, known=True)
    story.wait(1)
    story.publish(title_from(gist))
    for step in ROADS[status]:
        story.wait(2)
        getattr(story, step)(*(["satisfied"] if step == "report" else []))
    return story


def file(
    desk: Desk,
    number: str,
    received: datetime,
    leaf: str,
    *,
    author: Person,
    spot: Spot,
    with_place: bool,
    known: bool,
) -> tuple[Story, str]:
    """Register an appeal; ``known``: the author chose the category. Returns the story and the gist of its text."""
    chance, top = desk.chance, desk.leaves[leaf].top
    language = "kk" if chance.random() < plan.KAZAKH_SHARE else "ru"
    place = spot.phrase(language) if with_place else ""
    written = words.appeal(chance, language=language, leaf=leaf, top=top, place=place)
    appeal = _drawn_up(desk, number, received, written.text, language=language)
    appeal.source = chance.choices(list(plan.SOURCES), list(plan.SOURCES.values()))[0]
    appeal.author_id = author.pk
    appeal.district_id = spot.district
    if with_place:
        appeal.point, appeal.address = spot.point, spot.address(language)
    if author is NOBODY and chance.random() < plan.WITH_CONTACT:
        appeal.contact_phone = f"+7700{chance.randrange(10**7):07d}"
    story = _opened(desk, appeal, leaf if known else None, top, author)
    return story, written.gist


def passed_on(desk: Desk, number: str, line: Line, leaf: str, *, author: Person, clerk: Person) -> Story:
    """The appeal that a line of a protocol became, as the link of the two rooms registers it, and its life since."""
    kind = Kind.APPLICATION
    appeal = _drawn_up(desk, number, line.written_at, line.text, language=line.language, kind=kind, key=key_of(line))
    appeal.source, appeal.author_id, appeal.contact_name = Source.MEETING, author.pk, line.speaker
    appeal.district_id, appeal.point, appeal.address = line.district_id, line.point, line.address
    story = _opened(desk, appeal, leaf, desk.leaves[leaf].top, author, clerk=clerk)
    with suppress(Over):
        _live(story, leaf, line.text)
    return story


def _opened(
    desk: Desk, appeal: Appeal, leaf: str | None, top: str, author: Person, *, clerk: Person | None = None
) -> Story:
    """Begin the story of an appeal: its term, its urgency, its way to a body, its first act."""
    appeal.category = desk.leaves[leaf].category if leaf else None
    if leaf:
        desk.leaves[leaf].start_hours(appeal, appeal.received_at)
    phone = emergency.phone_for(appeal.text) or (appeal.category.emergency_phone if appeal.category else "")
    appeal.urgent = bool(phone)
    rule, decision = desk.decision(leaf, appeal.district_id, appeal.registered_on, appeal.point is not None)
    appeal.routing_rule_id, appeal.routing = (rule.id if rule else None), decision
    story = Story(desk, appeal, top, author, appeal.received_at)
    _register(story, phone, clerk)
    return story


def _drawn_up(
    desk: Desk,
    number: str,
    received: datetime,
    text: str,
    *,
    language: str,
    kind: str = Kind.QUICK_REPORT,
    key: UUID | None = None,
) -> Appeal:
    key = key or UUID(int=desk.chance.getrandbits(128), version=4)
    registered_on = desk.clock.registered_on(received)
    allowed = desk.clock.allowed(kind)
    return Appeal(
        pk=desk.key(Appeal),
        number=f"{registered_on.year}-{number}",
        claim_hash=claims.hash_of(claims.code_for(key)),
        intake_key=key,
        intake_digest="town",
        kind=kind,
        language=language,
        text=text,
        consent_version=CONSENT,
        received_at=received,
        registered_on=registered_on,
        term_days=allowed.days,
        term_unit=allowed.unit,
        due_on=desk.clock.last_day(registered_on, kind),
        counted_from=registered_on,
        first_due_on=desk.clock.last_day(registered_on, kind),
        status=Status.REGISTERED,
        seq=1,
        status_since=received,
    )


def _register(story: Story, phone: str, clerk: Person | None) -> None:
    desk, appeal = story.desk, story.appeal
    own = appeal.source in {Source.PORTAL, Source.API}
    if own and desk.chance.random() < plan.WITH_PHOTO:
        story.photo(PhotoMoment.BEFORE, seq=1)
    facts = legal_clock.facts(appeal, desk.clock.allowed(appeal.kind))
    told = {**facts, "routing": appeal.routing, "emergency": phone}
    if own:
        who, role = story.author, str(Role.AUTHOR)
    else:
        who, role = (clerk, str(Role.OPERATOR)) if clerk else story.officer(Role.OPERATOR)
        appeal.filed_by_id = who.pk
    story.write("register", "", who, role, data=told, basis=BASIS)


def _live(story: Story, leaf: str, gist: str) -> None:
    chance = story.desk.chance
    if chance.random() < plan.WITHDRAWN:
        story.sleep(chance.uniform(1, 30))
        story.withdraw()
        return
    story.wait(min(chance.expovariate(1 / 2.5), 20))
    if story.appeal.category is None:
        story.categorise(leaf)
    if chance.random() < plan.PUBLISHED:
        story.publish(title_from(gist))
    _clear_up(story, chance)
    story.wait(chance.uniform(0.2, 4))
    if chance.random() < plan.ANSWERED_AT_ONCE:
        story.answer_at_once(_drawn(chance, plan.DECISIONS_AT_ONCE))
        _after(story, chance, by_body=False)
        return
    story.route()
    if chance.random() < plan.GIVEN_BACK:
        story.wait(chance.uniform(2, 16))
        story.give_back()
        story.wait(chance.uniform(1, 8))
        story.route()
    _work(story, chance)
    _after(story, chance, by_body=True)


def _clear_up(story: Story, chance: Random) -> None:
    appeal = story.appeal
    if (appeal.author_id or appeal.contact_phone) and chance.random() < plan.ASKED:
        story.wait(chance.uniform(0.1, 2))
        story.ask()
        story.sleep(chance.expovariate(1 / 14))
        story.reply()


def _work(story: Story, chance: Random) -> None:
    """From the desk of the body to the answer; some bodies dawdle past the last day."""
    story.wait(min(chance.expovariate(1 / 10), 60))
    story.accept()
    dawdles = chance.random() < plan.DAWDLED
    story.wait(chance.uniform(130, 300) if dawdles else 4 + min(chance.gammavariate(2.2, 26), 100))
    decision = _drawn(chance, plan.DECISIONS_OF_BODIES)
    if decision in ADVERSE:
        story.propose(decision)
        story.wait(plan.HOURS_OF_HEARING)
    story.report(decision)
    if chance.random() < plan.RETURNED:
        story.wait(chance.uniform(1, 9))
        story.return_()
        story.wait(chance.uniform(4, 30))
        story.report("satisfied")
    story.wait(chance.uniform(0.5, 12))
    story.answer()


def _after(story: Story, chance: Random, *, by_body: bool) -> None:
    """What the author says to the answer: only who has an account or the code can say anything."""
    fate = chance.random()
    if fate < plan.CONFIRMED * (1 if by_body else 0.35):
        story.sleep(chance.expovariate(1 / 40))
        story.confirm()
    elif by_body and fate > 1 - plan.REOPENED:
        story.sleep(min(chance.expovariate(1 / 120), 600))
        story.reopen()
        _work(story, chance)


def _drawn(chance: Random, shares: dict[str, int]) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]
