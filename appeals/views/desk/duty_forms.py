"""Forms of the body's own order: who does the work, and what officials tell each other."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence
from accounts.selectors import absences
from appeals.selectors import staff
from appeals.services.notes import NOTE_LENGTH
from appeals.views.desk.forms import DeskForm


class AssignForm(DeskForm):
    name = "assign"
    executor = forms.TypedChoiceField(label=_("Executor"), coerce=int, empty_value=None, required=False)
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, empty_value=None, required=False)
    despite_absence = forms.BooleanField(label=_("Assign although the person is away"), required=False)

    def prepare(self) -> None:
        people = list(staff.doers(self.appeal, on=self.on))
        away = {absence.user_id: absence for absence in absences([one.pk for one in people], self.on)}
        gap = ("", _now("Not named yet"))
        self.fields["executor"].choices = [
            gap,
            *((one.pk, self._named(str(one), away.get(one.pk))) for one in people),
        ]
        self.fields["team"].choices = [gap, *((one.pk, one.name) for one in staff.teams(self.appeal, on=self.on))]
        self.initial.update(executor=self.appeal.executor_id, team=self.appeal.team_id)
        if len(self.fields["team"].choices) == 1:
            del self.fields["team"]
        if not away:
            del self.fields["despite_absence"]

    @staticmethod
    def _named(name: str, absence: Absence | None) -> str:
        """The name, and that the person is away, until when, and who stands in."""
        if absence is None:
            return name
        until = date_format(absence.valid_to) if absence.valid_to else ""
        words = _now("%(name)s: away before %(day)s") if until else _now("%(name)s: away")
        deputy = _now("deputy %(name)s") % {"name": absence.deputy} if absence.deputy else _now("no deputy")
        return f"{words % {'name': name, 'day': until}}, {deputy}"


class NoteForm(DeskForm):
    name = "note"
    text = forms.CharField(
        label=_("Note among officials"),
        help_text=_("The author and strangers never see it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
    )
