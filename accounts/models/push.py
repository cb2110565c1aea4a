from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PushDevice(models.Model):
    """A browser that its person lets us call (Web Push).

    ``endpoint``: where its push service takes messages for it; ``p256dh`` and ``auth``: the keys that seal them, in
    base64url (RFC 8291).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("browser with notifications")
        verbose_name_plural = _("browsers with notifications")
        constraints = [models.UniqueConstraint(fields=["endpoint"], name="one_device_per_endpoint")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
