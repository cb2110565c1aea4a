"""The form of an appeal: four questions, a check, a receipt. Every step is kept before the next one is shown."""

from appeals.views.intake.ends import check, receipt, start
from appeals.views.intake.keeping import quietly
from appeals.views.intake.steps import category, contact, draft_photo, what, where

STEPS = {"start": start, "what": what, "where": where, "category": category, "contact": contact, "check": check}

__all__ = ["STEPS", "draft_photo", "quietly", "receipt"]
