"""Who may open these parts of the admin: administrators by post, not by Django's table of permissions."""

from django.http import HttpRequest
from django.utils import timezone

from accounts.policy import may_administer


class ByPost:
    """Rights of a ``ModelAdmin``: all for an administrator in post, nothing for anybody else. One query per request."""

    def _may(self, request: HttpRequest) -> bool:
        if not hasattr(request, "may_administer"):
            request.may_administer = may_administer(request.user, timezone.localdate())  # type: ignore[arg-type]
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


class ReadOnlyByPost(ByPost):
    """May be looked at, and nothing else."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
