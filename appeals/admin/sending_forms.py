"""What the first line writes to forward an appeal, to split it, and to take it in as a complaint. Shape only."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.admin.forms import REASON_LENGTH, TriageForm
from appeals.enums import Status
from appeals.selectors import desk, parts, staff, taxonomy
from appeals.services.forwarding import NUMBER_LENGTH, OUTSIDE_LENGTH
from appeals.services.parts import MOST, TITLE_LENGTH, Wanted

FIELDS_OF_PART = ("title", "text", "category", "organisation", "outside")


def _words(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": REASON_LENGTH})


def _outside() -> forms.CharField:
    return forms.CharField(
        label=_("Or a body outside the list"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": OUTSIDE_LENGTH}),
    )


class SendingForm(TriageForm):
    """``bodies``: the choices of bodies in force today, asked for once a form."""

    def bodies(self, first: Any) -> list[tuple[str, Any]]:
        if not hasattr(self, "_bodies"):
            self._bodies = [(body.code, body.name) for body in desk.bodies_in_force(self.today)]
        return [("", first), *self._bodies]


class ForwardForm(SendingForm):
    name = "forward"
    organisation = forms.ChoiceField(label=_("The competent body"), required=False)
    outside = _outside()
    reason = forms.CharField(
        label=_("Why we are not competent"),
        help_text=_("The author reads it in the notice that goes out with this step."),
        required=False,
        widget=_words(),
    )

    def prepare(self) -> None:
        self.fields["organisation"].choices = self.bodies(_("Choose a body"))


class RegisterThereForm(TriageForm):
    name = "register_there"
    number = forms.CharField(
        label=_("Their number"), required=False, widget=forms.TextInput(attrs={"maxlength": NUMBER_LENGTH})
    )
    registered_on = forms.DateField(
        label=_("Registered there on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write the day on which the other body registered the appeal.")},
    )


class SplitForm(SendingForm):
    """Up to six parts; a part of which nothing is written is left out."""

    name = "split"
    reason = forms.CharField(label=_("Why it is split"), required=False, widget=_words())

    def prepare(self) -> None:
        tree = [
            (branch.top.name, [(leaf.code, leaf.name) for leaf in branch.leaves])
            for branch in taxonomy.tree(self.today)
        ]
        for n in range(1, MOST + 1):
            self.fields[f"title_{n}"] = forms.CharField(
                label=_("What it asks for, in words that everybody may read"),
                required=False,
                widget=forms.TextInput(attrs={"maxlength": TITLE_LENGTH, "lang": self.appeal.language}),
            )
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("The words of the appeal on it"), required=False, widget=_words()
            )
            self.fields[f"category_{n}"] = forms.ChoiceField(
                label=_("Category"), required=False, choices=[("", _("Choose a category")), *tree]
            )
            self.fields[f"organisation_{n}"] = forms.ChoiceField(
                label=_("Responsible body"), required=False, choices=self.bodies(_("As the table says"))
            )
            self.fields[f"outside_{n}"] = _outside()

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """The fields part by part; ``is_open``: of the first two, and of those where something is written or wrong."""
        for n in range(1, MOST + 1):
            fields = [self[f"{name}_{n}"] for name in FIELDS_OF_PART]
            yield {"number": n, "fields": fields, "is_open": n < 3 or any(each.value() for each in fields)}

    def values(self) -> dict[str, Any]:
        told = self.cleaned_data
        rows = [{name: told.get(f"{name}_{n}", "") for name in FIELDS_OF_PART} for n in range(1, MOST + 1)]
        return {"reason": told["reason"], "parts": [Wanted(**row) for row in rows if any(row.values())]}


class JoinForm(TriageForm):
    name = "join"
    reason = forms.CharField(label=_("Why it is one matter after all"), required=False, widget=_words())


class RoutePartForm(SendingForm):
    """Send a part that a body gave back to another one."""

    name = "route_part"
    number = forms.TypedChoiceField(label=_("Part"), coerce=int)
    organisation = forms.ChoiceField(label=_("Responsible body"), required=False)
    reason = forms.CharField(label=_("Why this body"), required=False, widget=_words())

    def prepare(self) -> None:
        waiting = [part for part in parts.listed(self.appeal) if part.status in {Status.REGISTERED, Status.ROUTED}]
        self.fields["number"].choices = [(part.number, f"{part.number}. {part.title}") for part in waiting]
        self.fields["organisation"].choices = self.bodies(_("Choose a body"))


class ForwardPartForm(RoutePartForm):
    """Forward one part to a body that does not work on this platform."""

    name = "forward_part"
    outside = forms.CharField(
        label=_("The competent body, outside the platform"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": OUTSIDE_LENGTH}),
    )
    reason = forms.CharField(
        label=_("Why we are not competent"),
        help_text=_("The author reads it in the notice that goes out with this step."),
        required=False,
        widget=_words(),
    )

    def prepare(self) -> None:
        super().prepare()
        del self.fields["organisation"]


class LodgeForm(SendingForm):
    name = "lodge"
    rare = frozenset({"official", "superior"})
    organisation = forms.ChoiceField(label=_("The body complained of"), required=False)
    official = forms.TypedChoiceField(
        label=_("The official complained of"),
        help_text=_("He and his unit take no part in it, and he does not see it."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    superior = forms.ChoiceField(
        label=_("The body that decides"),
        help_text=_("Needed only where nothing stands above the body complained of."),
        required=False,
    )

    def prepare(self) -> None:
        self.fields["organisation"].choices = self.bodies(_("Choose a body"))
        self.fields["superior"].choices = self.bodies(_("The body above it"))
        people = [(post.user_id, f"{post.user}, {post.organisation.name}") for post in staff.posts_in_force(self.today)]
        self.fields["official"].choices = [("", _("no official by name")), *dict(people).items()]
