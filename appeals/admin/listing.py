"""A page of the queue with its clocks: the calendar is read once for all rows."""

from django.http import HttpRequest
from unfold.views import ChangeList

from appeals.admin.rights import clerk
from appeals.views import readings, words
from workflow import calendar


class QueueList(ChangeList):
    """Gives every shown appeal its ``clock``."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        today, days_off = clerk(request).today, calendar.current()
        shown = list(self.result_list)
        for appeal in shown:
            appeal.clock = words.clock(appeal, today, days_off)
        self.result_list = shown
        readings.saw(request, clerk(request).actor, shown, place="triage_list")
