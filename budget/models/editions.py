from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.enums import PUBLISHED, EditionStatus, FitRule, LeftoverRule, PaperRule, Stage, TieRule, VotingForm, Way
from geo.models import District
from geo.names import Named
from workflow.models import Living


def both_ways() -> list[str]:
    return [Way.ONLINE.value, Way.PAPER.value]


class BudgetCategory(Named):
    """One of the kinds of work that the budget pays for."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Edition(Living, Named):
    """One round of the people's budget: its rules are data, and none of them stands in the code (rule 27).

    Money is whole tenge. ``year``: of the works. The cap of a project is ``cap_mci`` monthly calculation indices of
    ``mci_year``, each worth ``mci_tenge``. ``cutoff_on``: who was registered in the city on that day may propose and
    vote. ``choices``: how many projects (or points, or places) a ballot has. ``own_district``: residents vote for
    projects of the district of their registration only. ``min_votes``: the least votes to win, by level
    (``{"district": 50}``). ``fit_share``: per cent of the cost that must be left, for ``FitRule.THRESHOLD``.
    ``counts_hidden``: nobody sees counts before the end of the vote.

    The days of vetting are working days: ``formal_days`` of the formal check, ``review_days`` of the departments,
    ``council_days`` of the council, ``second_look_days`` of the second look, ``appeal_days`` of the author to appeal
    against a refusal and ``appeal_review_days`` to decide on it; ``rework_days`` are calendar days.
    ``council_quorum``: per cent of the members of a council that must take part.

    ``rules``: the canonical rules as signed when the edition opened, ``rules_hash`` their SHA-256 in hex,
    ``rules_signature`` and ``rules_key`` the Ed25519 signature and public key in hex. ``first_ballot_at``: set by the
    first ballot; from then on a trigger refuses any change of the rules, the envelopes, the stages and the ballot.
    """

    code = models.SlugField(_("code"), unique=True, max_length=40)
    year = models.PositiveSmallIntegerField(_("year of the works"))
    mci_year = models.PositiveSmallIntegerField(_("year of the index"))
    mci_tenge = models.PositiveIntegerField(_("monthly calculation index, tenge"), validators=[MinValueValidator(1)])
    cap_mci = models.PositiveIntegerField(_("cap of a project, indices"), validators=[MinValueValidator(1)])
    min_age = models.PositiveSmallIntegerField(_("least age"), default=18)
    cutoff_on = models.DateField(_("registered in the city on"))
    categories = models.ManyToManyField(BudgetCategory, verbose_name=_("categories"), related_name="editions")

    voting = models.CharField(_("way of choosing"), max_length=20, choices=VotingForm, default=VotingForm.APPROVAL)
    choices = models.PositiveSmallIntegerField(_("choices"), default=3, validators=[MinValueValidator(1)])
    own_district = models.BooleanField(_("own district only"), default=True)
    min_votes = models.JSONField(_("least votes to win, by level"), default=dict, blank=True)
    tie_rule = models.CharField(_("among equals"), max_length=20, choices=TieRule, default=TieRule.DRAW)
    fit_rule = models.CharField(_("what does not fit"), max_length=20, choices=FitRule, default=FitRule.SKIP)
    fit_share = models.PositiveSmallIntegerField(
        _("share of the cost that must be left, %"), default=80, validators=[MaxValueValidator(100)]
    )
    leftover_rule = models.CharField(
        _("money left over"), max_length=20, choices=LeftoverRule, default=LeftoverRule.KEEP
    )
    ways = ArrayField(
        models.CharField(max_length=20, choices=Way), verbose_name=_("ways to vote"), default=both_ways, size=2
    )
    counts_hidden = models.BooleanField(_("counts are hidden during the vote"), default=True)
    paper_rule = models.CharField(_("paper beside online"), max_length=20, choices=PaperRule, default=PaperRule.BLOCKED)

    formal_days = models.PositiveSmallIntegerField(_("working days for the formal check"), default=3)
    review_days = models.PositiveSmallIntegerField(_("working days for the departments"), default=5)
    council_days = models.PositiveSmallIntegerField(_("working days for the council"), default=3)
    rework_days = models.PositiveSmallIntegerField(_("days for the rework"), default=7)
    second_look_days = models.PositiveSmallIntegerField(_("working days for the second look"), default=2)
    appeal_days = models.PositiveSmallIntegerField(_("working days to appeal against a refusal"), default=3)
    appeal_review_days = models.PositiveSmallIntegerField(_("working days to decide on an appeal"), default=3)
    council_quorum = models.PositiveSmallIntegerField(
        _("quorum of the council, %"), default=67, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    rules = models.JSONField(_("rules as signed"), default=dict, editable=False)
    rules_hash = models.CharField(_("hash of the rules"), max_length=64, blank=True, editable=False)
    rules_signature = models.CharField(_("signature"), max_length=128, blank=True, editable=False)
    rules_key = models.CharField(_("public key"), max_length=64, blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    first_ballot_at = models.DateTimeField(_("first ballot at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-year", "code"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=EditionStatus.values), name="edition_status_is_known"),
            models.CheckConstraint(condition=Q(cap_mci__gt=0, mci_tenge__gt=0), name="edition_has_a_cap"),
            models.CheckConstraint(condition=Q(choices__gt=0), name="edition_gives_a_choice"),
            models.CheckConstraint(
                condition=Q(status__in=[EditionStatus.DRAFT, EditionStatus.CANCELLED]) | ~Q(rules_hash=""),
                name="open_edition_has_signed_rules",
            ),
        ]

    @property
    def state(self) -> str:
        """The status in words."""
        return str(EditionStatus(self.status).label) if self.status else ""

    @property
    def is_published(self) -> bool:
        """Whether everybody may read the results."""
        return self.status in PUBLISHED

    @property
    def cap_tenge(self) -> int:
        """The most that the city pays for one project."""
        return self.cap_mci * self.mci_tenge


class EditionStage(models.Model):
    """From ``opens_at`` until, not including, ``closes_at``."""

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))

    class Meta:
        ordering = ["opens_at"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(fields=["edition", "stage"], name="one_stage_of_a_kind_per_edition"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="stage_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.stage}"


class StageOrder(models.Model):
    """The order by which a stage was extended: without such a row an opened edition keeps its dates (rule 28).

    ``old_opens_at`` and ``new_opens_at`` are set where the stage moved as a whole because the one before it ends later.
    """

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="orders")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    number = models.CharField(_("number of the order"), max_length=60)
    dated_on = models.DateField(_("date of the order"))
    old_closes_at = models.DateTimeField(_("closed before at"))
    new_closes_at = models.DateTimeField(_("closes now at"))
    old_opens_at = models.DateTimeField(_("opened before at"), null=True, blank=True)
    new_opens_at = models.DateTimeField(_("opens now at"), null=True, blank=True)
    public = models.BooleanField(_("shown in public"), default=True)
    reason_kk = models.TextField(_("reason in Kazakh"), blank=True)
    reason_ru = models.TextField(_("reason in Russian"), blank=True)
    entered_at = models.DateTimeField(_("entered at"), editable=False)

    class Meta:
        ordering = ["entered_at"]
        verbose_name = _("order on a stage")
        verbose_name_plural = _("orders on stages")
        constraints = [
            models.CheckConstraint(
                condition=Q(new_closes_at__gt=F("old_closes_at")), name="order_moves_a_stage_to_a_later_end"
            ),
            models.UniqueConstraint(fields=["edition", "stage", "number"], name="one_change_per_order_and_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.dated_on:%Y-%m-%d}"


class Envelope(models.Model):
    """How much an edition has for one district, in whole tenge."""

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.CASCADE, related_name="envelopes")
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+")
    amount_tenge = models.PositiveBigIntegerField(_("amount, tenge"))

    class Meta:
        ordering = ["district"]
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints = [
            models.UniqueConstraint(fields=["edition", "district"], name="one_envelope_per_edition_and_district")
        ]

    def __str__(self) -> str:
        return f"{self.district_id}: {self.amount_tenge}"
