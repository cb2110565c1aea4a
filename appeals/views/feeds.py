"""The public list for feed readers: Atom 1.0 and RSS 2.0, narrowed as the list is by ``district`` and ``category``."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from appeals.enums import Status
from appeals.models import Appeal
from appeals.selectors import lists, public
from appeals.selectors.lists import Filters

SHOWN = 50


class Newest(Feed):
    """The newest public appeals, whatever their state; an entry's update is its last step."""

    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args, **kwargs) -> Filters:
        return Filters(district=request.GET.get("district", "")[:20], category=request.GET.get("category", "")[:60])

    def title(self, filters: Filters) -> str:
        about = public.district(filters.district) if filters.district else None
        return f"Birge: {about.name}" if about else _("Birge: appeals of the city")

    def description(self, filters: Filters) -> str:
        return _("Public appeals of the residents of Almaty and what became of them")

    def link(self, filters: Filters) -> str:
        return reverse("appeals:list")

    def items(self, filters: Filters) -> list[Appeal]:
        return list(lists.public(filters)[:SHOWN])

    def item_title(self, item: Appeal) -> str:
        return item.public_title

    def item_description(self, item: Appeal) -> str:
        return f"{Status(item.status).label}. {item.public_text}"

    def item_link(self, item: Appeal) -> str:
        return reverse("appeals:detail", args=[item.number])

    def item_guid(self, item: Appeal) -> str:
        return f"birge:appeal:{item.number}"

    def item_pubdate(self, item: Appeal) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Appeal) -> datetime | None:
        return max(filter(None, (item.published_at, item.status_since)))

    def item_categories(self, item: Appeal) -> list[str]:
        return [part.name for part in (item.category, item.district) if part]


class NewestAtom(Newest):
    feed_type = Atom1Feed
    subtitle = Newest.description
