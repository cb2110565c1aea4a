"""Forms of the entrance: one field for an e-mail or a phone, and a code unless a password is given."""

from allauth.account.forms import LoginForm, SignupForm
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import consents
from accounts.phones import normalised
from accounts.sign_in.allauth_forms import RequestCodeForm

_ADDRESS_HINT = _("For example, name@example.kz or +7 701 234 56 78")


def _address_field() -> forms.CharField:
    return forms.CharField(
        label=_("E-mail or mobile phone"),
        help_text=_ADDRESS_HINT,
        max_length=254,
        error_messages={"required": _("Enter your e-mail or your mobile phone.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}),
    )


def read_address(text: str) -> tuple[str, str]:
    """Tell an e-mail from a phone: ``("email", "name@example.kz")`` or ``("phone", "+77012345678")``.

    Raises ``ValidationError`` that shows how either is written.
    """
    text = text.strip()
    phone = normalised(text) if "@" not in text else None
    if phone:
        return "phone", phone
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(
            _("Enter an e-mail like name@example.kz or a phone like +7 701 234 56 78."), code="invalid_login"
        ) from None
    return "email", text.lower()


class SignInForm(LoginForm):
    """An address and, for those who like, a password. Without a password a one-time code is sent."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _address_field()
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            required=False,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.order_fields(["login", "password"])

    def _clean_without_password(self, email: str | None, phone: str | None):
        """As allauth's, through our form of asking for a code."""
        form = RequestCodeForm({"email": email or "", "phone": phone or ""})
        if form.is_valid():
            self.user = form._user
        for errors in form.errors.values():
            self.add_error("login", errors)
        return self.cleaned_data

    def clean_login(self) -> str:
        return read_address(self.cleaned_data["login"])[1]


class _Arrival:
    """What both sign-up forms ask: name, address, language of letters, consent."""

    def _lay_out(self) -> None:
        self.fields.pop("email", None)
        self.fields.pop("phone", None)
        self.fields["full_name"] = forms.CharField(
            label=_("Your name"),
            help_text=_("As in your identity card: an answer to an appeal is addressed to this name."),
            max_length=200,
            error_messages={"required": _("Enter your name: an answer is addressed to it.")},
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        self.fields["contact"] = _address_field()
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of letters"),
            choices=settings.LANGUAGES,
            initial=(get_language() or "kk")[:2],
            error_messages={"required": _("Choose Kazakh, Russian or English.")},
            widget=forms.RadioSelect,
        )
        self.fields["consent"] = forms.BooleanField(
            label=_("I agree to the processing of my personal data"),
            error_messages={"required": _("Without this consent an account cannot be opened: tick the box.")},
        )
        self.order_fields(["full_name", "contact", "language", "consent"])

    def clean_full_name(self) -> str:
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_contact(self) -> str:
        kind, address = read_address(self.cleaned_data["contact"])
        self.cleaned_data["email"] = self.validate_unique_email(address) if kind == "email" else None
        self.cleaned_data["phone"] = address if kind == "phone" else None
        return address

    def signup(self, request, user) -> None:
        """Called by allauth once the person is saved."""
        user.full_name = self.cleaned_data["full_name"]
        user.language = self.cleaned_data["language"]
        user.save(update_fields=["full_name", "language"])
        consents.give(user, consents.PERSONAL_DATA, at=timezone.now())


class SignUpForm(_Arrival, SignupForm):
    """Opens an account without a password: the one-time code that confirms the address also signs in."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._lay_out()


class FirstVisitForm(_Arrival, SocialSignupForm):
    """The same for somebody who arrives through eGov for the first time."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._lay_out()
        self.fields["full_name"].initial = self.sociallogin.user.full_name
        self.fields["contact"].initial = self.sociallogin.user.email or self.sociallogin.phone or ""
