"""The journal and the outbox as ``workflow`` shows them, opened by post: that room knows no posts."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.access import Thing
from accounts.admin.rights import Logged, ReadOnlyByAudit
from accounts.enums import Access
from workflow.admin import ActAdmin, DeliveryAdmin, DeliveryInline
from workflow.models import Act, Delivery

admin.site.unregister([Act, Delivery])


class InlineByAudit(ReadOnlyByAudit, DeliveryInline):
    pass


@admin.register(Act)
class JournalAdmin(Logged, ReadOnlyByAudit, ActAdmin):
    shows = (Access.TEXT,)
    inlines = [InlineByAudit]

    def things(self, row: Act) -> list[Thing]:
        return [(f"{row.kind} {row.subject_id} #{row.seq}", None)]


@admin.register(Delivery)
class OutboxAdmin(ReadOnlyByAudit, DeliveryAdmin):
    def has_retry_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
