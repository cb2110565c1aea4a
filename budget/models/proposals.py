import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.gis.db.models import GeometryField, PolygonField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from budget.enums import (
    PUBLIC,
    CoAuthorState,
    FundingSource,
    FundingState,
    JoinState,
    PictureKind,
    ProposalStatus,
    SiteNoteKind,
)
from budget.models.editions import BudgetCategory, Edition
from budget.rules import together
from geo.models import District, Located
from geo.names import Named
from geo.points import LON_LAT
from workflow.models import Living

BALLOT_LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian"))]


class Proposal(Living, Located):
    """An application to the people's budget: from the draft to the project on the ballot.

    ``number``: public, ``P-2027-000123``. ``title`` and ``description`` are as the author wrote them in ``language``;
    ``title_other`` and ``description_other`` say the same in the other language of the ballot (rule 39). ``point`` or
    ``area``: the place; the point of an area lies in it. ``district``: of the place, or as decided where it lies in
    two (``district_choices`` are the codes). ``cost_tenge``: what it takes from the city, in whole tenge: cap and
    envelope count this part only. ``round``: which look of the check it is in, 1 or 2 (rule 32). ``due_on``: the last
    day of the step it is in; ``rework_until`` and ``appeal_until``: the moments at which the author's windows end.
    ``revision``: counts the saves of a draft. ``ballot_number``: given when the vote opens;
    from the first ballot on the content is frozen by the database. ``origin_kind`` and ``origin_number``: the appeal
    or the meeting that it grew from (rule 43). ``intake_key``: what makes a repeated creation the same draft.
    """

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    intake_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="proposals"
    )
    language = models.CharField(_("language"), max_length=2, choices=BALLOT_LANGUAGES, default="kk")
    title = models.CharField(_("title"), max_length=140, blank=True)
    description = models.TextField(_("description"), blank=True)
    title_other = models.CharField(_("title in the other language"), max_length=140, blank=True)
    description_other = models.TextField(_("description in the other language"), blank=True)
    category = models.ForeignKey(
        BudgetCategory,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
    )
    area = PolygonField(_("area"), srid=LON_LAT, null=True, blank=True)
    district_choices = models.JSONField(_("districts that the place touches"), default=list, editable=False)
    cost_tenge = models.PositiveBigIntegerField(_("cost to the city, tenge"), default=0)
    round = models.PositiveSmallIntegerField(_("look"), default=1, editable=False)
    due_on = models.DateField(_("step due on"), null=True, blank=True, editable=False)
    rework_until = models.DateTimeField(_("may be reworked until"), null=True, blank=True, editable=False)
    appeal_until = models.DateTimeField(_("refusal may be appealed until"), null=True, blank=True, editable=False)
    appealed = models.BooleanField(_("refusal was appealed"), default=False, editable=False)
    revision = models.PositiveIntegerField(_("saved times"), default=0, editable=False)
    saved_at = models.DateTimeField(_("saved at"), editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    admitted_at = models.DateTimeField(_("admitted at"), null=True, blank=True, editable=False)
    ballot_number = models.PositiveIntegerField(_("number on the ballot"), null=True, blank=True, editable=False)
    origin_kind = models.CharField(_("grew from"), max_length=30, blank=True, editable=False)
    origin_number = models.CharField(_("number of the origin"), max_length=30, blank=True, editable=False)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ProposalStatus.values), name="proposal_status_is_known"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="proposal_has_two_looks_at_most"),
            models.UniqueConstraint(
                fields=["edition", "author"],
                condition=~Q(status__in=[ProposalStatus.DRAFT, ProposalStatus.WITHDRAWN]),
                name="one_application_per_author_and_edition",
            ),
            models.UniqueConstraint(
                fields=["edition", "district", "ballot_number"], name="one_project_per_number_on_the_ballot"
            ),
            models.CheckConstraint(
                condition=Q(ballot_number__isnull=True) | Q(status=ProposalStatus.ADMITTED),
                name="only_admitted_projects_stand_on_the_ballot",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="proposal_of_author"),
            models.Index(
                fields=["edition", "district", "-submitted_at", "-id"],
                condition=Q(status__in=sorted(PUBLIC)),
                name="proposal_public",
            ),
            # The same without a district: the newest of a whole edition are a page, not a sorting of all.
            models.Index(
                fields=["edition", "-submitted_at", "-id"],
                condition=Q(status__in=sorted(PUBLIC)),
                name="proposal_newest",
            ),
            models.Index(fields=["edition", "status", "due_on", "id"], name="proposal_queue"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="proposal_by_title"),
            GinIndex(OpClass(Upper("description"), name="gin_trgm_ops"), name="proposal_by_description"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> str:
        """The status in words."""
        return str(ProposalStatus(self.status).label)

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def other_language(self) -> str:
        return "ru" if self.language == "kk" else "kk"

    def title_in(self, reader: str) -> str:
        """The title for a reader of this language."""
        return self.title if self._spoken(reader, self.title_other) == self.language else self.title_other

    def description_in(self, reader: str) -> str:
        own = self._spoken(reader, self.description_other) == self.language
        return self.description if own else self.description_other

    def _spoken(self, reader: str, other: str) -> str:
        """Which language a reader gets: the own one if it has words (``other``), else the one that the author wrote.

        The one rule for all pages, letters and files; nobody who reads English is given a translation.
        """
        return reader if other and reader == self.other_language else self.language

    @property
    def name(self) -> str:
        """The title in the active language; ``name_language`` is what it is written in, for readers of screens."""
        return self.title_in(_reader())

    @property
    def name_language(self) -> str:
        return self._spoken(_reader(), self.title_other)

    @property
    def words(self) -> str:
        """The description in the active language; ``words_language`` is what it is written in."""
        return self.description_in(_reader())

    @property
    def words_language(self) -> str:
        return self._spoken(_reader(), self.description_other)


def _reader() -> str:
    return get_language() or "kk"


class CoAuthor(models.Model):
    """A person invited to an application. Invited by e-mail or phone, known by account once accepted."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="coauthors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="coauthored"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=CoAuthorState, default=CoAuthorState.INVITED)
    invited_at = models.DateTimeField(_("invited at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["invited_at"]
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="one_coauthor_row_per_person_and_proposal"),
            models.UniqueConstraint(
                fields=["proposal", "email"], condition=~Q(email=""), name="one_invitation_per_email_and_proposal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.state}"

    @property
    def expires_at(self) -> datetime:
        return together.expires_at(self.invited_at)


class JoinRequest(models.Model):
    """The wish of the author of a draft to join a proposal that says the same, instead of sending a second one.

    ``draft`` is closed once it is joined; its authors become co-authors of ``target``.
    """

    draft = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="wishes")
    target = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="wished")
    state = models.CharField(_("state"), max_length=20, choices=JoinState, default=JoinState.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("wish to join a proposal")
        verbose_name_plural = _("wishes to join a proposal")
        constraints = [
            models.UniqueConstraint(fields=["draft", "target"], name="one_wish_per_draft_and_proposal"),
            models.CheckConstraint(condition=~Q(draft=models.F("target")), name="a_proposal_does_not_join_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} -> {self.target_id} {self.state}"

    @property
    def expires_at(self) -> datetime:
        return together.expires_at(self.asked_at)


class CostLine(models.Model):
    """What is done in a year and what it costs in all, from whatever source, in whole tenge."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="costs")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("work or thing"), max_length=200)
    amount_tenge = models.PositiveBigIntegerField(_("amount, tenge"), validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["year", "position", "pk"]
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.year} {self.amount_tenge}"


class Funding(models.Model):
    """Who pays which part of the cost. Only the city's part counts against the cap and the envelope."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="funding")
    source = models.CharField(_("source"), max_length=20, choices=FundingSource)
    state = models.CharField(_("state"), max_length=20, choices=FundingState, default=FundingState.PLEDGED)
    amount_tenge = models.PositiveBigIntegerField(_("amount, tenge"))
    name = models.CharField(_("who pays"), max_length=200, blank=True)
    state_since = models.DateTimeField(_("in this state since"))
    document = models.CharField(_("document"), max_length=200, blank=True)

    class Meta:
        ordering = ["source", "pk"]
        verbose_name = _("source of funding")
        verbose_name_plural = _("sources of funding")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(source=FundingSource.CITY), name="one_city_part_per_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.source} {self.amount_tenge}"


class ProposalPhoto(models.Model):
    """A picture, re-encoded by us: no metadata, at most 1600 px."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="photos")
    kind = models.CharField(_("kind"), max_length=10, choices=PictureKind, default=PictureKind.PHOTO)
    file = models.FileField(upload_to="proposals/")
    thumb = models.FileField(upload_to="proposals/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "position", "pk"]
        verbose_name = _("picture of a proposal")
        verbose_name_plural = _("pictures of proposals")

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.kind} {self.position}"


class DraftRevision(models.Model):
    """A draft as it was saved: what one co-author overwrote can be read again and taken back.

    ``lost``: it came too late, when the draft had moved on from the version that its writer saw; nothing was
    overwritten, and the words wait here.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    words = models.JSONField(_("content"), default=dict)
    lost = models.BooleanField(_("came too late"), default=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        ordering = ["proposal", "number", "pk"]
        verbose_name = _("saved draft")
        verbose_name_plural = _("saved drafts")
        indexes = [models.Index(fields=["proposal", "-saved_at"], name="draft_revision_newest")]

    def __str__(self) -> str:
        return f"{self.proposal_id} r{self.number}"


class SiteNote(Named):
    """What the city knows of a piece of ground: a hint for the author and for the council, never a decision."""

    kind = models.CharField(_("kind"), max_length=20, choices=SiteNoteKind)
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shape = GeometryField(_("where"), srid=LON_LAT)
    source = models.CharField(_("source"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("no longer valid from"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "name_kk"]
        verbose_name = _("note on a site")
        verbose_name_plural = _("notes on sites")
