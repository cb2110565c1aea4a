"""Photos, to whoever may see them: never by an open folder."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.models import Photo
from appeals.policy import STRANGER
from appeals.selectors import faces
from appeals.views.door import viewer_at

SIZES = ("thumb", "full")
# A day, not a year: what a moderator takes back must leave the caches too.
PUBLIC = "public, max-age=86400, immutable"
PRIVATE = "private, no-store"


@require_safe
def photo(request: HttpRequest, number: str, pk: int, size: str) -> HttpResponse:
    """A photo as JPEG. A released one is asked for as a stranger, so that any cache may keep it."""
    if size not in SIZES:
        raise Http404
    found, cache = faces.photo(pk, STRANGER), PUBLIC
    if found is None:
        found, cache = faces.photo(pk, viewer_at(request, timezone.now())), PRIVATE
    if found is None or found.appeal.number != number:
        raise Http404
    return _file(found, size, cache)


def _file(found: Photo, size: str, cache: str) -> HttpResponse:
    file = found.thumb if size == "thumb" else found.file
    try:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.appeal.number}-{found.pk}.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
