"""What the pages of a vote share: the edition, the voter's standing, and how the voter may confirm."""

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from accounts.models import User
from accounts.selectors import actor_of
from budget.enums import EditionStatus, Stage, VotingForm, Way
from budget.models import Edition, EditionKey, Proposal, RollMark
from budget.policy import Viewer
from budget.rules.box.envelope import Choice
from budget.selectors import box as boxes
from budget.selectors import editions, voters
from budget.selectors.ballot import ballot_projects, rivals
from budget.services import casting
from budget.views.vote.marks import Marks
from geo.models import District
from workflow.refusals import Refused

CONFLICT, UNPROCESSABLE = 409, 422
# A sign-in through eGov confirms a vote for so long.
FRESH = timedelta(minutes=30)
# The cards of a ballot are drawn anew after so many seconds.
DRAWN_S = 60


@dataclass(frozen=True)
class Picked:
    """A chosen project. ``points``: given to it, where points are given."""

    project: Proposal
    points: int


@dataclass
class Booth:
    """One person before the ballot of one edition, at one moment."""

    request: HttpRequest
    edition: Edition
    at: datetime
    district: str = ""
    standing: voters.Standing = field(default_factory=voters.Standing)

    @cached_property
    def key(self) -> EditionKey | None:
        return boxes.key_of(self.edition)

    @cached_property
    def mark(self) -> RollMark | None:
        return casting.mark_of(self.edition, self.request.user) if self.request.user.is_authenticated else None

    @cached_property
    def is_open(self) -> bool:
        stage = editions.stage_of(self.edition, Stage.VOTING)
        running = stage is not None and stage.opens_at <= self.at < stage.closes_at
        published = self.key is not None and bool(self.key.charter)
        return running and published and self.edition.status == EditionStatus.VOTING and Way.ONLINE in self.edition.ways

    @property
    def person(self) -> User:
        """The voter; the doors that ask for it are for the signed-in only."""
        if not isinstance(self.request.user, User):
            raise Http404
        return self.request.user

    @property
    def bound(self) -> str:
        """The district to which an envelope of this person is bound."""
        return self.district if self.edition.own_district else boxes.EVERYWHERE

    @property
    def may_vote(self) -> bool:
        confirmed = self.by_code or (self.standing.identified and self.by_egov)
        return bool(self.request.user.is_authenticated and not self.standing.obstacle and (confirmed or self.by_eds))

    @property
    def by_code(self) -> bool:
        """Whether a code to the phone confirms this voter: the IIN is proven, and so is the phone."""
        return bool(self.standing.identified and self.standing.phone)

    @cached_property
    def by_egov(self) -> bool:
        return by_egov(self.request, self.at)

    @property
    def by_eds(self) -> bool:
        return bool(settings.NCANODE_URL)

    @property
    def why_not(self) -> str:
        """Why this person may not vote, as a sentence."""
        return str(casting.OBSTACLES.get(self.standing.obstacle, ""))

    @property
    def most(self) -> int:
        return 1 if self.edition.voting == VotingForm.CHOOSE_1 else self.edition.choices

    @property
    def places(self) -> range:
        """The places of a ranking, from 1."""
        return range(1, self.most + 1)

    @cached_property
    def marks(self) -> Marks:
        """What the form says, in clear: only browsers without a script send it."""
        return Marks.of(self.request.POST, self.edition.voting)

    @property
    def faults(self) -> str:
        """The sentences that refuse a choice, as JSON for the script: code -> sentence."""
        return json.dumps({code: str(sentence) for code, sentence in casting.FAULTS.items()}, ensure_ascii=False)

    def projects(self) -> list[Proposal]:
        """The ballot of this person's district, in an order that is this person's own (rule 39)."""
        bound = self.district if self.edition.own_district else None
        found = ballot_projects(self.edition, bound).select_related("category", "district")
        rows = list(found.prefetch_related("photos"))
        Random(self._seed()).shuffle(rows)  # noqa: S311
        by_number = {row.number: row for row in rows}
        against = rivals(self.edition, bound)
        for row in rows:
            row.picture = next(iter(row.photos.all()), None)  # type: ignore[attr-defined]
            row.rivals = [by_number[number] for number in against.get(row.number, ())]  # type: ignore[attr-defined]
        return rows

    def _seed(self) -> int:
        """The same person sees the same order each time; a stranger's lasts as long as the session."""
        user = self.request.user
        who = f"user:{user.pk}" if user.is_authenticated else f"session:{self.request.session.session_key}"
        text = f"ballot-order:{self.edition.pk}:{who}".encode()
        return int.from_bytes(hmac.new(settings.BALLOT_KEY.encode(), text, sha256).digest()[:8])

    def cards(self, projects: list[Proposal]) -> list[str]:
        """The cards of the ballot, in this person's order. They say the same to everybody, so they are drawn once."""
        words = {"edition": self.edition, "booth": self}
        key = f"budget:cards:{self.edition.pk}:{self.bound}:{get_language()}:{self.is_open}"
        drawn = {} if self.marks else cache.get(key) or {}
        fresh = [project for project in projects if project.number not in drawn]
        for project in fresh:
            beside = {"project": project, "mark": self.marks.beside(project.number)}
            drawn[project.number] = render_to_string("vote/project.html", words | beside)
        if fresh and not self.marks:
            cache.set(key, drawn, DRAWN_S)
        return [drawn[project.number] for project in projects]

    def chosen(self, projects: list[Proposal]) -> list[Picked]:
        """The projects that the form names, best first where the order counts; none where it says no choice."""
        try:
            choice = self.choice()
        except Refused:
            return []
        known = {project.number: project for project in projects}
        points = dict(zip(choice.numbers, choice.points, strict=False))
        return [Picked(known[number], points.get(number, 0)) for number in choice.numbers if number in known]

    def choice(self) -> Choice:
        """The choice of the form. Refused: what is written there is none."""
        return self.marks.choice()

    def context(self, projects: list[Proposal]) -> dict[str, Any]:
        district = next((one.district for one in projects if one.district_id == self.district), None)
        everywhere = not self.edition.own_district
        envelopes = [row for row in self.edition.envelopes.all() if everywhere or row.district_id == self.district]
        return {
            "booth": self,
            "edition": self.edition,
            "projects": projects,
            "cards": self.cards(projects),
            "district": district,
            "envelope": sum(row.amount_tenge for row in envelopes),
            "box_key": bytes(self.key.public).hex() if self.key else "",
            "log_key": str(boxes.verifier(self.edition, self.key)) if self.key else "",
        }


def enter(request: HttpRequest, code: str) -> Booth:
    """The booth of an edition, in the person's own district or, for strangers, in the one asked for. 404: none."""
    at = timezone.now()
    edition = editions.at_the_vote(code, Viewer(actor_of(request.user, at)))
    if edition is None:
        raise Http404
    booth = Booth(request, edition, at)
    if request.user.is_authenticated:
        booth.standing = voters.standing(request.user, edition, timezone.localdate(at))
    booth.district = booth.standing.district or _asked(request)
    return booth


def by_egov(request: HttpRequest, at: datetime) -> bool:
    """Whether this session began by a sign-in through eGov not long ago."""
    methods = request.session.get("account_authentication_methods", [])
    since = at.timestamp() - FRESH.total_seconds()
    return any(one.get("method") == "socialaccount" and one.get("at", 0) >= since for one in methods)


def _asked(request: HttpRequest) -> str:
    found = District.objects.filter(pk=request.GET.get("district", "")).values_list("pk", flat=True).first()
    return found or ""


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def refused(booth: Booth, refusal: Refused, template: str, **context) -> HttpResponse:
    """The page again with the refusal on top, or the same for a script."""
    status = CONFLICT if refusal.conflict else UNPROCESSABLE
    if wants_json(booth.request):
        body = {"detail": str(refusal.sentence), "code": refusal.code, "field": refusal.field}
        return JsonResponse(body, status=status)
    projects = booth.projects()
    wrong_code = refusal.sentence if refusal.field == "code" and context.get("sent") else ""
    line = {"text": refusal.sentence, "href": "#id_code" if wrong_code else ""}
    told = {"chosen": booth.chosen(projects), "refusal": refusal, "refusal_lines": [line], "wrong_code": wrong_code}
    filled = booth.context(projects) | told | context
    return private(render(booth.request, template, filled, status=status))


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
