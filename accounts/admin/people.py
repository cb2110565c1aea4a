"""People, for administrators. An IIN is shown masked and cannot be searched for: a search stands in an address."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from accounts import people
from accounts.access import Thing
from accounts.admin.organisations import AppointmentInline
from accounts.admin.rights import ByPost, Logged, ReadOnlyByPost
from accounts.enums import Access
from accounts.identity import masked
from accounts.models import Consent, Residence, User
from workflow.refusals import Refused


class ConsentInline(ReadOnlyByPost, TabularInline):
    model = Consent
    extra = 0
    fields = ["purpose", "version", "given_at", "withdrawn_at"]


class ResidenceInline(ReadOnlyByPost, TabularInline):
    model = Residence
    fk_name = "user"
    extra = 0
    fields = ["district", "registered_on", "proof", "proven_by", "proven_at"]


class NewPersonForm(forms.ModelForm):
    """Opens an account for a colleague: they sign in by a code, then set up their second factor."""

    class Meta:
        model = User
        fields = ["full_name", "email", "phone", "language"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("email") and not cleaned.get("phone"):
            raise ValidationError(_("Give an e-mail or a phone: letters must reach the person."))
        return cleaned


@admin.register(User)
class UserAdmin(Logged, ByPost, ModelAdmin):
    shows = (Access.PERSON, Access.IIN)
    list_display = ["__str__", "email", "phone", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", "appointments__role", "language"]
    search_fields = ["full_name", "email", "phone"]
    ordering = ["-date_joined"]
    actions = ["end_sessions"]
    fields = ["full_name", "email", "phone", "language", "iin", "is_staff", "is_active", "last_login", "date_joined"]
    readonly_fields = ["email", "phone", "iin", "last_login", "date_joined"]
    show_full_result_count = False

    def things(self, row: User) -> list[Thing]:
        return [(str(row.pk), row.pk)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else NewPersonForm

    def get_fields(self, request, obj=None):
        return super().get_fields(request, obj) if obj else list(NewPersonForm.Meta.fields)

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if obj else []

    def get_inlines(self, request, obj):
        return [AppointmentInline, ResidenceInline, ConsentInline] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """An account is switched off, never removed: the journal refers to it."""
        return False

    @admin.display(description=_("IIN"))
    def iin(self, user: User) -> str:
        return masked(user) or "–"

    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            if not obj.is_active:
                people.end_sessions(obj)
            return
        try:
            fresh = people.add_person(
                full_name=obj.full_name,
                email=obj.email or "",
                phone=obj.phone or "",
                language=obj.language,
                at=timezone.now(),
            )
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            raise
        obj.pk = fresh.pk

    @admin.action(description=_("End all sessions"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet) -> None:
        ended = sum(people.end_sessions(user) for user in queryset)
        said = ngettext("%(n)d session was ended.", "%(n)d sessions were ended.", ended) % {"n": ended}
        self.message_user(request, said, messages.SUCCESS)
