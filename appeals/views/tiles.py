"""The map's tiles of published appeals."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from appeals.selectors import public, taxonomy, tiles
from appeals.views.forms import ListForm
from appeals.views.lists import narrow
from geo.tiles import CONTENT_TYPE, refusal

MAX_AGE_S = 15
# From afar a tile counts the whole city; nobody needs that anew for every visitor.
KEPT_S = 30


@require_safe
def appeal_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A tile, narrowed by the same query as the list. 204 where there is nothing, 304 where the caller has it."""
    if sentence := refusal(z, x, y):
        return HttpResponseNotFound(sentence, content_type="text/plain; charset=utf-8")
    content = _content(request, z, x, y)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(content, content_type=CONTENT_TYPE) if content else HttpResponse(status=204)
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=MAX_AGE_S)
    return response


def _content(request: HttpRequest, z: int, x: int, y: int) -> bytes:
    at = timezone.now()
    today = timezone.localdate(at)
    form = _form(request, today)
    if z >= tiles.SINGLE_FROM_ZOOM or form.is_narrow:
        return tiles.tile(z, x, y, narrow(form, at), on=today)
    key = f"appeals:tile:{today:%Y%m%d}:{z}:{x}:{y}"
    kept = cache.get(key)
    if kept is None:
        kept = tiles.tile(z, x, y, narrow(form, at), on=today)
        cache.set(key, kept, KEPT_S)
    return kept


def _form(request: HttpRequest, today) -> ListForm:
    if not request.GET:
        return ListForm()
    tree = taxonomy.tree(today)
    codes = {branch.top.code for branch in tree} | {leaf.code for branch in tree for leaf in branch.leaves}
    return ListForm.read(request.GET, districts={each.code for each in public.districts()}, categories=codes)
