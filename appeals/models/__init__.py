from appeals.models.appeal import Answer, Appeal, Photo, Question
from appeals.models.drafts import Draft, DraftPhoto
from appeals.models.routing import CategoryQuestion, RoutingRule
from appeals.models.suggestion import SuggestionModel
from appeals.models.taxonomy import Category, Term

__all__ = [
    "Answer",
    "Appeal",
    "Category",
    "CategoryQuestion",
    "Draft",
    "DraftPhoto",
    "Photo",
    "Question",
    "RoutingRule",
    "SuggestionModel",
    "Term",
]
