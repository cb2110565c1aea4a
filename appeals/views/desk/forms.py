"""What officials write at the desk. Shape only; what is missing or wrong the services say in words."""

from datetime import date
from typing import cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeals.enums import Decision, PlaceSource
from appeals.models import Answer, Appeal, Part
from appeals.rules.answers import languages_for
from appeals.rules.report import Place
from appeals.rules.texts import TEXT_MAX
from appeals.services.questions import QUESTION_LENGTH
from appeals.services.reports import REASON_LENGTH
from appeals.views.forms.photos import PhotosField
from geo.forms import CoordinatesField

PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif"


class DeskForm(forms.Form):
    """A form of one act on one appeal. Ids carry the act's name: several forms stand on one page."""

    name = ""
    # Fields that few need: folded away until then.
    rare: frozenset[str] = frozenset()

    # Of the few forms that fit one part as well as a whole appeal, the part: it has the same columns for them.
    appeal: Appeal

    def __init__(
        self, *args, appeal: Appeal | Part, draft: Answer | None = None, on: date | None = None, **kwargs
    ) -> None:
        super().__init__(*args, auto_id=f"{self.name}-%s", **kwargs)
        self.appeal, self.draft = cast("Appeal", appeal), draft
        self.on = on or appeal.registered_on
        self.prepare()

    def values(self) -> dict:
        """What the service is called with."""
        return dict(self.cleaned_data)

    def prepare(self) -> None:
        """Fit the fields to the appeal."""

    @property
    def usual_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.rare]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in self.rare]

    @property
    def rare_is_open(self) -> bool:
        """Something is written or wrong in a folded field."""
        return any(field.errors or (field.name != "language" and field.value()) for field in self.rare_fields)


class AcceptForm(DeskForm):
    name = "accept"


class GiveBackForm(DeskForm):
    name = "give_back"
    reason = forms.CharField(
        label=_("Why it is not your duty"),
        help_text=_("Name the body that answers for it, if you know."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
    )


class AskForm(DeskForm):
    name = "ask"
    question = forms.CharField(
        label=_("Your question"),
        help_text=_(
            "The author gets a link that lives for some days; then the work goes on. The term runs on meanwhile."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": QUESTION_LENGTH}),
    )


class ReportForm(DeskForm):
    name = "report"
    rare = frozenset({"language", "no_photo_reason", "reasons", "norm"})
    decision = forms.ChoiceField(
        label=_("What the answer decides"), choices=Decision.choices, required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Answer to the author"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_MAX}),
    )
    photos = PhotosField(label=_("Photos after the work"), required=False)
    photo_place = CoordinatesField(
        label=_("Where the photos were taken"),
        help_text=_("Latitude and longitude. The device or the map fills them in."),
        required=False,
        max_length=60,
    )
    place_source = forms.ChoiceField(
        choices=PlaceSource.choices, required=False, initial=PlaceSource.PIN, widget=forms.HiddenInput
    )
    language = forms.ChoiceField(label=_("Language of the answer"), required=False)
    no_photo_reason = forms.CharField(
        label=_("Why there is no photo"),
        help_text=_("Only where the work cannot be photographed, or not near the pin."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": REASON_LENGTH}),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_(
            "Facts that were established, and why it is not done in full. A refusal, whole or in part, has them."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_MAX}),
    )
    norm = forms.CharField(
        label=_("Norm of law"),
        help_text=_("A refusal names the article that it rests on."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 300}),
    )

    def prepare(self) -> None:
        known = dict(settings.LANGUAGES)
        codes = [self.appeal.language, *sorted(languages_for(self.appeal.language) - {self.appeal.language})]
        self.fields["language"].choices = [(code, known[code]) for code in codes]
        self.fields["photos"].widget.attrs.update({"accept": PHOTO_TYPES, "multiple": True})
        self.fields["photos"].help_text = _("Up to %(n)d photos, 10 MB each. Place and camera data are removed.") % {
            "n": settings.PHOTOS_PER_APPEAL
        }
        if len(codes) == 1:
            del self.fields["language"]
        if self.draft:
            self.initial |= {
                "text": self.draft.text,
                "decision": self.draft.decision,
                "reasons": self.draft.reasons,
                "norm": self.draft.norm,
                "language": self.draft.language,
            }
        self.initial.setdefault("decision", Decision.SATISFIED)
        if self.appeal.point is None:
            del self.fields["photo_place"], self.fields["place_source"]

    def clean_photo_place(self) -> Place | None:
        place = self.cleaned_data["photo_place"]
        return Place(*place) if place else None


class AnswerForm(DeskForm):
    name = "answer"
    rare = frozenset({"reasons", "norm"})
    text = forms.CharField(
        label=_("Answer to the author"),
        help_text=_("It goes out in these words. You may correct them."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": TEXT_MAX}),
    )
    reasons = forms.CharField(
        label=_("Reasons"), required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_MAX})
    )
    norm = forms.CharField(label=_("Norm of law"), required=False, widget=forms.TextInput(attrs={"maxlength": 300}))

    def prepare(self) -> None:
        if self.draft:
            self.initial |= {"text": self.draft.text, "reasons": self.draft.reasons, "norm": self.draft.norm}
            for name in ("text", "reasons"):
                self.fields[name].widget.attrs["lang"] = self.draft.language


class ReturnForm(DeskForm):
    name = "return"
    reason = forms.CharField(
        label=_("What has to be put right"),
        help_text=_("The executor reads it. The term runs on."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
    )
