"""What stands in the places of an address when a test walks it: the private appeal, wherever a door takes one."""

import itertools
import math

from django.apps import apps

from accounts.consents import PURPOSES
from accounts.models import Notice
from appeals.api.acts import ACTS
from appeals.models import Appeal
from appeals.views import intake
from budget.views.desk.proposal import DEEDS
from tests.doors.canaries import LAT, LON, Secret
from tests.doors.walking import Door, Values
from workflow.models import Act, Delivery

ZOOMS = (0, 9, 12, 14, 16, 18)
# What a parameter means where its name alone does not say so.
OWN_MEANING = {
    "me:letter": "notice",
    "api:me-notice-read": "notice",
    "appeals:photo": "photo",
    "admin:appeals_appeal_cover": "appeal",
    "me:fetch_copy": "any",
    "admin:appeals_appeal_act": "appeal",
    "admin:appeals_appeal_news": "appeal",
    "admin:appeals_appeal_panel": "appeal",
    "admin:appeals_appeal_undo": "any",
    "appeals:leave_subscription": "any",
    "appeals:draft_photo": "any",
    "results:work_photo": "any",
    "budget:invitation": "any",
    "budget:wish": "any",
    "budget:protocol": "any",
    "budget:remove_photo": "any",
    "budget:photo": "any",
    "budget-desk:sitting": "any",
    "budget-desk:sign": "any",
    "budget-desk:question": "any",
    "desk:quick_check": "any",
    "desk:remove_view": "any",
    "plans:file": "any",
    "desk-plan:uploaded": "any",
    "mfa_remove_webauthn": "any",
    "mfa_edit_webauthn": "any",
    "vote:paper_office": "any",
    "vote:paper_batch": "any",
    "budget-desk:decide_group": "any",
    "api:budget-invitation-answer": "any",
    "api:budget-wish-answer": "any",
    "api:budget-co-author": "any",
}

# The people's budget has numbers and acts of its own. Its secrets are walked by tests/budget.
BUDGET: dict[str, list[object]] = {"number": ["P-2027-000001"], "code": ["2027"], "act": ["submit", "withdraw"]}
BUDGET_ACTS: dict[str, list[object]] = {
    "budget:act": ["withdraw", "discard", "appeal"],
    "budget-desk:act": list(DEEDS),
    "budget-desk:question": ["move", "vote"],
    "budget-desk:edition_act": ["amend_rules", "extend"],
}


class Filler:
    """Fills doors from one private appeal. A door with a parameter that it does not know is an error of the test."""

    def __init__(self, secret: Secret) -> None:
        appeal = secret.appeal
        acts = Act.objects.filter(kind="appeal", subject_id=appeal.pk)
        self.rows: dict[str, list[object]] = {
            "appeal": [appeal.pk],
            "photo": list(appeal.photos.values_list("pk", flat=True)),
            "question": list(appeal.questions.values_list("pk", flat=True)),
            "answer": list(appeal.answers.values_list("pk", flat=True)),
            "act": list(acts.values_list("pk", flat=True)),
            "delivery": list(Delivery.objects.filter(act__in=acts).values_list("pk", flat=True)),
            "notice": list(Notice.objects.filter(key__startswith=f"appeal:{appeal.pk}:").values_list("pk", flat=True)),
            "any": [1],
        }
        self.values: dict[str, list[object]] = {
            "number": [appeal.number],
            "act": list(ACTS),
            "name": list(ACTS),
            "part": [1, 2],
            "step": list(intake.STEPS),
            "size": ["thumb", "full"],
            "code": [appeal.district_id],
            "edition": ["2027"],
            "purpose": list(PURPOSES),
            "provider_id": ["egov"],
            "app_label": ["appeals", "accounts", "workflow"],
            "token": ["a-link-of-nobody"],
            "leaf": ["0" * 64],
            "url": ["appeals/nothing-here/"],
            "photo": list(appeal.photos.values_list("pk", flat=True)),
            "content_type_id": ["appeals.appeal"],
            "meeting": ["M-2026-0001"],
            "question": [1],
            "line": [1],
            "deed": ["announce", "publish", "check"],
            "view": ["screen", "phone"],
            "ref": ["city-2026-1-1"],
            "plan": ["city-2026-1"],
            "ending": ["pdf", "xlsx", "docx"],
        }

    def fill(self, door: Door) -> list[Values]:
        """All assignments to try at this door."""
        if {"z", "x", "y"} <= set(door.parameters):
            more = {"code": "2027"} if "code" in door.parameters else {}
            return [{**_tile_over(zoom), **more} for zoom in ZOOMS]
        if door.name in {"appeals:act", "appeals-act"}:
            return [{"number": self.values["number"][0], "name": name} for name in _author_acts()]
        return self._product(door)

    def _product(self, door: Door) -> list[Values]:
        values = [self._of(parameter, door) for parameter in door.parameters]
        return [dict(zip(door.parameters, each, strict=True)) for each in itertools.product(*values)]

    def _of(self, parameter: str, door: Door) -> list[object]:
        if parameter == "pk":
            return self.rows[OWN_MEANING[door.name]]
        if door.name.removeprefix("api:").startswith("budget"):
            if parameter == "name":
                return BUDGET_ACTS[door.name]
            if parameter in BUDGET:
                return BUDGET[parameter]
        if parameter == "object_id":
            return self._of_model(door)
        if parameter == "content_type_id":
            return [_content_type(Appeal)]
        return self.values[parameter]

    def _of_model(self, door: Door) -> list[object]:
        """Of a page of the admin: the rows of the appeal, else any row of that table."""
        if door.model is None:  # the redirect to "the page on the site"
            return self.rows["appeal"]
        label, name = door.model
        if name in self.rows:
            # The page of a row shows it all; its neighbours (history, removal) are tried with one row.
            return self.rows[name] if door.name.endswith("_change") else self.rows[name][:1]
        first = apps.get_model(label, name)._base_manager.first()
        return [first.pk if first else 1]


def _author_acts() -> list[str]:
    return [name for name, doable in ACTS.items() if doable.by_author]


def _content_type(model: type) -> int:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(model).pk


def _tile_over(zoom: int) -> Values:
    """The tile of the web Mercator grid that the private appeal lies in."""
    lat = math.radians(float(LAT))
    across = 2**zoom
    x = int((float(LON) + 180) / 360 * across)
    y = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * across)
    return {"z": zoom, "x": x, "y": y}
