"""The roll of those who voted, the envelopes that they put in, and the codes that confirm a vote."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.enums import SealedBy, VoteProof, Way
from budget.models.editions import Edition
from budget.models.paper import Office
from geo.models import District


class RollMark(models.Model):
    """One person has voted, once per edition, online or on paper.

    ``voter_key``: keyed hash of the IIN under a key of this edition. ``phone_key``: the same of the phone that
    confirmed: one phone, one person. ``casts``: how many envelopes; the last one counts. ``told``: of how many of them
    the person was sent a letter. On paper: the ``office``, and the clerk who marked; never the form.
    No constraint on the edition: its one row would be locked by every ballot (the cast itself reads it).
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="roll", db_constraint=False)
    voter_key = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    way = models.CharField(_("way"), max_length=10, choices=Way)
    proof = models.CharField(_("confirmed by"), max_length=10, choices=VoteProof)
    phone_key = models.CharField(max_length=64, blank=True, editable=False)
    casts = models.PositiveIntegerField(default=1)
    told = models.PositiveIntegerField(default=0)
    assisted = models.BooleanField(_("with an assistant"), default=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="marks")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark on the roll")
        verbose_name_plural = _("marks on the roll")
        constraints = [
            models.UniqueConstraint(fields=["edition", "voter_key"], name="one_mark_per_voter_and_edition"),
            models.UniqueConstraint(
                fields=["edition", "phone_key"], condition=~Q(phone_key=""), name="one_voter_per_phone_and_edition"
            ),
            models.CheckConstraint(
                condition=Q(way=Way.ONLINE, office__isnull=True) | Q(way=Way.PAPER, office__isnull=False),
                name="a_paper_vote_has_an_office",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(told__lt=F("casts")), name="mark_owed_a_letter")]

    def __str__(self) -> str:
        return f"{self.edition_id} #{self.pk}"


class SealedBallot(models.Model):
    """An envelope in the box: the n-th of a mark, promised to stand in the log by ``due_at``.

    ``key``: what makes a repeated request harmless. ``leaf_hash``: by which the voter finds it in the log.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    mark = models.ForeignKey(RollMark, on_delete=models.PROTECT, related_name="envelopes")
    number = models.PositiveIntegerField()
    key = models.UUIDField(editable=False)
    envelope = models.BinaryField()
    leaf_hash = models.BinaryField()
    sealed_by = models.CharField(_("sealed by"), max_length=10, choices=SealedBy)
    due_at = models.DateTimeField()
    leaf_index = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("sealed ballot")
        verbose_name_plural = _("sealed ballots")
        constraints = [
            models.UniqueConstraint(fields=["mark", "number"], name="one_envelope_per_number_of_a_mark"),
            models.UniqueConstraint(fields=["edition", "key"], name="one_envelope_per_request"),
            models.UniqueConstraint(fields=["edition", "leaf_hash"], name="no_envelope_twice_in_a_box"),
        ]
        indexes = [
            models.Index(fields=["edition"], condition=Q(leaf_index__isnull=True), name="envelope_not_yet_in_the_log")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} #{self.pk}"


class VoteCode(models.Model):
    """A one-time code sent to the voter's phone. The row is also the seat of the vote that it confirms.

    ``code_hash``: keyed. Lives ten minutes, five tries.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    phone = models.CharField(max_length=16)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "edition", "-sent_at"], name="newest_vote_code")]

    def __str__(self) -> str:
        return f"{self.edition_id} #{self.pk}"


class CastCrowd(models.Model):
    """So many ballots of a district came within an hour from one network or one device. Never whose.

    ``kind``: a flag of ``budget.rules.anomalies``; ``key``: keyed hash of the network or device, another in every hour.
    No constraint on the edition: its row is the vote's own.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    hour = models.DateTimeField()
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=16)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "district", "hour", "kind", "key"], name="one_crowd_per_key_of_an_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hour:%Y-%m-%d %H} {self.number}"
