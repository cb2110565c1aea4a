"""Where the process runs, and its secrets."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("BIRGE_DATA", str(BASE_DIR / ".data")))

BIRGE_ENV = env.str("BIRGE_ENV", "dev")
if BIRGE_ENV not in {"dev", "test", "production"}:
    raise ImproperlyConfigured("BIRGE_ENV is one of dev, test, production.")
IS_PRODUCTION = BIRGE_ENV == "production"
DEBUG = env.bool("DEBUG", BIRGE_ENV == "dev" and not IS_PRODUCTION)
if IS_PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production: unset DEBUG.")


def secret(name: str) -> str:
    """A secret from the environment; outside production a fixed, public value stands in for it."""
    value = env.str(name, "")
    if value:
        return value
    if IS_PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set: production has no default secrets. See docs/operations.md.")
    return f"not-a-secret-{name.lower()}-of-a-developer-machine-0123456789-abcdefghij"


SECRET_KEY = secret("SECRET_KEY")
# The identity number is found by a keyed hash and kept encrypted: two keys, both outside the database.
IIN_HASH_KEY = secret("IIN_HASH_KEY")
IIN_ENCRYPTION_KEY = secret("IIN_ENCRYPTION_KEY")
# Signs the rules of an edition of the people's budget when it opens.
RULES_KEY = secret("RULES_KEY")
# Seals what the ballot box keeps in the database: the key that signs the log and the key that hides who stands on the
# roll. It does not open ballots: the trustees do.
BALLOT_KEY = secret("BALLOT_KEY")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL] if SITE_URL.startswith("https://") else [])

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
