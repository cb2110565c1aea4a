"""Every component of the front end in all its states, for those who build pages. Routed only with DEBUG."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

DISTRICTS = [
    ("alatau", "Алатау ауданы"),
    ("almaly", "Алмалы ауданы"),
    ("auezov", "Әуезов ауданы"),
    ("bostandyk", "Бостандық ауданы"),
    ("zhetysu", "Жетісу ауданы"),
    ("medeu", "Медеу ауданы"),
    ("nauryzbay", "Наурызбай ауданы"),
    ("turksib", "Түрксіб ауданы"),
]


class SampleForm(forms.Form):
    """One field of each kind; refuses what is empty, so that errors can be seen."""

    use_required_attribute = False

    address = forms.CharField(
        label="Көше мен үй нөмірі",
        help_text="Мысалы: Абай даңғылы, 52 немесе «Алмалы» метро бекеті",
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    story = forms.CharField(
        label="Не болды?",
        help_text="Жауапкершілігі кімде екенін білмесеңіз де болады.",
        max_length=200,
        widget=forms.Textarea,
    )
    district = forms.ChoiceField(label="Аудан", choices=[("", "Таңдаңыз"), *DISTRICTS])
    channel = forms.ChoiceField(
        label="Жауапты қалай аласыз?",
        choices=[("site", "Осы сайттан"), ("sms", "СМС арқылы"), ("mail", "Электрондық поштаға")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Қандай жаңалықты хабарлайық?",
        choices=[("answer", "Жауап келгенде"), ("term", "Мерзімі ұзартылғанда"), ("near", "Маңайдағы өтініштер")],
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField(label="Жеке деректерімді өңдеуге келісемін")
    secret = forms.CharField(label="Құпиясөз", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    photo = forms.FileField(
        label="Фото",
        help_text="JPEG, PNG, WebP немесе HEIC, 10 МБ-қа дейін",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show components in Kazakh, Russian and English samples, with long Kazakh words."""
    photo: MultiValueDict = MultiValueDict({"photo": [SimpleUploadedFile("a.txt", b"")]})
    refused = SampleForm({"story": "Ұ" * 210, "channel": "pigeon"}, photo)
    refused.is_valid()
    return render(
        request,
        "portal/styleguide.html",
        {
            "form": SampleForm(initial={"address": "Тимирязев көшесі, 42", "channel": "site"}, prefix="sample"),
            "refused": refused,
            "districts": DISTRICTS,
            "page": Paginator(range(60), 20).page(2),
        },
    )
