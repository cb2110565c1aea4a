"""Notifications in the browser (Web Push): our key, and the push services that we talk to."""

from config.settings.env import env

# 32 bytes in base64url (manage.py new_push_key); empty: nobody is offered notifications.
PUSH_PRIVATE_KEY = env.str("PUSH_PRIVATE_KEY", "")
# Whom a push service asks when something goes wrong (RFC 8292): mailto: or https:.
PUSH_CONTACT = env.str("PUSH_CONTACT", "mailto:admin@localhost")
# The address that a browser gives us is typed by a stranger: we send to these origins and nowhere else.
PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    [
        "https://fcm.googleapis.com",
        "https://updates.push.services.mozilla.com",
        "https://*.push.apple.com",
        "https://*.notify.windows.com",
    ],
)
