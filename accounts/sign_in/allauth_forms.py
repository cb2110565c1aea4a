"""allauth's forms as our pages show them: labels instead of placeholders, refusals that name the mend."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

from accounts.selectors import person_by_email

_REQUIRED = {
    "code": _("Enter the code of six digits."),
    "email": _("Enter an e-mail like name@example.kz."),
    "phone": _("Enter a phone number like +7 701 234 56 78."),
    "oldpassword": _("Enter the password that you have now."),
    "password": _("Enter your password."),
    "password1": _("Enter a new password."),
    "password2": _("Enter the new password once more."),
}


class _Plain:
    """A placeholder vanishes when one types and is too pale to read; the label above says the same."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # a form stands behind in every subclass
            field.widget.attrs.pop("placeholder", None)
            if name in _REQUIRED:
                field.error_messages["required"] = _REQUIRED[name]


class RequestCodeForm(_Plain, account.RequestLoginCodeForm):
    """allauth asks the database twice for an address that it does not know: a difference that can be measured."""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email:
            self._user = person_by_email(email)
            if not ratelimit.consume(context.request, action="request_login_code", key=email.lower()):
                raise get_adapter().validation_error("too_many_login_attempts")
        return email


class LoginCodeForm(_Plain, account.ConfirmLoginCodeForm):
    pass


class EmailCodeForm(_Plain, account.ConfirmEmailVerificationCodeForm):
    pass


class PasswordCodeForm(_Plain, account.ConfirmPasswordResetCodeForm):
    pass


class PhoneCodeForm(_Plain, account.VerifyPhoneForm):
    pass


class ResetPasswordForm(_Plain, account.ResetPasswordForm):
    pass


class NewPasswordForm(_Plain, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    pass


class SetPasswordForm(_Plain, account.SetPasswordForm):
    pass


class AddEmailForm(_Plain, account.AddEmailForm):
    pass


class ChangePhoneForm(_Plain, account.ChangePhoneForm):
    pass


class ReauthenticateForm(_Plain, account.ReauthenticateForm):
    pass


class SecondFactorForm(_Plain, mfa.AuthenticateForm):
    pass


class SecondFactorAgainForm(_Plain, mfa.ReauthenticateForm):
    pass


class ActivateAppForm(_Plain, totp.ActivateTOTPForm):
    pass
