from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import InForce


class Absence(InForce):
    """Somebody with a post is away for the half-open period [valid_from, valid_to); a deputy stands in.

    Meanwhile the deputy has the posts of the person besides the own ones, and gets the letters too.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("deputy"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stands_in",
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["-valid_from", "pk"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="absence_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("user")), name="nobody_is_their_own_deputy"
            ),
        ]
        indexes = [models.Index(fields=["deputy", "valid_from"], name="absence_of_deputy")]

    def __str__(self) -> str:
        return f"{self.user} {self.valid_from:%Y-%m-%d}"
