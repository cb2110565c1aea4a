"""What a number or a list of the work rests on, as the lists of the office show it."""

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from workflow.law import cited


class CitesLaw:
    """Gives a list the column ``cited``."""

    @admin.display(description=_("basis"), ordering="basis")
    def cited(self, row: Model) -> str:
        return cited(row.basis)
