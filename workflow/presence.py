"""Who works on a thing right now: kept in Redis for a minute, renewed by the open page, gone with it.

Nothing depends on it. Without Redis nobody is seen, and whoever acts second is stopped by the version of the thing.
"""

import logging
import time
from collections.abc import Collection, Iterable

from django.conf import settings
from django_redis import get_redis_connection
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# A page renews its mark every 25 seconds: two may be lost on the way.
LASTS_S = 60
NAME_LENGTH = 80


def group_of(kind: str, pk: int) -> str:
    """The socket group of those officials who may know who works on a thing."""
    return f"here.{kind}.{pk}"


def arrive(kind: str, pk: int, *, user_id: int, name: str) -> None:
    """Note that this person has the thing open. Again and again, as long as it is open."""
    key = _key(kind, pk)
    try:
        redis = get_redis_connection("default")
        with redis.pipeline() as pipe:
            pipe.hset(key, str(user_id), f"{time.time() + LASTS_S:.0f}|{name[:NAME_LENGTH]}")
            pipe.expire(key, LASTS_S)
            pipe.execute()
    except (RedisError, OSError) as error:
        log.warning("Presence was not noted: %s", type(error).__name__)


def leave(kind: str, pk: int, *, user_id: int) -> None:
    """The page is closed, or turned to something else."""
    try:
        get_redis_connection("default").hdel(_key(kind, pk), str(user_id))
    except (RedisError, OSError) as error:
        log.warning("A leave was not noted: %s", type(error).__name__)


def others(kind: str, keys: Collection[int], *, user_id: int | None) -> dict[int, list[str]]:
    """Key -> names of the other people who have the thing open now, in order; keys that nobody has are left out."""
    wanted = list(keys)
    if not wanted:
        return {}
    try:
        with get_redis_connection("default").pipeline(transaction=False) as pipe:
            for pk in wanted:
                pipe.hgetall(_key(kind, pk))
            found = pipe.execute()
    except (RedisError, OSError) as error:
        log.warning("Presence could not be read: %s", type(error).__name__)
        return {}
    named = {pk: _names(marks.items(), but=user_id) for pk, marks in zip(wanted, found, strict=True)}
    return {pk: names for pk, names in named.items() if names}


def _names(marks: Iterable[tuple[bytes, bytes]], *, but: int | None) -> list[str]:
    now = time.time()
    names = set()
    for who, mark in marks:
        until, _bar, name = mark.decode().partition("|")
        if float(until) > now and who.decode() != str(but):
            names.add(name)
    return sorted(names)


def _key(kind: str, pk: int) -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:here:{kind}:{pk}"
