"""The ballot box of an edition: its keys, the log, checkpoints and witnesses, and what the opening found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budget.enums import LeafKind, SealedBy, Way
from budget.models.editions import Edition
from geo.models import District


class EditionKey(models.Model):
    """What seals and proves the vote of one edition.

    ``public``: the point of the P-256 key to which ballots are sealed (65 bytes); ``private_wrapped``: its other half,
    which any three of five trustees open together; ``share_hashes``: tell a right share from a wrong one.
    ``log_public`` and ``log_key_sealed``: the Ed25519 key that signs receipts and checkpoints. ``roll_key_sealed``: the
    key under which voters stand on the roll. Both are sealed by ``BALLOT_KEY``, which is not in the database.
    ``charter``: leaf 0 of the log, the rules with the ballot and the keys, as published when the vote began;
    ``charter_hash`` its SHA-256 in hex, to which every envelope is bound. ``destroyed_at``: keys and roll are gone.
    """

    edition = models.OneToOneField(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="box")
    public = models.BinaryField(editable=False)
    private_wrapped = models.BinaryField(editable=False)
    share_hashes = models.JSONField(default=list, editable=False)
    log_public = models.BinaryField(editable=False)
    log_key_sealed = models.BinaryField(editable=False)
    roll_key_sealed = models.BinaryField(editable=False)
    charter = models.TextField(_("rules and ballot as published"), blank=True, editable=False)
    charter_hash = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, editable=False)

    class Meta:
        verbose_name = _("key of an edition")
        verbose_name_plural = _("keys of editions")

    def __str__(self) -> str:
        return f"{self.edition_id}"


class LogLeaf(models.Model):
    """One leaf of the edition's log. Append-only: a trigger refuses UPDATE and DELETE.

    ``data``: what was hashed, for leaves that are public as a whole; of a sealed ballot the hash only.
    """

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="+")
    index = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=LeafKind)
    hash = models.BinaryField()
    data = models.TextField(_("content"), blank=True)

    class Meta:
        ordering = ["edition", "index"]
        verbose_name = _("leaf of the log")
        verbose_name_plural = _("leaves of the log")
        constraints = [
            models.UniqueConstraint(fields=["edition", "index"], name="one_leaf_per_number_of_a_log"),
            models.UniqueConstraint(fields=["edition", "hash"], name="no_leaf_twice_in_a_log"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.index}"


class LogNode(models.Model):
    """The root of a whole subtree of the log, so that a proof takes one query. Append-only like the leaves."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField()
    root = models.BinaryField()

    class Meta:
        ordering = ["edition", "level", "place"]
        constraints = [models.UniqueConstraint(fields=["edition", "level", "place"], name="one_root_per_subtree")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.level}/{self.place}"


class Checkpoint(models.Model):
    """What the log held at a moment, signed. ``edge``: roots along the right edge (hex), from which it grows on."""

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(_("leaves"))
    root = models.BinaryField()
    edge = models.JSONField(default=list)
    closing = models.BooleanField(_("the last one"), default=False)
    note = models.TextField(_("signed note"))
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        ordering = ["edition", "size", "closing"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        constraints = [
            models.UniqueConstraint(fields=["edition", "size", "closing"], name="one_checkpoint_per_size"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(closing=True), name="one_closing_checkpoint_per_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.size}"

    @property
    def root_hex(self) -> str:
        return bytes(self.root).hex()


class Witness(models.Model):
    """Somebody outside who keeps the checkpoints and signs those that he saw. ``key``: as ``witness`` prints it."""

    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="witnesses")
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(_("public key"), max_length=200)

    class Meta:
        ordering = ["edition", "name"]
        verbose_name = _("witness")
        verbose_name_plural = _("witnesses")
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="one_witness_per_name_and_edition")]

    def __str__(self) -> str:
        return self.name


class Cosignature(models.Model):
    """A witness' line under a checkpoint, with the time by the witness' own clock."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    line = models.TextField()
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        ordering = ["checkpoint", "witness"]
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_per_witness_and_checkpoint")
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.witness_id}"


class OpenedBallot(models.Model):
    """A ballot after the opening: no person, no time; ``number`` is drawn by lot.

    ``choices``: numbers of proposals, best first where the order counts; ``points`` beside them or none.
    ``fault``: why it does not count.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="ballots")
    number = models.PositiveIntegerField(_("number"))
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("way"), max_length=10, choices=Way)
    sealed_by = models.CharField(_("sealed by"), max_length=10, choices=SealedBy)
    choices = models.JSONField(_("choices"), default=list)
    points = models.JSONField(_("points"), default=list)
    valid = models.BooleanField(_("counts"))
    fault = models.CharField(_("why not"), max_length=20, blank=True)

    class Meta:
        ordering = ["edition", "number"]
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="one_ballot_per_number")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number}"


class Opening(models.Model):
    """The one opening of an edition's box, with its counts. ``record``: signed text of the protocol."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="opening")
    opened_at = models.DateTimeField(_("opened at"))
    counts = models.JSONField(_("counts"))
    ballots_hash = models.CharField(_("hash of the ballots"), max_length=64)
    record = models.TextField(_("protocol"))
    signature = models.CharField(_("signature"), max_length=128)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")

    def __str__(self) -> str:
        return f"{self.edition_id}"
