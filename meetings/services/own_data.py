"""What meetings hold of a person, for a copy of the own data and for being forgotten."""

from datetime import datetime, timedelta

from accounts.models import User
from accounts.own_data import Part
from meetings.models import Question, Registration, Support

# So long after a meeting it is still known who came; afterwards only how many.
KEPT_DAYS = 90


def collect(user: User) -> Part:
    """The person's registrations, questions put in advance, and which questions of others the person supports."""
    registrations = Registration.objects.filter(user=user).select_related("meeting").order_by("pk")
    asked = Question.objects.filter(author=user).select_related("meeting").order_by("pk")
    supported = Support.objects.filter(user=user).select_related("question__meeting").order_by("pk")
    return Part(
        {
            "registrations": [
                {
                    "meeting": row.meeting.number,
                    "name": row.name,
                    "email": row.email,
                    "phone": row.phone,
                    "wants_to_speak": row.wants_to_speak,
                    "subject": row.subject,
                    "created_at": row.created_at,
                    "checked_in_at": row.checked_in_at,
                    "cancelled_at": row.cancelled_at,
                }
                for row in registrations
            ],
            "questions": [
                {
                    "meeting": row.meeting.number,
                    "number": row.number,
                    "text": row.text,
                    "address": row.address,
                    "status": str(row.status),
                    "asked_at": row.asked_at,
                }
                for row in asked
            ],
            "supports": [
                {"meeting": row.question.meeting.number, "question": row.question.number, "at": row.at}
                for row in supported
            ],
        }
    )


def nothing_open(user: User) -> list[str]:
    """No meeting needs the person's address to go on."""
    return []


def forget(user: User, at: datetime) -> None:
    """Registrations and supports go, questions stay without their author. May run twice."""
    Registration.objects.filter(user=user).delete()
    Question.objects.filter(author=user).update(author=None)
    for support in Support.objects.filter(user=user).select_related("question"):
        question = support.question
        support.delete()
        Question.objects.filter(pk=question.pk).update(support=question.supports.count())


def forget_visitors(*, at: datetime) -> int:
    """Take names and contacts out of registrations for meetings that are long over. Returns of how many."""
    over = Registration.objects.filter(meeting__starts_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(name="")
    return over.update(name="", email="", phone="", subject="", user=None)
