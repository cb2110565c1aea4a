"""A winner on its way from the vote to the ground, with what residents say of it."""

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.enums import PhotoMoment, WorkStatus
from budget.models.editions import Edition
from budget.models.proposals import Proposal
from budget.models.results import TallyRun
from geo.models import District
from geo.points import LON_LAT
from workflow.models import Living


class Work(Living):
    """A winning project being built (rule 42). Money is whole tenge.

    ``planned_tenge``: what the vote gave it; ``contract_tenge``: as signed; ``paid_tenge``: so far; ``final_tenge``:
    what it cost when it was accepted. ``planned_end_on``: the last day now planned, ``first_end_on``: as first
    planned. ``delay_kk``, ``delay_ru``: why it is later. ``run``: the count that it won.
    """

    proposal = models.OneToOneField(Proposal, verbose_name=_("project"), on_delete=models.PROTECT, related_name="work")
    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="works")
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(TallyRun, on_delete=models.PROTECT, related_name="works")
    planned_tenge = models.PositiveBigIntegerField(_("planned, tenge"))
    contract_tenge = models.PositiveBigIntegerField(_("contract, tenge"), null=True)
    paid_tenge = models.PositiveBigIntegerField(_("paid, tenge"), default=0)
    final_tenge = models.PositiveBigIntegerField(_("cost in the end, tenge"), null=True)
    contractor = models.CharField(_("contractor"), max_length=200, blank=True)
    first_end_on = models.DateField(_("first planned end"))
    planned_end_on = models.DateField(_("planned end"))
    started_on = models.DateField(_("works began on"), null=True)
    accepted_on = models.DateField(_("accepted on"), null=True)
    warranty_until = models.DateField(_("warranty until"), null=True)
    delay_kk = models.TextField(_("reason of the delay in Kazakh"), blank=True)
    delay_ru = models.TextField(_("reason of the delay in Russian"), blank=True)
    failure_kk = models.TextField(_("why it is not built, in Kazakh"), blank=True)
    failure_ru = models.TextField(_("why it is not built, in Russian"), blank=True)

    class Meta:
        ordering = ["edition", "district", "pk"]
        verbose_name = _("winner being built")
        verbose_name_plural = _("winners being built")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=WorkStatus.values), name="work_status_is_known"),
            models.CheckConstraint(
                condition=Q(contract_tenge__isnull=True) | Q(paid_tenge__lte=F("contract_tenge")),
                name="no_more_is_paid_than_the_contract_says",
            ),
        ]
        indexes = [models.Index(fields=["district", "status", "planned_end_on", "id"], name="work_queue")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.status}"

    def delay_in(self, language: str) -> str:
        return self.delay_kk if language == "kk" else self.delay_ru

    def failure_in(self, language: str) -> str:
        return self.failure_kk if language == "kk" else self.failure_ru


class WorkPhoto(models.Model):
    """A photo of the place before or after. ``point``: where it was taken; ``away_m``: how far from the project."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="photos")
    moment = models.CharField(_("moment"), max_length=10, choices=PhotoMoment)
    file = models.ImageField(_("file"), max_length=200)
    thumb = models.ImageField(_("thumbnail"), max_length=200)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    point = PointField(_("taken at"), srid=LON_LAT)
    away_m = models.PositiveIntegerField(_("distance from the place, m"))
    taken_on = models.DateField(_("taken on"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ["work", "moment", "pk"]
        verbose_name = _("photo of works")
        verbose_name_plural = _("photos of works")

    def __str__(self) -> str:
        return f"{self.work_id} {self.moment}"


class WorkWord(models.Model):
    """What a resident says of an accepted work: it is there, or it is not."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="words")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_built = models.BooleanField(_("it is built"))
    text = models.CharField(_("what is wrong"), max_length=1000, blank=True)
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        ordering = ["-said_at"]
        verbose_name = _("word of a resident")
        verbose_name_plural = _("words of residents")
        constraints = [models.UniqueConstraint(fields=["work", "user"], name="one_word_per_person_and_work")]

    def __str__(self) -> str:
        return f"{self.work_id} {self.is_built}"


class WorkFollower(models.Model):
    """Who is told of each step of a winner."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("follower of a winner")
        verbose_name_plural = _("followers of winners")
        constraints = [models.UniqueConstraint(fields=["work", "user"], name="one_following_per_person_and_work")]

    def __str__(self) -> str:
        return f"{self.work_id} {self.user_id}"
