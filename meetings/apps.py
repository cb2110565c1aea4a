from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Public meetings")

    def ready(self) -> None:
        from meetings.consumers import meetings as watching
        from meetings.handlers import meetings as following
        from workflow import registry

        registry.register(
            registry.Kind(
                name="meeting",
                model="meetings.Meeting",
                handlers=following.MEETING_HANDLERS,
                watch=watching.watch,
                public_id=watching.public_id,
                feeds=watching.feeds,
                follow=watching.follow,
                work=watching.work,
                obstacles=_obstacles(),
            )
        )
        registry.register(
            registry.Kind(
                name="question",
                model="meetings.Question",
                handlers=following.QUESTION_HANDLERS,
                watch=watching.watch_question,
                public_id=watching.public_id_of_question,
            )
        )
        registry.register(
            registry.Kind(
                name="protocol",
                model="meetings.Protocol",
                watch=watching.watch_protocol,
                public_id=watching.public_id_of_protocol,
            )
        )


def _obstacles() -> dict[str, Promise]:
    """What people read where an obstacle of the table stands in the way."""
    from meetings.rules.opening import NO_NOTICE, TOO_EARLY

    return {
        NO_NOTICE: _("No notice of this meeting is on record. Record through which channel and when people were told."),
        TOO_EARLY: _("The meeting begins later. It can be opened half an hour before its time."),
    }
