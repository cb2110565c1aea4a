from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from appeals.models.appeal import Appeal
from workflow.models import Act


class Batch(models.Model):
    """One act that somebody did on several appeals at once. Kept for the minute in which it may be undone.

    ``name``: of the act. The rows tell what is needed to undo it, and are swept away afterwards: the journal stays.
    """

    name = models.CharField(_("act"), max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("time"))
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("act on several appeals")
        verbose_name_plural = _("acts on several appeals")
        indexes = [models.Index(fields=["at"], name="batch_by_time")]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class BatchItem(models.Model):
    """One appeal of a batch: its act, and what the act altered, as it was (``before``: column -> plain value)."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="+")
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.appeal_id}"


class SavedFilter(models.Model):
    """A view of the triage queue that somebody wants to come back to: the query of its address, under a name.

    ``team``: the body whose first line sees it too; empty: its owner alone.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    team = models.ForeignKey(
        Organisation, verbose_name=_("shared with"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_saved_filter_of_a_name_per_person")]

    def __str__(self) -> str:
        return self.name


class Repeat(models.Model):
    """The same person wrote before about the same thing: found after filing, told in the triage queue.

    ``earlier``: the newest appeal before this one with the same account, e-mail or phone and the same category.
    """

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, primary_key=True, related_name="repeat")
    earlier = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("repeated appeal")
        verbose_name_plural = _("repeated appeals")

    def __str__(self) -> str:
        return f"{self.appeal_id} after {self.earlier_id}"
