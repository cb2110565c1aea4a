"""What a person asks of the own data: a copy of it, or its removal (Law No 94-V, art. 24)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import CopyState


class DataCopy(models.Model):
    """A copy of everything that the platform holds of a person, as a ZIP file that only this person may fetch.

    ``file``: name in the private storage, empty until the worker has built it and again once it has expired.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_copies")
    asked_at = models.DateTimeField(_("asked for at"))
    state = models.CharField(_("state"), max_length=10, choices=CopyState, default=CopyState.ASKED)
    file = models.CharField(max_length=120, blank=True, editable=False)
    bytes = models.PositiveBigIntegerField(default=0, editable=False)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("fetched at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("copy of own data")
        verbose_name_plural = _("copies of own data")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state=CopyState.ASKED), name="one_copy_in_the_making_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"


class Erasure(models.Model):
    """A person's wish to be forgotten. ``done_at`` is empty while an open case still needs the person's address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(_("asked for at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"
