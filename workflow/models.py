from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Living(models.Model):
    """Lends a thing its state. Only ``workflow.acts`` writes these three columns.

    ``status``: a value of the app's own vocabulary. ``seq``: number of its newest act, also its version.
    ``status_since``: when the state was entered.
    """

    status = models.CharField(_("status"), max_length=30, editable=False)
    seq = models.PositiveIntegerField(_("version"), default=0, editable=False)
    status_since = models.DateTimeField(_("in this status since"), editable=False)

    class Meta:
        abstract = True


class Act(models.Model):
    """One line of the journal: append-only, a trigger refuses UPDATE and DELETE.

    ``kind`` and ``subject_id`` name the thing; ``seq`` counts its acts from 1. ``data`` holds what the act changed, as
    plain values. ``note`` is for people; ``public`` acts stand in the public timeline.
    """

    kind = models.CharField(_("kind"), max_length=30)
    subject_id = models.BigIntegerField(_("key of the thing"))
    seq = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("act"), max_length=40)
    before = models.CharField(_("status before"), max_length=30, blank=True)
    after = models.CharField(_("status after"), max_length=30)
    at = models.DateTimeField(_("time"))
    actor_id = models.BigIntegerField(_("user"), null=True)
    actor_name = models.CharField(_("done by"), max_length=200, blank=True)
    actor_role = models.CharField(_("in the role of"), max_length=30, blank=True)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    data = models.JSONField(_("data"), default=dict, encoder=DjangoJSONEncoder)
    public = models.BooleanField(_("in the public timeline"), default=True)

    class Meta:
        ordering = ["kind", "subject_id", "seq"]
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "seq"], name="one_act_per_number_of_a_thing"),
        ]
        indexes = [
            models.Index(fields=["at"], name="act_by_time"),
            # How often something was done in a month: the figures of the home page and of districts.
            models.Index(fields=["kind", "name", "at"], name="act_by_name_and_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} #{self.seq} {self.name}"


class Delivery(models.Model):
    """A debt of the outbox: this handler has yet to hear of this act. Done when the handler's own work committed.

    ``due_at``: not before this moment, by the database's clock, which all workers share.
    """

    act = models.ForeignKey(Act, verbose_name=_("act"), on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(_("handler"), max_length=60)
    due_at = models.DateTimeField(_("next attempt"), db_default=Now())
    done_at = models.DateTimeField(_("done at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["act", "handler"], name="one_delivery_per_act_and_handler")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="delivery_owed_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.act_id}"


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("public holiday")
    MOVED_OFF = "moved_off", _("moved day off")
    WORKING = "working", _("working Saturday or Sunday")


class CalendarDay(models.Model):
    """A day that differs from the five-day week. Editable: the law and the Government move days every year.

    ``valid_from``: the day on which the decree was announced, where it is known; ``valid_to``: the day on which the row
    was repealed. A repealed row stays for the record and no longer counts: old terms were reckoned by it.
    """

    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20, choices=DayKind)
    name_kk = models.CharField(_("name in Kazakh"), max_length=200, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    estimated = models.BooleanField(_("not yet confirmed by a decree"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    valid_from = models.DateField(_("announced on"), null=True, blank=True)
    valid_to = models.DateField(_("repealed on"), null=True, blank=True)

    class Meta:
        ordering = ["date", "valid_from"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("work calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["date"], condition=models.Q(valid_to__isnull=True), name="one_calendar_row_in_force_per_date"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="calendar_row_is_repealed_after_it_is_announced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.get_kind_display()}"


class OfficeHours(models.Model):
    """Until when what comes in is registered on the same day: a row for each change, newest counts."""

    since = models.DateField(_("in force since"), unique=True)
    closes = models.TimeField(_("end of the working day"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["-since"]
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}: {self.closes:%H:%M}"


class TableMark(models.Model):
    """Changes with every statement that writes to a table; written by a trigger alone. See ``workflow.kept``."""

    table = models.CharField(_("table"), max_length=63, primary_key=True)
    mark = models.UUIDField(_("mark"))

    class Meta:
        verbose_name = _("mark of a table")
        verbose_name_plural = _("marks of tables")

    def __str__(self) -> str:
        return self.table
