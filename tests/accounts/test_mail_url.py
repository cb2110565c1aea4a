import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.mail import parse


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "starttls", "tls"),
    [
        ("smtp://mail.example.kz", "mail.example.kz", 25, "", "", False, False),
        ("smtp+tls://a%40b.kz:p%2Fw@mail.example.kz", "mail.example.kz", 587, "a@b.kz", "p/w", True, False),
        ("smtps://u:p@mail.example.kz:4650", "mail.example.kz", 4650, "u", "p", False, True),
    ],
)
def test_a_mail_server_by_its_address(url, host, port, user, password, starttls, tls):
    assert parse(url) == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": starttls,
        "EMAIL_USE_SSL": tls,
        "EMAIL_TIMEOUT": 10,
    }


def test_folders_and_the_console():
    assert parse("file:///var/mail/birge")["EMAIL_FILE_PATH"] == "/var/mail/birge"
    assert parse("console://")["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert parse("memory://")["EMAIL_BACKEND"] == "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.parametrize("url", ["mail.example.kz", "https://mail.example.kz", "smtp://"])
def test_anything_else_is_refused_at_the_start(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        parse(url)
