"""What the count found, kept as it was found: seed of the draw, groups, projects struck off, runs, other rules."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budget.enums import GroupState, Method, RunCause
from budget.models.editions import Edition
from budget.models.proposals import Proposal
from budget.models.roll import RollMark
from geo.models import District


class DrawSeed(models.Model):
    """The seed that decides ties by a public draw: its hash before the vote, itself after.

    ``commitment``: SHA-256 of the seed in hex, part of leaf 0 of the log. ``sealed``: the seed under ``BALLOT_KEY``.
    ``seed``: in hex, empty until the count. A trigger lets it be revealed once and changed never.
    """

    edition = models.OneToOneField(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="draw")
    commitment = models.CharField(_("hash of the seed"), max_length=64, editable=False)
    sealed = models.BinaryField(editable=False)
    seed = models.CharField(_("seed"), max_length=64, blank=True, editable=False)
    committed_at = models.DateTimeField(_("committed at"), editable=False)
    revealed_at = models.DateTimeField(_("revealed at"), null=True, editable=False)

    class Meta:
        verbose_name = _("seed of a draw")
        verbose_name_plural = _("seeds of draws")

    def __str__(self) -> str:
        return f"{self.edition_id}"


class ExclusionGroup(models.Model):
    """Projects of one district of which at most one may win, because they want the same ground.

    ``numbers``: of the proposals, sorted. Frozen with the ballot by a trigger. ``overlap_m2``: ground in common, or 0
    where two places only lie within ``distance_m`` of each other.
    """

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.CASCADE, related_name="groups")
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+")
    numbers = ArrayField(models.CharField(max_length=16), verbose_name=_("projects"))
    state = models.CharField(_("state"), max_length=20, choices=GroupState, default=GroupState.FOUND)
    overlap_m2 = models.PositiveIntegerField(_("ground in common, m²"), default=0)
    distance_m = models.PositiveIntegerField(_("distance, m"), default=0)
    found_at = models.DateTimeField(_("found at"), editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["edition", "district", "numbers"]
        verbose_name = _("projects that exclude each other")
        verbose_name_plural = _("projects that exclude each other")
        constraints = [
            models.UniqueConstraint(fields=["edition", "numbers"], name="one_group_of_the_same_projects"),
            models.CheckConstraint(condition=Q(numbers__len__gte=2), name="a_group_has_two_projects_at_least"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.numbers)


class Ordered(models.Model):
    """What was decided by an order, for a reason that everybody reads."""

    order_number = models.CharField(_("number of the order"), max_length=60)
    dated_on = models.DateField(_("date of the order"))
    reason_kk = models.TextField(_("reason in Kazakh"))
    reason_ru = models.TextField(_("reason in Russian"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["decided_at"]

    def reason_in(self, language: str) -> str:
        return self.reason_kk if language == "kk" else self.reason_ru


class StruckOff(Ordered):
    """A project taken off the count after the vote, by an order and for a reason that everybody reads."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="struck_off")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="struck_off")

    class Meta(Ordered.Meta):
        verbose_name = _("project struck off")
        verbose_name_plural = _("projects struck off")

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.order_number}"


class SetAside(Ordered):
    """Online ballots that are not opened, by an order and for a reason that everybody reads (rule 41).

    ``marks``: of the roll, never shown; ``ballots``: how many; ``grounds``: which flags of the report led to it.
    Decided after the vote and before the opening: what was chosen is not known to anybody.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="set_aside")
    marks = models.ManyToManyField(RollMark, related_name="set_aside")
    ballots = models.PositiveIntegerField(_("ballots"))
    grounds = models.JSONField(_("flags"), default=list)

    class Meta(Ordered.Meta):
        verbose_name = _("ballots set aside")
        verbose_name_plural = _("ballots set aside")

    def __str__(self) -> str:
        return f"{self.edition_id} {self.order_number}"


class TallyRun(models.Model):
    """One count of one envelope, frozen: a trigger refuses UPDATE and DELETE. A later run stands beside the earlier.

    ``district``: none for the remainders of all districts together. ``rules``: all parameters of
    ``budget.rules.tally.Rules`` as plain values; ``seed``: of the draw. ``ballots``: valid, invalid, online, paper.
    ``ages``: of those who voted online, in groups of which none is small; of no single ballot. ``lines``: the projects
    as ranked, with votes by way; ``steps``: the log; ``winners``: numbers as won. Money is whole tenge.
    ``inputs_hash``: of ballots, projects and rules; ``outcome_hash``: of what came out; both SHA-256 in hex of
    canonical JSON.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="runs")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    cause = models.CharField(_("cause"), max_length=20, choices=RunCause)
    rules = models.JSONField(_("rules"))
    seed = models.CharField(_("seed"), max_length=64, blank=True)
    ballots = models.JSONField(_("ballots"))
    ages = models.JSONField(_("ages of those who voted online"), default=dict)
    lines = models.JSONField(_("projects"))
    steps = models.JSONField(_("steps"))
    winners = models.JSONField(_("winners"), default=list)
    left_tenge = models.PositiveBigIntegerField(_("left over, tenge"))
    owed_tenge = models.PositiveBigIntegerField(_("owed by a reserve, tenge"), default=0)
    inputs_hash = models.CharField(_("hash of the inputs"), max_length=64)
    outcome_hash = models.CharField(_("hash of the outcome"), max_length=64)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["edition", "district", "number"]
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "district", "number"], name="one_run_per_number_of_a_district", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.district_id or '*'} #{self.number}"


class WhatIf(models.Model):
    """The ballots of a run under another rule: to inform, never to decide. Frozen like the run.

    ``voters``: ballots counted; ``without``: those of whose choices nothing won.
    """

    run = models.ForeignKey(TallyRun, on_delete=models.PROTECT, related_name="what_if")
    method = models.CharField(_("rule"), max_length=20, choices=Method)
    winners = models.JSONField(_("winners"), default=list)
    spent_tenge = models.PositiveBigIntegerField(_("spent, tenge"))
    voters = models.PositiveIntegerField(_("voters"))
    without = models.PositiveIntegerField(_("voters with no winner"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["run", "pk"]
        verbose_name = _("count by another rule")
        verbose_name_plural = _("counts by other rules")
        constraints = [models.UniqueConstraint(fields=["run", "method"], name="one_answer_per_run_and_method")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.method}"
