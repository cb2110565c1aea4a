"""Who comes to the doors: browsers of strangers, and of those who do work with the appeal."""

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from accounts.models import User
from tests.factories import people
from tests.factories.appeals import Town

# Nobody of these has to do with a private appeal in Turksib.
OUTSIDERS: dict[str, tuple[str, str, str | None] | None] = {
    "a stranger": None,
    "a resident with an account": None,
    "an executor of another district": ("executor", "akimat-medeu", "medeu"),
    "a head of another district": ("head", "akimat-medeu", None),
    "a controller of another district": ("controller", "akimat-medeu", "medeu"),
    "the akimat of another district": ("district_akimat", "akimat-medeu", "medeu"),
    "a moderator of another district": ("moderator", "open-almaty", "medeu"),
    "an operator of another district": ("operator", "open-almaty", "medeu"),
    "an analyst of another district": ("analyst", "open-almaty", "medeu"),
    "an administrator of another district": ("administrator", "open-almaty", "medeu"),
    "an executor of another body": ("executor", "dept-roads", None),
    "a controller of another body": ("controller", "dept-roads", None),
}
# With the fast tests come these; the others with the slow ones.
SOME = ("a stranger", "a resident with an account", "a moderator of another district", "an executor of another body")


def outsider(who: str) -> Client:
    """The browser of one of the ``OUTSIDERS``."""
    if who == "a stranger":
        return _browser()
    post = OUTSIDERS[who]
    return of(people.officer(*post) if post else people.resident())


def insider(town: Town, name: str) -> Client:
    """The browser of somebody of the ``Town``."""
    return of(getattr(town, name))


def of(user: User) -> Client:
    """A signed-in browser that has shown a second factor, as staff must."""
    client = _browser()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, "mfa")
    request.session.save()
    return client


def _browser() -> Client:
    return Client(raise_request_exception=False)
