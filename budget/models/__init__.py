from budget.models.box import (
    Checkpoint,
    Cosignature,
    EditionKey,
    LogLeaf,
    LogNode,
    OpenedBallot,
    Opening,
    Witness,
)
from budget.models.editions import BudgetCategory, Edition, EditionStage, Envelope, StageOrder
from budget.models.paper import Batch, FormIssue, Office, PaperEntry, PaperForm
from budget.models.proposals import (
    CoAuthor,
    CostLine,
    DraftRevision,
    Funding,
    Proposal,
    ProposalPhoto,
    SiteNote,
)
from budget.models.roll import RollMark, SealedBallot, VoteCode

__all__ = [
    "Batch",
    "BudgetCategory",
    "Checkpoint",
    "CoAuthor",
    "Cosignature",
    "CostLine",
    "DraftRevision",
    "Edition",
    "EditionKey",
    "EditionStage",
    "Envelope",
    "FormIssue",
    "Funding",
    "LogLeaf",
    "LogNode",
    "Office",
    "OpenedBallot",
    "Opening",
    "PaperEntry",
    "PaperForm",
    "Proposal",
    "ProposalPhoto",
    "RollMark",
    "SealedBallot",
    "SiteNote",
    "StageOrder",
    "VoteCode",
    "Witness",
]
