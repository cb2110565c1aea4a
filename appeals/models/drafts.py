import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """A form not yet sent. ``token`` is its secret and, once sent, the appeal's intake key.

    ``answers``: what was typed, as typed, by field name (see ``appeals.services.drafts``).
    """

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [models.Index(fields=["changed_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return str(self.token)


class DraftPhoto(models.Model):
    """A photo of a draft, already re-encoded. Once the draft is sent, its files belong to the appeal's photo."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="photos/")
    thumb = models.FileField(upload_to="photos/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("photo of a draft")
        verbose_name_plural = _("photos of drafts")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.position}"
