from appeals.models.appeal import Answer, Appeal, Photo, Question
from appeals.models.drafts import Draft, DraftPhoto
from appeals.models.taxonomy import Category, RoutingRule, Term

__all__ = ["Answer", "Appeal", "Category", "Draft", "DraftPhoto", "Photo", "Question", "RoutingRule", "Term"]
