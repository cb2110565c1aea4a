"""Who read limited data: the log that Order 395/НҚ asks for, shown to the person whom the data concerns."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.enums import Access


class AccessLog(models.Model):
    """One reading of limited data by somebody in office; a list that shows fifty people is one row.

    Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. ``refs`` and ``about`` go together: the public number
    (or key) of each thing that was shown, and the key of the person whom it concerns, 0 where that is nobody with an
    account. Keys and not foreign keys: the log outlives both. ``what``: kinds of data, see ``Access``. ``post``: by
    which role; ``organisation``: code of the body (a renamed one has another). ``place``: which door, as a code.
    """

    at = models.DateTimeField(_("time"), db_default=Now())
    actor_id = models.BigIntegerField(_("user"))
    actor_name = models.CharField(_("read by"), max_length=200)
    post = models.CharField(_("in the role of"), max_length=30, blank=True)
    organisation = models.CharField(_("body"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=30)
    refs = ArrayField(models.CharField(max_length=40), verbose_name=_("what was opened"))
    about = ArrayField(models.BigIntegerField(), verbose_name=_("whom it concerns"))
    what = ArrayField(models.CharField(max_length=12, choices=Access), verbose_name=_("data"))
    place = models.CharField(_("where"), max_length=30)
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading of limited data")
        verbose_name_plural = _("readings of limited data")
        indexes = [
            GinIndex(fields=["about"], name="access_by_person"),
            GinIndex(fields=["refs"], name="access_by_thing"),
            models.Index(fields=["actor_id", "-at"], name="access_by_reader"),
            models.Index(fields=["-at"], name="access_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(about__len=models.F("refs__len"), refs__len__gt=0),
                name="each_thing_read_names_its_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {', '.join(self.refs[:3])}"
