from appeals.models.appeal import Answer, Appeal, Photo, Question
from appeals.models.drafts import Draft, DraftPhoto
from appeals.models.parts import Complaint, Forwarding, Part
from appeals.models.routing import CategoryQuestion, RoutingRule
from appeals.models.suggestion import SuggestionModel
from appeals.models.taxonomy import Category, Term

__all__ = [
    "Answer",
    "Appeal",
    "Category",
    "CategoryQuestion",
    "Complaint",
    "Draft",
    "DraftPhoto",
    "Forwarding",
    "Part",
    "Photo",
    "Question",
    "RoutingRule",
    "SuggestionModel",
    "Term",
]
