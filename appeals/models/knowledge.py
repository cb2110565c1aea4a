"""Knowledge of the first line: articles, what was answered from them, and what the city aims at."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.organisations import InForce
from appeals.models.appeal import Answer, Appeal
from appeals.models.shipped import Shipped
from appeals.models.taxonomy import Category


class Article(InForce):
    """An answer that the city has ready: public under ``/help/``, and at the operator's hand.

    ``organisation`` answers for its truth. ``keywords``: words by which people ask for it and which the text does not
    have. ``heading_folded`` and ``folded`` are what the search looks at (``geo.folding``), written by
    ``services.knowledge``; ``search`` follows from them in the database.
    """

    code = models.SlugField(_("code"), unique=True, max_length=60)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("body that answers for it"), on_delete=models.PROTECT, related_name="articles"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    title_kk = models.CharField(_("title in Kazakh"), max_length=200)
    title_ru = models.CharField(_("title in Russian"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    body_kk = models.TextField(_("answer in Kazakh"))
    body_ru = models.TextField(_("answer in Russian"))
    body_en = models.TextField(_("answer in English"), blank=True)
    keywords = models.TextField(
        _("other words for it"), blank=True, help_text=_("Words that people use, in any language, with commas between.")
    )
    norm = models.CharField(_("norm of law"), max_length=300, blank=True)
    heading_folded = models.TextField(editable=False, default="")
    folded = models.TextField(editable=False, default="")
    search = models.GeneratedField(
        expression=SearchVector("heading_folded", weight="A", config="simple")
        + SearchVector("folded", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    changed_at = models.DateTimeField(_("changed at"), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("help article")
        verbose_name_plural = _("help articles")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="article_ends_after_it_begins",
            )
        ]
        indexes = [
            GinIndex(fields=["search"], name="article_by_words"),
            GinIndex(OpClass("heading_folded", name="gin_trgm_ops"), name="article_by_heading"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the active language; Kazakh where there is none."""
        return self.title_in(get_language() or "kk")

    @property
    def body(self) -> str:
        return self.body_in(get_language() or "kk")

    @property
    def headings(self) -> list[str]:
        """What weighs most in a search."""
        return [self.title_kk, self.title_ru, self.title_en, self.keywords]

    @property
    def bodies(self) -> list[str]:
        return [self.body_kk, self.body_ru, self.body_en]

    def title_in(self, language: str) -> str:
        return getattr(self, f"title_{language[:2]}", "") or self.title_kk

    def body_in(self, language: str) -> str:
        return getattr(self, f"body_{language[:2]}", "") or self.body_kk


class QuickAnswer(models.Model):
    """An answer of the first line, given by a person at first contact.

    ``article``: what it was taken from, if anything. ``body``: for whom the person who answered works. ``forwarded``:
    the appeal had been sent to a body before, so the answer is not quick. ``sampled``: drawn for the quality check;
    ``passed`` is its result, ``None`` until somebody else has checked.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="quick_answers")
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="quick")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, blank=True, related_name="uses")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    forwarded = models.BooleanField(default=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    sampled = models.BooleanField(default=False)
    passed = models.BooleanField(null=True)
    note = models.TextField(_("what is wrong with it"), blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        verbose_name = _("quick answer")
        verbose_name_plural = _("quick answers")
        indexes = [
            models.Index(
                fields=["answered_at", "id"],
                condition=Q(sampled=True, passed__isnull=True),
                name="quick_answer_to_check",
            ),
            models.Index(fields=["-answered_at", "-id"], name="quick_answer_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(passed__isnull=True) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="quick_answer_is_checked_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.appeal_id)


class QuickGoal(InForce, Shipped):
    """What the city aims at: the share of quick answers, and how many of them are drawn for the quality check."""

    target_percent = models.PositiveSmallIntegerField(
        _("target, per cent of all registered"), validators=[MaxValueValidator(100)]
    )
    sample_percent = models.PositiveSmallIntegerField(
        _("drawn for the quality check, per cent"), validators=[MaxValueValidator(100)]
    )
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("goal of quick answers")
        verbose_name_plural = _("goals of quick answers")
        constraints = [
            models.UniqueConstraint(fields=["valid_from"], name="one_quick_goal_per_day"),
            models.CheckConstraint(
                condition=Q(target_percent__lte=100, sample_percent__lte=100), name="quick_goal_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_percent} %"
