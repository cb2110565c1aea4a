"""What every page may show of the signed-in person."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.selectors import unread_count


def inbox(request: HttpRequest) -> dict:
    """Template context: ``unread_notices``, the number of unopened letters; asked for only where a page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_notices": 0}
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(user))}
