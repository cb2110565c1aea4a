"""How often something may be tried. Counted in the cache; where the cache is away, nobody is kept out."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most ``times`` within ``seconds`` for one key."""

    name: str
    times: int
    seconds: int

    def allows(self, key: str) -> bool:
        """Count one try; false once there were too many."""
        slot = f"limit:{self.name}:{key}"
        try:
            cache.add(slot, 0, self.seconds)
            return cache.incr(slot) <= self.times
        except ValueError:
            return True
        except Exception:
            return True


def address_of(request: HttpRequest) -> str:
    """The address of the client, as the outermost proxy of ours saw it."""
    return get_adapter().get_client_ip(request)
