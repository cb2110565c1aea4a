"""PostgreSQL with PostGIS: the one engine."""

from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings.env import BIRGE_ENV, env


def parse(url: str) -> dict:
    """Read `postgis://user:password@host:5432/name?host=/socket/folder` into Django's form."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgis", "postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgis:// or postgresql://.")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")) or "birge",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


DATABASES = {"default": parse(env.str("DATABASE_URL", "postgis:///birge"))}
# Persistent connections exhaust the server under ASGI; the pool does not. Tests swap databases, so they go without.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if BIRGE_ENV != "test":
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", 10),
        "timeout": 10,
    }

# GDAL before 3.9 cannot be kept from files and the network. Nothing that a person sends ever reaches GDAL: points are
# numbers, outlines are checked coordinates. Hence the warning is silenced on purpose.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
