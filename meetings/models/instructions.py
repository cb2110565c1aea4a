from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from geo.models import Located
from meetings.enums import InstructionOutcome, InstructionStatus, LinkKind
from meetings.models.meeting import Category
from meetings.models.plans import Plan
from meetings.models.protocol import Line
from meetings.rules.disclosure import public
from meetings.rules.plan.due import DueKind
from meetings.rules.plan.rhythm import Rhythm, next_day
from workflow.models import Living

ENDED = [InstructionStatus.ACCEPTED, InstructionStatus.CLOSED]


class Instruction(Living, Located):
    """One row of a plan: what is to be done, by whom, by when.

    ``ref``: public, ``city-2026-7-12``; ``position`` counts from 1 in the plan, ``number`` is as the office writes it
    («1.1»). ``lead``: the body that answers for it; ``lead_text`` as written, where no body of ours has that name.
    ``term_text``: as written; ``due_from`` and ``due_to``: first and last day of the term, where they are known;
    ``first_due_on``: the last day before the first move, never changed. ``stage_months`` and ``stage_day``: of an
    instruction that is reported again and again; ``ends_on``: the last day of the last stage. ``funding``: as written.
    ``sdg_target``: as the UN writes it, «11.2»; a row of an earlier plan may have its goal alone.
    ``reported_on``: day of the newest report. ``done_on``: day of the report that was accepted. ``closed_at``: when it
    left control. ``children_count``, ``children_done``, ``open_children``: of the parts that it was divided into;
    progress is counted from these and never typed. ``disputed_at``: when the asker said "not done", once. ``moves``,
    ``returns``: how often. ``shown``: words of the question, of reports and reasons that look like personal data and
    that everybody may read; all others are covered.
    """

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="instructions")
    ref = models.SlugField(_("number"), max_length=60, unique=True, editable=False)
    position = models.PositiveIntegerField(_("position"), editable=False)
    number = models.CharField(_("number in the plan"), max_length=20)
    section = models.CharField(_("section"), max_length=300, blank=True)
    question = models.TextField(_("question"), blank=True)
    text_kk = models.TextField(_("instruction in Kazakh"), blank=True)
    text_ru = models.TextField(_("instruction in Russian"), blank=True)
    lead = models.ForeignKey(
        Organisation,
        verbose_name=_("responsible body"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_instructions",
    )
    lead_text = models.CharField(_("responsible body, as written"), max_length=300, blank=True)
    form = models.CharField(_("form of completion"), max_length=300, blank=True)
    funding = models.TextField(_("source of funding"), blank=True)
    amount_tenge = models.BigIntegerField(_("amount, tenge"), null=True, blank=True)
    controller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("controller"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="controlled_instructions",
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sdg = models.PositiveSmallIntegerField(_("Sustainable Development Goal"), null=True, blank=True)
    sdg_target = models.CharField(_("target of the Goal"), max_length=5, blank=True)
    lines = models.ManyToManyField(Line, verbose_name=_("lines of the protocol"), blank=True, related_name="+")
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    term_text = models.CharField(_("term, as written"), max_length=300, blank=True)
    due_kind = models.CharField(_("kind of term"), max_length=20, default=DueKind.NONE.value)
    due_from = models.DateField(_("first day of the term"), null=True, blank=True)
    due_to = models.DateField(_("last day of the term"), null=True, blank=True)
    first_due_on = models.DateField(_("first last day"), null=True, blank=True, editable=False)
    ends_on = models.DateField(_("last day of the last stage"), null=True, blank=True)
    stage_months = models.PositiveSmallIntegerField(_("months between reports"), null=True, blank=True)
    stage_day = models.PositiveSmallIntegerField(_("day of the month"), null=True, blank=True)
    progress_text = models.TextField(_("progress in the earlier plan"), blank=True)
    state_text = models.CharField(_("state in the earlier plan"), max_length=200, blank=True)
    given_on = models.DateField(_("given on"))
    reported_on = models.DateField(_("reported on"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("taken off control at"), null=True, blank=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=InstructionOutcome, blank=True, default="", editable=False
    )
    disputed_at = models.DateTimeField(_("the asker said that it is not done at"), null=True, editable=False)
    moves = models.PositiveSmallIntegerField(_("times moved"), default=0, editable=False)
    returns = models.PositiveSmallIntegerField(_("times returned"), default=0, editable=False)
    children_count = models.PositiveSmallIntegerField(default=0, editable=False)
    children_done = models.PositiveSmallIntegerField(default=0, editable=False)
    open_children = models.PositiveSmallIntegerField(default=0, editable=False)
    overdue_on = models.DateField(_("found overdue on"), null=True, blank=True, editable=False)
    shown = ArrayField(
        models.CharField(max_length=300), verbose_name=_("words let through"), default=list, blank=True, editable=False
    )

    class Meta:
        ordering = ["plan", "position"]
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="one_instruction_per_position_of_a_plan"),
            models.CheckConstraint(
                condition=Q(status__in=InstructionStatus.values), name="instruction_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(due_from__isnull=True) | Q(due_to__isnull=True) | Q(due_to__gte=F("due_from")),
                name="instruction_term_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED) & ~Q(outcome="") | ~Q(status__in=ENDED) & Q(outcome=""),
                name="instruction_off_control_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(status=InstructionStatus.ACCEPTED)
                | ~Q(outcome=InstructionOutcome.DONE)
                | Q(done_on__isnull=False),
                name="instruction_done_has_its_day",
            ),
            models.CheckConstraint(condition=Q(sdg__isnull=True) | Q(sdg__range=(1, 17)), name="goal_is_one_of_17"),
            models.CheckConstraint(
                condition=Q(sdg_target="") | Q(sdg__isnull=False, sdg_target__regex=r"^\d{1,2}\.(\d{1,2}|[a-d])$"),
                name="target_belongs_to_a_goal",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="instruction_is_not_part_of_itself"),
            models.CheckConstraint(
                condition=Q(amount_tenge__isnull=True) | Q(amount_tenge__gte=0), name="instruction_costs_no_less_than_0"
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "status", "due_to"], name="instruction_of_body"),
            models.Index(fields=["district", "status", "due_to"], name="instruction_of_district"),
            models.Index(fields=["status", "due_to"], name="instruction_by_term"),
            models.Index(fields=["given_on"], name="instruction_by_day"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def text(self) -> str:
        """In the active language if it is written in it; else as it is written."""
        russian = (get_language() or "kk").startswith("ru")
        return (self.text_ru or self.text_kk) if russian else (self.text_kk or self.text_ru)

    def in_public(self, text: str) -> str:
        """What was asked, reported or reasoned of it, as everybody reads it."""
        return public(text, self.shown)

    @property
    def goal(self) -> str:
        """The target, or the goal alone; empty where there is neither."""
        return self.sdg_target or str(self.sdg or "")

    @property
    def public_question(self) -> str:
        return self.in_public(self.question)

    @property
    def text_language(self) -> str:
        russian = (get_language() or "kk").startswith("ru")
        return ("ru" if self.text_ru else "kk") if russian else ("kk" if self.text_kk else "ru")

    @property
    def is_public(self) -> bool:
        return self.status != InstructionStatus.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status not in {*ENDED, InstructionStatus.DRAFT}

    @property
    def has_next_stage(self) -> bool:
        """Whether another report is due after the present term."""
        if self.stage_months is None or self.due_to is None:
            return False
        rhythm = Rhythm(self.stage_months, self.stage_day or 31)
        return self.ends_on is None or next_day(rhythm, self.due_to) <= self.ends_on

    @property
    def recurs(self) -> bool:
        return self.due_kind in {DueKind.RECURRING.value, DueKind.ONGOING.value}


class CoDoer(models.Model):
    """Who else takes part: a body of ours, or a third party that can only be asked ("by agreement").

    ``part``: what it is to do; ``told``: what it said of it; ``done_at``: when it said that its part is done.
    """

    instruction = models.ForeignKey(Instruction, on_delete=models.CASCADE, related_name="co_doers")
    position = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("body"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=300)
    by_agreement = models.BooleanField(_("by agreement"), default=False)
    part = models.TextField(_("its part"), blank=True)
    told = models.TextField(_("what was done"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["instruction", "position"]
        verbose_name = _("co-doer")
        verbose_name_plural = _("co-doers")
        constraints = [
            models.UniqueConstraint(fields=["instruction", "position"], name="one_co_doer_per_place"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_told(self) -> str:
        return self.instruction.in_public(self.told)

    @property
    def label(self) -> str:
        """The body's name of today in the active language, or as it was written."""
        return self.organisation.name if self.organisation else self.name


class Asker(models.Model):
    """A resident whose question the instruction answers, as far as there is an account."""

    instruction = models.ForeignKey(Instruction, on_delete=models.CASCADE, related_name="askers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asked_instructions")

    class Meta:
        verbose_name = _("asker")
        verbose_name_plural = _("askers")
        constraints = [models.UniqueConstraint(fields=["instruction", "user"], name="one_asker_per_instruction")]

    def __str__(self) -> str:
        return f"{self.instruction_id} {self.pk}"


class InstructionLink(models.Model):
    """An appeal or a budget project that the instruction stands together with: a reference, never a key.

    ``told``: what the other room said of it last, a code of its own vocabulary.
    """

    instruction = models.ForeignKey(Instruction, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("what it is"), max_length=10, choices=LinkKind)
    number = models.CharField(_("number"), max_length=40)
    told = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "number"]
        verbose_name = _("link of an instruction")
        verbose_name_plural = _("links of instructions")
        constraints = [
            models.UniqueConstraint(fields=["instruction", "kind", "number"], name="one_link_of_a_kind_and_number"),
        ]
        indexes = [models.Index(fields=["kind", "number"], name="link_by_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
