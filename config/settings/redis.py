"""Redis: Celery's broker, the cache and the channel layer. It may lose everything without any loss to a citizen."""

from celery.schedules import crontab

from config.settings.env import env

REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")


def _for_celery(url: str) -> str:
    """Celery writes a Unix socket as `redis+socket:///path?virtual_host=0`."""
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    return f"redis+socket://{path}?virtual_host={query.removeprefix('db=') or '0'}"


CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.str("REDIS_PREFIX", "birge"),
        # Without Redis the cache is empty and the API's limits do not count: reading and filing go on. Sign-in, whose
        # limits guard passwords, waits. `/health/ready/` tells that Redis is away.
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 2},
    }
}

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.str("REDIS_PREFIX", "birge")},
    }
}

CELERY_BROKER_URL = _for_celery(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": env.str("REDIS_PREFIX", "birge") + ":",
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
# The outbox is the promise; the schedule only makes sure that nobody forgets to look at it.
CELERY_BEAT_SCHEDULE = {
    "drain-outbox": {"task": "workflow.drain", "schedule": 2.0, "options": {"expires": 2}},
    "deliver-notices": {"task": "accounts.deliver_notices", "schedule": 5.0, "options": {"expires": 5}},
    "forget-unconfirmed": {"task": "accounts.forget_unconfirmed", "schedule": crontab(hour="20", minute="20")},
    "keep-terms": {"task": "appeals.keep_terms", "schedule": 60.0, "options": {"expires": 60}},
    "watch-terms": {"task": "appeals.watch_terms", "schedule": 600.0, "options": {"expires": 600}},
    "lapse-questions": {"task": "appeals.lapse_questions", "schedule": 60.0, "options": {"expires": 60}},
    # Monday at 8 in the morning of the city, which is five hours ahead of UTC.
    "send-digests": {"task": "appeals.send_digests", "schedule": crontab(hour="3", minute="0", day_of_week="1")},
    "leave-tombstones": {"task": "appeals.leave_tombstones", "schedule": crontab(hour="20", minute="30")},
    "forget-paid-deliveries": {"task": "workflow.forget_paid", "schedule": crontab(hour="20", minute="50")},
    "finish-erasures": {"task": "accounts.finish_erasures", "schedule": crontab(hour="21", minute="10")},
    "make-copies": {"task": "accounts.make_copies", "schedule": 60.0, "options": {"expires": 60}},
    "remove-old-copies": {"task": "accounts.remove_old_copies", "schedule": crontab(minute="40")},
    "tell-subscribers": {"task": "appeals.tell_subscribers", "schedule": crontab(minute="*/5")},
    "keep-stages": {"task": "budget.keep_stages", "schedule": 60.0, "options": {"expires": 60}},
    # An envelope is promised its place in the log within fifteen minutes: three turns.
    "keep-log": {"task": "budget.keep_log", "schedule": 240.0, "options": {"expires": 240}},
    "tell-voters": {"task": "budget.tell_voters", "schedule": 5.0, "options": {"expires": 5}},
    "escalate-complaints": {"task": "appeals.escalate_complaints", "schedule": crontab(minute="10")},
    # Half past two at night in the city.
    "refit-suggestions": {"task": "appeals.refit_suggestions", "schedule": crontab(hour="21", minute="30")},
    "watch-plan": {"task": "meetings.watch_plan", "schedule": 60.0, "options": {"expires": 60}},
    "send-plan-digests": {
        "task": "meetings.send_plan_digests",
        "schedule": crontab(hour="3", minute="10", day_of_week="1"),
    },
    "sweep-files-of-plans": {"task": "meetings.sweep_files", "schedule": crontab(hour="20", minute="25")},
    "forget-visitors": {"task": "meetings.forget_visitors", "schedule": crontab(hour="20", minute="40")},
    "remind-of-meetings": {"task": "meetings.remind", "schedule": crontab(minute="*/15")},
    "compute-what-if": {"task": "budget.compute_what_if", "schedule": 60.0, "options": {"expires": 60}},
    "forget-old-drafts": {"task": "appeals.forget_old_drafts", "schedule": crontab(hour="20", minute="10")},
}
