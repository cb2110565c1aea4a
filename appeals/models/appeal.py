from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from appeals.enums import ENDED, OPEN, DayUnit, Decision, Kind, PhotoMoment, PlaceSource, Source, Status
from appeals.models.routing import RoutingRule
from appeals.models.taxonomy import Category
from geo.models import Located
from geo.points import LON_LAT
from workflow.models import Living


class Appeal(Living, Located):
    """What a resident reported or asked.

    ``number``: public, ``2026-000123``. ``claim_hash``: keyed hash of the secret code by which an appeal filed without
    an account is followed. ``intake_key``: what makes a repeated POST the same appeal. ``text`` is as written;
    ``public_text`` is what strangers read, once ``published_at`` is set; ``public_point`` is where they see it,
    rounded where it may be a home. ``received_at`` is the moment it came in,
    ``registered_on`` the legal day (APPC art. 64), ``due_on`` the last day for the answer (art. 76), counted from
    ``counted_from``: registration, or the reopening. ``first_due_on``: the last day without any extension.
    ``due_at``: of an emergency, the moment by which it is dealt with, on the 24-hour clock; ``due_on`` is its day.
    ``extended_at``: when a head moved the last day; ``deemed_refused_at``: when the term had run out without an answer
    (art. 91). Only ``appeals.services.clock`` and ``appeals.services.terms`` write these.
    ``routing`` is the decision of the routing table as it stood, with its inputs and why other rules lost; it is a
    suggestion until a moderator routes. ``urgent``: its words or its category speak of danger (a flag, nothing more).
    ``suggestion``: categories that the machine suggested from the words, with confidence and model version (see
    ``appeals.services.suggesting``). ``review_asked_at``: when the author asked a person to look at the machine's
    choice; empty again once a person has. ``details``: answers to the extra questions of its category, by code.
    ``team``: of the body, where it works in teams. ``reopen_until``: the moment before which the author may open the
    answered appeal again.
    ``part_count``: of how many parts it is made, 0 if it was not split; ``part_bodies``: keys of their bodies, so that
    a body sees the appeal through its part (``appeals.services.parts`` keeps both). ``complained_body`` and
    ``complained_official``: of a complaint; they take no part in it, see ``appeals.policy``.
    """

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    claim_hash = models.CharField(max_length=64, unique=True, editable=False)
    intake_key = models.UUIDField(unique=True, editable=False)
    intake_digest = models.CharField(max_length=64, editable=False)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.QUICK_REPORT)
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.PORTAL)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.TextField(_("text"))
    public_title = models.CharField(_("public title"), max_length=140, blank=True)
    public_text = models.TextField(_("public text"), blank=True)
    public_point = PointField(_("public point"), srid=LON_LAT, null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("responsible body"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appeals",
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    details = models.JSONField(_("answers to the extra questions"), default=dict, blank=True)
    routing_rule = models.ForeignKey(
        RoutingRule, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    routing = models.JSONField(_("why it was routed so"), default=dict, editable=False)
    executor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("executor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appeals",
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    contact_name = models.CharField(_("name"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=16, blank=True)
    consent_version = models.CharField(max_length=20, blank=True, editable=False)

    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    received_at = models.DateTimeField(_("received at"), editable=False)
    registered_on = models.DateField(_("registered on"), editable=False)
    term_days = models.PositiveSmallIntegerField(_("days for the answer"), editable=False)
    term_unit = models.CharField(max_length=10, choices=DayUnit, default=DayUnit.WORKING, editable=False)
    due_on = models.DateField(_("answer due on"), editable=False)
    counted_from = models.DateField(_("term counted from"), editable=False)
    first_due_on = models.DateField(_("last day without an extension"), editable=False)
    due_at = models.DateTimeField(_("to be dealt with by"), null=True, blank=True, editable=False)
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True, editable=False)
    deemed_refused_at = models.DateTimeField(_("deemed refused at"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    reopen_until = models.DateTimeField(_("may be reopened until"), null=True, blank=True, editable=False)
    urgent = models.BooleanField(_("may be an emergency"), default=False, editable=False)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0, editable=False)
    erased_at = models.DateTimeField(_("personal data removed at"), null=True, blank=True, editable=False)
    part_count = models.PositiveSmallIntegerField(_("number of parts"), default=0, editable=False)
    part_bodies = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    complained_body = models.ForeignKey(
        Organisation,
        verbose_name=_("body complained of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    complained_official = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("official complained of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    suggestion = models.JSONField(_("what the machine suggested"), default=dict, blank=True, editable=False)
    review_asked_at = models.DateTimeField(_("review by a person asked at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="appeal_status_is_known"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("registered_on")) | models.Q(due_at__isnull=False),
                name="appeal_due_after_registration",
            ),
            models.CheckConstraint(
                condition=models.Q(extended_at__isnull=True) | models.Q(due_at__isnull=True),
                name="appeal_with_an_hour_term_is_not_extended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(published_at__isnull=False),
                name="appeal_public",
            ),
            models.Index(
                fields=["due_on"],
                condition=models.Q(status__in=sorted(OPEN)),
                name="appeal_open_by_due_day",
            ),
            models.Index(
                fields=["due_at"],
                condition=models.Q(status__in=sorted(OPEN), due_at__isnull=False),
                name="appeal_open_by_due_hour",
            ),
            # What the clockwork looks through: open terms that have not run out.
            models.Index(
                fields=["first_due_on"],
                condition=models.Q(status__in=sorted(OPEN), deemed_refused_at__isnull=True),
                name="appeal_term_runs",
            ),
            models.Index(fields=["organisation", "status", "due_on"], name="appeal_of_body"),
            models.Index(
                fields=["review_asked_at"],
                condition=models.Q(review_asked_at__isnull=False),
                name="appeal_review_asked",
            ),
            models.Index(fields=["district", "-received_at"], name="appeal_of_district"),
            models.Index(fields=["author", "-received_at"], name="appeal_of_author"),
            # Other appeals of somebody without an account.
            models.Index(fields=["contact_email"], condition=~models.Q(contact_email=""), name="appeal_of_email"),
            models.Index(fields=["contact_phone"], condition=~models.Q(contact_phone=""), name="appeal_of_phone"),
            models.Index(fields=["-received_at", "-id"], name="appeal_newest"),
            # The queues of those who see the whole city.
            models.Index(fields=["-urgent", "due_on", "id"], name="appeal_by_urgency"),
            models.Index(
                models.F("ended_at").desc(nulls_last=True),
                models.F("id").desc(),
                condition=models.Q(status__in=sorted(ENDED)),
                name="appeal_ended_last",
            ),
            models.Index(
                fields=["district", "-published_at", "-id"],
                condition=models.Q(published_at__isnull=False),
                name="appeal_public_of_district",
            ),
            GinIndex(fields=["part_bodies"], name="appeal_of_part_bodies"),
            GinIndex(OpClass(Upper("public_text"), name="gin_trgm_ops"), name="appeal_by_public_text"),
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="appeal_by_text"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class Photo(models.Model):
    """A photo of an appeal, re-encoded by us: no metadata, at most 1600 px. ``moment`` tells before from after.

    ``act_seq``: number of the act that brought it, so that the photos of two reports are told apart. ``place``: where
    an after-photo was taken, as the doer's device or the doer's own pin says.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="photos")
    part = models.ForeignKey("appeals.Part", on_delete=models.CASCADE, null=True, blank=True, related_name="photos")
    moment = models.CharField(max_length=10, choices=PhotoMoment, default=PhotoMoment.BEFORE)
    file = models.FileField(upload_to="photos/")
    thumb = models.FileField(upload_to="photos/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    act_seq = models.PositiveIntegerField(default=1)
    is_public = models.BooleanField(_("may be shown in public"), default=False)
    covered = models.JSONField(_("covered regions"), default=list, blank=True, editable=False)
    covered_file = models.FileField(upload_to="photos/", blank=True, editable=False)
    covered_thumb = models.FileField(upload_to="photos/", blank=True, editable=False)
    place = PointField(_("where it was taken"), srid=LON_LAT, null=True, blank=True, editable=False)
    place_source = models.CharField(max_length=10, choices=PlaceSource, blank=True, editable=False)
    distance_m = models.PositiveIntegerField(_("metres from the pin"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["moment", "position", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.moment} {self.position}"


class Question(models.Model):
    """A question put to the author, and the author's reply.

    ``part``: the part of a split appeal that it is about; empty: the whole appeal.
    ``reply_until``: the moment at which the link in the letter ends; ``lapsed_at``: it ended without a reply.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="questions")
    part = models.ForeignKey("appeals.Part", on_delete=models.CASCADE, null=True, blank=True, related_name="questions")
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    back_to = models.CharField(max_length=30)
    reply = models.TextField(_("reply"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_until = models.DateTimeField(_("reply until"), null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        verbose_name = _("question to the author")
        verbose_name_plural = _("questions to the author")
        indexes = [
            models.Index(
                fields=["reply_until"],
                condition=models.Q(replied_at__isnull=True, lapsed_at__isnull=True),
                name="question_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.asked_at:%Y-%m-%d}"


class Answer(models.Model):
    """A draft by the doer, then, accepted by a controller, the answer that went out in the appeal's language.

    Its parts: ``decision``, ``text`` (what was done or decided), ``reasons``, ``norm``, ``remedy`` (how to appeal
    against it), and, once signed, ``signatory`` with the post, ``number`` and ``digest`` (of all the words, see
    ``appeals.rules.answers``). ``check_code``: the secret in the QR code of the paper. ``at_once``: by the first line.
    ``sketch``: the smallest hashes of its shingles, by which near-copies are found; ``copy_of``: the earlier answer
    that it repeats without a fact of this case, ``copy_percent`` how much of it.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="answers")
    part = models.ForeignKey("appeals.Part", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    decision = models.CharField(_("decision"), max_length=20, choices=Decision)
    text = models.TextField(_("answer"))
    norm = models.CharField(_("norm of law"), max_length=300, blank=True)
    no_photo_reason = models.CharField(_("why there is no photo of the work"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    remedy = models.TextField(_("how to appeal against it"), blank=True)
    signatory = models.CharField(_("signatory"), max_length=200, blank=True)
    signatory_post = models.CharField(_("post of the signatory"), max_length=300, blank=True)
    number = models.CharField(_("number"), max_length=24, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    check_code = models.CharField(max_length=32, blank=True, editable=False)
    at_once = models.BooleanField(_("at first contact"), default=False, editable=False)
    sketch = ArrayField(models.IntegerField(), default=list, editable=False)
    copy_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    copy_percent = models.PositiveSmallIntegerField(_("likeness, %"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["written_at"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True)
                | models.Q(at_once=True)
                | ~models.Q(signed_by=models.F("written_by")),
                name="answer_has_two_keys",
            ),
            models.UniqueConstraint(
                fields=["check_code"], condition=~models.Q(check_code=""), name="one_answer_per_check_code"
            ),
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="one_answer_per_number"),
        ]
        indexes = [
            GinIndex(fields=["sketch"], name="answer_by_sketch"),
            models.Index(fields=["-written_at"], condition=models.Q(copy_of__isnull=False), name="answer_near_copies"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.decision}"
