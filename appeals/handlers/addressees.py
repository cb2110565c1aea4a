"""To whom a letter about an appeal goes. Whom it concerns is taken from the act: the appeal may have moved on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from appeals.enums import LadderUnit
from appeals.models import Appeal, Part, Question
from appeals.selectors import staff
from workflow.models import Act

DOERS = (Role.EXECUTOR, Role.HEAD)


@dataclass(frozen=True)
class Addressee:
    """A person with an account, or an e-mail or a phone with the language of the letter."""

    user: User | None = None
    email: str = ""
    phone: str = ""
    language: str = "kk"

    @property
    def mark(self) -> str:
        return f"u{self.user.pk}" if self.user else "contact"


def the_author(appeal: Appeal, act: Act) -> list[Addressee]:
    """The author's account, or the contact left with the appeal; nobody where there is neither."""
    if appeal.author is not None:
        return [Addressee(user=appeal.author, language=appeal.author.language)]
    if appeal.contact_email or appeal.contact_phone:
        return [Addressee(email=appeal.contact_email, phone=appeal.contact_phone, language=appeal.language)]
    return []


def the_operators(appeal: Appeal, act: Act) -> list[Addressee]:
    """The operators over the place of an appeal whose words speak of danger, crime or threat; else nobody."""
    if not (act.data.get("emergency") or act.data.get("threat")):
        return []
    people = staff.operators(district=appeal.district_id, on=timezone.localdate(act.at))
    return [Addressee(user=user, language=user.language) for user in people]


def the_first_line(appeal: Appeal, act: Act) -> list[Addressee]:
    """The operators over the place of an appeal."""
    return _persons(staff.operators(district=appeal.district_id, on=timezone.localdate(act.at)))


def the_body(appeal: Appeal, act: Act) -> list[Addressee]:
    """The mailbox of the appeal's team; without one, the doers and heads of the body that the act names."""
    day = timezone.localdate(act.at)
    people = staff.of_body(act.data["organisation"], district=appeal.district_id, roles=DOERS, on=day)
    people = people.exclude(pk=appeal.complained_official_id or 0)
    team = appeal.team
    if team and team.email and team.organisation.code == act.data["organisation"]:
        return [Addressee(email=team.email)]
    return _persons(staff.with_deputies(people, on=day))


def the_executor(appeal: Appeal | Part, act: Act) -> list[Addressee]:
    """Who was doing the work when the act was done."""
    people = User.objects.filter(pk=act.data["executor"], is_active=True)
    return _persons(staff.with_deputies(people, on=timezone.localdate(act.at)))


def the_assigned(appeal: Appeal | Part, act: Act) -> list[Addressee]:
    """The executor whom the head named, and the mailbox of the team."""
    team = appeal.team if act.data["team"] else None
    mailbox = [Addressee(email=team.email)] if team and team.email else []
    return the_executor(appeal, act) + mailbox


def the_asker(appeal: Appeal | Part, act: Act) -> list[Addressee]:
    """Who asked the author."""
    asked = Question.objects.get(pk=act.data["question"])
    people = User.objects.filter(pk=asked.asked_by_id or 0, is_active=True)
    return _persons(staff.with_deputies(people, on=timezone.localdate(act.at)))


def the_supervisors(appeal: Appeal, act: Act) -> list[Addressee]:
    """Who looks after an appeal that was rated low and opened again: heads of the body and the district's akimat."""
    if not act.data.get("supervise"):
        return []
    return _persons(staff.supervisors(appeal, on=timezone.localdate(act.at)))


def _persons(people: Iterable[User]) -> list[Addressee]:
    return [Addressee(user=user, language=user.language) for user in people]


def the_bodies_of_parts(appeal: Appeal, act: Act) -> list[Addressee]:
    """The doers and heads of the bodies whose parts the act speaks of; each person once."""
    day = timezone.localdate(act.at)
    numbers = [part["part"] if isinstance(part, dict) else part for part in act.data["parts"]]
    codes = appeal.parts.filter(number__in=numbers).values_list("organisation__code", flat=True).distinct()
    people = {
        user.pk: user
        for code in codes
        for user in staff.of_body(code, district=appeal.district_id, roles=DOERS, on=day)
    }
    people.pop(appeal.complained_official_id or 0, None)
    return [Addressee(user=user, language=user.language) for user in people.values()]


def the_warned_before(appeal: Appeal, act: Act) -> list[Addressee]:
    """Whom a step of the ladder before the end of the term tells."""
    return [] if is_over(act) else the_warned(appeal, act)


def the_warned_after(appeal: Appeal, act: Act) -> list[Addressee]:
    """Whom a step of the ladder after the end of the term tells."""
    return the_warned(appeal, act) if is_over(act) else []


def is_over(act: Act) -> bool:
    """Whether a step of the ladder tells of a term that has run out."""
    return act.data["offset"] > 0 or (act.data["unit"] == LadderUnit.HOURS and act.data["offset"] == 0)


def the_warned(appeal: Appeal | Part, act: Act) -> list[Addressee]:
    """Whom a step of the ladder tells."""
    found = staff.warned(appeal, act.data["recipient"], executor_id=act.data["executor"], on=timezone.localdate(act.at))
    people = [Addressee(user=user, language=user.language) for user in found.people]
    return people + ([Addressee(email=found.mailbox, language="kk")] if found.mailbox else [])
