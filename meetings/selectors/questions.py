"""Questions put in advance: those of a meeting, those that are alike."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Upper

from meetings import policy
from meetings.enums import PUBLIC_QUESTIONS, QuestionStatus
from meetings.models import Meeting, Question, Support
from meetings.policy import Viewer

# Signs of a text that are compared: the beginning says what it is about.
COMPARED = 300
ENOUGH = 0.35
SHOWN = 5


def of_meeting(meeting: Meeting, viewer: Viewer) -> QuerySet[Question]:
    """The public questions of a meeting, the most supported first; ``supported``: by this viewer. One query."""
    supported = Support.objects.filter(question=OuterRef("pk"), user_id=viewer.actor.user_id or 0)
    rows = Question.objects.filter(meeting=meeting, status__in=PUBLIC_QUESTIONS)
    return (
        rows.annotate(supported=Exists(supported))
        .select_related("category", "district")
        .defer("district__outline")
        .order_by("-support", "number")
    )


def moved(meeting: Meeting) -> str:
    """Something that changes whenever a question of the meeting or its support does. One query."""
    found = Question.objects.filter(meeting=meeting).aggregate(seq=Sum("seq"), support=Sum("support"))
    return f"{found['seq'] or 0}-{found['support'] or 0}"


def own(meeting: Meeting, viewer: Viewer) -> QuerySet[Question]:
    """What this viewer asked, whatever became of it."""
    mine = Question.objects.filter(meeting=meeting, author_id=viewer.actor.user_id or 0)
    return mine.select_related("category").order_by("number")


def to_check(meeting: Meeting) -> QuerySet[Question]:
    """What waits for the secretary, and after it all that was asked."""
    rows = Question.objects.filter(meeting=meeting).select_related("category", "district", "author")
    return rows.defer("district__outline").order_by("number")


def on_sheet(meeting: Meeting) -> QuerySet[Question]:
    """What may be taken up in the hall: asked and not withdrawn."""
    left_out = (QuestionStatus.WITHDRAWN, QuestionStatus.DECLINED)
    return Question.objects.filter(meeting=meeting).exclude(status__in=left_out).order_by("number")


def alike(meeting: Meeting, text: str) -> list[Question]:
    """Public questions of this meeting that ask nearly the same, the most alike first. One query."""
    said = " ".join(text.split()).upper()[:COMPARED]
    if not said:
        return []
    rows = policy.questions_visible_to(Viewer()).filter(meeting=meeting)
    likeness = TrigramWordSimilarity(said, Upper("public_text"))
    found = rows.annotate(alike=likeness).filter(alike__gte=ENOUGH).select_related("category")
    return list(found.order_by("-alike", "number")[:SHOWN])
