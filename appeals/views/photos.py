"""Photos, to whoever may see them: never by an open folder."""

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.models import Photo
from appeals.policy import STRANGER, Viewer, may_see_inside
from appeals.selectors import faces
from appeals.services import readings
from appeals.views.door import viewer_at

# ``original``: as it was sent, also where strangers get a copy with covered places.
SIZES = ("thumb", "full", "original")
# A day, not a year: what a moderator takes back must leave the caches too.
PUBLIC = "public, max-age=86400, immutable"
PRIVATE = "private, no-store"


@require_safe
def photo(request: HttpRequest, number: str, pk: int, size: str) -> HttpResponse:
    """A photo as JPEG. A released one is asked for as a stranger, so that any cache may keep it."""
    if size not in SIZES:
        raise Http404
    released = faces.photo(pk, STRANGER) if size != "original" else None
    if released is not None and released.appeal.number == number:
        return _file(released, _released_file(released, size), PUBLIC)
    viewer = viewer_at(request, timezone.now())
    found = faces.photo(pk, viewer)
    if found is None or found.appeal.number != number or not _inside(found, viewer):
        raise Http404
    readings.saw(request, viewer.actor, [found.appeal], place="photo", photos=True, text=False, claimed=viewer.claimed)
    return _file(found, found.thumb if size == "thumb" else found.file, PRIVATE)


def _inside(found: Photo, viewer: Viewer) -> bool:
    return may_see_inside(viewer.actor, found.appeal, viewer.claimed)


def _released_file(found: Photo, size: str) -> FieldFile:
    if size == "thumb":
        return found.covered_thumb or found.thumb
    return found.covered_file or found.file


def _file(found: Photo, file: FieldFile, cache: str) -> HttpResponse:
    try:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    except (FileNotFoundError, ValueError) as gone:
        raise Http404 from gone
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.appeal.number}-{found.pk}.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
