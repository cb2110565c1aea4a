"""Every page that people see: whose it is, where it is, and what is pressed there first."""

from dataclasses import dataclass

from appeals.enums import Status
from tests.pages import proposals
from tests.pages.settings import Setting


@dataclass(frozen=True)
class Stop:
    """``path`` may name ``{lang}``, an appeal by its status, ``{filed}`` or ``{letter}``. ``press``: send its form."""

    who: str
    path: str
    press: bool = False

    def address(self, language: str, scene: Setting) -> str:
        numbers = {status: appeal.number for status, appeal in scene.appeals.items()}
        keys = {f"{status}_pk": appeal.pk for status, appeal in scene.appeals.items()}
        return self.path.format(
            lang=language,
            filed=scene.filed,
            letter=scene.letter,
            **numbers,
            **keys,
            **scene.meetings,
            **scene.budget,
            **scene.proposals,
        )

    def __str__(self) -> str:
        return f"{self.who}: {self.path}{' and press' if self.press else ''}"


def _of(who: str, *paths: str, press: bool = False) -> list[Stop]:
    return [Stop(who, path, press) for path in paths]


# Shown when nothing else works, so it stands alone.
FAULT = "/fault/500/{lang}/"
STRANGERS = _of(
    "stranger",
    "/{lang}/",
    "/{lang}/appeals/",
    "/{lang}/appeals/?state=late&district=medeu",
    "/{lang}/appeals/map/",
    "/{lang}/appeals/{answered}/",
    "/{lang}/appeals/{in_work}/",
    "/{lang}/appeals/follow/",
    "/{lang}/appeals/{answered}/voice/",
    "/{lang}/appeals/voice/a-link-of-nobody/",
    "/{lang}/appeals/voice/a-link-of-nobody/leave/",
    "/{lang}/search/?q=шұңқыр",
    "/{lang}/search/?q=zzzz",
    "/{lang}/districts/turksib/",
    "/{lang}/about/how-it-works/",
    "/{lang}/about/privacy/",
    "/{lang}/about/accessibility/",
    "/{lang}/about/open-data/",
    "/{lang}/help/",
    "/{lang}/help/?q=снег",
    "/{lang}/help/snow-clearing/",
    "/{lang}/help/quick-answers/",
    "/{lang}/account/login/",
    "/{lang}/account/login/code/",
    "/{lang}/account/signup/",
    "/{lang}/account/password/reset/",
    "/{lang}/appeals/new/start/",
    "/{lang}/appeals/new/what/",
    "/{lang}/no-such-page/",
    "/fault/400/{lang}/",
    "/fault/403/{lang}/",
    FAULT,
)
FORM = _of(
    "asker",
    "/{lang}/appeals/new/start/",
    "/{lang}/appeals/new/what/",
    "/{lang}/appeals/new/where/",
    "/{lang}/appeals/new/category/",
    "/{lang}/appeals/new/category/?in=roads",
    "/{lang}/appeals/new/similar/",
    "/{lang}/appeals/new/contact/",
    "/{lang}/appeals/new/check/",
)
NEAR_BY = _of("neighbour", "/{lang}/appeals/new/details/", "/{lang}/appeals/new/similar/")
REFUSED = [
    *_of("stranger", "/{lang}/appeals/new/what/", "/{lang}/appeals/follow/", "/{lang}/account/login/", press=True),
    *_of("asker", "/{lang}/appeals/new/check/", press=True),
]
RESIDENTS = [
    *_of("sender", "/{lang}/appeals/{filed}/receipt/", "/{lang}/appeals/{filed}/"),
    *_of(
        "resident",
        "/{lang}/me/",
        "/{lang}/me/name/",
        "/{lang}/me/iin/",
        "/{lang}/me/residence/",
        "/{lang}/me/readings/",
        "/{lang}/me/data/",
        "/{lang}/me/data/erase/",
        "/{lang}/me/notifications/",
        "/{lang}/me/consents/",
        "/{lang}/me/leave/",
        "/{lang}/me/security/",
        "/{lang}/me/inbox/",
        "/{lang}/me/inbox/{letter}/",
        "/{lang}/me/appeals/",
        "/{lang}/me/subscriptions/",
        f"/{{lang}}/appeals/{{{Status.ASKED}}}/",
        f"/{{lang}}/appeals/{{{Status.ANSWERED}}}/",
        f"/{{lang}}/appeals/{{{Status.ROUTED}}}/",
        f"/{{lang}}/appeals/{{{Status.SPLIT}}}/",
        "/{lang}/office/residence/",
    ),
]
OFFICIALS = [
    *_of(
        "executor",
        "/{lang}/desk/",
        "/{lang}/desk/?show=ended",
        f"/{{lang}}/desk/{{{Status.ROUTED}}}/",
        f"/{{lang}}/desk/{{{Status.IN_WORK}}}/",
        f"/{{lang}}/desk/{{{Status.SPLIT}}}/parts/1/",
        f"/{{lang}}/desk/{{{Status.LODGED}}}/",
    ),
    *_of(
        "head",
        "/{lang}/desk/workload/",
        f"/{{lang}}/desk/{{{Status.IN_WORK}}}/",
        f"/{{lang}}/desk/{{{Status.SPLIT}}}/parts/1/",
    ),
    *_of("controller", f"/{{lang}}/desk/{{{Status.REPORTED}}}/"),
    *_of("operator", "/{lang}/office/residence/", "/{lang}/desk/new/", "/{lang}/desk/quick/"),
    *_of("operator", "/{lang}/desk/new/", press=True),
]
MEETINGS = [
    *_of(
        "stranger",
        "/{lang}/meetings/",
        "/{lang}/meetings/?show=past",
        "/{lang}/meetings/calendar/?year=2026",
        "/{lang}/meetings/{announced_m}/",
        "/{lang}/meetings/{held_m}/",
        "/{lang}/meetings/{closed_m}/",
        "/{lang}/meetings/{closed_m}/protocol/",
        "/{lang}/meetings/{held_m}/live/",
        "/{lang}/meetings/{held_m}/screen/",
        "/{lang}/meetings/{announced_m}/register/",
        "/{lang}/meetings/ticket/{ticket}/",
    ),
    *_of("stranger", "/{lang}/meetings/{announced_m}/register/", press=True),
    *_of("resident", "/{lang}/meetings/{announced_m}/ask/"),
    *_of("resident", "/{lang}/meetings/{announced_m}/ask/", press=True),
    *_of(
        "secretary",
        "/{lang}/desk/meetings/",
        "/{lang}/desk/meetings/new/",
        "/{lang}/desk/meetings/{announced_m}/",
        "/{lang}/desk/meetings/{held_m}/sheet/",
        "/{lang}/desk/meetings/{held_m}/sheet/1/",
        "/{lang}/desk/meetings/{announced_m}/door/",
        "/{lang}/desk/meetings/door/{ticket}/",
        "/{lang}/desk/meetings/{held_m}/protocol/",
    ),
]
PLANS = [
    *_of(
        "stranger",
        "/{lang}/plans/",
        "/{lang}/plans/?owner=medeu",
        "/{lang}/plans/{plan}/",
        "/{lang}/plans/scoreboard/",
        "/{lang}/plans/scoreboard/?by=body",
        "/{lang}/plans/instructions/?show=open&district=turksib",
        "/{lang}/instructions/{ref}/",
    ),
    *_of("resident", "/{lang}/plans/following/"),
    *_of(
        "keeper",
        "/{lang}/desk/plan/",
        "/{lang}/desk/plan/list/?show=open",
        "/{lang}/desk/plan/import/",
        "/{lang}/desk/plan/meetings/{promised_m}/",
        "/{lang}/desk/plan/plans/{plan}/",
        "/{lang}/desk/plan/{ref}/",
    ),
    *_of("keeper", "/{lang}/desk/plan/meetings/{promised_m}/", press=True),
]
BUDGET = [
    *_of(
        "stranger",
        "/{lang}/budget/",
        "/{lang}/budget/2027/",
        "/{lang}/budget/proposals/{project}/",
        "/{lang}/budget/2027/vote/",
        "/{lang}/budget/2027/vote/compare/?district=medeu&{compared}",
        "/{lang}/budget/2027/vote/proof/?leaf={leaf}",
        "/{lang}/budget/2027/vote/box/",
        "/{lang}/budget/2027/vote/turnout/",
        "/{lang}/budget/2026/results/",
        "/{lang}/budget/2026/results/medeu/",
        "/{lang}/budget/2026/results/medeu/other-rules/",
    ),
    *_of("voter", "/{lang}/budget/2027/vote/"),
    *_of(
        "clerk",
        "/{lang}/desk/budget/",
        "/{lang}/budget/2027/paper/",
        "/{lang}/budget/2027/paper/{office}/",
        "/{lang}/budget/2027/paper/batch/{batch}/",
    ),
    *_of("clerk", "/{lang}/budget/2027/paper/batch/{batch}/", press=True),
    *_of(
        "budget manager",
        "/{lang}/desk/budget/{project}/",
        "/{lang}/desk/budget/editions/",
        "/{lang}/desk/budget/editions/2028/",
        "/{lang}/desk/budget/editions/2027/groups/",
        "/{lang}/budget/2027/watch/",
        "/{lang}/budget/2027/vote/opening/",
    ),
]
CLERKS = _of(
    "moderator",
    "/admin/?{lang}",
    "/admin/appeals/appeal/?part=all&{lang}",
    f"/admin/appeals/appeal/{{{Status.REGISTERED}_pk}}/change/?{{lang}}",
    f"/admin/appeals/appeal/{{{Status.SPLIT}_pk}}/change/?{{lang}}",
    "/admin/appeals/appeal/?part=review&{lang}",
    "/admin/appeals/routingrule/check/?{lang}",
    "/admin/appeals/suggestionmodel/?{lang}",
)
PROPOSALS = [
    stop
    for who, places in proposals.PLACES.items()
    for path, press in places
    for stop in [Stop(who, path), *([Stop(who, path, press)] if press else [])]
]
EVERY = [*STRANGERS, *FORM, *NEAR_BY, *REFUSED, *RESIDENTS, *OFFICIALS, *MEETINGS, *PLANS, *PROPOSALS, *BUDGET, *CLERKS]
# In the dark only the colours differ; these pages have all components between them.
IN_THE_DARK = {
    "/{lang}/",
    "/{lang}/appeals/",
    "/{lang}/appeals/{answered}/",
    "/{lang}/appeals/new/check/",
    "/{lang}/me/",
    "/{lang}/desk/",
    "/{lang}/meetings/{closed_m}/",
    "/{lang}/budget/2027/vote/",
    "/{lang}/budget/2026/results/medeu/",
    "/{lang}/budget/proposals/{p_admitted}/",
    "/{lang}/desk/meetings/{held_m}/sheet/",
    "/{lang}/instructions/{ref}/",
    "/{lang}/desk/plan/",
    "/{lang}/about/how-it-works/",
    "/{lang}/account/login/",
    "/admin/appeals/appeal/?part=all&{lang}",
}
