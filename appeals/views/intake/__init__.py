"""The form of an appeal: a few questions, a check, a receipt. Every step is kept before the next one is shown."""

from appeals.views.intake.details import details
from appeals.views.intake.ends import check, receipt, slip, start
from appeals.views.intake.keeping import quietly
from appeals.views.intake.similar import similar
from appeals.views.intake.steps import category, contact, draft_photo, what, where

STEPS = {
    "start": start,
    "what": what,
    "where": where,
    "category": category,
    "details": details,
    "similar": similar,
    "contact": contact,
    "check": check,
}

__all__ = ["STEPS", "draft_photo", "quietly", "receipt", "slip"]
