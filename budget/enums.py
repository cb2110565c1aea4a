"""Vocabularies of the people's budget. Words in kk, ru and en stand in docs/glossary.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EditionStatus(models.TextChoices):
    """The life of an edition. "Opening" is the ceremony after the vote, not the opening of the edition."""

    DRAFT = "draft", _("being prepared")
    INTAKE = "intake", _("proposals are taken in")
    VETTING = "vetting", _("proposals are checked")
    VOTING = "voting", _("residents vote")
    OPENING = "opening", _("votes are opened and counted")
    RESULTS = "results", _("results are published")
    WORKS = "works", _("winners are built")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_EDITION = frozenset(
    {
        EditionStatus.INTAKE,
        EditionStatus.VETTING,
        EditionStatus.VOTING,
        EditionStatus.OPENING,
        EditionStatus.RESULTS,
        EditionStatus.WORKS,
    }
)


class Stage(models.TextChoices):
    """The dated parts of an edition, in order."""

    INTAKE = "intake", _("intake of proposals")
    VETTING = "vetting", _("check of proposals")
    VOTING = "voting", _("vote")
    OPENING = "opening", _("opening and count")
    WORKS = "works", _("works")


class ProposalStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    UNPLACED = "unplaced", _("waits for a decision on its district")
    SUBMITTED = "submitted", _("submitted, formal check")
    DEPARTMENTS = "departments", _("with the departments")
    COUNCIL = "council", _("before the expert council")
    REWORK = "rework", _("returned to the author for rework")
    ADMITTED = "admitted", _("admitted to the vote")
    REFUSED = "refused", _("refused")
    APPEALED = "appealed", _("refusal under appeal")
    WITHDRAWN = "withdrawn", _("withdrawn")


IN_VETTING = frozenset(
    {
        ProposalStatus.UNPLACED,
        ProposalStatus.SUBMITTED,
        ProposalStatus.DEPARTMENTS,
        ProposalStatus.COUNCIL,
        ProposalStatus.REWORK,
        ProposalStatus.APPEALED,
    }
)
# What is still open to a co-author from a near-duplicate, and to other steps before the ballot.
BEFORE_BALLOT = IN_VETTING | {ProposalStatus.ADMITTED}
# What strangers may read: everything that was submitted and not taken back.
PUBLIC = BEFORE_BALLOT | {ProposalStatus.REFUSED}


class VotingForm(models.TextChoices):
    APPROVAL = "approval", _("up to so many projects, all alike")
    CHOOSE_1 = "choose_1", _("one project")
    KNAPSACK = "knapsack", _("as many as the money allows")
    POINTS = "points", _("points shared among projects")
    RANKING = "ranking", _("projects in order of preference")


class Way(models.TextChoices):
    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")


class TieRule(models.TextChoices):
    """Who goes first among equals; the values are those of ``budget.rules.tally.Ties``."""

    DRAW = "draw", _("a public draw")
    CHEAPER = "cheaper", _("the cheaper first")
    DEARER = "dearer", _("the dearer first")
    EARLIER = "listed", _("the earlier on the list first")


class FitRule(models.TextChoices):
    """What happens at a project that does not fit; the values are those of ``budget.rules.tally.Fit``."""

    SKIP = "skip", _("it is passed over and the list goes on")
    STOP = "stop", _("the list ends there")
    THRESHOLD = "share", _("it wins if enough of its cost is left, and the list ends")


class PaperRule(models.TextChoices):
    """What happens where one person has an online and a paper ballot."""

    OVERRIDES = "overrides", _("the paper ballot counts")
    BLOCKED = "blocked", _("no paper ballot after an online one")


class FundingSource(models.TextChoices):
    CITY = "city", _("city budget")
    SPONSOR = "sponsor", _("sponsor")
    RESIDENTS = "residents", _("residents")


class FundingState(models.TextChoices):
    PLEDGED = "pledged", _("pledged")
    CONFIRMED = "confirmed", _("confirmed")
    PAID = "paid", _("paid")
    LAPSED = "lapsed", _("lapsed")


class CoAuthorState(models.TextChoices):
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("co-author")
    DECLINED = "declined", _("declined")


class JoinState(models.TextChoices):
    """What became of a wish to join another proposal."""

    ASKED = "asked", _("asked")
    JOINED = "joined", _("joined")
    DECLINED = "declined", _("declined")


class PictureKind(models.TextChoices):
    PHOTO = "photo", _("photo of the place as it is")
    SKETCH = "sketch", _("sketch of the idea")


class SiteNoteKind(models.TextChoices):
    """What is known of a piece of ground."""

    COMMON = "common", _("land of common use")
    NETWORKS = "networks", _("protection zone of utility networks")
    PLANNED = "planned", _("already in a city plan")


class RefusalCode(models.TextChoices):
    """The closed list of reasons for a return or a refusal."""

    LAND = "land", _("the land is not the city's")
    NETWORKS = "networks", _("utility networks and their protection zones")
    CAP = "cap", _("the cost is above the cap")
    CATEGORY = "category", _("none of the categories")
    DESIGN_ONLY = "design_only", _("design documents only")
    PLANNED = "planned", _("already in a city plan")
    DUPLICATE = "duplicate", _("repeats another proposal")
    NOT_COMMON_USE = "not_common_use", _("not of common use")


class Finding(models.TextChoices):
    """What a department found on one criterion."""

    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    MENDABLE = "mendable", _("can be mended")


class CouncilChoice(models.TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAINED = "abstained", pgettext_lazy("vote of a council", "abstained")
    RECUSED = "recused", _("took no part: own or related project")


class CouncilMotion(models.TextChoices):
    """What the council votes on."""

    ADMIT = "admit", _("admit to the vote")
    REWORK = "rework", _("return for rework")
    REFUSE = "refuse", _("refuse")


class SealedBy(models.TextChoices):
    """Who closed the envelope of a ballot."""

    BROWSER = "browser", _("the voter's browser")
    SERVER = "server", _("the server")
    CLERK = "clerk", _("paper, typed by clerks")


class VoteProof(models.TextChoices):
    """By what a voter confirmed who votes."""

    CODE = "code", _("code to the phone")
    EGOV = "egov", _("eGov")
    EDS = "eds", _("digital signature")
    OFFICER = "officer", _("in person, by document")


class LeafKind(models.TextChoices):
    """What a leaf of the log is the hash of."""

    CHARTER = "charter", _("rules and ballot")
    BALLOT = "ballot", _("sealed ballot")
    BATCH = "batch", _("batch of paper ballots")


class BallotFault(models.TextChoices):
    """Why an opened ballot does not count."""

    UNREADABLE = "unreadable", _("the envelope does not open")
    EMPTY = "empty", _("nothing is chosen")
    TOO_MANY = "too_many", _("too many are chosen")
    TWICE = "twice", _("one project stands twice")
    UNKNOWN = "unknown", _("a project is not on this ballot")
    MONEY = "money", _("the choice costs more than there is")
    POINTS = "points", _("the points do not add up")


class LeftoverRule(models.TextChoices):
    """What becomes of money that a district leaves over when its list ends."""

    KEEP = "keep", _("it stays with the budget of the city")
    TRANSFER = "transfer", _("the remainders of all districts pay for the next projects of the city")


PUBLISHED = frozenset({EditionStatus.RESULTS, EditionStatus.WORKS, EditionStatus.CLOSED})


class GroupState(models.TextChoices):
    """Whether staff confirmed that projects cannot be built beside each other."""

    FOUND = "found", _("found on the map, waits for a decision")
    CONFIRMED = "confirmed", _("exclude each other")
    DISMISSED = "dismissed", _("both can be built")


class RunCause(models.TextChoices):
    """Why the count of a district was made."""

    FIRST = "first", _("count after the opening")
    STRUCK_OFF = "struck_off", _("counted again: a project was struck off")
    TRANSFER = "transfer", _("remainders of the districts")
    LEFTOVER = "leftover", _("money of projects that failed or cost less")


OFFICIAL_RUNS = frozenset({RunCause.FIRST, RunCause.STRUCK_OFF})


class Method(models.TextChoices):
    """Rules side by side; the values are those of ``budget.rules.comparison.Method``."""

    OFFICIAL = "official", _("The rule of the edition")
    STOP = "stop", _("The list ends at the first that does not fit")
    PER_COST = "per_cost", _("Votes per tenge")
    EQUAL_SHARES = "equal_shares", _("Equal shares")


class WorkStatus(models.TextChoices):
    """The life of a winner after the vote."""

    DESIGN = "design", _("design")
    TENDER = "tender", _("tender")
    CONTRACT = "contract", _("contract signed")
    WORKS = "works", _("works")
    ACCEPTED = "accepted", _("accepted")
    WARRANTY = "warranty", _("under warranty")
    FAILED = "failed", _("not built")


BEING_BUILT = frozenset({WorkStatus.DESIGN, WorkStatus.TENDER, WorkStatus.CONTRACT, WorkStatus.WORKS})
BUILT = frozenset({WorkStatus.ACCEPTED, WorkStatus.WARRANTY})


class PhotoMoment(models.TextChoices):
    BEFORE = "before", _("before the works")
    AFTER = "after", _("after the works")
