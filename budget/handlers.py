"""What follows from an act of the people's budget: who is told, by which letter, and what begins by itself.

Handlers run in the worker and may run twice or late: a letter's key holds the act, so nobody is told twice.
"""

from datetime import date

from django.urls import reverse
from django.utils import translation

from accounts import notices
from budget.models import Edition, EditionKey, Work, WorkFollower
from budget.services import keys, works
from workflow.models import Act
from workflow.registry import Handler

# Of a winner on its way: what followers are told of. Payments and photos stand on the page.
TOLD_OF_WORKS = frozenset(
    {
        "win",
        "announce_tender",
        "sign_contract",
        "repeat_tender",
        "begin_works",
        "postpone",
        "accept",
        "start_warranty",
        "fail",
    }
)


def begin_works(act: Act) -> None:
    """The works of an edition begin: each winner gets its page."""
    works.begin_all(act.subject_id, at=act.at)


def publish_charter(act: Act) -> None:
    """The vote begins: its rules, its ballot and its keys become leaf 0 of the log, in the very same transaction.

    An edition that votes on paper elsewhere, or not at all, has no keys and no log.
    """
    edition = Edition.objects.get(pk=act.subject_id)
    if EditionKey.objects.filter(edition=edition).exists():
        keys.publish(edition, at=act.at)


def tell_followers(act: Act) -> None:
    """Each step of a winner to those who follow it, its author and co-authors among them."""
    work = Work.objects.select_related("proposal").get(pk=act.subject_id)
    followers = WorkFollower.objects.filter(work=work, user__is_active=True).select_related("user").order_by("pk")
    people = {row.user_id: row.user for row in followers}
    author = work.proposal.author
    if author.is_active:
        people.setdefault(author.pk, author)
    for user in people.values():
        with translation.override(user.language):
            link = reverse("results:work", args=[work.proposal.number])
        language = "ru" if user.language == "ru" else "kk"
        until = act.data.get("until") or work.planned_end_on.isoformat()
        notices.owe(
            code="work_step",
            key=f"work:{work.pk}:{act.seq}:u{user.pk}",
            at=act.at,
            language=user.language,
            context={
                "number": work.proposal.number,
                "title": work.proposal.title_in(language),
                "step": act.name,
                "until": date.fromisoformat(until),
                "reason": act.data.get(f"reason_{language}") or act.note,
            },
            user=user,
            link=link,
        )


EDITION_HANDLERS = (
    Handler("works", begin_works, frozenset({"start_works"})),
    Handler("box", publish_charter, frozenset({"start_voting"}), at_once=True),
)
WORK_HANDLERS = (Handler("letters", tell_followers, TOLD_OF_WORKS),)
