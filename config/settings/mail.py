"""How e-mail leaves: one address instead of seven settings."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_TIMEOUT_S = 10


def parse(url: str) -> dict:
    """Read ``EMAIL_URL`` into Django's settings.

    ``file:///folder`` (a file per letter), ``console://``, ``memory://`` (tests), ``smtp://user:password@host:25``,
    ``smtp+tls://`` (STARTTLS, 587) or ``smtps://`` (TLS from the first byte, 465).
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "memory":
        return {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    if parts.scheme not in _SMTP_PORTS or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL is file:///folder, console://, smtp://, smtp+tls:// or smtps://host.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _SMTP_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": _TIMEOUT_S,
    }
