"""What allauth asks of this house: phones, codes as letters, where to go next."""

import uuid
from datetime import timedelta
from typing import ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.signup import get_signup_url
from allauth.account.stages import EmailVerificationStage
from allauth.core import context as allauth_context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.models import User
from accounts.phones import PhoneField

# allauth's name of a mail -> our letter. These hold a code or an answer that only the owner of the address may read.
_SECRET_LETTERS = {
    "account/email/login_code": "sign_in_code",
    "account/email/email_confirmation": "email_code",
    "account/email/email_confirmation_signup": "email_code",
    "account/email/password_reset_code": "password_code",
    "account/email/account_already_exists": "account_exists",
    "account/email/unknown_account": "account_unknown",
}

# allauth's name of a notification -> what happened to the account.
_CHANGES = {
    "account/email/email_changed": _("the e-mail address was changed"),
    "account/email/email_confirm": _("the e-mail address was confirmed"),
    "account/email/email_deleted": _("the e-mail address was removed"),
    "account/email/password_changed": _("the password was changed"),
    "account/email/password_reset": _("the password was reset"),
    "account/email/password_set": _("a password was set"),
    "mfa/email/recovery_codes_generated": _("new recovery codes were made"),
    "mfa/email/totp_activated": _("an authenticator app was added"),
    "mfa/email/totp_deactivated": _("the authenticator app was removed"),
    "mfa/email/webauthn_added": _("a passkey was added"),
    "mfa/email/webauthn_removed": _("a passkey was removed"),
    "socialaccount/email/account_connected": _("sign-in through another service was added"),
    "socialaccount/email/account_disconnected": _("sign-in through another service was removed"),
}

_CODE_LIVES_S = 600


def display_name(user: User) -> str:
    """How a person is called on allauth's pages."""
    return str(user)


class EmailStage(EmailVerificationStage):
    """Asks for the e-mail's code, but not of somebody who is here by a confirmed phone."""

    def handle(self):
        user = self.login.user
        if user and user.phone_verified and not self.login.email:
            return None, True
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):
    """Phones are kept on the person; every mail of allauth leaves as one of our letters, through the same outbox.

    So the answer of a page takes the same time whether an account exists or not, and a dead mail server delays a code
    without failing the page.
    """

    error_messages: ClassVar[dict] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail or the password is not right. Check both, or ask for a code instead."),
        "phone_password_mismatch": _("The phone or the password is not right. Check both, or ask for a code instead."),
        "invalid_login": _("Enter an e-mail like name@example.kz or a phone like +7 701 234 56 78."),
        "incorrect_code": _("This code is not right. Check the digits of the newest letter or message."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes and try again."),
        "phone_taken": _("This phone cannot be used. Enter another one, or sign in with it."),
        "email_taken": _("This e-mail cannot be used. Enter another one, or sign in with it."),
    }

    # Where people go

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.account.stages.EmailVerificationStage": "accounts.sign_in.adapter.EmailStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_signup_redirect_url(self, request) -> str:
        return reverse("me:profile")

    # Phones

    def phone_form_field(self, **kwargs):
        return PhoneField(**kwargs)

    def set_phone(self, user, phone: str, verified: bool) -> None:
        user.phone = phone
        user.phone_verified = verified
        user.save(update_fields=["phone", "phone_verified"])

    def get_phone(self, user) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str):
        return User.objects.filter(phone=phone).first()

    # Letters

    def _owe(self, letter: str, *, email: str = "", phone: str = "", **context) -> None:
        at = timezone.now()
        notices.owe(
            code=letter,
            key=f"{letter}:{uuid.uuid4()}",
            at=at,
            context=context,
            email=email,
            phone=phone,
            language=(get_language() or "kk")[:2],
            secret=True,
            expires_at=at + timedelta(seconds=_CODE_LIVES_S),
        )

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        self._owe(
            _SECRET_LETTERS[template_prefix],
            email=email,
            code=context.get("code", ""),
            sign_up=get_signup_url(allauth_context.request),
            sign_in=allauth_context.request.build_absolute_uri(reverse("account_login")),
            minutes=app_settings.LOGIN_BY_CODE_TIMEOUT // 60,
        )

    def send_notification_mail(self, template_prefix: str, user, context=None, email=None) -> None:
        notices.owe(
            code="account_changed",
            key=f"account_changed:{uuid.uuid4()}",
            at=timezone.now(),
            context={"change": _CHANGES[template_prefix]},
            user=user,
            link=reverse("me:security"),
        )

    def send_verification_code_sms(self, user, phone: str, code: str, **kwargs) -> None:
        self._owe("sign_in_code", phone=phone, code=code, minutes=app_settings.LOGIN_BY_CODE_TIMEOUT // 60)

    def send_unknown_account_sms(self, phone: str, **kwargs) -> None:
        self._owe("account_unknown", phone=phone, sign_up=get_signup_url(allauth_context.request))

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._owe("account_exists", phone=phone, sign_in=reverse("account_login"))
