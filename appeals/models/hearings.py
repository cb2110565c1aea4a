from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appeals.enums import Decision
from appeals.models.appeal import Appeal
from appeals.models.limits import HearingException


class Hearing(models.Model):
    """The author's chance to speak before an adverse decision (APPC art. 73), and its protocol (art. 74).

    ``round``: how often the appeal had been opened again by then; a hearing counts in its own round only.
    ``text``: the preliminary decision as the author got it at ``told_at``. ``object_until``: the last day for an
    objection; ``sign_from``: the first day on which the decision may be signed. ``exception``: why there is no
    hearing; then there is no preliminary decision either.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="hearings")
    round = models.PositiveSmallIntegerField(default=0)
    decision = models.CharField(_("decision"), max_length=20, choices=Decision)
    text = models.TextField(_("preliminary decision"), blank=True)
    told_at = models.DateTimeField(_("given to the author at"))
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    object_until = models.DateField(_("last day for an objection"), null=True, blank=True)
    sign_from = models.DateField(_("may be signed from"), null=True, blank=True)
    exception = models.ForeignKey(
        HearingException, verbose_name=_("exception"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exception_reason = models.CharField(_("why it applies"), max_length=500, blank=True)
    objection = models.TextField(_("objection of the author"), blank=True)
    objected_at = models.DateTimeField(_("objected at"), null=True, blank=True)

    place = models.CharField(_("place"), max_length=300, blank=True)
    begun_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    body = models.CharField(_("body"), max_length=300, blank=True)
    official = models.CharField(_("official who heard"), max_length=200, blank=True)
    secretary = models.CharField(_("secretary"), max_length=200, blank=True)
    participants = models.TextField(_("participants"), blank=True)
    question = models.TextField(_("question considered"), blank=True)
    said = models.TextField(_("what each of them said"), blank=True)
    added_facts = models.TextField(_("facts that the participant asked to add"), blank=True)
    minuted_at = models.DateTimeField(null=True, blank=True)
    minuted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["told_at", "pk"]
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        constraints = [
            models.CheckConstraint(
                condition=Q(exception__isnull=False, text="")
                | (Q(exception__isnull=True, sign_from__gte=F("object_until")) & ~Q(text="")),
                name="hearing_has_terms_or_an_exception",
            ),
            models.CheckConstraint(
                condition=Q(exception__isnull=True) | ~Q(exception_reason=""), name="hearing_exception_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")), name="hearing_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.decision} {self.told_at:%Y-%m-%d}"
