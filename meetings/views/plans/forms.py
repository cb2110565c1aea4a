"""What officials write about an instruction. Shape only; what is missing or wrong the services say in words."""

from datetime import date

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Organisation
from geo.forms import CoordinatesField
from meetings.enums import InstructionOutcome, LinkKind, PlaceSource
from meetings.models import Category, CoDoer, Instruction
from meetings.rules.disclosure import doubtful
from meetings.rules.evidence import MOST_DOCUMENTS, MOST_PHOTOS
from meetings.selectors import plan_staff, plans
from meetings.services.families import Part
from meetings.services.fields import NO_PLACE, Place
from meetings.views.forms import LetThroughField, districts, offer_words

PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif"
DOCUMENT_TYPES = ".pdf,.docx,.xlsx"
REASON = {"rows": 3, "maxlength": 1000}


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans to a list of uploaded files, empty if none was chosen."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class DeedForm(forms.Form):
    """A form of one act on one instruction. Ids carry the act's name: several forms stand on one page."""

    name = ""

    def __init__(self, *args, row: Instruction, on: date, **kwargs) -> None:
        super().__init__(*args, auto_id=f"{self.name}-%s", **kwargs)
        self.row, self.on = row, on
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the instruction."""

    def values(self) -> dict:
        """What the service is called with."""
        return dict(self.cleaned_data)


class TakeUpForm(DeedForm):
    name = "take_up"


class ReasonForm(DeedForm):
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs=REASON))


class RefuseForm(ReasonForm):
    name = "refuse"


class InsistForm(ReasonForm):
    name = "insist"


class ReturnForm(ReasonForm):
    name = "return"


class UpholdForm(ReasonForm):
    name = "uphold"


class ReopenForm(ReasonForm):
    name = "reopen"


class ReportForm(DeedForm):
    name = "report"
    text = forms.CharField(
        label=_("What was done"), required=False, widget=forms.Textarea(attrs={"rows": 5, "maxlength": 5000})
    )
    photos = FilesField(label=_("Photos"), required=False)
    documents = FilesField(label=_("Documents"), required=False)
    photo_place = CoordinatesField(
        label=_("Where the photos were taken"),
        help_text=_("Latitude and longitude. The device or the map fills them in."),
        required=False,
        max_length=60,
    )
    place_source = forms.ChoiceField(
        choices=PlaceSource.choices, required=False, initial=PlaceSource.PIN, widget=forms.HiddenInput
    )
    no_place_reason = forms.CharField(
        label=_("Why a photo could not be taken at the place"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 300}),
    )

    def prepare(self) -> None:
        self.fields["photos"].widget.attrs.update({"accept": PHOTO_TYPES, "multiple": True})
        self.fields["documents"].widget.attrs.update({"accept": DOCUMENT_TYPES, "multiple": True})
        self.fields["photos"].help_text = _("Up to %(n)d. Place and camera data are removed from the files.") % {
            "n": MOST_PHOTOS
        }
        self.fields["documents"].help_text = _("Up to %(n)d: PDF, DOCX or XLSX.") % {"n": MOST_DOCUMENTS}
        if self.row.point is None:
            del self.fields["no_place_reason"]

    def clean_photo_place(self) -> Place:
        place = self.cleaned_data["photo_place"]
        return Place(*place) if place else NO_PLACE


class PartForm(DeedForm):
    name = "do_part"
    part = forms.TypedChoiceField(label=_("Whose part is done"), coerce=int)
    text = forms.CharField(label=_("What was done"), required=False, widget=forms.Textarea(attrs=REASON))

    def prepare(self) -> None:
        open_ = [one for one in self.helpers if one.done_at is None]
        self.fields["part"].choices = [(one.position, one.label) for one in open_]

    @property
    def helpers(self) -> list[CoDoer]:
        return list(self.row.co_doers.select_related("organisation"))


class RedirectForm(DeedForm):
    name = "redirect"
    lead = forms.ChoiceField(label=_("To which body"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs=REASON))

    def prepare(self) -> None:
        bodies = Organisation.objects.in_force(self.on).exclude(pk=self.row.lead_id or 0)
        self.fields["lead"].choices = [("", _("Choose a body")), *((body.code, body.name) for body in bodies)]


class AcceptForm(DeedForm):
    name = "accept"
    note = forms.CharField(
        label=_("A word to the residents"),
        help_text=_("May stay empty. It is read in public."),
        required=False,
        widget=forms.Textarea(attrs=REASON),
    )


class StageForm(AcceptForm):
    name = "next_stage"


class CloseForm(DeedForm):
    name = "close"
    outcome = forms.ChoiceField(
        label=_("Why it is taken off control"),
        choices=[
            (one.value, one.label)
            for one in (InstructionOutcome.EXPLAINED, InstructionOutcome.NOT_SUPPORTED, InstructionOutcome.NOT_NEEDED)
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs=REASON))


class MoveForm(DeedForm):
    name = "move_term"
    until = forms.DateField(label=_("New last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is read in public beside the first term, which stays."),
        required=False,
        widget=forms.Textarea(attrs=REASON),
    )


class DivideForm(DeedForm):
    name = "divide"
    parts = forms.CharField(
        label=_("Parts"),
        help_text=_("One to a line: what; by whom; by when. Without a body or a term those of the whole hold."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 5000}),
    )

    def clean_parts(self) -> list[Part]:
        rows = [line.split(";") for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        return [Part(*(cell.strip() for cell in row[:3])) for row in rows]


class LinkForm(DeedForm):
    name = "link"
    kind = forms.ChoiceField(label=_("What it is"), choices=LinkKind.choices)
    number = forms.CharField(label=_("Number"), required=False, max_length=40)


class LetThroughForm(DeedForm):
    name = "let_through"
    shown = LetThroughField()

    def prepare(self) -> None:
        self.initial["shown"] = self.row.shown
        offer_words(self, self.words)

    @cached_property
    def words(self) -> list[str]:
        return doubtful(*plans.said_of(self.row))


class AmendForm(DeedForm):
    name = "amend"
    text_kk = forms.CharField(
        label=_("Instruction in Kazakh"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "kk"})
    )
    text_ru = forms.CharField(
        label=_("Instruction in Russian"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "ru"})
    )
    question = forms.CharField(label=_("Question"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    lead = forms.ChoiceField(label=_("Responsible body"), required=False)
    helpers = forms.CharField(
        label=_("Who else takes part"),
        help_text=_("One to a line; “(by agreement)” in Russian or Kazakh after a third party."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    term = forms.CharField(
        label=_("Term"),
        help_text=_("As offices write it: a day, a quarter, “10 рабочих дней”, “тоқсан сайын, 25-іне дейін”."),
        required=False,
        max_length=300,
    )
    form = forms.CharField(label=_("Form of completion"), required=False, max_length=300)
    funding = forms.CharField(label=_("Source of funding and amount"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    sdg = forms.CharField(
        label=_("Target of the Sustainable Development Goals"),
        help_text=_("For example 11.2."),
        required=False,
        max_length=20,
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    controller = forms.TypedChoiceField(label=_("Controller"), required=False, coerce=int, empty_value=None)

    def prepare(self) -> None:
        row = self.row
        watch = plan_staff.of_body(row.plan.akimat_id, roles=(Role.CONTROLLER,), on=self.on)
        named = [row.controller] if row.controller else []
        people = {one.pk: one.full_name for one in (*named, *watch)}
        self.fields["controller"].choices = [("", _("Any controller of the akimat")), *people.items()]
        if row.is_public:
            del self.fields["district"]
        else:
            self.fields["district"].choices = [("", _("The whole city")), *districts()[1:]]
        bodies = Organisation.objects.in_force(row.given_on)
        kept = [(row.lead_text, row.lead_text)] if row.lead_text else []
        none = [("", _("Choose a body"))]
        self.fields["lead"].choices = [*none, *kept, *((body.code, body.name) for body in bodies)]
        topics = [(one.code, one.name) for one in Category.objects.all()]
        self.fields["category"].choices = [("", _("Not chosen")), *topics]
        self.initial |= {
            "text_kk": row.text_kk,
            "text_ru": row.text_ru,
            "question": row.question,
            "lead": row.lead.code if row.lead else row.lead_text,
            "helpers": "\n".join(_written(one) for one in row.co_doers.all()),
            "term": row.term_text,
            "form": row.form,
            "funding": row.funding,
            "category": row.category_id,
            "sdg": row.goal,
            "district": row.district_id,
            "controller": row.controller_id,
        }


def _written(one: CoDoer) -> str:
    return f"{one.name} (по согласованию)" if one.by_agreement else one.name


class UploadForm(forms.Form):
    """A file of a plan: whose, of which day."""

    akimat = forms.ChoiceField(label=_("Whose plan"))
    given_on = forms.DateField(
        label=_("Day on which the instructions were given"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    file = forms.FileField(label=_("File"), help_text=_("XLSX, DOCX with a table, or CSV."), required=False)

    def __init__(self, *args, akimats: list[Organisation], **kwargs) -> None:
        super().__init__(*args, auto_id="upload-%s", **kwargs)
        self.fields["akimat"].choices = [(one.code, one.name) for one in akimats]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.docx,.csv"
