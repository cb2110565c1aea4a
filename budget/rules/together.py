"""How long people have to say whether they write together."""

from datetime import datetime, timedelta

ANSWER_WITHIN = timedelta(days=14)
# Co-authors of one proposal, those who joined it included.
MOST = 10


def expires_at(asked_at: datetime) -> datetime:
    """The moment from which an unanswered invitation or wish no longer stands; it may be made anew."""
    return asked_at + ANSWER_WITHIN
