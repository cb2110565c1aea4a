from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal


class Voice(models.Model):
    """Somebody who has the same trouble and joined an appeal instead of filing another one.

    By an account, or by an e-mail or a phone, which counts once its owner has confirmed it (``confirmed_at``).
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="voices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="voices"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("voice")
        verbose_name_plural = _("voices")
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "user"], condition=Q(user__isnull=False), name="one_voice_per_person_and_appeal"
            ),
            models.UniqueConstraint(
                fields=["appeal", "email"], condition=~Q(email=""), name="one_voice_per_email_and_appeal"
            ),
            models.UniqueConstraint(
                fields=["appeal", "phone"], condition=~Q(phone=""), name="one_voice_per_phone_and_appeal"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="", phone="", confirmed_at__isnull=False)
                | Q(user__isnull=True) & (~Q(email="") & Q(phone="") | Q(email="") & ~Q(phone="")),
                name="a_voice_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.added_at:%Y-%m-%d}"
