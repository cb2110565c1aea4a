"""What the first line writes. Shape only; what is missing or wrong the services say in words."""

from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.masking import cover, find
from appeals.enums import Decision, Kind
from appeals.models import Appeal, Repeat
from appeals.rules.answers import languages_for
from appeals.rules.disclosure import uncovered
from appeals.rules.texts import TEXT_MAX, title_from
from appeals.selectors import desk, taxonomy
from appeals.services.reviews import NOTE_LENGTH
from appeals.services.triage import TITLE_LENGTH
from appeals.views.desk.forms import AskForm as DeskAskForm
from appeals.views.desk.forms import DeskForm

REASON_LENGTH = 500


class TriageForm(DeskForm):
    """A form of one act. ``today``: what is in force today may be chosen."""

    def __init__(self, *args, appeal: Appeal, today: date, **kwargs) -> None:
        self.today = today
        super().__init__(*args, appeal=appeal, **kwargs)


class CategoriseForm(TriageForm):
    name = "categorise"
    category = forms.ChoiceField(label=_("Category"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)

    def prepare(self) -> None:
        tree = [
            (branch.top.name, [(leaf.code, leaf.name) for leaf in branch.leaves])
            for branch in taxonomy.tree(self.today)
        ]
        self.fields["category"].choices = [("", _("Choose a category")), *tree]
        self.fields["kind"].help_text = _("The kind sets the term of the answer.")
        self.initial |= {
            "category": self.appeal.category.code if self.appeal.category else "",
            "kind": self.appeal.kind,
        }


class RouteForm(TriageForm):
    name = "route"
    rare = frozenset({"organisation", "reason"})
    organisation = forms.ChoiceField(label=_("Another body"), required=False)
    reason = forms.CharField(
        label=_("Why not as the table says"),
        help_text=_("The reason stays in the journal: from it the table is put right."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LENGTH}),
    )

    def prepare(self) -> None:
        bodies = desk.bodies_in_force(self.today)
        self.fields["organisation"].choices = [
            ("", _("As the table says")),
            *((body.code, body.name) for body in bodies),
        ]


class AskForm(TriageForm, DeskAskForm):
    pass


class PublishForm(TriageForm):
    name = "publish"
    public_title = forms.CharField(
        label=_("Title that everybody reads"), required=False, widget=forms.TextInput(attrs={"maxlength": TITLE_LENGTH})
    )
    public_text = forms.CharField(
        label=_("Text that everybody reads"),
        help_text=_("No names, phones, numbers of flats and cars."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_MAX}),
    )
    photo_ids = forms.TypedMultipleChoiceField(
        label=_("Photos that everybody sees"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    shown = forms.MultipleChoiceField(
        label=_("These words look like personal data and are covered. Show those that everybody may read"),
        help_text=_(
            "A phone of a public service, a number that is not a flat: mark it, and it stands in the text again."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        self.spans = find(self.appeal.text)
        draft = cover(self.appeal.text, self.spans)
        photos = list(self.appeal.photos.all())
        self.fields["photo_ids"].choices = [(photo.pk, str(number)) for number, photo in enumerate(photos, 1)]
        self.initial |= {
            "public_title": self.appeal.public_title or title_from(draft),
            "public_text": self.appeal.public_text or draft,
            "photo_ids": [photo.pk for photo in photos if photo.is_public],
            # What is public already was let through once.
            "shown": [span.words for span in find(self.appeal.public_text)],
        }
        self.fields["shown"].choices = [(words, words) for words in self._doubtful()]
        for name in ("public_title", "public_text"):
            self.fields[name].widget.attrs["lang"] = self.appeal.language

    def _doubtful(self) -> list[str]:
        """Words to be decided on: of the author's text, and of what the moderator has written himself."""
        own = [self.data.get(name, "") for name in ("public_title", "public_text")] if self.is_bound else []
        written = [span.words for text in (self.appeal.public_text, *own) for span in find(text)]
        return list(dict.fromkeys([*(span.words for span in self.spans), *written]))

    def clean(self) -> dict:
        """Put the words that may be shown in the place of their marks."""
        cleaned = super().clean() or self.cleaned_data
        shown = cleaned.get("shown", [])
        for name in ("public_title", "public_text"):
            whole = uncovered(cleaned.get(name, ""), self.spans, shown, is_title=name == "public_title")
            if whole is not None:
                cleaned[name] = whole
            elif name == "public_text":
                self.add_error(
                    name, _("A mark was removed, so the words to be shown have no place: write them in by hand.")
                )
        return cleaned


class UnpublishForm(TriageForm):
    name = "unpublish"
    reason = forms.CharField(
        label=_("Why it is taken off"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LENGTH}),
    )


class AnswerAtOnceForm(TriageForm):
    name = "answer_at_once"
    decision = forms.ChoiceField(
        label=_("What the answer decides"), choices=Decision.choices, required=False, initial=Decision.EXPLAINED
    )
    text = forms.CharField(
        label=_("Answer to the author"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_MAX}),
    )
    norm = forms.CharField(
        label=_("Norm of law"),
        help_text=_("A refusal names the article that it rests on."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 300}),
    )
    language = forms.ChoiceField(label=_("Language of the answer"), required=False)

    def prepare(self) -> None:
        known = dict(settings.LANGUAGES)
        codes = [self.appeal.language, *sorted(languages_for(self.appeal.language) - {self.appeal.language})]
        self.fields["language"].choices = [(code, known[code]) for code in codes]
        self.initial |= {"language": self.appeal.language}
        if len(codes) == 1:
            del self.fields["language"]


class ReviewForm(TriageForm):
    name = "review"
    text = forms.CharField(
        label=_("What you found, for the author"),
        help_text=_("If the category or the body is wrong, correct it first."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
    )


class StopRepeatForm(TriageForm):
    name = "stop_repeat"
    earlier = forms.CharField(
        label=_("Number of the answered appeal of the same person"), required=False, max_length=16
    )
    text = forms.CharField(
        label=_("Notice to the author: what was answered, and why nothing in this appeal is new"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": TEXT_MAX}),
    )

    def prepare(self) -> None:
        repeat = Repeat.objects.select_related("earlier").filter(appeal=self.appeal).first()
        if repeat is not None:
            self.initial |= {"earlier": repeat.earlier.number}
