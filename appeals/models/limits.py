from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.organisations import InForce
from appeals.enums import LimitCode
from appeals.models.shipped import Shipped
from appeals.models.taxonomy import Category
from geo.names import Named


class Limit(InForce, Shipped):
    """A number of the work on appeals: days, metres or per cent, as its code says. The city edits it as a row.

    ``category``: for this category (a leaf, or a top with its leaves) alone; empty: for all others.
    ``basis``: the law or the order that the number rests on.
    """

    code = models.CharField(_("number"), max_length=30, choices=LimitCode)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.CASCADE, null=True, blank=True, related_name="limits"
    )
    value = models.PositiveIntegerField(_("value"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["code", "category", "-valid_from"]
        verbose_name = _("number of the work")
        verbose_name_plural = _("numbers of the work")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "category", "valid_from"], nulls_distinct=False, name="one_limit_per_category_and_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="limit_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.value}"


class Remedy(InForce, Shipped):
    """How an answer is appealed against: to whom and until when, in the words that go into the answer.

    ``organisation``: of answers by this body and those below it; empty: where no other row fits.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    text_kk = models.TextField(_("in Kazakh"))
    text_ru = models.TextField(_("in Russian"))
    text_en = models.TextField(_("in English"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["organisation", "-valid_from"]
        verbose_name = _("way of appeal")
        verbose_name_plural = _("ways of appeal")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "valid_from"], nulls_distinct=False, name="one_remedy_per_body_and_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation or _("all bodies"))

    def text_in(self, language: str) -> str:
        return {"kk": self.text_kk, "ru": self.text_ru, "en": self.text_en}[language]


class HearingException(Named, InForce, Shipped):
    """A case in which an adverse decision needs no hearing before it, as the law lists them (APPC art. 73)."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    basis = models.CharField(_("basis"), max_length=200)

    class Meta:
        ordering = ["code"]
        verbose_name = _("exception from the hearing")
        verbose_name_plural = _("exceptions from the hearing")


class RatingReason(Named, InForce, Shipped):
    """Why somebody rated an answer so. ``praise``: offered with high rates; the others with low ones."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    praise = models.BooleanField(_("offered with a high rate"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["praise", "position", "code"]
        verbose_name = _("reason of a rate")
        verbose_name_plural = _("reasons of rates")
