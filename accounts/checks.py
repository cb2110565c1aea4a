"""What ``manage.py check --deploy`` asks of a place that serves people."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

_ADDRESSES = {"EMAIL_URL": "accounts.W001", "SMS_GATEWAY_URL": "accounts.W002"}


@register(Tags.security, deploy=True)
def letters_can_leave(app_configs, **kwargs) -> list[Warning]:
    """Without a mail server and an SMS gateway nobody gets a code, so nobody can sign in."""
    return [
        Warning(
            f"{name} is not set: codes and letters do not leave.",
            hint=f"Set {name}; docs/operations.md says how.",
            id=number,
        )
        for name, number in _ADDRESSES.items()
        if not getattr(settings, name)
    ]
