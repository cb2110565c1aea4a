"""What happens when somebody arrives through another service."""

import logging

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.utils import timezone

from accounts.enums import IdentityProof
from accounts.identity import store_iin
from accounts.models import Identity, User
from accounts.sign_in.egov import take_iin
from workflow.refusals import Refused

logger = logging.getLogger(__name__)


def _keep_iin(account, user: User) -> None:
    """Store the IIN that the service vouches for. One that is with another account is left for an officer to solve."""
    iin = take_iin(account)
    if account.pk:
        account.save(update_fields=["extra_data"])
    if not iin or Identity.objects.filter(user=user).exists():
        return
    try:
        store_iin(user, iin, timezone.now(), proof=IdentityProof.EGOV)
    except Refused as refusal:
        logger.warning("The IIN given by a sign-in service was not stored for person %s: %s", user.pk, refusal.code)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Name from the claims; the IIN, if the service gives one, goes straight into ``accounts.identity``."""

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        user.email = user.email or None
        user.full_name = (data.get("name") or "")[:200]
        return user

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.is_existing:
            _keep_iin(sociallogin.account, sociallogin.user)

    def save_user(self, request, sociallogin, form=None):
        user = super().save_user(request, sociallogin, form)
        _keep_iin(sociallogin.account, user)
        return user
