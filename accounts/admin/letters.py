"""Letters: what is owed, what came of it, and the words."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts.access import Thing
from accounts.admin.rights import ByPost, Logged, ReadOnlyByAudit
from accounts.enums import Access
from accounts.models import Notice, NoticeAttempt, NoticeTemplate
from accounts.notices import delivery, letters


class AttemptInline(ReadOnlyByAudit, TabularInline):
    model = NoticeAttempt
    extra = 0
    fields = ["at", "succeeded", "answer"]


@admin.register(Notice)
class NoticeAdmin(Logged, ReadOnlyByAudit, ModelAdmin):
    shows = (Access.LETTER, Access.CONTACTS)
    list_display = ["created_at", "code", "channel", "address", "language", "state", "tries", "due_at", "sent_at"]
    list_filter = ["state", "channel", "code", "language"]
    search_fields = ["address", "key", "user__full_name"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]
    list_select_related = ["user"]
    show_full_result_count = False
    inlines = [AttemptInline]
    actions = ["resend"]
    fields = [
        "code",
        "user",
        "channel",
        "address",
        "language",
        "words",
        "state",
        "tries",
        "created_at",
        "due_at",
        "sent_at",
        "read_at",
    ]

    def things(self, row: Notice) -> list[Thing]:
        return [(str(row.pk), row.user_id)]

    @admin.display(description=_("text"))
    def words(self, notice: Notice) -> str:
        """A one-time code is nobody's to read but its owner's."""
        if notice.secret:
            return gettext("holds a one-time code and is not shown")
        return f"{notice.subject}\n\n{notice.body}".strip()

    @admin.action(description=_("Send again"), permissions=["view"])
    def resend(self, request: HttpRequest, queryset: QuerySet) -> None:
        sent = delivery.resend(list(queryset.values_list("pk", flat=True)), timezone.now())
        said = ngettext("%(n)d letter will be sent again.", "%(n)d letters will be sent again.", sent) % {"n": sent}
        self.message_user(request, said, messages.SUCCESS)


class TemplateForm(forms.ModelForm):
    class Meta:
        model = NoticeTemplate
        fields = ["subject", "body"]

    def clean(self):
        cleaned = super().clean()
        words = letters.Words(cleaned.get("subject", ""), cleaned.get("body", ""))
        known = set(letters.letter(self.instance.code).sample) | {"link"}
        fault = letters.fault_in(words, known)
        if fault:
            raise ValidationError(
                _("The words cannot be used: %(fault)s. Known are: %(known)s.")
                % {"fault": fault, "known": ", ".join(f"{{{{ {name} }}}}" for name in sorted(known))}
            )
        return cleaned


@admin.register(NoticeTemplate)
class NoticeTemplateAdmin(ByPost, ModelAdmin):
    form = TemplateForm
    list_display = ["code", "language", "channel", "subject", "is_edited", "fault"]
    list_filter = ["channel", "language", "code"]
    search_fields = ["code", "subject", "body"]
    list_per_page = 200
    actions = ["restore"]
    fields = ["code", "language", "channel", "subject", "body", "fault", "preview"]
    readonly_fields = ["code", "language", "channel", "fault", "preview"]

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        """Letters come with the applications that send them; here only their words change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description=_("edited here"), boolean=True)
    def is_edited(self, row: NoticeTemplate) -> bool:
        return letters.Words(row.subject, row.body).digest != row.shipped_digest

    @admin.display(description=_("preview with sample values"))
    def preview(self, row: NoticeTemplate) -> str:
        """The letter of this channel in all three languages, as it stands now."""
        shown = letters.previews(row.code, row.channel)
        return format_html_join(
            "",
            "<h3>{}</h3><p><strong>{}</strong></p><p>{}</p>",
            (
                (language, words.subject, format_html_join("", "{}<br>", ((line,) for line in words.body.split("\n"))))
                for language, words in shown.items()
            ),
        ) or format_html("–")

    def save_model(self, request: HttpRequest, obj: NoticeTemplate, form, change: bool) -> None:
        obj.fault = ""
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Restore the shipped words"))
    def restore(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in queryset:
            letters.restore(row)
        done = len(queryset)
        said = ngettext("%(n)d template was restored.", "%(n)d templates were restored.", done) % {"n": done}
        self.message_user(request, said, messages.SUCCESS)
