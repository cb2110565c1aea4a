from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Answer, Appeal
from appeals.models.limits import RatingReason


class Note(models.Model):
    """A word among officials about an appeal: never shown to the author or in public."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        indexes = [GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="note_by_text")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.written_at:%Y-%m-%d}"


class Rating(models.Model):
    """What the author thinks of an answer: one to five, with typed reasons. Silence is no row, and never counts."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="rating")
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField(default=0)
    stars = models.PositiveSmallIntegerField(_("rate"))
    reasons = models.ManyToManyField(RatingReason, verbose_name=_("reasons"), blank=True, related_name="+")
    text = models.CharField(_("in own words"), max_length=1000, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        ordering = ["rated_at"]
        verbose_name = _("rate of an answer")
        verbose_name_plural = _("rates of answers")
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_is_one_to_five"),
            models.UniqueConstraint(fields=["appeal", "round"], name="one_rating_per_appeal_and_round"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.stars}"


class SavedView(models.Model):
    """A part of the queue that an official looks at often: the filters of its address, under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_per_person_and_name")]

    def __str__(self) -> str:
        return self.name
