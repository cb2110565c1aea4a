"""What an operator writes down while somebody speaks. Shape only: what is wrong, the services say in words."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeals.enums import Kind, Source
from appeals.rules.texts import TEXT_MAX
from appeals.selectors.taxonomy import Branch
from appeals.views.desk.forms import PHOTO_TYPES
from appeals.views.forms.photos import PhotosField, PhotosInput

# Channels that officers file through; a meeting's own desk files from its protocol.
CHANNELS = (Source.CALL_CENTRE, Source.FRONT_OFFICE, Source.SOCIAL, Source.MESSENGER, Source.MEETING)


class CounterForm(forms.Form):
    """One page for one caller, in the order of a conversation."""

    source = forms.ChoiceField(
        label=_("Channel"), choices=[(each.value, each.label) for each in CHANNELS], widget=forms.RadioSelect
    )
    phone = forms.CharField(
        label=_("The caller's phone"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )
    for_person = forms.BooleanField(label=_("File it for this person"), required=False)
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language of the answer"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("What the person says"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_MAX}),
    )
    kind = forms.ChoiceField(label=_("Kind of appeal"), choices=[(kind.value, kind.label) for kind in Kind])
    category = forms.ChoiceField(
        label=_("Category"), required=False, widget=forms.Select(attrs={"class": "govuk-select", "data-key": "c"})
    )
    address = forms.CharField(label=_("Street and house, or a known place"), required=False, max_length=300)
    district = forms.CharField(required=False, max_length=20)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    photos = PhotosField(
        label=_("Photos that the person sent or showed"),
        required=False,
        widget=PhotosInput(attrs={"accept": PHOTO_TYPES, "class": "govuk-file-upload"}),
    )
    consent = forms.BooleanField(
        label=_("I told the person that the data is kept for this appeal, and the person agrees"), required=False
    )
    article = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("Answer given now"),
        help_text=_("Leave it empty to register without an answer."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_MAX}),
    )

    def __init__(self, *args, tree: list[Branch], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        unknown = [("", _("I don't know yet: a moderator will choose"))]
        branches = [(each.top.name, [(leaf.code, leaf.name) for leaf in each.leaves]) for each in tree]
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)  # noqa: S101 - for the reader of types: it is declared above
        category.choices = [*unknown, *branches]
