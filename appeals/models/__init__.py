from appeals.models.appeal import Answer, Appeal, Photo, Question
from appeals.models.batches import Batch, BatchItem, Repeat, SavedFilter
from appeals.models.drafts import Draft, DraftPhoto
from appeals.models.hearings import Hearing
from appeals.models.imports import ImportedRecord
from appeals.models.knowledge import Article, QuickAnswer, QuickGoal
from appeals.models.limits import HearingException, Limit, RatingReason, Remedy
from appeals.models.parts import Complaint, Forwarding, Part
from appeals.models.routing import CategoryQuestion, RoutingRule
from appeals.models.subscriptions import Subscription
from appeals.models.suggestion import SuggestionModel
from appeals.models.taxonomy import Category, Term
from appeals.models.terms import Breach, Escalation, Extension, LadderStep
from appeals.models.voices import Voice
from appeals.models.work import Note, Rating, SavedView

__all__ = [
    "Answer",
    "Appeal",
    "Article",
    "Batch",
    "BatchItem",
    "Breach",
    "Category",
    "CategoryQuestion",
    "Complaint",
    "Draft",
    "DraftPhoto",
    "Escalation",
    "Extension",
    "Forwarding",
    "Hearing",
    "HearingException",
    "ImportedRecord",
    "LadderStep",
    "Limit",
    "Note",
    "Part",
    "Photo",
    "Question",
    "QuickAnswer",
    "QuickGoal",
    "Rating",
    "RatingReason",
    "Remedy",
    "Repeat",
    "RoutingRule",
    "SavedFilter",
    "SavedView",
    "Subscription",
    "SuggestionModel",
    "Term",
    "Voice",
]
