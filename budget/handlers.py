"""What follows from an act of the people's budget: who is told, by which letter, and what begins by itself.

Handlers run in the worker and may run twice or late: a letter's key holds the act, so nobody is told twice.
"""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts import notices
from accounts.enums import Role
from accounts.models import Appointment, User
from budget.enums import CoAuthorState, RefusalCode
from budget.models import CoAuthor, Edition, JoinRequest, Proposal, Review, Work, WorkFollower
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
    """The vote begins: its rules, its ballot and its keys become leaf 0 of the log, in the very same transaction."""
    keys.publish(Edition.objects.get(pk=act.subject_id), at=act.at)


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
                "title": work.proposal.title_in(user.language),
                "step": act.name,
                "until": date.fromisoformat(until),
                "reason": act.data.get(f"reason_{language}") or act.note,
            },
            user=user,
            link=link,
        )


# Act of a proposal -> the letter to its authors.
TO_AUTHORS = {
    "submit": "proposal_submitted",
    "return_formal": "proposal_returned",
    "rework": "proposal_returned",
    "admit": "proposal_admitted",
    "refuse": "proposal_refused",
    "overturn": "proposal_appeal",
    "uphold": "proposal_appeal",
    "reopen": "proposal_reopened",
    "amend": "proposal_amended",
}
TO_EXPERTS = frozenset({"pass_formal", "ask_departments"})


def tell_authors(act: Act) -> None:
    """A step of a proposal to its author and co-authors, in the language of each."""
    proposal = Proposal.objects.select_related("author", "edition").get(pk=act.subject_id)
    together = proposal.coauthors.filter(state=CoAuthorState.ACCEPTED, user__is_active=True).select_related("user")
    people = {proposal.author_id: proposal.author, **{row.user_id: row.user for row in together}}
    for user in people.values():
        if user is not None and user.is_active:
            _write(TO_AUTHORS[act.name], proposal, act, user, reverse_to="budget:proposal")


def tell_invited(act: Act) -> None:
    """An invitation to write together: to the account, or to the e-mail of somebody who has none yet."""
    invitation = CoAuthor.objects.filter(pk=act.data["invitation"]).select_related("user", "proposal__author").first()
    if invitation is None:  # taken back meanwhile
        return
    proposal, person = invitation.proposal, invitation.user
    language = person.language if person else proposal.language
    with translation.override(language):
        link = reverse("budget:mine")
    notices.owe(
        code="proposal_invitation",
        key=f"proposal:{proposal.pk}:{act.seq}:invitation",
        at=act.at,
        context={
            "number": proposal.number,
            "title": proposal.title_in(language),
            "name": proposal.author.full_name,
            "until": timezone.localdate(invitation.expires_at),
        },
        user=person,
        email="" if person else invitation.email,
        language=language,
        link=link,
    )


# Act of a proposal -> what its letter tells, of writing together.
TOGETHER = {
    "accept_invitation": "accepted",
    "decline_invitation": "declined",
    "ask_to_join": "asked",
    "join": "joined",
    "decline_to_join": "not_joined",
}


def tell_together(act: Act) -> None:
    """Answers to the author; a wish to join to the author of the other proposal; who joined to all who write it."""
    proposal = Proposal.objects.select_related("author").get(pk=act.subject_id)
    who, about = act.actor_name, proposal
    readers = [proposal.author]
    if "wish" in act.data:
        wish = JoinRequest.objects.select_related("draft__author", "target__author").get(pk=act.data["wish"])
        about, who = wish.target, wish.draft.author.full_name
        readers = [wish.draft.author if act.name == "decline_to_join" else wish.target.author]
    if act.name == "join":
        writers = about.coauthors.filter(state=CoAuthorState.ACCEPTED, user__isnull=False).select_related("user")
        readers += [row.user for row in writers if row.user]
    for user in readers:
        if user.is_active:
            _tell_together(act, about, who, user)


def _tell_together(act: Act, proposal: Proposal, who: str, user: User) -> None:
    with translation.override(user.language):
        link = reverse("budget:proposal", args=[proposal.number])
    notices.owe(
        code="proposal_together",
        key=f"proposal:{act.subject_id}:{act.seq}:together:u{user.pk}",
        at=act.at,
        context={
            "number": proposal.number,
            "title": proposal.title_in(user.language),
            "name": who,
            "step": TOGETHER[act.name],
        },
        user=user,
        language=user.language,
        link=link,
    )


def tell_experts(act: Act) -> None:
    """A proposal waits for the findings of their departments."""
    proposal = Proposal.objects.select_related("edition").get(pk=act.subject_id)
    bodies = Review.objects.filter(proposal=proposal, asked_at=act.at).values("organisation_id")
    experts = Appointment.objects.in_force(timezone.localdate(act.at)).filter(
        role=Role.EXPERT, organisation_id__in=bodies
    )
    experts = experts.filter(Q(district__isnull=True) | Q(district_id=proposal.district_id))
    for user in User.objects.filter(is_active=True, pk__in=experts.values("user_id")).order_by("pk"):
        _write("proposal_review", proposal, act, user, reverse_to="budget-desk:proposal")


def _write(code: str, proposal: Proposal, act: Act, user: User, *, reverse_to: str) -> None:
    with translation.override(user.language):
        link = reverse(reverse_to, args=[proposal.number])
        reason = str(RefusalCode(act.data["code"]).label) if act.data.get("code") else ""
    language = "ru" if user.language == "ru" else "kk"
    day = act.data.get("rework_until") or act.data.get("appeal_until") or act.data.get("due_on")
    notices.owe(
        code=code,
        key=f"proposal:{proposal.pk}:{act.seq}:{code}:u{user.pk}",
        at=act.at,
        context={
            "number": proposal.number,
            "title": proposal.title_in(user.language),
            "edition": proposal.edition.name_in(user.language),
            "reason": reason,
            "words": act.data.get(f"text_{language}") or "",
            "until": date.fromisoformat(day) if day else "",
            "upheld": "1" if act.name == "uphold" else "",
        },
        user=user,
        language=user.language,
        link=link,
    )


PROPOSAL_HANDLERS = (
    Handler("letters", tell_authors, frozenset(TO_AUTHORS)),
    Handler("experts", tell_experts, TO_EXPERTS),
    Handler("invitations", tell_invited, frozenset({"invite"})),
    Handler("together", tell_together, frozenset(TOGETHER)),
)
EDITION_HANDLERS = (
    Handler("works", begin_works, frozenset({"start_works"})),
    Handler("box", publish_charter, frozenset({"start_voting"}), at_once=True),
)
WORK_HANDLERS = (Handler("letters", tell_followers, TOLD_OF_WORKS),)
