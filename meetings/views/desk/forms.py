"""What secretaries and akims type. What it must be is for the services to say."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from meetings.enums import LineResult, MeetingWay, NoticeChannel
from meetings.models import Line, Meeting, Protocol
from meetings.rules.disclosure import doubtful
from meetings.selectors import lists
from meetings.services.calendar import Planned
from meetings.services.fields import Place
from meetings.services.sheet import Words
from meetings.views.forms import LetThroughField, categories, districts, offer_words


class MomentInput(forms.DateTimeInput):
    """A day with a time, as browsers offer it; the city's own time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    widget = MomentInput

    def __init__(self, **kwargs) -> None:
        super().__init__(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def clean(self, value) -> datetime | None:
        found = super().clean(value)
        return timezone.make_aware(found) if found and timezone.is_naive(found) else found


class PlanForm(forms.Form):
    """A meeting as it is planned or changed."""

    starts_at = MomentField(label=_("Day and hour"))
    title_kk = forms.CharField(label=_("Title in Kazakh"), required=False, max_length=200)
    title_ru = forms.CharField(label=_("Title in Russian"), required=False, max_length=200)
    way = forms.ChoiceField(label=_("How it is held"), choices=MeetingWay, widget=forms.RadioSelect, required=False)
    venue_kk = forms.CharField(label=_("Place in Kazakh"), required=False, max_length=200)
    venue_ru = forms.CharField(label=_("Place in Russian"), required=False, max_length=200)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    district = forms.ChoiceField(label=_("District"), required=False)
    lon = forms.FloatField(label=_("Longitude"), required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(label=_("Latitude"), required=False, widget=forms.HiddenInput)
    minutes = forms.IntegerField(label=_("Length in minutes"), required=False, initial=120)
    capacity = forms.IntegerField(
        label=_("Seats in the hall"), required=False, help_text=_("Empty: nobody is turned away.")
    )
    stream_url = forms.CharField(label=_("Address of the broadcast"), required=False, max_length=500)
    topics_kk = forms.CharField(label=_("Topics in Kazakh"), required=False, widget=forms.Textarea)
    topics_ru = forms.CharField(label=_("Topics in Russian"), required=False, widget=forms.Textarea)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = districts()

    @classmethod
    def of(cls, meeting: Meeting) -> "PlanForm":
        """Filled with what is said of this meeting now."""
        names = ["starts_at", "title_kk", "title_ru", "way", "venue_kk", "venue_ru", "address", "minutes"]
        names += ["capacity", "stream_url", "topics_kk", "topics_ru"]
        point = {"lon": meeting.point.x, "lat": meeting.point.y} if meeting.point else {}
        kept = {name: getattr(meeting, name) for name in names}
        return cls(initial={**kept, "district": meeting.district_id or "", **point})

    def words(self) -> Planned:
        values: dict[str, Any] = dict(self.cleaned_data)
        place = Place(values.pop("lon"), values.pop("lat"), values.pop("district"), values.pop("address"))
        values["minutes"] = values["minutes"] or 0
        return Planned(**values, place=place)


class NoticeForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=NoticeChannel, required=False)
    published_at = MomentField(label=_("Published at"))
    evidence = forms.CharField(
        label=_("Where it can be seen"),
        required=False,
        max_length=500,
        help_text=_("Address of the publication, number of the newspaper, or where the paper hangs."),
    )


class MoveForm(forms.Form):
    starts_at = MomentField(label=_("New day and hour"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea)


class ApproveForm(forms.Form):
    """The year that the akim approves. Words of the reason that look like personal data are offered on a second try."""

    organisation = forms.ChoiceField(label=_("Akimat"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea)
    shown = LetThroughField()

    def __init__(self, *args, hosts: Iterable[Organisation], years: Iterable[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [(host.code, host.name) for host in hosts]
        self.fields["year"].choices = [(year, str(year)) for year in years]
        offer_words(self, doubtful(self.data.get("reason", "")))


class LetThroughForm(forms.Form):
    """Which words of the reasons everybody may read."""

    shown = LetThroughField()

    def __init__(self, *args, meeting: Meeting, **kwargs) -> None:
        super().__init__(*args, initial={"shown": meeting.shown}, **kwargs)
        offer_words(self, doubtful(*lists.reasons_of(meeting)))


class DraftForm(forms.Form):
    """The opening words, filled with those of the protocol if it is begun. Why it is amended is public beside them."""

    attended = forms.IntegerField(label=_("People in the hall"), required=False)
    summary_kk = forms.CharField(label=_("Opening words in Kazakh"), required=False, widget=forms.Textarea)
    summary_ru = forms.CharField(label=_("Opening words in Russian"), required=False, widget=forms.Textarea)
    shown = LetThroughField()

    def __init__(self, *args, protocol: Protocol | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if protocol is not None:
            self.initial |= {name: getattr(protocol, name) for name in ("summary_kk", "summary_ru", "shown")}
        kept = self.data if self.is_bound else self.initial
        said = [kept.get(name) or "" for name in ("summary_kk", "summary_ru")]
        offer_words(self, doubtful(*said, protocol.amendment if protocol else ""))


class LineForm(forms.Form):
    """One line of the sheet, as a plain form: it works without any script."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    question = forms.IntegerField(label=_("Question in advance, number"), required=False)
    speaker = forms.CharField(label=_("Speaker"), required=False, max_length=200)
    is_named = forms.BooleanField(label=_("May be named in public"), required=False)
    text = forms.CharField(label=_("Question"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    category = forms.ChoiceField(label=_("Category"), required=False)
    result = forms.ChoiceField(label=_("Result"), required=False)
    explanation = forms.CharField(label=_("What was explained"), required=False, widget=forms.Textarea)
    is_written = forms.BooleanField(label=_("Handed over in writing"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    raises = forms.CharField(
        label=_("Appeal filed before, number"), required=False, max_length=40, help_text=_("For example 2026-000123.")
    )
    shown = LetThroughField()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kept = self.data if self.is_bound else self.initial
        offer_words(self, doubtful(*(kept.get(name) or "" for name in ("text", "explanation", "address"))))
        self.fields["category"].choices = categories()
        self.fields["district"].choices = districts()
        self.fields["result"].choices = [("", _("no result yet")), *LineResult.choices]
        self.initial.setdefault("key", uuid.uuid4())

    @classmethod
    def of(cls, line: Line) -> "LineForm":
        """Filled with a line, to correct it."""
        kept = {
            name: getattr(line, name)
            for name in (
                *("key", "version", "speaker", "text", "result", "explanation"),
                *("is_written", "address", "raises", "shown"),
            )
        }
        return cls(
            initial={
                **kept,
                "language": line.language,
                "is_named": line.is_named_in_public,
                "question": line.question.number if line.question else None,
                "category": line.category_id or "",
                "district": line.district_id or "",
                "phone": line.contact_phone,
                "email": line.contact_email,
            }
        )

    def words(self) -> Words:
        values = dict(self.cleaned_data)
        values.pop("key"), values.pop("version")
        place = Place(district=values.pop("district"), address=values.pop("address"))
        values["language"] = values["language"] or "kk"
        return Words(**values, place=place)
