"""Steps of instructions for feed readers: Atom 1.0 and RSS 2.0, narrowed by ``district`` and ``body``."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accounts.marks import spoken
from meetings.models import Instruction
from meetings.policy import STRANGER
from meetings.selectors import plans
from meetings.selectors.plan_words import TOLD, told
from meetings.selectors.plans import Filters
from workflow.models import Act

SHOWN = 50


@dataclass(frozen=True)
class Item:
    act: Act
    row: Instruction


class Steps(Feed):
    """The newest public steps, whatever the instruction."""

    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args, **kwargs) -> Filters:
        return Filters(district=request.GET.get("district", "")[:20], body=request.GET.get("body", "")[:60])

    def title(self, filters: Filters) -> str:
        return _("Birge: instructions after meetings with residents")

    def description(self, filters: Filters) -> str:
        return _("What akims of Almaty instructed after meetings with residents, and what became of it")

    def link(self, filters: Filters) -> str:
        return reverse("plans:list")

    def items(self, filters: Filters) -> list[Item]:
        found = plans.instructions(STRANGER, filters, on=timezone.localdate())
        acts = Act.objects.filter(
            kind="instruction", public=True, name__in=TOLD, subject_id__in=found.order_by().values("pk")
        )
        newest = list(acts.order_by("-at", "-pk")[:SHOWN])
        rows = found.in_bulk([act.subject_id for act in newest])
        return [Item(act, rows[act.subject_id]) for act in newest if act.subject_id in rows]

    def item_title(self, item: Item) -> str:
        return f"{item.row.ref}: {told(item.act.name)}"

    def item_description(self, item: Item) -> str:
        return f"{item.row.text} {spoken(item.row.in_public(item.act.note))}".strip()

    def item_link(self, item: Item) -> str:
        return reverse("plans:instruction", args=[item.row.ref])

    def item_guid(self, item: Item) -> str:
        return f"birge:instruction:{item.row.ref}:{item.act.seq}"

    def item_pubdate(self, item: Item) -> datetime:
        return item.act.at

    def item_categories(self, item: Item) -> list[str]:
        return [part.name for part in (item.row.lead, item.row.district) if part]


class StepsAtom(Steps):
    feed_type = Atom1Feed
    subtitle = Steps.description
