from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal


class ImportedRecord(models.Model):
    """Where an imported appeal came from, and by what its next import is recognised.

    ``system`` and ``external_number`` together are unique. ``marks``: field -> short keyed hash of the imported value,
    so that a later file tells which fields changed without a second copy of what people wrote.
    """

    system = models.CharField(_("system"), max_length=40)
    external_number = models.CharField(_("number there"), max_length=80)
    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="imported_from")
    marks = models.JSONField(default=dict)
    imported_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["system", "external_number"]
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        constraints = [
            models.UniqueConstraint(fields=["system", "external_number"], name="one_import_per_external_number")
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.external_number}"
