"""Cookies, headers and the content security policy."""

from csp.constants import NONE, SELF

from config.settings.env import IS_PRODUCTION, SITE_URL, env

# Proxies of ours in front. The client's address is the one that the outermost of them saw; what stands before it in
# X-Forwarded-For the client may have written itself.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if IS_PRODUCTION else 0)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "accounts.sign_in.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.portal.views.errors.csrf_failure"

if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# A city may draw its map from a tile server of its own; its origins are named here.
MAP_ORIGINS: list[str] = env.list("MAP_ORIGINS", [])
# A form that begins a sign-in elsewhere is redirected there, and browsers hold the redirect to this list as well.
OIDC_ORIGINS = env.list("OIDC_ORIGINS", ["/".join(env.str("OIDC_SERVER_URL", "").split("/")[:3])])
_socket = SITE_URL.replace("http", "ws", 1)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *MAP_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF, _socket, *MAP_ORIGINS],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF, *filter(None, OIDC_ORIGINS)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
