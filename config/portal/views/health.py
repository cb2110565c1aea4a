"""For whoever watches the machines: is the process alive, can it serve, how large are the debts?"""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from accounts.enums import NoticeState
from accounts.models import Notice
from workflow.models import Delivery


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; Redis down is told, but the service still takes appeals."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "database": "ok", "redis": "ok" if _redis_answers() else "down"})


@never_cache
def debts(request: HttpRequest) -> JsonResponse:
    """Deliveries and letters not yet done, and the age in seconds of the oldest: what an alarm looks at."""
    now = timezone.now()
    deliveries = Delivery.objects.filter(done_at__isnull=True).order_by("pk")
    letters = Notice.objects.filter(state=NoticeState.OWED).order_by("pk")
    oldest = deliveries.values_list("act__at", flat=True).first()
    first = letters.values_list("created_at", flat=True).first()
    return JsonResponse(
        {
            "deliveries": {
                "owed": deliveries.count(),
                "oldest_s": round((now - oldest).total_seconds()) if oldest else 0,
            },
            "letters": {"owed": letters.count(), "oldest_s": round((now - first).total_seconds()) if first else 0},
        }
    )


def _redis_answers() -> bool:
    try:
        return get_redis_connection().ping()
    except RedisError:
        return False
