"""What holds for a whole part of the site."""

from collections.abc import Callable

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation

from accounts import access
from workflow.kept import reading_once

# The admin's library evaluates expressions of its templates and sets style attributes; public pages allow neither.
ADMIN_POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}

NUL = "\x00"
# Methods that change nothing.
SHOWING = frozenset({"GET", "HEAD"})


class AdminContentPolicy:
    """Widen the content security policy under ``/admin/``, and only there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = ADMIN_POLICY  # type: ignore[attr-defined]  # django-csp reads it from here
        return response


class WithoutNul:
    """Take out the one character that no database keeps, from what is asked and from what a form sends.

    An address with it leads nowhere. What programs send, and whatever is exempt from Django's check of a form's origin,
    is judged by their own doors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]  # as immutable as the one before
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, arguments: tuple, words: dict) -> None:
        if any(NUL in str(value) for value in words.values()):
            raise Http404
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(asked: QueryDict) -> QueryDict:
    if not any(NUL in part for name, values in asked.lists() for part in (name, *values)):
        return asked
    cleaned = QueryDict(mutable=True)
    for name, values in asked.lists():
        cleaned.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    cleaned._mutable = False
    return cleaned


class OwnLanguage:
    """Speak under ``/admin/`` the language that the person has chosen: these addresses have none of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class ReadingOnce:
    """A page that only shows something reads the tables that decide once; see ``workflow.kept``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SHOWING:
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)


class AccessLog:
    """Write who read which limited data once the page is made and before it leaves: unlogged, nothing is shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        access.write(access.noted_on(request), at=timezone.now())
        return response
