"""Sign-in by django-allauth, the second factor of staff, and how letters leave the house."""

from django.core.exceptions import ImproperlyConfigured

from config.settings import mail
from config.settings.env import BIRGE_ENV, DATA_DIR, IS_PRODUCTION, SITE_URL, env
from config.settings.security import TRUSTED_PROXY_COUNT

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# By e-mail or by phone; a one-time code is the rule, a password is a choice.
ACCOUNT_ADAPTER = "accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.forms.SignInForm",
    "signup": "accounts.sign_in.forms.SignUpForm",
    "request_login_code": "accounts.sign_in.allauth_forms.RequestCodeForm",
    "confirm_login_code": "accounts.sign_in.allauth_forms.LoginCodeForm",
    "confirm_email_verification_code": "accounts.sign_in.allauth_forms.EmailCodeForm",
    "confirm_password_reset_code": "accounts.sign_in.allauth_forms.PasswordCodeForm",
    "verify_phone": "accounts.sign_in.allauth_forms.PhoneCodeForm",
    "reset_password": "accounts.sign_in.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in.allauth_forms.NewPasswordForm",
    "change_password": "accounts.sign_in.allauth_forms.ChangePasswordForm",
    "set_password": "accounts.sign_in.allauth_forms.SetPasswordForm",
    "add_email": "accounts.sign_in.allauth_forms.AddEmailForm",
    "change_phone": "accounts.sign_in.allauth_forms.ChangePhoneForm",
    "reauthenticate": "accounts.sign_in.allauth_forms.ReauthenticateForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition(":")[0]
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# One field of our form takes either; allauth wants to hear which of the two it may count on.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.sign_in.adapter.display_name"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,20/d/key",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "20/m/ip",
}
# Digits only: typed on a phone's number pad, read aloud by a relative.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

MFA_ADAPTER = "accounts.sign_in.mfa.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.sign_in.allauth_forms.SecondFactorForm",
    "reauthenticate": "accounts.sign_in.allauth_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.sign_in.allauth_forms.ActivateAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Birge"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
# A person may sign in by phone alone, and protect that account too.
MFA_ALLOW_UNVERIFIED_EMAIL = True

USERSESSIONS_TRACK_ACTIVITY = False

# Staff need a second factor everywhere; only a developer's own machine may do without.
STAFF_SECOND_FACTOR = env.str("STAFF_SECOND_FACTOR", "required")
if STAFF_SECOND_FACTOR not in {"required", "off"}:
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR is required or off.")
if STAFF_SECOND_FACTOR == "off" and BIRGE_ENV != "dev":
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR=off is for BIRGE_ENV=dev only.")

# Sign-in through the identity service of eGov, or any other that speaks OpenID Connect. Off until it has an address.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
# The claim that carries the IIN, where the service gives one: it is sealed and never kept among the claims.
OIDC_IIN_CLAIM = env.str("OIDC_IIN_CLAIM", "")
SOCIALACCOUNT_ADAPTER = "accounts.sign_in.social.SocialAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.sign_in.forms.FirstVisitForm"}
# The first visit asks for consent and for an address of letters, so it is never skipped.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict = {
    "openid_connect": {
        "provider_class": "accounts.sign_in.egov.IdentityProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [],
    }
}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": env.str("OIDC_ID", "egov"),
            "name": env.str("OIDC_NAME", "eGov"),
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_SERVER_URL},
        }
    )

# A service that verifies digital signatures and speaks like NCANode 3; empty: nobody signs by EDS.
NCANODE_URL = env.str("NCANODE_URL", "")
# NCALayer, the program that signs on the voter's own computer, listens there.
NCALAYER_URL = env.str("NCALAYER_URL", "wss://127.0.0.1:13579")

# Letters: files by default, so that a developer can read the codes; servers by address.
EMAIL_URL = env.str("EMAIL_URL", "" if IS_PRODUCTION else f"file://{DATA_DIR / 'mail'}")
globals().update(mail.parse(EMAIL_URL) if EMAIL_URL else {})
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Birge <birge@localhost>")
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", "" if IS_PRODUCTION else f"file://{DATA_DIR / 'sms'}")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", "")
# Two and a half days of trying: longer than a weekend's outage of a mail server.
NOTICE_TRIES = env.int("NOTICE_TRIES", 30)

# Of the accounts that seed_city makes, which never runs in production.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "birge-almaty-1854")
