from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from budget.enums import CouncilChoice, CouncilMotion, Finding, RefusalCode
from budget.models.editions import Edition
from budget.models.proposals import Proposal
from geo.models import District
from geo.names import Named


class Criterion(Named):
    """What a department judges. ``organisation``: the body that does; ``code``: the refusal that it may lead to."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    refusal = models.CharField(_("reason for a refusal"), max_length=20, choices=RefusalCode)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("body"), on_delete=models.PROTECT, related_name="criteria"
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")


class Review(models.Model):
    """The question to one body about one proposal in one look; bodies work side by side."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reviews")
    organisation = models.ForeignKey(Organisation, verbose_name=_("body"), on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("look"))
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["round", "organisation"]
        verbose_name = _("review by a body")
        verbose_name_plural = _("reviews by bodies")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organisation", "round"], name="one_review_per_body_and_look")
        ]
        indexes = [
            models.Index(fields=["organisation", "due_on"], condition=Q(done_at__isnull=True), name="review_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.organisation_id}"


class CriterionFinding(models.Model):
    """What a body found on one criterion, with its words."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(_("finding"), max_length=20, choices=Finding)
    text = models.TextField(_("explanation"), blank=True)

    class Meta:
        ordering = ["criterion__position"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_finding_per_criterion_and_review")
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.finding}"


class CostCorrection(models.Model):
    """A cost corrected during the check: before, after, why, by whom. Never changed afterwards."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="corrections")
    old_lines = models.JSONField(_("lines before"))
    new_lines = models.JSONField(_("lines after"))
    old_cost_tenge = models.PositiveBigIntegerField(_("city part before, tenge"))
    new_cost_tenge = models.PositiveBigIntegerField(_("city part after, tenge"))
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["made_at"]
        verbose_name = _("correction of the cost")
        verbose_name_plural = _("corrections of the cost")

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.old_cost_tenge} -> {self.new_cost_tenge}"


class Sitting(models.Model):
    """One sitting of a district's expert council. Signed by its chair, published from that moment on.

    ``members``: keys of those who held a seat on that day, by whom the quorum counts. ``protocol``: the canonical
    content as signed; ``digest``, ``signature`` and ``key`` its proof in hex. ``publish_by``: one working day after.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sittings")
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number of the protocol"))
    held_on = models.DateField(_("held on"))
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("chair"), on_delete=models.PROTECT, related_name="+"
    )
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("secretary"), on_delete=models.PROTECT, related_name="+"
    )
    members = models.JSONField(_("members"), default=list)
    publish_by = models.DateField(_("publish by"))
    signed_at = models.DateTimeField(_("signed and published at"), null=True, blank=True)
    protocol = models.JSONField(_("protocol as signed"), default=dict, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    signature = models.CharField(max_length=128, blank=True, editable=False)
    key = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("sitting of a council")
        verbose_name_plural = _("sittings of councils")
        constraints = [
            models.UniqueConstraint(fields=["edition", "district", "number"], name="one_protocol_per_number"),
            models.CheckConstraint(condition=~Q(chair=models.F("secretary")), name="protocol_has_two_hands"),
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.number}"

    def is_late(self, on: date) -> bool:
        """Whether it was published after its last day, or on this day still is not (rule 33)."""
        published_on = timezone.localdate(self.signed_at) if self.signed_at else on
        return published_on > self.publish_by


class CouncilItem(models.Model):
    """One proposal at one sitting: what is moved, with code and words where it is not admitted, and what came of it.

    ``outcome``: the motion if it was carried, empty if it was not or the sitting is not signed yet.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="items")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="council_items")
    round = models.PositiveSmallIntegerField(_("look"))
    motion = models.CharField(_("motion"), max_length=20, choices=CouncilMotion, blank=True)
    code = models.CharField(_("reason"), max_length=20, choices=RefusalCode, blank=True)
    text_kk = models.TextField(_("words in Kazakh"), blank=True)
    text_ru = models.TextField(_("words in Russian"), blank=True)
    outcome = models.CharField(_("decision"), max_length=20, choices=CouncilMotion, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("question before the council")
        verbose_name_plural = _("questions before the council")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "proposal"], name="one_question_per_proposal_and_sitting"),
            models.CheckConstraint(
                condition=~Q(motion__in=[CouncilMotion.REFUSE, CouncilMotion.REWORK])
                | ~Q(code="") & ~Q(text_kk="") & ~Q(text_ru=""),
                name="no_refusal_without_code_and_words_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.proposal_id}"


class CouncilVote(models.Model):
    """How one member voted on one proposal; the name stands in the protocol."""

    item = models.ForeignKey(CouncilItem, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    choice = models.CharField(_("vote"), max_length=20, choices=CouncilChoice)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    cast_at = models.DateTimeField(_("cast at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("vote of a member")
        verbose_name_plural = _("votes of members")
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="one_vote_per_member_and_question")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.choice}"


class RefusalAppeal(models.Model):
    """An author's appeal against a refusal and what others decided on it."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField(_("what the author says"))
    filed_at = models.DateTimeField(_("filed at"))
    due_on = models.DateField(_("due on"))
    upheld = models.BooleanField(_("the refusal stands"), null=True)
    text_kk = models.TextField(_("decision in Kazakh"), blank=True)
    text_ru = models.TextField(_("decision in Russian"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["-filed_at"]
        verbose_name = _("appeal against a refusal")
        verbose_name_plural = _("appeals against refusals")

    def __str__(self) -> str:
        return f"{self.proposal_id}"


class Amendment(models.Model):
    """A public change after admission. What stands on the ballot is not touched: the change stands beside it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="amendments")
    what_kk = models.TextField(_("what changes, in Kazakh"))
    what_ru = models.TextField(_("what changes, in Russian"))
    reason_kk = models.TextField(_("why, in Kazakh"))
    reason_ru = models.TextField(_("why, in Russian"))
    old_cost_tenge = models.PositiveBigIntegerField(_("city part before, tenge"), null=True, blank=True)
    new_cost_tenge = models.PositiveBigIntegerField(_("city part after, tenge"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["made_at"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.made_at:%Y-%m-%d}"
