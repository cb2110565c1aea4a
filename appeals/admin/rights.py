"""Who may open these parts of the admin: by post, never by Django's table of permissions.

A superuser without a post sees no appeal: whoever keeps the machine has no business with residents' letters. To see
them he is appointed administrator, which the posts' own history shows.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.rights import official
from accounts.enums import Role
from appeals.policy import Viewer
from appeals.workflow import TRIAGE
from workflow.actor import Actor

READERS = frozenset({*TRIAGE, Role.CITY_AKIMAT, Role.ANALYST})


@dataclass(frozen=True)
class Clerk:
    """Who works in the triage, and the moment of the request."""

    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.actor)

    @property
    def may_read(self) -> bool:
        return bool(self.actor.roles & READERS)

    @property
    def may_sort(self) -> bool:
        return bool(self.actor.roles & TRIAGE)

    @property
    def may_rule(self) -> bool:
        """May change the tables of categories, routing and terms: they hold for the whole city."""
        return any(post.role == Role.ADMINISTRATOR and post.district is None for post in self.actor.posts)


def clerk(request: HttpRequest) -> Clerk:
    """The clerk of this request; the posts are asked for once."""
    if not hasattr(request, "clerk"):
        at = timezone.now()
        request.clerk = Clerk(official(request), at)
    return request.clerk


class ByTriage:
    """Rights of a ``ModelAdmin`` of appeals: read by posts of the first line and above, change only by acts."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return clerk(request).may_read

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return clerk(request).may_read

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return clerk(request).may_sort

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ByRule:
    """Rights on the tables that decide: the first line reads them, administrators over the city change them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return clerk(request).may_read

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return clerk(request).may_read

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return clerk(request).may_rule

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return clerk(request).may_rule

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """A row is ended by its last day, never removed: decisions refer to it."""
        return False
