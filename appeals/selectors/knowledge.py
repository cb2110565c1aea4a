"""Articles in force, and those that answer what somebody asks."""

from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, Count, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from appeals.models import Article
from appeals.rules.asking import stems
from geo.folding import fold

# A heading with a word this like one of the question's answers a question with a slip of the finger in it.
LIKE_HEADING = 0.5
LONG_ENOUGH, MOST_WORDS = 6, 6
# What stands under the very category comes before what only shares a word.
OF_CATEGORY = 0.3


def articles(on: date) -> QuerySet[Article]:
    """Articles in force on that day, without what only the search needs."""
    found = Article.objects.in_force(on).select_related("organisation", "category__parent")
    return found.defer("folded", "heading_folded", "search")


def article(code: str, *, on: date) -> Article | None:
    return articles(on).filter(code=code).first()


def found(text: str, *, on: date, category: str = "", limit: int = 10) -> list[Article]:
    """Articles that share telling words with the text (any alphabet, any of the three languages), best first.

    ``category``: code of a leaf; its articles count although they share no word. Nothing asked, nothing found.
    One query.
    """
    folded = fold(text)
    words = stems(folded)
    if not words and not category:
        return []
    rows = articles(on)
    rank: Combinable = Value(0.0, output_field=FloatField())
    match = Q(pk__in=[])
    if words:
        query = SearchQuery(" | ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")
        likeness = _likeness(folded)
        rows = rows.annotate(likeness=likeness)
        rank = SearchRank(F("search"), query) + likeness
        match = Q(search=query) | Q(likeness__gte=LIKE_HEADING)
    if category:
        match |= Q(category__code=category)
        rank = rank + Case(When(category__code=category, then=Value(OF_CATEGORY)), default=Value(0.0))
    return list(rows.filter(match).annotate(rank=rank).order_by("-rank", "code")[:limit])


def _likeness(folded: str) -> Combinable:
    """How like the most alike word of the headings is to one of the question's longer words, from 0 to 1."""
    longer = [word for word in folded.split() if len(word) >= LONG_ENOUGH][:MOST_WORDS]
    each = [TrigramWordSimilarity(word, "heading_folded") for word in longer]
    return Greatest(Value(0.0), Value(0.0), *each, output_field=FloatField())


def by_use(on: date) -> QuerySet[Article]:
    """Articles in force with ``used``: how many appeals each has answered; most used first."""
    return articles(on).annotate(used=Count("uses")).order_by("-used", "code")
