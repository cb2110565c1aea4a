"""Who may open these parts of the admin: administrators by post, not by Django's table of permissions."""

from django.http import HttpRequest
from django.utils import timezone

from accounts import access
from accounts.enums import Access, Role
from accounts.policy import may_administer, may_audit
from accounts.selectors import actor_of
from workflow.actor import Actor


def official(request: HttpRequest) -> Actor:
    """The person of this request with the posts in force; asked for once, by whichever room comes first."""
    if not hasattr(request, "official"):
        request.official = actor_of(request.user, timezone.now())
    return request.official


class ByPost:
    """Rights of a ``ModelAdmin``: all for an administrator in post, nothing for anybody else. One query per request."""

    def _may(self, request: HttpRequest) -> bool:
        if not hasattr(request, "may_administer"):
            # The posts are known already: who holds none of administrator need not be looked for among them.
            user = request.user
            held = user.is_superuser or Role.ADMINISTRATOR in official(request).roles
            request.may_administer = held and may_administer(user, timezone.localdate())  # type: ignore[arg-type]
        return request.may_administer

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)


class ByAudit(ByPost):
    """The same for what residents write and what is written about them: by post only, never as a superuser."""

    def _may(self, request: HttpRequest) -> bool:
        if not request.user.is_superuser:
            return super()._may(request)  # for everybody else it is the same question
        if not hasattr(request, "may_audit"):
            request.may_audit = may_audit(request.user, timezone.localdate())
        return request.may_audit


class Logged:
    """Notes every page of a ``ModelAdmin`` in the log of readings: its list, and each row that is opened."""

    shows: tuple[Access, ...] = (Access.PERSON,)

    def things(self, row) -> list[access.Thing]:
        """What of this row is limited, and whom it concerns."""
        raise NotImplementedError

    def get_changelist_instance(self, request: HttpRequest):
        found = super().get_changelist_instance(request)
        self._saw(request, found.result_list, "admin_list")
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            self._saw(request, [found], "admin")
        return found

    def _saw(self, request: HttpRequest, rows, place: str) -> None:
        things = [thing for row in rows for thing in self.things(row)]
        kind = self.model._meta.model_name
        at = timezone.now()
        access.saw(request, actor_of(request.user, at), kind=kind, things=things, what=self.shows, place=place)


class ReadOnlyByPost(ByPost):
    """May be looked at, and nothing else."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ReadOnlyByAudit(ByAudit, ReadOnlyByPost):
    """May be looked at by those who may audit."""
