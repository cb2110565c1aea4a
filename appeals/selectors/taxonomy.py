"""Categories and terms as they stand on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from appeals.models import Category, CategoryQuestion, Term
from appeals.rules.term import GENERAL, Allowed
from workflow.kept import kept

CATEGORIES = "appeals_category"
QUESTIONS = "appeals_categoryquestion"


@dataclass(frozen=True)
class Branch:
    """A top category and its leaves, as a form shows them."""

    top: Category
    leaves: Sequence[Category]


def tops(on: date) -> QuerySet[Category]:
    """Top categories in force, each with ``leaves_in_force``, those with ``asked``, their extra questions.

    Three queries.
    """
    asked = CategoryQuestion.objects.in_force(on).order_by("position", "code")
    leaves = (
        Category.objects.in_force(on)
        .filter(parent__isnull=False)
        .prefetch_related(Prefetch("extra_questions", queryset=asked, to_attr="asked"))
    )
    return (
        Category.objects.in_force(on)
        .filter(parent__isnull=True)
        .prefetch_related(Prefetch("leaves", queryset=leaves, to_attr="leaves_in_force"))
    )


@kept(CATEGORIES, QUESTIONS)
def tree(on: date) -> list[Branch]:
    """The tree that people choose from, in its order."""
    return [Branch(top, leaves) for top in tops(on) if (leaves := getattr(top, "leaves_in_force", []))]


@kept(CATEGORIES)
def headings(on: date) -> list[Category]:
    """The top categories of the tree alone. One query."""
    in_force = Category.objects.in_force(on)
    return list(in_force.filter(parent__isnull=True, leaves__in=in_force).distinct())


@kept(CATEGORIES)
def leaf(code: str, *, on: date) -> Category | None:
    """The leaf of this code with its top category, if both are in force."""
    found = Category.objects.in_force(on).filter(code=code, parent__isnull=False).select_related("parent").first()
    if found is None or not Category.objects.in_force(on).filter(pk=found.parent_id).exists():
        return None
    return found


@kept(CATEGORIES)
def node(code: str, *, on: date) -> Category | None:
    """The leaf or top category of this code, if it is in force."""
    return Category.objects.in_force(on).filter(code=code).first()


@kept(CATEGORIES)
def nodes() -> dict[str, Category]:
    """All categories by their codes, of any date, each with its top."""
    return Category.objects.select_related("parent").in_bulk(field_name="code")


@kept("appeals_term")
def allowed(kind: str, *, on: date) -> Allowed:
    """The term of law for this kind of appeal on that day; the general term where the table has no row."""
    row = Term.objects.in_force(on).filter(kind=kind).order_by("-valid_from").first()
    return Allowed(row.days, row.unit, row.basis) if row else GENERAL
