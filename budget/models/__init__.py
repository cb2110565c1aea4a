from budget.models.editions import BudgetCategory, Edition, EditionStage, Envelope, StageOrder
from budget.models.proposals import (
    CoAuthor,
    CostLine,
    DraftRevision,
    Funding,
    Proposal,
    ProposalPhoto,
    SiteNote,
)

__all__ = [
    "BudgetCategory",
    "CoAuthor",
    "CostLine",
    "DraftRevision",
    "Edition",
    "EditionStage",
    "Envelope",
    "Funding",
    "Proposal",
    "ProposalPhoto",
    "SiteNote",
    "StageOrder",
]
