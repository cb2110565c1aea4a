"""What the people's budget holds of a person, for a copy of the own data and for being forgotten."""

from datetime import datetime

from accounts.models import User
from accounts.own_data import Part
from budget.enums import IN_VETTING, ProposalStatus
from budget.models import CoAuthor, DraftRevision, Proposal, RollMark, WorkFollower, WorkWord


def collect(user: User) -> Part:
    """Own proposals, co-authorships, that the person voted (never what), words about winners and which are followed."""
    return Part(
        {
            "proposals": list(
                Proposal.objects.filter(author=user)
                .order_by("pk")
                .values("number", "status", "title", "description", "address", "submitted_at")
            ),
            "co_authored": list(
                CoAuthor.objects.filter(user=user).order_by("pk").values("proposal__number", "email", "state")
            ),
            "votes": list(
                RollMark.objects.filter(user=user)
                .order_by("pk")
                .values("edition__code", "district_id", "way", "proof", "casts", "marked_at")
            ),
            "words": list(
                WorkWord.objects.filter(user=user)
                .order_by("pk")
                .values("work__proposal__number", "is_built", "text", "said_at")
            ),
            "follows": list(
                WorkFollower.objects.filter(user=user).order_by("pk").values("work__proposal__number", "since")
            ),
        }
    )


def open_cases(user: User) -> list[str]:
    """Numbers of own proposals that are being checked: their author is still asked."""
    checked = Proposal.objects.filter(author=user, status__in=IN_VETTING)
    return list(checked.order_by("number").values_list("number", flat=True))


def forget(user: User, at: datetime) -> None:
    """Drafts lose their words, co-authorships, words about winners and followings go. May run twice.

    A proposal that was submitted is a public document and stays; its author has no name any more. The mark on the roll
    stays until the roll of its edition is destroyed: without it the person could vote again.
    """
    drafts = Proposal.objects.filter(author=user, status=ProposalStatus.DRAFT)
    DraftRevision.objects.filter(proposal__in=drafts).delete()
    drafts.update(title="", description="", title_other="", description_other="", address="", point=None, area=None)
    for model in (CoAuthor, WorkWord, WorkFollower):
        model._default_manager.filter(user=user).delete()
